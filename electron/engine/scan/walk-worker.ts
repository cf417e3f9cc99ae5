/**
 * The work of a walking thread: one readdir and one lstat an entry, synchronously, since a thread of its own has
 * nothing else to do and a promise an entry would cost more than the call. Runs in electron/hosts/walk.worker.ts.
 */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { MARKER_NAME, MAX_MARKER_BYTES } from '../domain/volumes/root-marker.ts'
import { nativeShown } from '../files/disk-path.ts'
import { readPlainSync } from '../files/read-plain.ts'
import { createPacker } from './pack.ts'
import { readFolder, reasonOf, wayTo } from './read-folder.ts'
import { AHEAD, SHARED, type Ground, type Look, type WalkReply, type WalkRequest } from './walk-messages.ts'

type Walk = Extract<WalkRequest, { type: 'walk' }>

/** Makes the function that answers one request after the other. */
export function createWalkWorker(
  reply: (message: WalkReply, transfer: ArrayBuffer[]) => void,
): (request: WalkRequest) => void {
  return (request) => {
    const flags = new Int32Array(request.shared)
    const step = (): void => {
      Atomics.add(flags, SHARED.steps, 1)
    }
    try {
      if (request.type === 'walk') walk(request, flags, step, reply)
      else if (request.type === 'look')
        reply(
          { type: 'looks', id: request.id, looks: request.paths.map((path) => look(join(request.top, path), step)) },
          [],
        )
      else reply({ type: 'ground', id: request.id, ground: groundOf(request.top, step) }, [])
    } catch (error) {
      reply({ type: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) }, [])
    }
  }
}

function walk(
  request: Walk,
  flags: Int32Array,
  step: () => void,
  reply: (message: WalkReply, transfer: ArrayBuffer[]) => void,
): void {
  let sent = 0
  const stopped = (): boolean => Atomics.load(flags, SHARED.stop) === 1
  const pack = createPacker((batch) => {
    reply({ type: 'batch', id: request.id, batch }, [batch.facts.buffer as ArrayBuffer])
    sent += 1
    waitForRoom(flags, sent)
  })
  for (const { folder, whole } of request.folders) {
    const barred = wayTo(request, folder, step)
    if (barred !== null) {
      pack.say(folder, barred.state, barred.note)
      continue
    }
    // The last found is read first: folders come in the order of their names, and few wait.
    const waiting = [folder]
    while (waiting.length > 0 && !stopped()) {
      const at = waiting.pop()!
      const read = readFolder(request, at, step)
      if (read.state !== 'listed') {
        pack.say(at, read.state, read.note)
        continue
      }
      for (const left of read.left) pack.say(left.folder, left.state, left.note)
      pack.add(at, read, whole ? [] : read.subfolders)
      if (whole)
        for (let index = read.subfolders.length - 1; index >= 0; index -= 1)
          waiting.push(at === '' ? read.subfolders[index]! : `${at}/${read.subfolders[index]!}`)
    }
  }
  pack.end()
  reply({ type: 'end', id: request.id }, [])
}

/** Back-pressure: the thread sleeps until the scan has caught up. */
function waitForRoom(flags: Int32Array, sent: number): void {
  for (;;) {
    const taken = Atomics.load(flags, SHARED.taken)
    if (sent - taken < AHEAD || Atomics.load(flags, SHARED.stop) === 1) return
    Atomics.store(flags, SHARED.waits, 1)
    Atomics.wait(flags, SHARED.taken, taken, 1_000)
    Atomics.store(flags, SHARED.waits, 0)
  }
}

/** Looks whether a file is there. What the disk won't answer is unclear, never gone. */
function look(path: string, step: () => void): Look {
  step()
  try {
    const seen = lstatSync(nativeShown(path), { throwIfNoEntry: false })
    return seen?.isFile() === true ? 'there' : 'gone'
  } catch (error) {
    return reasonOf(error).state === 'gone' ? 'gone' : 'unclear'
  }
}

function groundOf(top: string, step: () => void): Ground {
  try {
    step()
    const seen = lstatSync(top)
    step()
    return {
      fault: null,
      isFolder: seen.isDirectory(),
      device: seen.dev,
      marker: seen.isDirectory() ? markerIn(top) : null,
    }
  } catch (error) {
    return { fault: (error as NodeJS.ErrnoException).code ?? String(error), isFolder: false, device: 0, marker: null }
  }
}

/** Throws what is no "not there". */
function markerIn(top: string): string | null {
  try {
    return readPlainSync(join(top, MARKER_NAME), MAX_MARKER_BYTES).toString('utf8')
  } catch (error) {
    if (reasonOf(error).state === 'gone') return null
    throw error
  }
}

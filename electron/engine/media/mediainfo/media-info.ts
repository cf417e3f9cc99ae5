/**
 * Asks MediaInfo about a file. It runs in a thread that starts with the first question and is ended when it does not
 * answer in time, so that a file made to keep it busy costs an answer and nothing else.
 */
import { Worker } from 'node:worker_threads'
import type { InfoReply, InfoRequest, InfoTrack } from './messages.ts'

export interface MediaInfoReader {
  /** The tracks of a file as MediaInfo tells them; null when it has no answer. Never throws. */
  read(path: string): Promise<readonly InfoTrack[] | null>
  close(): Promise<void>
}

/** Real files take a tenth of a second, its start one more. */
const LIMIT_MS = 20_000
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

interface Seat {
  readonly worker: Worker
  readonly waiting: Map<number, (tracks: readonly InfoTrack[] | null) => void>
}

/** Makes a reader. `entry` is the entry of the thread (electron/hosts/media-info.worker.ts, or what it was bundled to). */
export function createMediaInfoReader(entry: URL): MediaInfoReader {
  let seat: Seat | null = null
  let nextId = 1

  function open(): Seat {
    const worker = new Worker(entry, { name: 'media-info', resourceLimits: LIMITS })
    const opened: Seat = { worker, waiting: new Map() }
    worker.unref()
    worker.on('message', ({ id, tracks }: InfoReply) => {
      settle(opened, id, tracks)
    })
    // What ends the thread ends what waits for it without an answer: the file keeps the facts that ffprobe found.
    worker.on('error', () => {
      give(opened)
    })
    worker.on('exit', () => {
      give(opened)
    })
    return opened
  }

  function settle(from: Seat, id: number, tracks: readonly InfoTrack[] | null): void {
    from.waiting.get(id)?.(tracks)
    from.waiting.delete(id)
    if (from.waiting.size === 0) from.worker.unref()
  }

  function give(from: Seat): void {
    if (seat === from) seat = null
    for (const id of from.waiting.keys()) settle(from, id, null)
  }

  return {
    read(path) {
      const asked = (seat ??= open())
      const id = nextId++
      return new Promise((resolve) => {
        const limit = setTimeout(() => {
          give(asked)
          void asked.worker.terminate()
        }, LIMIT_MS)
        asked.waiting.set(id, (tracks) => {
          clearTimeout(limit)
          resolve(tracks)
        })
        asked.worker.ref()
        const request: InfoRequest = { id, path }
        asked.worker.postMessage(request, [])
      })
    },
    async close() {
      await seat?.worker.terminate()
    },
  }
}

/**
 * The writers of a large file: where its chunks flow to each destination, at that destination's own pace as far as the
 * ring of buffers reaches. One that is paused or does not answer is left behind, so that the others can go on.
 */
import { closeSync, fstatSync, lstatSync, write } from 'node:fs'
import { promisify } from 'node:util'
import { writeFault } from '../../files/errno.ts'
import type { CopyJob } from './messages.ts'
import type { SharedState } from './shared-state.ts'
import type { OpenTarget } from './temporary-file.ts'
import { discard, dropTarget } from './temporary-file.ts'

const writeAsync = promisify(write)

/**
 * Bytes of one write. From 1 MiB on Linux takes its largest pages for the cache, and those are what a virtual machine
 * has handed back to its host: fetching them again made the copy up to seven times slower, and gained nothing
 * elsewhere.
 */
const WRITE_BYTES = 512 << 10

/** A destination that has not taken a chunk for so long while another one had it is left behind, in milliseconds. */
const STUCK_MS = 8000
/** One that the others waited for so long, and for half of the time of this file, is left behind, too: see slow.ts. */
const SLOW_MS = 3000
const SLOW_SHARE = 0.5
/** How often somebody who waits looks whether a destination was paused meanwhile, in milliseconds. */
const LOOK_MS = 50

interface DestinationWriter {
  readonly open: OpenTarget
  /** One write at a time into one file: two would only spin on the lock of its inode. */
  chain: Promise<void>
  left: boolean
  written: number
  /** Milliseconds that the others waited for it. */
  held: number
  /** Slots of the ring whose bytes it has not taken yet. */
  readonly holds: Set<number>
}

export interface DestinationWriters {
  /** Hands the bytes of a slot to every destination. */
  write(slot: number, chunk: Buffer, at: number): void
  /** Waits until a slot is free; `replace` is called when one that was left behind may still write from its memory. */
  free(slot: number, replace: (slot: number) => void): Promise<void>
  /** Waits until all have taken everything; answers with those that were not left behind. */
  flush(): Promise<readonly OpenTarget[]>
  /** True when all were left behind: the rest of the file is for nobody. */
  abandoned(): boolean
  /** Destinations that were left behind. */
  left(): readonly number[]
}

/** Opens the writers of a file. */
export function openDestinationWriters(
  job: CopyJob,
  targets: readonly OpenTarget[],
  state: SharedState,
): DestinationWriters {
  const writers = targets.map((open): DestinationWriter => ({
    open,
    chain: Promise.resolve(),
    left: false,
    written: 0,
    held: 0,
    holds: new Set(),
  }))
  const opened = performance.now()
  let wake = (): void => {}
  const running = (): DestinationWriter[] => writers.filter((writer) => !writer.left)
  const paused = (writer: DestinationWriter): boolean => state.isPaused(writer.open.target.destination)

  const leave = (writer: DestinationWriter, replace: (slot: number) => void): void => {
    writer.left = true
    for (const slot of writer.holds) replace(slot)
    writer.holds.clear()
    // Its file is closed when its last write returns, whenever that is; never before, or the number would be another
    // file's.
    void writer.chain.then(() => {
      state.addCopied(writer.open.target.destination, -writer.written)
      dropLate(writer.open)
    })
  }
  /**
   * Leaves the paused behind. When all are, waits for one of them to go on; but a file of the card is given up while
   * another destination could take it, which would wait for it for ever else.
   */
  const heedPauses = async (replace: (slot: number) => void): Promise<void> => {
    while (!state.stopped() && running().length > 0 && running().every(paused)) {
      if (job.from === null && state.anyAble()) {
        for (const writer of running()) leave(writer, replace)
        return
      }
      await look()
    }
    const others = running().filter((writer) => !paused(writer))
    if (others.length > 0) for (const writer of running()) if (paused(writer)) leave(writer, replace)
  }
  const look = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, LOOK_MS)
    })
    clearTimeout(timer)
  }
  const waitFor = async (
    holders: () => readonly DestinationWriter[],
    replace: (slot: number) => void,
  ): Promise<void> => {
    await heedPauses(replace)
    const begin = performance.now()
    const first = holders()
    while (holders().length > 0) {
      await look()
      if (state.stopped()) continue
      await heedPauses(replace)
      const slow = holders()
      if (performance.now() - begin < STUCK_MS || slow.length === running().length) continue
      for (const writer of slow) leave(writer, replace)
    }
    const waited = performance.now() - begin
    if (waited < 1 || first.length === running().length) return
    for (const writer of first) {
      writer.held += waited
      state.addHeld(writer.open.target.destination, waited)
    }
    const [slowest] = running().toSorted((a, b) => b.held - a.held)
    if (
      slowest === undefined ||
      running().length < 2 ||
      slowest.held < Math.max(SLOW_MS, SLOW_SHARE * (performance.now() - opened))
    )
      return
    leave(slowest, replace)
  }

  const put = async (writer: DestinationWriter, slot: number, chunk: Buffer, at: number): Promise<void> => {
    const { open } = writer
    try {
      if (open.fault !== null || writer.left) return
      if (state.isDead(open.target.destination)) throw Object.assign(new Error('stopped'), { code: 'ENODEV' })
      const hole = job.sparse && isZero(chunk)
      let done = hole ? chunk.length : 0
      while (done < chunk.length) {
        done += (await writeAsync(open.fd, chunk, done, Math.min(WRITE_BYTES, chunk.length - done), at + done))
          .bytesWritten
      }
      if (!hole) open.end = at + chunk.length
      writer.written += chunk.length
      state.addCopied(open.target.destination, chunk.length)
    } catch (error) {
      open.fault = writeFault(error, open.target.root, job.path)
      // From here on nothing is written there, by this file or the next.
      if (open.fault.stops) state.kill(open.target.destination)
    } finally {
      writer.holds.delete(slot)
      wake()
    }
  }

  return {
    write: (slot, chunk, at) => {
      for (const writer of running()) {
        writer.holds.add(slot)
        writer.chain = writer.chain.then(() => put(writer, slot, chunk, at))
      }
    },
    free: (slot, replace) => waitFor(() => running().filter((writer) => writer.holds.has(slot)), replace),
    flush: async () => {
      await waitFor(
        () => running().filter((writer) => writer.holds.size > 0),
        () => {},
      )
      // A write that has returned may have one more turn of the loop to go.
      await Promise.all(running().map((writer) => writer.chain))
      return running().map((writer) => writer.open)
    },
    abandoned: () => writers.length > 0 && running().length === 0,
    left: () => writers.filter((writer) => writer.left).map((writer) => writer.open.target.destination),
  }
}

/** Closes and removes the temporary file of one that was left behind, unless the name is another file's by now. */
function dropLate(open: OpenTarget): void {
  if (open.fd < 0) return
  try {
    const own = fstatSync(open.fd, { bigint: true })
    const there = lstatSync(open.target.temporary, { bigint: true, throwIfNoEntry: false })
    if (there?.ino === own.ino) dropTarget(open)
    else closeSync(open.fd)
  } catch {
    // The drive is gone: the next run of the same offload removes what is left there.
    discard(open.target.temporary)
  }
}

const ZEROS = Buffer.alloc(1 << 20)

/** True for nothing but zeros: then a hole is left, which reads the same and takes no room and no time. */
function isZero(chunk: Buffer): boolean {
  return chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length))
}

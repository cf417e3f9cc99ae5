/**
 * Copying a large file: a ring of buffers, so that reading, hashing and writing to every destination overlap.
 *
 * Reads follow one another (a card reader is no faster for two), each read buffer is hashed here while the next is
 * being filled, and goes to all destinations at once; it is free again when the slowest of them has taken it.
 */
import { closeSync, read, write } from 'node:fs'
import { promisify } from 'node:util'
import type { MultiHash } from '../hash/multi-hash.ts'
import type { Fault } from '../domain/offload.ts'
import { readFault, writeFault } from './errno.ts'
import type { CopyJob, CopyResult } from './messages.ts'
import type { Patience } from './patience.ts'
import type { SharedState } from './shared-state.ts'
import { isOpen, openSource } from './source-file.ts'
import type { OpenTarget } from './temporary-file.ts'
import { dropTarget, finishTarget, openTarget } from './temporary-file.ts'

const readAsync = promisify(read)
const writeAsync = promisify(write)

/** Buffers in the ring, and bytes in each: small enough to be still in the cache of the processor when they are hashed. */
export const SLOTS = 8
export const SLOT_BYTES = 1 << 20

/**
 * Bytes of one write. From 1 MiB on Linux takes its largest pages for the cache, and those are what a virtual machine
 * has handed back to its host: fetching them again made the copy up to seven times slower, and gained nothing elsewhere.
 */
const WRITE_BYTES = 512 << 10

/** Reads a file once, hashes it and writes it to its targets. Never throws for a bad file or a bad destination. */
export async function copyLarge(
  job: CopyJob, ring: readonly Buffer[], hash: MultiHash, state: SharedState, patience: Patience,
): Promise<CopyResult> {
  const opened = openSource(job.source, job.path, job, patience, job.sparse)
  if (!isOpen(opened)) return { position: job.position, hashes: null, fault: opened, written: [] }
  const targets = job.targets.filter(target => !state.isDead(target.destination)).map(target => openTarget(target, job))
  let fault: Fault | null
  try {
    const bytes = await pump(job, opened.fd, targets, ring, hash, state, patience)
    fault = typeof bytes === 'number' ? opened.changed(bytes) : bytes
  } finally {
    closeSync(opened.fd)
  }
  if (fault !== null || state.stopped()) {
    for (const open of targets) dropTarget(open)
    return { position: job.position, hashes: null, fault, written: [] }
  }
  for (const open of targets) finishTarget(open, job)
  return {
    position: job.position, hashes: hash.digest(), fault: null,
    written: targets.map(open => ({ destination: open.target.destination, fault: open.fault })),
  }
}

/** Moves all bytes; answers with their number (0 and a stop flag when stopped), or with what went wrong at the source. */
async function pump(
  job: CopyJob, fd: number, targets: readonly OpenTarget[], ring: readonly Buffer[], hash: MultiHash, state: SharedState,
  patience: Patience,
): Promise<number | Fault> {
  // One promise a slot: settled when every destination has taken the bytes that the slot holds.
  const busy: Promise<unknown>[] = ring.map(() => Promise.resolve())
  // One write at a time into one file: two would only spin on the lock of its inode.
  const chains: Promise<void>[] = []
  let position = 0
  let failure: Fault | null = null
  try {
    let next = fill(0, 0)
    for (let turn = 0; ; turn++) {
      const slot = ring[turn % ring.length]
      const got = await next
      if (slot === undefined || got === 0 || state.stopped()) break
      const chunk = slot.subarray(0, got)
      const at = position
      position += got
      next = fill(turn + 1, position)
      busy[turn % ring.length] = Promise.all(targets.map((open, index) => {
        const written = (chains[index] ?? Promise.resolve()).then(() => put(chunk, at, job, open, state))
        chains[index] = written
        return written
      }))
      hash.update(chunk)
      state.addRead(got)
    }
  } catch (error) {
    failure = readFault(error, job.path)
  }
  await Promise.all(busy)
  return failure ?? position

  async function fill(turn: number, from: number): Promise<number> {
    const slot = ring[turn % ring.length]
    await busy[turn % ring.length]
    // Past the end nothing is asked: a file that grew is found by its size, and a direct read there would be unaligned.
    if (slot === undefined || from >= job.size || state.stopped()) return 0
    return (await patience.async(() => readAsync(fd, slot, 0, slot.length, from))).bytesRead
  }
}

async function put(chunk: Buffer, at: number, job: CopyJob, open: OpenTarget, state: SharedState): Promise<void> {
  if (open.fault !== null) return
  try {
    if (state.isDead(open.target.destination)) throw Object.assign(new Error('stopped'), { code: 'ENODEV' })
    const hole = job.sparse && isZero(chunk)
    let done = hole ? chunk.length : 0
    while (done < chunk.length) {
      done += (await writeAsync(open.fd, chunk, done, Math.min(WRITE_BYTES, chunk.length - done), at + done)).bytesWritten
    }
    if (!hole) open.end = at + chunk.length
    state.addCopied(open.target.destination, chunk.length)
  } catch (error) {
    open.fault = writeFault(error, open.target.root, job.path)
    // From here on nothing is written there, by this file or the next.
    if (open.fault.stops) state.kill(open.target.destination)
  }
}

const ZEROS = Buffer.alloc(SLOT_BYTES)

/** True for nothing but zeros: then a hole is left, which reads the same and takes no room and no time. */
function isZero(chunk: Buffer): boolean {
  return chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length))
}

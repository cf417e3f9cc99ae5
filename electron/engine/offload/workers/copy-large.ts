/**
 * Copying a large file: a ring of buffers, so that reading, hashing and writing to every destination overlap.
 *
 * Reads follow one another (a card reader is no faster for two), each read buffer is hashed here while the next is
 * being filled, and goes to all destinations at once; it is free again when the slowest of them has taken it.
 */
import { closeSync, read } from 'node:fs'
import { promisify } from 'node:util'
import type { MultiHash } from '../../hash/multi-hash.ts'
import type { Fault } from '../../domain/offload/offload.ts'
import { alignedBuffer } from '../../files/aligned.ts'
import { readFault } from '../../files/errno.ts'
import type { CopyJob, CopyResult } from './messages.ts'
import type { DestinationWriters } from './destination-writers.ts'
import { openDestinationWriters } from './destination-writers.ts'
import type { ReadRetry } from '../../files/read-retry.ts'
import type { SharedState } from './shared-state.ts'
import { isOpen, openSource } from './source-file.ts'
import { dropTarget, finishTarget, openTarget } from './temporary-file.ts'

const readAsync = promisify(read)

/**
 * Buffers in the ring, and bytes in each: small enough to be still in the cache of the processor when they are hashed.
 */
export const SLOTS = 8
export const SLOT_BYTES = 1 << 20

/** Reads a file once, hashes it and writes it to its targets. Never throws for a bad file or a bad destination. */
export async function copyLarge(
  job: CopyJob,
  ring: Buffer[],
  hash: MultiHash,
  state: SharedState,
  readRetry: ReadRetry,
): Promise<CopyResult> {
  const { position, from } = job
  const opened = openSource(job.source, job.path, { size: job.size, mtimeNs: job.seenNs }, readRetry, job.sparse)
  if (!isOpen(opened)) return { position, from, hashes: null, fault: opened, written: [], left: [] }
  const writers = openDestinationWriters(
    job,
    job.targets.filter((target) => !state.isDead(target.destination)).map((target) => openTarget(target, job)),
    state,
  )
  let fault: Fault | null
  try {
    const bytes = await pump(job, opened.fd, writers, ring, hash, state, readRetry)
    fault = typeof bytes !== 'number' ? bytes : writers.abandoned() ? null : opened.changed(bytes)
  } finally {
    closeSync(opened.fd)
  }
  const targets = await writers.flush()
  const left = writers.left()
  if (fault !== null || state.stopped() || writers.abandoned()) {
    for (const open of targets) dropTarget(open)
    return { position, from, hashes: null, fault, written: [], left }
  }
  for (const open of targets) finishTarget(open, job)
  return {
    position,
    from,
    hashes: hash.digest(),
    fault: null,
    left,
    written: targets.map((open) => ({ destination: open.target.destination, fault: open.fault })),
  }
}

/** Moves all bytes; answers with their number (fewer when stopped), or with what went wrong at the source. */
async function pump(
  job: CopyJob,
  fd: number,
  writers: DestinationWriters,
  ring: Buffer[],
  hash: MultiHash,
  state: SharedState,
  readRetry: ReadRetry,
): Promise<number | Fault> {
  const replace = (slot: number): void => {
    ring[slot] = alignedBuffer(SLOT_BYTES)
  }
  let position = 0
  try {
    let next = fill(0, 0)
    for (let turn = 0; ; turn++) {
      const chunk = await next
      if (chunk === null || chunk.length === 0 || state.stopped() || writers.abandoned()) break
      const at = position
      position += chunk.length
      next = fill(turn + 1, position)
      // Awaited later: until then a failure has nobody who hears it.
      next.catch(() => undefined)
      writers.write(turn % ring.length, chunk, at)
      hash.update(chunk)
      if (job.from === null) state.addRead(chunk.length)
    }
  } catch (error) {
    return readFault(error, job.path)
  }
  return position

  async function fill(turn: number, from: number): Promise<Buffer | null> {
    const index = turn % ring.length
    await writers.free(index, replace)
    const slot = ring[index]
    // Past the end nothing is asked: a file that grew is found by its size, and a direct read there would be unaligned.
    if (slot === undefined || from >= job.size || state.stopped()) return null
    const got = (await readRetry.async(() => readAsync(fd, slot, 0, slot.length, from))).bytesRead
    return slot.subarray(0, got)
  }
}

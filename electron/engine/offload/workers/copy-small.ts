/**
 * Copying a small file: one buffer, plain synchronous calls. A promise for each of ten calls would cost more than the
 * calls themselves, and a card can hold a hundred thousand such files.
 */
import { closeSync, readSync, writeSync } from 'node:fs'
import type { Fault } from '../../domain/offload/offload.ts'
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import { digestWhole } from '../../hash/multi-hash.ts'
import { readFault, writeFault } from '../../files/errno.ts'
import type { CopyJob, CopyResult, CopyTarget } from './messages.ts'
import type { ReadRetry } from '../../files/read-retry.ts'
import type { SharedState } from './shared-state.ts'
import { openPlain, stillAsPlanned } from './source-file.ts'
import type { OpenTarget } from './temporary-file.ts'
import { dropTarget, finishTarget, openTarget } from './temporary-file.ts'

/** Files up to this size take this way, in bytes. */
export const SMALL = 1 << 20

/** Reads a file of at most `SMALL` bytes once, hashes it and writes it to its targets. Never throws for a bad file. */
export function copySmall(
  job: CopyJob,
  buffer: Buffer,
  formats: readonly HashFormat[],
  state: SharedState,
  readRetry: ReadRetry,
): CopyResult {
  const read = readWhole(job, buffer, readRetry)
  if ('code' in read)
    return { position: job.position, from: job.from, hashes: null, fault: read, written: [], left: [] }
  const hashes: Hashes = digestWhole(formats, read.bytes)
  if (job.from === null) state.addRead(read.bytes.length)
  const live = job.targets.filter((target) => !state.isDead(target.destination))
  // Alone, a paused destination is waited for; while others could take something it is left out and filled from their
  // copies later.
  if ((job.from !== null || !state.anyAble()) && live.every((target) => state.isPaused(target.destination)))
    for (const { destination } of live) state.waitWhilePaused(destination)
  const now = live.filter((target) => !state.isPaused(target.destination))
  const targets = inTurn(now, job, read.bytes, state)
  const stopped = state.stopped()
  return {
    position: job.position,
    from: job.from,
    hashes: stopped ? null : hashes,
    fault: null,
    written: stopped ? [] : targets.map((open) => ({ destination: open.target.destination, fault: open.fault })),
    left: live.filter((target) => !now.includes(target)).map((target) => target.destination),
  }
}

/** Writes to one destination after the other, and notes by how much the slower ones hold the fastest up. */
function inTurn(
  targets: readonly CopyTarget[],
  job: CopyJob,
  bytes: Buffer,
  state: SharedState,
): readonly OpenTarget[] {
  if (targets.length < 2) return targets.map((target) => writeWhole(target, job, bytes, state))
  const took: number[] = []
  const opened = targets.map((target) => {
    const begin = performance.now()
    const open = writeWhole(target, job, bytes, state)
    took.push(performance.now() - begin)
    return open
  })
  const fastest = Math.min(...took)
  targets.forEach(({ destination }, index) => {
    const more = (took[index] ?? 0) - fastest
    if (more >= 1) state.addHeld(destination, more)
  })
  return opened
}

function writeWhole(target: CopyTarget, job: CopyJob, bytes: Buffer, state: SharedState): OpenTarget {
  const open = openTarget(target, job)
  if (open.fault !== null) return open
  try {
    let at = 0
    while (at < bytes.length) at += writeSync(open.fd, bytes, at, bytes.length - at, at)
    open.end = at
  } catch (error) {
    open.fault = writeFault(error, target.root, job.path)
  }
  if (state.stopped()) dropTarget(open)
  else finishTarget(open, job)
  if (open.fault === null) state.addCopied(target.destination, job.size)
  return open
}

/** The bytes of a small file, or why they can't be had. */
function readWhole(job: CopyJob, buffer: Buffer, readRetry: ReadRetry): { readonly bytes: Buffer } | Fault {
  let fd: number
  try {
    fd = readRetry.open(() => openPlain(job.source))
  } catch (error) {
    return readFault(error, job.path)
  }
  try {
    let length = 0
    while (length < job.size) {
      const at = length
      const got = readRetry.sync(() => readSync(fd, buffer, at, job.size - at, at))
      if (got === 0) break
      length += got
    }
    // One look afterwards tells of every change, before, during and after: of kind, length and time.
    return (
      stillAsPlanned(fd, job.path, { size: job.size, mtimeNs: job.seenNs }, length) ?? {
        bytes: buffer.subarray(0, length),
      }
    )
  } catch (error) {
    return readFault(error, job.path)
  } finally {
    closeSync(fd)
  }
}

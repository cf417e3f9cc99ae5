/**
 * Copying a small file: one buffer, plain synchronous calls. A promise for each of ten calls would cost more than the
 * calls themselves, and a card can hold a hundred thousand such files.
 */
import { closeSync, readSync, writeSync } from 'node:fs'
import type { Fault } from '../domain/offload.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { MultiHash } from '../hash/multi-hash.ts'
import { changedFault, readFault, writeFault } from './errno.ts'
import type { CopyJob, CopyResult } from './messages.ts'
import type { Patience } from './patience.ts'
import type { SharedState } from './shared-state.ts'
import { isOpen, openSource } from './source-file.ts'
import { dropTarget, finishTarget, openTarget } from './temporary-file.ts'

/** Files up to this size take this way, in bytes. */
export const SMALL = 1 << 20

/** Reads a file of at most `SMALL` bytes once, hashes it and writes it to its targets. Never throws for a bad file. */
export function copySmall(job: CopyJob, buffer: Buffer, hash: MultiHash, state: SharedState, patience: Patience): CopyResult {
  const read = readWhole(job, buffer, patience)
  if ('code' in read) return { position: job.position, hashes: null, fault: read, written: [] }
  hash.update(read.bytes)
  const hashes: Hashes = hash.digest()
  state.addRead(read.bytes.length)
  const targets = job.targets.filter(target => !state.isDead(target.destination)).map(target => openTarget(target, job))
  for (const open of targets) {
    if (open.fault !== null) continue
    try {
      let at = 0
      while (at < read.bytes.length) at += writeSync(open.fd, read.bytes, at, read.bytes.length - at, at)
      open.end = at
    } catch (error) {
      open.fault = writeFault(error, open.target.root, job.path)
    }
    if (state.stopped()) dropTarget(open)
    else finishTarget(open, job)
    if (open.fault === null) state.addCopied(open.target.destination, job.size)
  }
  const stopped = state.stopped()
  return {
    position: job.position, hashes: stopped ? null : hashes, fault: null,
    written: stopped ? [] : targets.map(open => ({ destination: open.target.destination, fault: open.fault })),
  }
}

/** The bytes of a small file, or why they can't be had. */
function readWhole(job: CopyJob, buffer: Buffer, patience: Patience): { readonly bytes: Buffer } | Fault {
  const opened = openSource(job.source, job.path, job, patience)
  if (!isOpen(opened)) return opened
  try {
    let length = 0
    for (;;) {
      const at = length
      const got = patience.sync(() => readSync(opened.fd, buffer, at, Math.min(buffer.length - at, job.size - at + 1), at))
      length += got
      if (got === 0) break
      if (length > job.size) return changedFault(job.path)
    }
    return opened.changed(length) ?? { bytes: buffer.subarray(0, length) }
  } catch (error) {
    return readFault(error, job.path)
  } finally {
    closeSync(opened.fd)
  }
}

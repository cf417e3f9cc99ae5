/**
 * Temporary files at the destinations: made afresh, never through a link, removed when they come to nothing.
 */
import { closeSync, constants, ftruncateSync, futimesSync, openSync, readlinkSync, unlinkSync } from 'node:fs'
import { keptTime } from '../../domain/scan/kept-time.ts'
import type { CopyJob, CopyTarget } from './messages.ts'
import { native } from '../../files/disk-path.ts'
import { settableTime } from '../../files/set-time.ts'
import { errnoOf, writeFault } from '../../files/errno.ts'
import type { WriteFault } from '../../files/errno.ts'

export interface OpenTarget {
  readonly target: CopyTarget
  readonly fd: number
  fault: WriteFault | null
  /** Where the last bytes that were really written end: a hole after it needs the length to be set. */
  end: number
}

const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** Makes the temporary file of a target; one left over under this very name is ours and is replaced. */
export function openTarget(target: CopyTarget, job: CopyJob): OpenTarget {
  const mode = job.mode | 0o600
  try {
    return { target, fd: openWithin(target, mode), fault: null, end: 0 }
  } catch (error) {
    return { target, fd: -1, fault: writeFault(error, target.root, job.path), end: 0 }
  }
}

/**
 * A link that came into the place of a folder since it was made would lead the copy somewhere else. The kernel says
 * where the new file really lies; one outside of the destination is removed before anything is written. Elsewhere than
 * on Linux the folders are only looked at when they are made.
 */
function openWithin(target: CopyTarget, mode: number): number {
  const fd = openFresh(target.temporary, mode)
  if (process.platform !== 'linux') return fd
  const real = readlinkSync(`/proc/self/fd/${fd}`, 'buffer')
  const root = Buffer.from(native(target.root.endsWith('/') ? target.root : `${target.root}/`))
  if (real.subarray(0, root.length).equals(root)) return fd
  closeSync(fd)
  unlinkSync(native(target.temporary))
  throw Object.assign(new Error(`${target.temporary} leads out of ${target.root}`), { code: 'ELOOP' })
}

function openFresh(path: string, mode: number): number {
  try {
    return openSync(native(path), FRESH, mode)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    unlinkSync(native(path))
    return openSync(native(path), FRESH, mode)
  }
}

/**
 * Sets length and times and closes the file; a fault that comes up is noted. Times are kept to a quarter of a
 * microsecond, which is what Node can set.
 */
export function finishTarget(open: OpenTarget, job: CopyJob): void {
  if (open.fd < 0) return
  try {
    if (open.fault === null) {
      if (open.end < job.size) ftruncateSync(open.fd, job.size)
      setTime(open.fd, job.mtimeNs)
    }
  } catch (error) {
    open.fault = writeFault(error, open.target.root, job.path)
  } finally {
    closeSync(open.fd)
  }
  if (open.fault !== null) discard(open.target.temporary)
}

/**
 * Gives a file its time. One that this file system can't hold becomes the nearest that it can, which is no fault of the
 * copy.
 */
function setTime(fd: number, mtimeNs: bigint): void {
  const at = settableTime(mtimeNs)
  try {
    futimesSync(fd, at, at)
  } catch (error) {
    if (keptTime(mtimeNs) === mtimeNs || errnoOf(error) !== 'EINVAL') throw error
    const kept = settableTime(keptTime(mtimeNs))
    futimesSync(fd, kept, kept)
  }
}

/** Closes and removes a temporary file that came to nothing. */
export function dropTarget(open: OpenTarget): void {
  if (open.fd < 0) return
  closeSync(open.fd)
  discard(open.target.temporary)
}

/**
 * Removes a temporary file of ours as far as that can be done: on a drive that is gone it can't, and then the next run
 * of the same offload removes it, which is why a failure here changes nothing.
 */
export function discard(path: string): boolean {
  try {
    unlinkSync(native(path))
    return true
  } catch (error) {
    return errnoOf(error) === 'ENOENT'
  }
}

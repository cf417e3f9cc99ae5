/**
 * Giving a finished copy its final name, which never replaces anything, and making names durable.
 */
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs'
import { native } from './disk-path.ts'
import { errnoOf } from './errno.ts'

/** Answers of a file system that knows no hard links (FAT, exFAT, some shares). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'])

/**
 * Moves `temporary` to `final` on the same file system. `link` fails when the name is taken, in one step with taking
 * it, so no race can replace a file. Where there are no hard links the name is looked up first, which leaves a gap of
 * microseconds between the look and the rename; Node has no renameat2.
 * @returns false when the name was taken: then nothing was changed
 * @throws the error of the system call
 */
export function moveIntoPlace(temporary: string, final: string): boolean {
  try {
    linkSync(native(temporary), native(final))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EEXIST') return false
    if (!NO_LINKS.has(errno)) throw error
    if (lstatSync(native(final), { throwIfNoEntry: false }) !== undefined) return false
    renameSync(native(temporary), native(final))
    return true
  }
  unlinkSync(native(temporary))
  return true
}

/**
 * Makes the bytes and length of a file durable. A handle that may write is opened, because Windows flushes no other.
 */
export function syncFile(path: string): void {
  const fd = openSync(native(path), 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Makes the names in a directory durable, on the systems where a directory can be synced. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(native(path), 'r')
  try {
    fsyncSync(fd)
  } catch (error) {
    // EINVAL and ENOTSUP: this file system (some FUSE and network ones) has no such operation; it keeps its own
    // promises.
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'ENOTSUP') throw error
  } finally {
    closeSync(fd)
  }
}

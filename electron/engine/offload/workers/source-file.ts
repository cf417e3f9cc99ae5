/**
 * Opening an original, and seeing whether it stayed the same while it was read.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import type { Fault } from '../../domain/offload/offload.ts'
import { PLAIN_READ } from '../../files/plain-flags.ts'
import { changedFault, errnoOf, readFault } from '../../files/errno.ts'
import type { ReadRetry } from '../../files/read-retry.ts'
import { native } from '../../files/disk-path.ts'

interface OpenSource {
  readonly fd: number
  /** Null when it is still as it was planned. To be asked after the last byte. */
  changed(bytesRead: number): Fault | null
}

/**
 * Opens an original for reading, never through a link in its last part.
 * @param sparse true for a file with holes: read past the cache where that can be done, because a hole read through it
 * fills memory with zeros page by page, while past it it costs nothing
 * @returns the open file, or the fault: it can't be read, or it is no longer what the plan saw
 */
export function openSource(
  source: string,
  path: string,
  planned: { size: number; mtimeNs: bigint },
  readRetry: ReadRetry,
  sparse = false,
): OpenSource | Fault {
  let fd: number
  try {
    fd = readRetry.open(() => openPlainOrDirect(source, sparse))
  } catch (error) {
    return readFault(error, path)
  }
  const changed = (bytesRead: number): Fault | null => stillAsPlanned(fd, path, planned, bytesRead)
  const before = changed(planned.size)
  if (before === null) return { fd, changed }
  closeSync(fd)
  return before
}

/** Null when an open original is what the plan saw and all of it was read; else the fault. */
export function stillAsPlanned(
  fd: number,
  path: string,
  planned: { size: number; mtimeNs: bigint },
  bytesRead: number,
): Fault | null {
  try {
    const now = fstatSync(fd, { bigint: true })
    const same =
      now.isFile() && Number(now.size) === planned.size && now.mtimeNs === planned.mtimeNs && bytesRead === planned.size
    return same ? null : changedFault(path)
  } catch (error) {
    return readFault(error, path)
  }
}

/** Opens a file for reading, never through a link in its last part. Throws the error of the system call. */
export function openPlain(source: string): number {
  return openSync(native(source), PLAIN)
}

const PLAIN = PLAIN_READ

function openPlainOrDirect(source: string, direct: boolean): number {
  if (!direct || process.platform !== 'linux') return openSync(native(source), PLAIN)
  try {
    return openSync(native(source), PLAIN | constants.O_DIRECT)
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'EOPNOTSUPP') throw error
    return openSync(native(source), PLAIN)
  }
}

/** Tells an open file from a fault. */
export function isOpen(opened: OpenSource | Fault): opened is OpenSource {
  return 'fd' in opened
}

/**
 * From the errors of system calls to codes and sentences for people.
 */
import type { ErrorCode } from '../../../shared/model/errors.ts'
import type { Fault } from '../domain/offload/offload.ts'

/** The errno name of an error (`ENOSPC`), or its message where it has none. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code ?? error.message
}

/** Errors after which nothing more can be done at this destination, with what they mean. */
const STOPS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['destination.full', 'is full. Free some room there and resume the offload'],
  EDQUOT: ['destination.full', 'has no room left in your quota. Free some room there and resume the offload'],
  EROFS: ['destination.readonly', 'turned read-only. Check the drive and its lock switch, then resume the offload'],
  EACCES: ['destination.readonly', 'may not be written by you. Check its permissions, then resume the offload'],
  EPERM: ['destination.readonly', 'may not be written by you. Check its permissions, then resume the offload'],
  EIO: ['disk.io', 'reports errors of the drive. Check cable and drive, then resume the offload'],
  ENXIO: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  ENODEV: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  ENOTCONN: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  ESTALE: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  EHOSTDOWN: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  ESHUTDOWN: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  ENOENT: ['destination.lost', 'was disconnected. Reconnect it to resume'],
  EUCLEAN: ['disk.io', 'has a damaged file system. Check the drive before you use it again'],
}

/** Errors that hold for one file alone. */
const FILE_ONLY: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  EFBIG: ['destination.file_too_large', 'is larger than this drive can hold'],
  ENAMETOOLONG: ['destination.name_not_allowed', 'has a name that is too long for this drive'],
  EINVAL: ['destination.name_not_allowed', 'has a name that this drive can’t hold'],
  ELOOP: ['destination.conflict', 'is behind a link that leads out of this drive and is not followed: remove the link'],
  EILSEQ: ['destination.name_not_allowed', 'has a name that this drive can’t hold'],
}

export interface WriteFault extends Fault {
  /** True when the whole destination has to stop, false when only this file failed. */
  readonly stops: boolean
}

/** What a failed write at a destination means. */
export function writeFault(error: unknown, destination: string, path: string): WriteFault {
  const errno = errnoOf(error)
  const ofFile = FILE_ONLY[errno]
  if (ofFile !== undefined) return { code: ofFile[0], sentence: `${path} ${ofFile[1]} (${destination}).`, stops: false }
  const [code, what] = STOPS[errno] ?? [
    'disk.io',
    `can't be written (${errno}). Check the drive, then resume the offload`,
  ]
  return { code, sentence: `${destination} ${what}.`, stops: true }
}

/** What a failed read of the source means for the file. */
export function readFault(error: unknown, path: string): Fault {
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENODEV' || errno === 'ENXIO') {
    return {
      code: 'source.missing',
      sentence: `${path} is no longer on the card. Put the card in again and resume the offload.`,
    }
  }
  const what = errno === 'EIO' ? 'The card reports a read error' : `It failed with ${errno}`
  return {
    code: 'source.unreadable',
    sentence: `${path} can't be read. ${what}; try another reader, then resume the offload.`,
  }
}

/** The source changed between the plan, the start of the read and its end. */
export function changedFault(path: string): Fault {
  return {
    code: 'source.changed',
    sentence: `${path} changed while it was read, so its copy is not kept. Stop whatever writes to the card and resume the offload.`,
  }
}

/**
 * The disk side of an edit proxy: the folder that takes it, what lies there, what its errors mean.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError, type ErrorCode } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import { errnoOf } from '../files/errno.ts'
import { openBelow, openFolder, type Folder } from '../files/folder.ts'

/** Opens the folder of a target, made where it is not there; links on the way below `base` are refused. */
export async function openPlace(base: string, folders: readonly string[]): Promise<Folder> {
  const root = await openFolder(base)
  return await openBelow(root, folders, true).finally(() => root.close())
}

/** True for a folder that is there. A drive that was pulled leaves none, and none is made in its stead. */
export async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (entry) => entry.isDirectory() || entry.isSymbolicLink(),
    () => false, // Not there, or not to be reached: nothing can be written to it now.
  )
}

/** Bytes of what stands under a name, of whatever kind; null for nothing. */
export async function sizeUnder(folder: Folder, name: string): Promise<number | null> {
  try {
    return (await lstat(folder.at(name))).size
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['disk.full', 'is full. Free some space and try again'],
  EDQUOT: ['disk.full', 'has no room left in your quota. Free some space and try again'],
  EROFS: ['destination.readonly', 'is read-only. Choose another folder'],
  EACCES: ['destination.readonly', 'may not be written by you. Choose another folder, or change its permissions'],
  EPERM: ['destination.readonly', 'may not be written by you. Choose another folder, or change its permissions'],
  ELOOP: ['destination.conflict', 'is behind a link, which is not followed. Remove the link'],
  ENOTDIR: ['destination.conflict', 'has a file or a link where a folder should be. Move it away'],
  ENAMETOOLONG: ['destination.name_not_allowed', 'can’t hold a name that long. Choose another folder'],
  EINVAL: ['destination.name_not_allowed', 'can’t hold that name. Choose another drive'],
}

/** What an error of the file system means for whoever asked for a proxy in `folder`. */
export function folderFault(error: unknown, base: string, folders: readonly string[]): RushesError {
  const errno = errnoOf(error)
  const [code, what] = MEANINGS[errno] ?? ['disk.io', `can’t be written (${errno}). Check the drive and try again`]
  return new RushesError(code, `${visible(join(base, ...folders))} ${what}.`, {}, { cause: error })
}

/** Something else stands where the proxy belongs: it is never written over. */
export function taken(path: string, why: string): RushesError {
  return new RushesError(
    'destination.conflict',
    `${visible(path)} is there already, and it is not this proxy: ${why} Move it away, or choose another folder.`,
  )
}

/** A proxy of this clip stands there, and bears another tape name. */
export function otherReel(path: string, there: string | null, wanted: string | null): RushesError {
  const named = (reel: string | null): string => (reel === null ? 'no tape name' : `the tape name “${visible(reel)}”`)
  return new RushesError(
    'destination.conflict',
    `${visible(path)} is a proxy of this clip already, with ${named(there)} and not ${named(wanted)}. Move it away to have it made anew, or choose another folder.`,
  )
}

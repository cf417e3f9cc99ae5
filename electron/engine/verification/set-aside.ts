/**
 * Where a bad copy goes that is repaired: beside the sealed folder that it lies in, so that the folder holds what was
 * sealed and nothing else; never over anything, never into the bin.
 */
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { badCopiesFolder } from '../domain/copies/bad-copies.ts'
import { native } from '../files/disk-path.ts'
import { assertPlainWay } from '../files/plain-way.ts'
import { hasHistory } from '../mhl/has-history.ts'
import { moveIntoPlace, syncDirectory } from '../files/into-place.ts'

/** The topmost folder above a path that has an ASC MHL history, at or below its mount point; null when none has. */
export async function sealedFolder(path: string, mountPoint: string): Promise<string | null> {
  let top: string | null = null
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (await hasHistory(folder)) top = folder
    if (folder === mountPoint || folder === dirname(folder)) return top
  }
}

/** Where a bad copy goes, before any number. */
export async function asideFor(path: string, mountPoint: string): Promise<string> {
  const sealed = await sealedFolder(path, mountPoint)
  const inside = sealed !== null && sealed !== mountPoint && dirname(sealed) !== sealed
  return inside ? join(dirname(sealed), badCopiesFolder(basename(sealed)), relative(sealed, path)) : `${path}.bad`
}

/**
 * Moves a bad copy aside: `A003 (bad copies)/CLIP/C001.mov` beside the sealed folder `A003`, else `C001.mov.bad` beside
 * itself, with a number where that is taken.
 * @returns where it is now
 * @throws the error of the system call
 */
export async function setAside(path: string, mountPoint: string): Promise<string> {
  const wanted = await asideFor(path, mountPoint)
  // Before and after: a link in the place of one of these folders would lead the bad copy off its drive.
  await assertPlainWay(mountPoint, wanted)
  await mkdir(native(dirname(wanted)), { recursive: true })
  await assertPlainWay(mountPoint, wanted)
  for (let number = 1; ; number++) {
    const aside = number === 1 ? wanted : `${wanted}.${number}`
    if (!moveIntoPlace(path, aside)) continue
    syncDirectory(dirname(aside))
    return aside
  }
}

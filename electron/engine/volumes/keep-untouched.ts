/**
 * Folders in which nothing new may lie: cards that were offloaded, and what a history of checksums seals. A proxy in a
 * sealed roll is a file that its history lacks, and the roll fails its next verification.
 */
import { lstat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import { offloadSources } from '../db/offload/offload-sources.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { native, realDiskPath } from '../files/disk-path.ts'
import { identifyVolume } from './identify.ts'

/** The folder of a history, as ASC MHL calls it. */
const HISTORY = 'ascmhl'

/**
 * Throws RushesError `destination.conflict` with the sentence why `what` may not lie in a folder that is there.
 * @param what as in "the proxies"
 */
export async function keepUntouched(db: ReadableDb, folder: string, what: string): Promise<void> {
  const real = await realDiskPath(folder)
  const { fsUuid, mountPoint } = await identifyVolume(real)
  const card = offloadSources(db).find(
    ({ path, fsUuid: then }) => isInside(real, path) && (then === null || fsUuid === null || then === fsUuid),
  )
  if (card !== undefined)
    throw refused(`${visible(card.path)} was offloaded: nothing is written on a card. Choose another folder.`, folder)
  const sealed = await sealAbove(real, mountPoint)
  if (sealed !== null)
    throw refused(
      `${visible(sealed)} is sealed by a history of checksums: ${what} would be new files in it. Choose another folder.`,
      folder,
    )
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** The nearest folder from `path` up to the drive's top that holds a history; null for none. */
async function sealAbove(path: string, top: string): Promise<string | null> {
  const isSealed = await lstat(native(join(path, HISTORY))).then(
    (entry) => entry.isDirectory(),
    () => false, // None, or it can't be read: the writer will say so.
  )
  if (isSealed) return path
  return path === top || dirname(path) === path ? null : await sealAbove(dirname(path), top)
}

function refused(message: string, path: string): RushesError {
  return new RushesError('destination.conflict', message, { path })
}

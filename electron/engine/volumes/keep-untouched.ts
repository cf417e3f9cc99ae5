/**
 * Folders in which nothing new may lie: cards that were offloaded, and what a history of checksums seals. A proxy in a
 * sealed roll is a file that its history lacks, and the roll fails its next verification.
 */
import { dirname } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import { offloadSources } from '../db/offload/offload-sources.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { realDiskPath } from '../files/disk-path.ts'
import { hasHistory } from '../mhl/has-history.ts'
import { isBelow } from '../verification/below.ts'
import { identifyVolume } from './identify.ts'

/**
 * Throws RushesError `destination.conflict` with the sentence why `what` may not lie in a folder that is there.
 * @param what as in "the proxies"
 */
export async function keepUntouched(db: ReadableDb, folder: string, what: string): Promise<void> {
  const real = await realDiskPath(folder)
  const { fsUuid, mountPoint } = await identifyVolume(real)
  const card = offloadSources(db).find(
    ({ path, fsUuid: then }) => isBelow(path, real) && (then === null || fsUuid === null || then === fsUuid),
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

/** The nearest folder from `path` up to the drive's top that holds a history; null for none. */
async function sealAbove(path: string, top: string): Promise<string | null> {
  if (await hasHistory(path)) return path
  return path === top || dirname(path) === path ? null : await sealAbove(dirname(path), top)
}

function refused(message: string, path: string): RushesError {
  return new RushesError('destination.conflict', message, { path })
}

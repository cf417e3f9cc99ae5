/**
 * The drive of a folder that a person chose, noted when work is planned and asked for before it is done: where a drive
 * was pulled its empty mount folder may remain, and what is written there lies on this computer's own disk.
 */
import { stat } from 'node:fs/promises'
import { visible } from '../../../shared/util/visible.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { lastMounts } from '../db/volumes/volumes.ts'
import { driveThatWent } from '../domain/volumes/last-mount.ts'
import { identityOf } from '../domain/volumes/volume-recognition.ts'
import { volumeLabel } from '../domain/volumes/volume.ts'
import { native, realDiskPath } from '../files/disk-path.ts'
import { identifyVolume } from './identify.ts'

/** What a drive is known by, and called. */
interface TargetDrive {
  readonly identity: string
  readonly label: string
}

/** The drive that a folder is on; null where it is not there or its drive does not answer. */
export async function driveAt(path: string): Promise<TargetDrive | null> {
  if ((await deviceAt(path)) === null) return null
  const volume = await identifyVolume(path)
  return volume.answers ? { identity: identityOf(volume), label: volumeLabel(volume) } : null
}

/**
 * Why nothing may be written to a folder that is there, a sentence; null where it may. `noted` is the drive on which it was when the work
 * was planned; without it only drives of the catalogue are told from the folder that they leave behind.
 */
export async function driveMissing(db: ReadableDb, path: string, noted: TargetDrive | null): Promise<string | null> {
  const volume = await identifyVolume(path)
  const away = (label: string): string => `Waits for ${label}: it is not connected at ${visible(path)}`
  if (noted !== null && (!volume.answers || identityOf(volume) !== noted.identity)) return away(noted.label)
  const went = driveThatWent(await realDiskPath(path), volume.mountPoint, lastMounts(db))
  return went === null ? null : away(went.label)
}

/** The device that a folder is on now, by its number; null where it is not there. */
export async function deviceAt(path: string | Buffer): Promise<number | null> {
  return await stat(typeof path === 'string' ? native(path) : path).then(
    ({ dev }) => dev,
    () => null, // Not there, or not to be reached: nothing can be written to it now.
  )
}

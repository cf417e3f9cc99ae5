/**
 * Where something is written that a person named a place for: a report, a version, an original, a remote that is a
 * folder. Links on the way are theirs to follow; what is answered is where it really lies.
 */
import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { lastMounts } from '../db/volumes/volumes.ts'
import { driveThatWent, wentAwayText } from '../domain/volumes/last-mount.ts'
import { volumeLabel } from '../domain/volumes/volume.ts'
import { native, realDiskPath } from '../files/disk-path.ts'
import { identifyVolume } from './identify.ts'

/**
 * `purpose` goes on the sentence about the library's own folder: "takes no reports"; `what` is written: "the report".
 */
interface Writing {
  readonly purpose: string
  readonly what: string
}

/**
 * The real path of a place that may be still to be made, links resolved.
 * @param path an absolute disk path
 * @throws RushesError `usage` in the library's own folder, `volume.offline` in the empty mount point of a drive that went; else
 * the error of the system call
 */
export async function placeToWrite(
  context: Pick<EngineContext, 'own' | 'library'>,
  path: string,
  { purpose, what }: Writing,
): Promise<string> {
  const real = await realPlace(path)
  await context.own.refuse(real, purpose)
  const volume = await identifyVolume(await standing(real))
  const drive = driveThatWent(real, volume.mountPoint, lastMounts(context.library.reader))
  if (drive !== null) throw new RushesError('volume.offline', wentAwayText(drive, what, volumeLabel(volume)), { path })
  return real
}

/** Where a path leads, or would: the links of what is there of it, resolved. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realDiskPath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    return join(await realPlace(dirname(path)), basename(path))
  }
}

/** The nearest of it that is there. */
async function standing(path: string): Promise<string> {
  return dirname(path) === path ||
    (await lstat(native(path)).then(
      () => true,
      () => false,
    ))
    ? path
    : await standing(dirname(path))
}

/**
 * A folder that is to be watched: looked at, refused where it makes no sense, entered, marked.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import {
  dropRoot,
  enterRoot,
  findRoot,
  knowsRoot,
  pathAt,
  rootAt,
  setMarker,
  watchedRoots,
} from '../db/volumes/roots.ts'
import { upsertVolume } from '../db/volumes/volumes.ts'
import { isLibraryListing } from '../files/own-files.ts'
import { isSystemView, pathOnDrive, volumeLabel } from '../domain/volumes/volume.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { layMarker, liftMarker } from './marker.ts'
import { inRoot } from './paths.ts'

/**
 * Begins to watch a folder, or takes up one that was watched before; one that is watched already stays as it is, and
 * gets its marker again if that is gone. Returns its id. Throws `source.missing` and `root.refused`.
 */
export async function addRoot(context: EngineContext, path: string, identify: IdentifyVolume): Promise<string> {
  const db = context.library.writer
  const folder = await realFolder(path)
  if ((await context.own.contains(folder)) || isLibraryListing(await readdir(folder).catch(() => []))) {
    throw new RushesError(
      'root.refused',
      `${folder} belongs to a library of Rushes and can't be watched. Choose a folder with media.`,
      { path: folder },
    )
  }
  const volume = await identify(folder)
  if (isSystemView(volume.fsType))
    throw new RushesError(
      'root.refused',
      `${folder} is a view of the system (${volume.fsType}), not a drive, and holds no media. Choose a folder with media.`,
      { path: folder },
    )
  const volumeId = upsertVolume(db, volume, volumeLabel(volume), context.now())
  const onDrive = pathOnDrive(folder, volume)
  if (rootAt(db, volumeId, onDrive)?.removed !== false) refuseOverlap(context, volumeId, onDrive, folder)
  const id = enterRoot(db, volumeId, onDrive, context.now())
  setMarker(db, id, await layMarker(folder, id, volumeId, (rootId) => knowsRoot(db, rootId)))
  return id
}

/** Ends the watching of a folder. What is known of its files stays. Throws `not_found`. */
export async function removeRoot(context: EngineContext, id: string): Promise<void> {
  const root = findRoot(context.library.writer, id)
  if (root === undefined) {
    if (knowsRoot(context.library.writer, id)) return
    throw new RushesError('not_found', 'This folder is not watched. List the watched folders with: rushes watch list', {
      id,
    })
  }
  dropRoot(context.library.writer, id)
  if (!root.marker || !root.online || root.mountPoint === null) return
  await liftMarker(pathAt(root.mountPoint, root.path), id).catch((error: unknown) => {
    context.log.warn({ err: error, root: id }, 'marker could not be removed')
  })
}

async function realFolder(path: string): Promise<string> {
  let folder: string
  let isFolder: boolean
  try {
    folder = await realpath(resolve(path))
    isFolder = (await stat(folder)).isDirectory()
  } catch (error) {
    throw new RushesError(
      'source.missing',
      `${path} is not there. Check the path, or connect its drive.`,
      { path },
      { cause: error },
    )
  }
  if (!isFolder)
    throw new RushesError(
      'root.refused',
      `${path} is a file. Only folders can be watched; take in a single file with: rushes scan "${path}"`,
      { path },
    )
  return folder
}

function refuseOverlap(context: EngineContext, volumeId: string, path: string, folder: string): void {
  for (const other of watchedRoots(context.library.writer)) {
    if (other.volumeId !== volumeId) continue
    const at = other.mountPoint === null ? other.path : pathAt(other.mountPoint, other.path)
    const how =
      inRoot(other.path, path) !== undefined ? 'is in' : inRoot(path, other.path) !== undefined ? 'contains' : null
    if (how === null) continue
    const remedy =
      how === 'is in'
        ? 'It is watched with it already.'
        : `To watch the larger one, end the other first: rushes watch remove "${at}"`
    throw new RushesError('root.refused', `${folder} ${how} the watched folder ${at}. ${remedy}`, {
      path: folder,
      root: other.id,
    })
  }
}

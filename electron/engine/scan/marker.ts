/**
 * Lays the marker into a watched folder, and takes it out again.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readPlain } from '../files/read-plain.ts'
import { openFolder } from '../files/folder.ts'
import { replaceFile } from '../files/write-file.ts'
import {
  MAX_MARKER_BYTES,
  MARKER_NAME,
  markerText,
  readMarker,
  type RootMarker,
} from '../domain/volumes/root-marker.ts'

/** Where nothing can be written there is no marker, and that is fine: the drive is then known by itself alone. */
const CANT_WRITE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTSUP', 'EINVAL'])

/**
 * Makes sure that the folder holds the marker of this root. One of another library is left alone; `isOurs` says whether
 * a root id is of this library, as after a folder was copied with its marker. Returns true when ours is there.
 */
export async function layMarker(
  folder: string,
  rootId: string,
  volumeId: string,
  isOurs: (rootId: string) => boolean,
): Promise<boolean> {
  const found = await markerOf(folder)
  if (found?.rootId === rootId) return true
  if (found !== null && !isOurs(found.rootId)) return false
  try {
    const into = await openFolder(folder)
    await replaceFile(into, MARKER_NAME, markerText(rootId, volumeId)).finally(() => into.close())
    return true
  } catch (error) {
    if (CANT_WRITE.has((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** Takes the marker of this root away, and no other. */
export async function liftMarker(folder: string, rootId: string): Promise<void> {
  if ((await markerOf(folder))?.rootId === rootId) await rm(join(folder, MARKER_NAME), { force: true })
}

async function markerOf(folder: string): Promise<RootMarker | null> {
  // None, or none that may be read.
  const text = await readPlain(join(folder, MARKER_NAME), MAX_MARKER_BYTES).catch(() => null)
  return text === null ? null : readMarker(text.toString('utf8'))
}

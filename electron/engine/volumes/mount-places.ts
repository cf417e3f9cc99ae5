/**
 * What stands in the folders where systems mount drives: drives, and plain folders of this computer. A drive that was
 * pulled can leave its empty mount point behind.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

interface MountPlace {
  readonly path: string
  /** False for a plain folder, which has the free space of the disk that it lies on. */
  readonly mounted: boolean
}

/** Drives and folders in these folders; empty ones that are no drives are left out. */
export async function mountPlaces(folders: readonly string[]): Promise<MountPlace[]> {
  return (await Promise.all(folders.map(placesIn))).flat()
}

async function placesIn(folder: string): Promise<MountPlace[]> {
  try {
    const { dev } = await stat(folder)
    const paths = (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name))
    return (await Promise.all(paths.map((path) => placeAt(path, dev)))).flat()
  } catch {
    return [] // The system has no such place for drives: then there are none in it.
  }
}

async function placeAt(path: string, around: number): Promise<MountPlace[]> {
  try {
    if ((await stat(path)).dev !== around) return [{ path, mounted: true }]
    return (await readdir(path)).length === 0 ? [] : [{ path, mounted: false }]
  } catch {
    return [] // Gone meanwhile, or nothing that this user may open.
  }
}

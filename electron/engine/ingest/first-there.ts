/**
 * Which of several copies can be read now. The catalogue learns of a pulled drive only after it was pulled.
 */
import { access, constants } from 'node:fs/promises'
import { nativeShown } from '../files/disk-path.ts'

/** The first path that is there and may be read; undefined when none is. */
export async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(nativeShown(path), constants.R_OK)
      return path
    } catch {
      // Gone with its drive, or not ours to read: the next copy may be.
    }
  }
  return undefined
}

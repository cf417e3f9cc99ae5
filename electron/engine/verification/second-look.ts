/**
 * A second look at files that a verification did not find.
 */
import { lstat } from 'node:fs/promises'
import { isSameMount, type VolumeIdentity } from '../domain/volumes/volume.ts'
import { nativeShown } from '../files/disk-path.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'

/**
 * Of files that were not found, those that are not there on a second look either, while their drive is the one that it
 * was: a drive that is pulled takes all of its files with it, and none of them is missing.
 */
export async function stillMissing<File>(
  files: readonly File[],
  pathOf: (file: File) => string,
  volume: VolumeIdentity,
  identify: IdentifyVolume,
): Promise<File[]> {
  const missing: File[] = []
  for (const file of files) if (await isGone(pathOf(file))) missing.push(file)
  return missing.length > 0 && isSameMount(volume, await identify(volume.mountPoint)) ? missing : []
}

/** False, too, of what can't be looked at: nothing is said of it. */
async function isGone(path: string): Promise<boolean> {
  return lstat(nativeShown(path)).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  )
}

/**
 * The disk side of making derivatives: room before, flush and name after.
 */
import { mkdir, open, rename, stat } from 'node:fs/promises'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { errnoOf } from '../files/errno.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'

/** Less free space than this, and nothing is begun. */
export const MIN_FREE = 64 * 1024 * 1024

/** Throws RushesError 'disk.full' when there is no room worth beginning in. */
export async function needSpace(dir: string): Promise<void> {
  if ((await freeSpaceAt(dir)).free < MIN_FREE) {
    throw new RushesError(
      'disk.full',
      `Less than 64 MB are free for posters and proxies in ${dir}. Free some space, then try again.`,
      { dir },
    )
  }
}

/** Bytes of a file; 0 when it is not there. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** Flushes a finished file to the disk, and only then gives it its name. */
export async function settle(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** What an error of the file system means for what is made in a folder; a fault of ours stays as it is. */
export function writeError(error: unknown, dir: string): unknown {
  const errno = errnoOf(error)
  if (isRushesError(error) || !/^E[A-Z0-9]+$/.test(errno)) return error
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new RushesError('disk.full', `${dir} is full. Free some space, then try again.`, { dir }, { cause: error })
  return new RushesError(
    'disk.io',
    `${dir} can’t be written (${errno}). Check its drive, then try again.`,
    { dir },
    { cause: error },
  )
}

/** Makes the folders. Those without room worth beginning in, with what is said of them; throws that where it is all. */
export async function foldersWithoutRoom(
  wishes: readonly { readonly outDir: string }[],
): Promise<ReadonlyMap<string, RushesError>> {
  const folders = new Set(wishes.map(({ outDir }) => outDir))
  const full = new Map<string, RushesError>()
  for (const outDir of folders) {
    try {
      await mkdir(outDir, { recursive: true })
      await needSpace(outDir)
    } catch (caught) {
      const error = writeError(caught, outDir)
      if (!isRushesError(error) || folders.size === 1) throw error
      full.set(outDir, error)
    }
  }
  return full
}

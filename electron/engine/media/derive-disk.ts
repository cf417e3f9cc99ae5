/**
 * The disk side of making derivatives: room before, flush and name after.
 */
import { open, rename, stat } from 'node:fs/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'

/** Less free space than this, and nothing is begun. */
const MIN_FREE = 64 * 1024 * 1024

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

/**
 * A folder that a person chose to be written to.
 */
import { stat } from 'node:fs/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'

/** Throws where the chosen folder is none. It is never made: a path to a drive that is away would land on this disk. */
export async function needFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null) // Not there, or not to be reached: both are said alike.
  if (found?.isDirectory() !== true)
    throw new RushesError(
      'destination.missing',
      `There is no folder ${visible(path)}. Make it, or connect its drive.`,
      { path },
    )
}

/**
 * Whether a folder is the root of an ASC MHL history.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { native } from '../files/disk-path.ts'
import { MHL_FOLDER } from './names.ts'

/** True where the folder (a disk path) holds the folder of a history; false also where nobody may look. */
export async function hasHistory(folder: string): Promise<boolean> {
  return await lstat(native(join(folder, MHL_FOLDER))).then(
    (entry) => entry.isDirectory(),
    () => false, // None, or nobody may look: who reads or writes there next says so.
  )
}

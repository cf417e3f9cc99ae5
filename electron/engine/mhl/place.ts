/**
 * Putting a generation on disk, so that a crash at any point leaves a history that can be read and gone on with.
 *
 * The manifest first, whole under a temporary name, then in place without replacing anything; the chain last, replaced
 * in one step. After a crash in between the manifest stands in no chain yet; the next generation enters it.
 */
import { access, constants, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { openFolder, type Folder } from '../files/folder.ts'
import { replaceFile, TEMPORARY, writeNewFile } from '../files/write-file.ts'
import { chainXml } from './chain.ts'
import type { History } from './model.ts'
import { CHAIN_FILE, generationOf, MHL_FOLDER } from './names.ts'
import type { PlannedGeneration } from './seal-plan.ts'
import { errnoOf } from './tree.ts'

/** Null when the history's folder may be written, else the errno name. */
export async function whyNotWritable(history: History): Promise<string | null> {
  for (const folder of [join(history.root, MHL_FOLDER), history.root]) {
    try {
      await access(folder, constants.W_OK)
      return null
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') return errnoOf(error)
    }
  }
  return 'ENOENT'
}

/**
 * Writes a planned generation and enters it in the chain.
 * @throws RushesError `conflict` when another program has written a generation meanwhile; the error of the system call otherwise
 */
export async function placeGeneration({
  history,
  number,
  file,
  chunks,
  c4,
  written,
}: PlannedGeneration): Promise<void> {
  const root = await openFolder(history.root)
  try {
    // A link in the place of `ascmhl` would lead the manifest somewhere else: it is refused.
    const folder = await root.child(MHL_FOLDER, true)
    try {
      await clearTemporaries(folder)
      if (!written) {
        await refuseOthers(folder, number)
        await placeIn(folder, file, chunks())
      }
      const before = history.generations.filter((generation) => generation.number < number)
      await replaceFile(folder, CHAIN_FILE, chainXml([...before, { number, file, c4 }]))
    } finally {
      await folder.close()
    }
  } finally {
    await root.close()
  }
}

/**
 * Writes a new file whole and durably; never over another one.
 * @throws RushesError `conflict` when the name is taken; the error of the system call otherwise
 */
export async function placeNew(path: string, text: string): Promise<void> {
  const folder = await openFolder(dirname(path))
  await placeIn(folder, basename(path), text).finally(() => folder.close())
}

async function placeIn(folder: Folder, name: string, text: string | Iterable<Uint8Array>): Promise<void> {
  if (await writeNewFile(folder, name, text)) return
  const path = join(folder.path, name)
  throw new RushesError(
    'conflict',
    `${path} exists already, and nothing is ever written over it. Look at what it is and run the same command again.`,
    { path },
  )
}

/** Temporary files that a crashed run of ours left behind: they never were part of the history. */
async function clearTemporaries(folder: Folder): Promise<void> {
  for (const name of await readdir(folder.at('.'))) if (TEMPORARY.test(name)) await folder.unlink(name)
}

/** Between the reading of the history and now someone else may have added to it. */
async function refuseOthers({ at, path: folder }: Folder, number: number): Promise<void> {
  const other = (await readdir(at('.'))).find((name) => (generationOf(name) ?? 0) >= number)
  if (other === undefined) return
  throw new RushesError(
    'conflict',
    `Another program wrote ${other} in ${dirname(folder)} meanwhile. Run the same command again.`,
    { path: folder, folder: basename(dirname(folder)) },
  )
}

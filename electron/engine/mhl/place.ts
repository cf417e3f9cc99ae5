/**
 * Putting a generation on disk, so that a crash at any point leaves a history that can be read and gone on with.
 *
 * The manifest first, whole under a temporary name, then in place without replacing anything; the chain last, replaced
 * in one step. After a crash in between the manifest stands in no chain yet; the next generation enters it.
 */
import { randomUUID } from 'node:crypto'
import { access, constants, link, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { chainXml } from './chain.ts'
import type { History } from './model.ts'
import { CHAIN_FILE, generationOf, MHL_FOLDER } from './names.ts'
import type { PlannedGeneration } from './seal-plan.ts'
import { errnoOf } from './tree.ts'

const TEMPORARY = /^\.rushes-[0-9a-f-]+\.partial$/
/** Answers of a file system that knows no hard links (FAT, exFAT, some shares). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'])
/** Answers of systems that can't sync a folder: they keep its names in their own way. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'EPERM', 'EACCES', 'EBADF'])

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
export async function placeGeneration({ history, number, file, xml, c4, written }: PlannedGeneration): Promise<void> {
  const folder = join(history.root, MHL_FOLDER)
  if (await mkdir(folder, { recursive: true }) !== undefined) await syncFolder(history.root)
  await clearTemporaries(folder)
  if (!written) {
    await refuseOthers(folder, number)
    await placeNew(join(folder, file), xml)
    await syncFolder(folder)
  }
  const before = history.generations.filter(generation => generation.number < number)
  const temporary = await writeTemporary(folder, chainXml([...before, { number, file, c4 }]))
  await rename(temporary, join(folder, CHAIN_FILE))
  await syncFolder(folder)
}

/**
 * Writes a new file whole and durably; never over another one.
 * @throws RushesError `conflict` when the name is taken; the error of the system call otherwise
 */
export async function placeNew(path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(dirname(path), text)
  try {
    await link(temporary, path)
    await unlink(temporary)
  } catch (error) {
    const errno = errnoOf(error)
    const taken = errno === 'EEXIST' || await access(path).then(() => true, () => false)
    if (taken) {
      await unlink(temporary)
      throw new RushesError('conflict', `${path} exists already, and nothing is ever written over it. Look at what it is and run the same command again.`, { path })
    }
    if (!NO_LINKS.has(errno)) throw error
    await rename(temporary, path)
  }
}

async function writeTemporary(folder: string, text: string): Promise<string> {
  const path = join(folder, `.rushes-${randomUUID()}.partial`)
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  return path
}

/** Temporary files that a crashed run of ours left behind: they never were part of the history. */
async function clearTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (TEMPORARY.test(name)) await unlink(join(folder, name))
}

/** Between the reading of the history and now someone else may have added to it. */
async function refuseOthers(folder: string, number: number): Promise<void> {
  const other = (await readdir(folder)).find(name => (generationOf(name) ?? 0) >= number)
  if (other === undefined) return
  throw new RushesError(
    'conflict', `Another program wrote ${other} in ${dirname(folder)} meanwhile. Run the same command again.`, { path: folder, folder: basename(dirname(folder)) },
  )
}

/** Makes the names in a folder durable, where the system can do that. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errnoOf(error))) throw error
  } finally {
    await folder.close()
  }
}

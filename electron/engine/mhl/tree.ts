/**
 * What stands in a folder: files, folders, histories, and what can't be followed or read.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { isLibraryListing } from '../files/own-files.ts'
import { entriesIn, native, type Entry } from '../files/disk-path.ts'
import { stopped } from '../hash/hash-file.ts'
import { joinPath, MHL_FOLDER } from './names.ts'

/**
 * All are disk paths (domain/byte-names.ts) relative to the folder, with forward slashes; a folder comes after what is
 * in it.
 */
export interface Tree {
  readonly files: readonly string[]
  readonly directories: readonly string[]
  /** Folders with an `ascmhl` folder in them; `''` is the folder itself. */
  readonly histories: readonly string[]
  /** Links, sockets and devices: never followed, never hashed. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
}

/**
 * Lists a folder with everything below it, without following links. `ascmhl` folders are looked for, not into.
 * @throws RushesError `not_found` when there is no such folder, `cancelled` when the signal stops it
 */
export async function readTree(folder: string, signal?: AbortSignal): Promise<Tree> {
  await requireFolder(folder)
  const tree = {
    files: [] as string[],
    directories: [] as string[],
    histories: [] as string[],
    skipped: [] as { path: string; reason: string }[],
    unreadable: [] as { path: string; reason: string }[],
  }

  async function visit(path: string): Promise<void> {
    if (signal?.aborted === true) throw stopped(folder)
    let children: Entry[] = []
    try {
      children = await entriesIn(join(folder, path))
    } catch (error) {
      tree.unreadable.push({ path, reason: errnoOf(error) })
    }
    if (isLibraryListing(children.map(({ name }) => name))) {
      tree.skipped.push({ path, reason: 'a library of Rushes' })
      return
    }
    for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const childPath = joinPath(path, child.name)
      if (child.is === 'folder') {
        if (child.name === MHL_FOLDER) tree.histories.push(path)
        else await visit(childPath)
      } else if (child.is === 'file') tree.files.push(childPath)
      else
        tree.skipped.push({
          path: childPath,
          reason: child.is === 'link' ? 'a link' : await whatIs(join(folder, childPath)),
        })
    }
    if (path !== '') tree.directories.push(path)
  }

  await visit('')
  return tree
}

/** What stands somewhere that is neither a file nor a folder, in words. `path` is a disk path. */
export async function whatIs(path: string): Promise<string> {
  const seen = await lstat(native(path)).catch(() => null)
  if (seen === null) return 'no regular file'
  return seen.isSymbolicLink()
    ? 'a link'
    : seen.isFIFO()
      ? 'a pipe'
      : seen.isSocket()
        ? 'a socket'
        : seen.isDirectory()
          ? 'a folder'
          : seen.isFile()
            ? 'a file'
            : 'a device'
}

async function requireFolder(folder: string): Promise<void> {
  let why = 'it is no folder'
  try {
    if ((await lstat(folder)).isDirectory()) return
  } catch (error) {
    why = errnoOf(error) === 'ENOENT' ? 'it is not there' : errnoOf(error)
  }
  throw new RushesError(
    'not_found',
    `The folder ${folder} can't be read (${why}). Check the name, and that the drive is connected.`,
    { path: folder },
  )
}

/** The errno name of an error (`EACCES`), or its message where it has none. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code ?? error.message
}

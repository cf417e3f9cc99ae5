/**
 * A library whose folder can't be written: its drive is full or read-only. It opens for reading.
 *
 * [Note: a copy of the catalogue] SQLite writes beside a catalogue even to read it, so it is read from a copy in the
 * system's folder for temporary files, which goes with the engine. The library itself is not touched. What would change
 * something is refused before it begins (services/implement.ts), and nothing that works by itself is started.
 */
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { LibraryFolder } from './folder.ts'

/** Room that a catalogue needs at the least for its log and its lock, in bytes. */
const ROOM_BYTES = 1 << 20

/**
 * Why the folder of a library can't be written, as the error for whatever would write; null when it can. Leaves nothing
 * there.
 */
export function whyOnlyReading(folder: LibraryFolder): RushesError | null {
  const probe = join(folder.path, `.rushes-room-${process.pid}`)
  try {
    const fd = openSync(probe, 'wx')
    try {
      const zeros = Buffer.alloc(ROOM_BYTES)
      for (let at = 0; at < ROOM_BYTES;) at += writeSync(fd, zeros, at)
    } finally {
      closeSync(fd)
    }
    return null
  } catch (error) {
    return onlyReading(folder, (error as NodeJS.ErrnoException).code ?? '', error)
  } finally {
    try {
      rmSync(probe, { force: true })
    } catch {
      // On a drive that turned read-only meanwhile an empty file of ours stays; the next start that can write removes
      // none of its media either.
    }
  }
}

/** The error for a code of the system, or of SQLite; null for one that says nothing of the drive. */
function onlyReading(folder: LibraryFolder, code: string, cause: unknown): RushesError | null {
  const what =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `is full: free some space on the drive of ${folder.path}`
      : code === 'EROFS'
        ? `is read-only: mount the drive of ${folder.path} for writing, or check its lock switch`
        : code === 'EACCES' || code === 'EPERM'
          ? `may not be written by you: change the permissions of ${folder.path}`
          : null
  if (what === null) return null
  return new RushesError(
    'library.readonly',
    `The library ${folder.name} opens for reading only. Its drive ${what}, then open it again.`.replace(
      'Its drive may not',
      'It may not',
    ),
    { path: folder.path },
    { cause },
  )
}

/**
 * The folder of a library with its catalogue, log and notes in a folder for temporary files; posters and reports are
 * read where they are.
 * @throws `why`, with what else is wrong, when not even the copy can be made
 */
export function readingFolder(
  folder: LibraryFolder,
  why: RushesError,
): { readonly folder: LibraryFolder; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-reading-'))
  const remove = (): void => {
    rmSync(dir, { recursive: true, force: true })
  }
  const database = join(dir, 'rushes.db')
  try {
    copyFileSync(folder.database, database)
    // The log holds what was committed last; the index of it is made anew.
    if (existsSync(`${folder.database}-wal`)) copyFileSync(`${folder.database}-wal`, `${database}-wal`)
  } catch (error) {
    remove()
    throw new RushesError(
      why.code,
      `${why.message} (Not even a copy of its catalogue could be made in ${tmpdir()}: ${error instanceof Error ? error.message : String(error)}.)`,
      why.details,
      { cause: error },
    )
  }
  return {
    remove,
    folder: {
      ...folder,
      database,
      lock: join(dir, 'engine.lock'),
      contact: join(dir, 'engine.json'),
      logs: join(dir, 'logs'),
      children: join(dir, 'children'),
      backups: join(dir, 'backups'),
    },
  }
}

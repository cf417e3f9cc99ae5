/**
 * Going back to a copy of the catalogue: by the command line while nothing has the library open, or asked for by a
 * window, noted down, and done by the engine that starts next.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Backup } from '../../../shared/model/versions.ts'
import { takeLock } from '../db/core/lock.ts'
import { assetsIn, replaceCatalogue } from '../db/core/restore.ts'
import { requireLibrary, type LibraryFolder } from './folder.ts'

/** Copies of the catalogue in the library, newest first. */
export function listBackups(folder: LibraryFolder): Backup[] {
  if (!existsSync(folder.backups)) return []
  return readdirSync(folder.backups)
    .filter((name) => name.endsWith('.db'))
    .map((name): Backup => {
      const path = join(folder.backups, name)
      const { size, mtimeMs } = statSync(path)
      return { name, path, bytes: size, createdAt: Math.round(mtimeMs), assets: assetsIn(path) }
    })
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1))
}

/** The path of one of the library's own backups. Throws `not_found`; a name never leads out of their folder. */
export function backupPath(folder: LibraryFolder, name: string): string {
  const path = join(folder.backups, basename(name))
  if (basename(name) !== name || !existsSync(path))
    throw new RushesError('not_found', `There is no backup “${name}” in this library. Choose one of the list.`)
  return path
}

/**
 * Restores at once. Throws `library.locked` while an engine has the library. Returns where the replaced catalogue is
 * kept.
 */
export function restoreCatalogue(folder: LibraryFolder, source: string, at: Date): string | null {
  if (!existsSync(folder.path)) requireLibrary(folder)
  const lock = takeLock(folder.lock)
  if (lock === null)
    throw new RushesError(
      'library.locked',
      `The library ${folder.path} is open. Close it in every window, then run this again.`,
    )
  try {
    return replaceCatalogue(folder.database, source, folder.backups, at)
  } finally {
    lock.release()
  }
}

const noteIn = (folder: LibraryFolder): string => join(folder.path, 'restore-next.json')

/** Notes down that the next start is to go back to this backup. */
export function requestRestore(folder: LibraryFolder, name: string): void {
  backupPath(folder, name)
  writeFileSync(`${noteIn(folder)}.part`, JSON.stringify({ backup: name }))
  renameSync(`${noteIn(folder)}.part`, noteIn(folder))
}

/**
 * Does what was noted down, before the catalogue is opened; the caller holds the lock. The note goes first: a restore
 * that fails must not fail every start after it.
 */
export function restoreIfRequested(folder: LibraryFolder, at: Date): void {
  if (!existsSync(noteIn(folder))) return
  let name: unknown
  try {
    name = (JSON.parse(readFileSync(noteIn(folder), 'utf8')) as { backup?: unknown }).backup
  } catch {
    name = undefined // Half a note asks for nothing.
  }
  rmSync(noteIn(folder), { force: true })
  if (typeof name === 'string') replaceCatalogue(folder.database, backupPath(folder, name), folder.backups, at)
}

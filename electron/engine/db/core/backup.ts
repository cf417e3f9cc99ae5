/**
 * Copies of the catalogue: taken while it is open, checked before they count, the newest kept.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkCopy } from './copy.ts'
import type { WritableDb } from './handles.ts'

/** How many backups stay. */
const KEEP = 14
const DAY_MS = 86_400_000

/** Makes a checked copy of the open catalogue at a path. */
type CopyTo = (target: string) => Promise<void>

/** Copies the catalogue into the folder under the name of the moment. Returns its path and size in bytes. */
export async function backup(copyTo: CopyTo, folder: string, at: Date): Promise<{ path: string; bytes: number }> {
  mkdirSync(folder, { recursive: true })
  const path = freeName(folder, backupName(at))
  const temporary = `${path}.part`
  rmSync(temporary, { force: true })
  await copyTo(temporary)
  renameSync(temporary, path)
  thin(folder)
  return { path, bytes: statSync(path).size }
}

/** The same once a day: does nothing when the newest backup is younger than 24 hours. */
export async function backupDaily(copyTo: CopyTo, folder: string, at: Date): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const newest = backups(folder)[0]
  if (newest !== undefined && at.getTime() - statSync(join(folder, newest)).mtimeMs < DAY_MS) return
  await backup(copyTo, folder, at)
}

/**
 * The same before a migration, when nothing else has the file open. Synchronous, so that no write can come between.
 */
export function backupBeforeMigration(db: WritableDb, folder: string, from: number, at: Date): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `before-migration-${from}-${backupName(at)}`)
  rmSync(`${path}.part`, { force: true })
  // By SQLite itself: a copy of the file by this process would close a descriptor of it, and with it drop every lock
  // that SQLite holds there.
  db.prepare('VACUUM INTO ?').run(`${path}.part`)
  checkCopy(`${path}.part`)
  renameSync(`${path}.part`, path)
  return path
}

/** Two copies within one second are two copies: none takes the place of another. */
function freeName(folder: string, name: string): string {
  let path = join(folder, name)
  for (let copy = 2; existsSync(path); copy += 1) path = join(folder, name.replace(/\.db$/, `-${copy}.db`))
  return path
}

function backupName(at: Date): string {
  return `rushes-${at.toISOString().replaceAll(':', '').slice(0, 17)}Z.db`
}

/** Names of the backups in a folder, newest first. */
function backups(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^rushes-.*\.db$/.test(name))
    .toSorted()
    .reverse()
}

function thin(folder: string): void {
  for (const name of backups(folder).slice(KEEP)) rmSync(join(folder, name), { force: true })
}

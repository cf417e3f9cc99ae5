/**
 * Puts a copy of the catalogue in its place. What stood there is kept beside the backups; no step of it leaves a
 * library without a catalogue, whenever the power goes.
 */
import Database from 'better-sqlite3'
import {
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { SCHEMA_VERSION } from './migrate.ts'
import { APPLICATION_ID } from './open.ts'

/**
 * Replaces the catalogue `file` by `source`. Nothing may have the library open: hold its lock. Returns where the
 * replaced one is kept, or null when there was none. Throws `not_found`, `library.broken` or `db.future`, and then
 * nothing changed.
 */
export function replaceCatalogue(file: string, source: string, backups: string, at: Date): string | null {
  if (!existsSync(source) || !statSync(source).isFile()) {
    throw new RushesError('not_found', `There is no file ${source}. List the backups with: rushes db list`)
  }
  const coming = `${file}.coming`
  rmSync(coming, { force: true })
  copyFileSync(source, coming)
  try {
    examineCopy(coming, source)
  } catch (error) {
    rmSync(coming, { force: true })
    throw error
  }
  flushFile(coming)
  const kept = existsSync(file) ? keep(file, backups, at) : null
  renameSync(coming, file)
  flushFile(dirname(file))
  return kept
}

/** A copy in WAL mode would look for a log that is not there: it is taken out of it, then looked through. */
function examineCopy(copy: string, source: string): void {
  let db: Database.Database | undefined
  try {
    db = new Database(copy)
    db.pragma('journal_mode = DELETE')
    const schema = db.pragma('user_version', { simple: true }) as number
    const whole =
      db.pragma('application_id', { simple: true }) === APPLICATION_ID &&
      db.pragma('quick_check(1)', { simple: true }) === 'ok'
    if (!whole)
      throw new RushesError(
        'library.broken',
        `${source} is not a whole copy of a Rushes catalogue. Choose another backup; nothing was changed.`,
      )
    if (schema > SCHEMA_VERSION) {
      throw new RushesError(
        'db.future',
        `${source} was written by a newer Rushes (schema ${schema}, this one knows ${SCHEMA_VERSION}). Update Rushes first; nothing was changed.`,
        { found: schema, known: SCHEMA_VERSION },
      )
    }
    // The next start looks through it once more, as after any end that was not clean.
    db.prepare(`INSERT INTO library (key, value) VALUES ('open', 'yes') ON CONFLICT DO UPDATE SET value = 'yes'`).run()
  } catch (error) {
    if (error instanceof RushesError) throw error
    throw new RushesError(
      'library.broken',
      `${source} can't be read as a catalogue (${(error as Error).message}). Choose another backup; nothing was changed.`,
      {},
      { cause: error },
    )
  } finally {
    db?.close()
  }
}

/**
 * [Note: no log without its file] A log that is left beside another file would be played into it. It is folded into the
 * old catalogue first; where that is too broken for that, the log goes along with it.
 */
function keep(file: string, backups: string, at: Date): string {
  mkdirSync(backups, { recursive: true })
  const stamp = at.toISOString().replaceAll(':', '').slice(0, 17)
  let kept = join(backups, `before-restore-${stamp}Z.db`)
  for (let copy = 2; existsSync(kept); copy += 1) kept = join(backups, `before-restore-${stamp}Z-${copy}.db`)
  try {
    const db = new Database(file)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
  } catch {
    // Too broken to be opened: kept as it lies, with its log.
  }
  for (const ending of ['-wal', '-shm'])
    if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, `${kept}${ending}`)
  try {
    linkSync(file, kept)
  } catch {
    // No hard links on this file system: a copy does it too.
    copyFileSync(file, kept)
  }
  return kept
}

function flushFile(path: string): void {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return // Windows has no flush of a folder.
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** How many assets a copy of the catalogue holds; null when it can't be read. */
export function assetsIn(path: string): number | null {
  try {
    const db = new Database(path, { readonly: true })
    try {
      return db.prepare<[], { count: number }>('SELECT count(*) AS count FROM asset').get()!.count
    } finally {
      db.close()
    }
  } catch {
    return null // Shown as not known.
  }
}

/**
 * Opens a library: the lock, the schema, a check after an unclean end, the identity of library and device.
 */
import { hostname } from 'node:os'
import { RushesError } from '../../../shared/model/errors.ts'
import { newId } from '../../../shared/util/ids.ts'
import { backupBeforeMigration } from '../db/core/backup.ts'
import type { ReadableDb, WritableDb } from '../db/core/handles.ts'
import { steppedReader, type SteppedReader } from '../db/core/in-steps.ts'
import { makeFirstProject } from '../db/entities/first-project.ts'
import { takeLock, type LibraryLock } from '../db/core/lock.ts'
import { ENTITIES } from '../db/entities/all.ts'
import { leaveNewlyKnown } from '../db/entities/newly-known.ts'
import type { Registry } from '../db/entities/registry.ts'
import { migrate, MIGRATIONS, schemaVersion, type Migration } from '../db/core/migrate.ts'
import { keepPages, openReader, openWriter, PAGES_MB } from '../db/core/open.ts'
import { readValue, writeValue } from '../db/core/settings.ts'
import { rest } from '../db/core/read-only.ts'
import { readContact } from './contact.ts'
import { readingFolder, whyOnlyReading } from './for-reading.ts'
import { isLibrary, makeLibraryFolders, requireLibrary, type LibraryFolder } from './folder.ts'
import { restoreIfRequested } from './restore.ts'

/** MB of pages that a migration keeps. */
const MIGRATION_PAGES_MB = 64

export interface OpenLibrary {
  readonly folder: LibraryFolder
  readonly writer: WritableDb
  readonly reader: ReadableDb
  /** For what takes long: in steps, on a connection of its own. */
  readonly slowReader: SteppedReader
  readonly libraryId: string
  readonly deviceId: string
  readonly deviceName: string
  /** Why this library can only be read, as the error for what would write; null when it can be written. */
  readonly onlyReading: RushesError | null
  /** True when the engine before this one did not end by itself. */
  readonly afterUncleanEnd: boolean
  close(): void
}

/** What a library is opened with: replaced in tests, which bring an entity of their own. */
export interface Schema {
  /** What people can write of. */
  readonly entities: Registry
  readonly migrations: readonly Migration[]
}

const SCHEMA: Schema = { entities: ENTITIES, migrations: MIGRATIONS }

/** Makes a new library. Returns false where there is one already: it is left as it is. */
export function makeLibrary(folder: LibraryFolder, schema: Schema = SCHEMA): boolean {
  if (isLibrary(folder)) return false
  makeLibraryFolders(folder)
  openLibrary(folder, new Date(), { make: true, schema }).close()
  return true
}

/**
 * Opens the library for this engine alone; one whose drive is full or read-only opens for reading. Throws
 * `library.missing`, `library.locked` (naming who holds it), `library.broken`, `library.network_path` or `db.future`.
 */
export function openLibrary(
  folder: LibraryFolder,
  now: Date,
  { make = false, schema = SCHEMA }: { make?: boolean; schema?: Schema } = {},
): OpenLibrary {
  if (!make) {
    requireLibrary(folder)
    const why = whyOnlyReading(folder)
    if (why !== null) return openForReading(folder, now, why, schema)
  }
  makeLibraryFolders(folder)
  const lock = lockOf(folder)
  if (lock === null) throw lockedBy(folder)
  try {
    return openLocked(folder, now, lock, null, schema)
  } catch (error) {
    lock.release()
    throw inWords(error, folder)
  }
}

function lockOf(folder: LibraryFolder): LibraryLock | null {
  try {
    return takeLock(folder.lock)
  } catch (error) {
    throw inWords(error, folder)
  }
}

/** Opens a copy of the catalogue, which goes again with the engine. */
function openForReading(real: LibraryFolder, now: Date, why: RushesError, schema: Schema): OpenLibrary {
  const { folder, remove } = readingFolder(real, why)
  try {
    const library = openLocked(folder, now, { release: () => {} }, why, schema)
    rest(library.writer)
    return {
      ...library,
      close: () => {
        library.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw inWords(error, real)
  }
}

function openLocked(
  folder: LibraryFolder,
  now: Date,
  lock: LibraryLock,
  onlyReading: RushesError | null,
  { entities, migrations }: Schema,
): OpenLibrary {
  if (onlyReading === null) restoreIfRequested(folder, now)
  const writer = openWriter(folder.database, entities)
  try {
    const existed = schemaVersion(writer) > 0
    const afterUncleanEnd = existed && readValue(writer, 'open') === 'yes'
    if (afterUncleanEnd) quickCheck(writer, folder)
    // A migration goes over whole tables in one transaction: what it changed is kept in memory as long as it can be.
    keepPages(writer, MIGRATION_PAGES_MB)
    migrate(
      writer,
      (from) => {
        backupBeforeMigration(writer, folder.backups, from, now)
      },
      migrations,
    )
    keepPages(writer, PAGES_MB)
    const libraryId = once(writer, 'library-id', newId)
    const deviceId = once(writer, 'device-id', newId)
    makeFirstProject(writer, libraryId)
    leaveNewlyKnown(writer)
    writeValue(writer, 'open', 'yes')
    const reader = openReader(folder.database, entities)
    const slow = openReader(folder.database, entities)
    return {
      folder,
      writer,
      reader,
      slowReader: steppedReader(slow),
      libraryId,
      deviceId,
      deviceName: hostname(),
      onlyReading,
      afterUncleanEnd,
      close: () => {
        reader.close()
        slow.close()
        writeValue(writer, 'open', 'no')
        writer.pragma('optimize')
        writer.close()
        lock.release()
      },
    }
  } catch (error) {
    writer.close()
    throw error
  }
}

function once(db: WritableDb, key: string, make: () => string): string {
  const found = readValue(db, key)
  if (found !== undefined) return found
  const made = make()
  writeValue(db, key, made)
  return made
}

function quickCheck(db: WritableDb, folder: LibraryFolder): void {
  const found = db.pragma('quick_check(1)', { simple: true })
  if (found === 'ok') return
  throw new RushesError(
    'library.broken',
    `The catalogue in ${folder.path} is damaged (${String(found)}). Restore a backup with: rushes db restore ${folder.backups}/…; your media is not touched.`,
  )
}

function lockedBy(folder: LibraryFolder): RushesError {
  const contact = readContact(folder.contact)
  const who = contact === null ? 'another Rushes on this machine' : `the Rushes with process id ${contact.pid}`
  return new RushesError(
    'library.locked',
    `The library ${folder.path} is open in ${who}. Close it there, or work with that one.`,
    contact === null ? {} : { pid: contact.pid, address: contact.address },
  )
}

/** SQLite's own words become a sentence; everything that already is one goes through. */
function inWords(error: unknown, folder: LibraryFolder): unknown {
  if (error instanceof RushesError || !(error instanceof Error) || !('code' in error)) return error
  const code = String(error.code)
  const drive = ofDrive(code, folder)
  if (drive !== null) return new RushesError('library.broken', drive, { path: folder.path }, { cause: error })
  if (!code.startsWith('SQLITE_')) return error
  return new RushesError(
    'library.broken',
    `The catalogue in ${folder.path} can't be opened (${error.message}). Restore a backup with: rushes db restore ${folder.backups}/…; your media is not touched.`,
    {},
    { cause: error },
  )
}

/** What the drive says, where it is the drive and not the catalogue: a backup would mend nothing then. */
function ofDrive(code: string, { path }: LibraryFolder): string | null {
  if (code === 'EROFS' || code.startsWith('SQLITE_READONLY'))
    return `The library ${path} is on a read-only drive, or you may not write there. Nothing is wrong with it: make the drive or the folder writable, then open it again.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'SQLITE_PERM' || code.startsWith('SQLITE_CANTOPEN'))
    return `You may not write to the library ${path}, or its drive is read-only. Nothing is wrong with it: check the permissions of the folder, then open it again.`
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return `The drive of the library ${path} is full. Nothing is wrong with it: free some space there, then open it again.`
  return null
}

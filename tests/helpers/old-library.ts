/**
 * Libraries as earlier versions left them (tests/fixtures/libraries).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { libraryFolder, type LibraryFolder } from '../../electron/engine/library/folder.ts'

export const OLD_LIBRARIES = new URL('../fixtures/libraries/', import.meta.url)

/** Lays one into `dir`. `change` writes into its catalogue what that version could have written. */
export function oldLibrary(
  dir: string,
  file = 'schema-150.db.gz',
  change: (db: Database.Database) => void = () => {},
): LibraryFolder {
  const folder = libraryFolder(join(dir, 'library'))
  for (const one of [
    folder.path,
    folder.derivatives,
    folder.backups,
    folder.reports,
    folder.logs,
    folder.versions,
    folder.children,
  ])
    mkdirSync(one, { recursive: true })
  writeFileSync(folder.database, gunzipSync(readFileSync(new URL(file, OLD_LIBRARIES))))
  const db = new Database(folder.database)
  change(db)
  db.close()
  return folder
}

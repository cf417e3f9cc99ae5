/**
 * Telling what one row can't hold from what the database can't do: the first concerns one file, the second all.
 */
import Database from 'better-sqlite3'

const OF_ROW = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE']

/** True for an error that lies in the values of one row: the rows beside it can be entered. */
export function isOfRow(error: unknown): boolean {
  // A number or text that can't be bound at all is refused before SQLite sees it.
  if (error instanceof RangeError || error instanceof TypeError) return true
  return error instanceof Database.SqliteError && OF_ROW.some((code) => error.code.startsWith(code))
}

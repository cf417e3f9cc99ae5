/**
 * One engine per library. The lock is SQLite's own exclusive lock on a small file: the operating system drops it when
 * the process ends, however it ends, so a crash or kill -9 never leaves a library locked.
 */
import Database from 'better-sqlite3'

/** Held until released or until the process ends. */
export interface LibraryLock {
  release(): void
}

/** Takes the lock, or returns null when another process holds it. */
export function takeLock(file: string): LibraryLock | null {
  const db = new Database(file, { timeout: 0 })
  try {
    // Not WAL: in WAL mode an exclusive transaction still lets readers in, and a lock is all that is wanted.
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  return {
    release: () => {
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

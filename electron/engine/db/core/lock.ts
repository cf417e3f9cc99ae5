/**
 * One engine per library. `engine.lock` is SQLite's own exclusive lock on a small file: the operating system drops it
 * when the process ends, however it ends, so a crash or kill -9 never leaves a library locked. It keeps out every
 * version of Rushes. `owner-lock.ts` is taken with it, since the first can be lost by whoever in the process closes the
 * file.
 */
import Database from 'better-sqlite3'
import { takeOwnerLock, type OwnerLock } from './owner-lock.ts'

/** Held until released or until the process ends. */
export interface LibraryLock {
  release(): void
}

/** Takes both locks, or returns null when another process holds one. */
export function takeLock(file: string): LibraryLock | null {
  const db = new Database(file, { timeout: 0 })
  let owner: OwnerLock | null = null
  try {
    // Not WAL: in WAL mode an exclusive transaction still lets readers in, and a lock is all that is wanted.
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
    owner = takeOwnerLock(file)
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  const giveBack = (): void => {
    db.exec('ROLLBACK')
    db.close()
  }
  if (owner === null) {
    giveBack()
    return null
  }
  const held = owner
  return {
    release: () => {
      giveBack()
      held.release()
    },
  }
}

/**
 * Tells when rows were added to a table, whoever of this process adds them: a trigger of this connection alone calls
 * back. It is no part of the catalogue's schema, and ends with the connection.
 */
import type { WritableDb } from './handles.ts'

/** Tables that are followed. The name becomes SQL text, so it comes from this list alone. */
const FOLLOWED = ['event', 'untold', 'op'] as const
type Followed = (typeof FOLLOWED)[number]

/** A commit that is still open is looked at again after this long, in milliseconds. */
const OPEN_MS = 5

interface WrittenRows {
  /** Calls `wake` soon after a commit that added rows to the table, once for many. Returns how to stop. */
  on(table: Followed, wake: () => void): () => void
}

const ofConnection = new WeakMap<WritableDb, WrittenRows>()

/** The one that a connection has. */
export function writtenRows(db: WritableDb): WrittenRows {
  let found = ofConnection.get(db)
  if (found === undefined) ofConnection.set(db, (found = createWrittenRows(db)))
  return found
}

function createWrittenRows(db: WritableDb): WrittenRows {
  const listeners = new Map<Followed, Set<() => void>>()
  const due = new Set<Followed>()
  let asked = false
  const tell = (): void => {
    asked = false
    if (!db.open) return
    if (db.inTransaction) {
      // The rows are not there for others before the commit.
      asked = true
      setTimeout(tell, OPEN_MS).unref()
      return
    }
    const tables = [...due]
    due.clear()
    for (const table of tables) for (const wake of listeners.get(table) ?? []) wake()
  }
  const written = (table: Followed): void => {
    due.add(table)
    if (asked) return
    asked = true
    setImmediate(tell)
  }
  return {
    on(table, wake) {
      let all = listeners.get(table)
      if (all === undefined) {
        listeners.set(table, (all = new Set()))
        db.function(`written_${table}`, { deterministic: false }, () => {
          written(table)
          return null
        })
        db.exec(
          `CREATE TEMP TRIGGER written_${table} AFTER INSERT ON main.${table} BEGIN SELECT written_${table}(); END`,
        )
      }
      all.add(wake)
      return () => {
        all.delete(wake)
      }
    },
  }
}

/**
 * The catalogue in numbers, for `doctor`.
 */
import { statement, type ReadableDb } from '../core/handles.ts'

/** Version of SQLite, size of the file in bytes, number of clips. */
export function catalogueFacts(db: ReadableDb): {
  readonly version: string
  readonly bytes: number
  readonly assets: number
} {
  return {
    version: statement<{ version: string }>(db, 'SELECT sqlite_version() AS version').get()!.version,
    bytes: Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
    assets: statement<{ count: number }>(db, `SELECT count FROM tally WHERE facet = 'all'`).get()?.count ?? 0,
  }
}

/** Copies that read back wrong and were not repaired yet. */
export function countBadCopies(db: ReadableDb): number {
  return statement<{ bad: number }>(
    db,
    `SELECT count(*) AS bad FROM file INDEXED BY file_failed WHERE verification = 'failed' AND state <> 'replaced'`,
  ).get()!.bad
}

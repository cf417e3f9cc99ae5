/**
 * Which media work comes first: that of the clips that somebody looks at.
 */
import { statement, type WritableDb } from '../core/handles.ts'

/** Added to the priority of what is looked at: more than any kind of work has by itself. */
const LOOKED_AT = 1000

/**
 * Work that waits on these contents comes before all other work, and what came first until now takes its place again.
 * Returns whether anything changed. Call it in a transaction.
 */
export function putFirst(db: WritableDb, contentIds: readonly string[]): boolean {
  const ids = JSON.stringify(contentIds)
  const back = statement(
    db,
    `UPDATE job SET priority = priority - ? WHERE state = 'waiting' AND priority >= ?
      AND NOT (subject_kind = 'content' AND subject_id IN (SELECT value FROM json_each(?)))`,
  ).run(LOOKED_AT, LOOKED_AT, ids).changes
  const first = statement(
    db,
    `UPDATE job SET priority = priority + ? WHERE state = 'waiting' AND priority < ? AND subject_kind = 'content'
      AND subject_id IN (SELECT value FROM json_each(?))`,
  ).run(LOOKED_AT, LOOKED_AT, ids).changes
  return back + first > 0
}

/**
 * Whether what lies on a card was offloaded before: file by file, from the books of past offloads.
 */
import { statement, type ReadableDb } from './handles.ts'

/** A file of a roll, by its path inside it. */
export interface RollFile { readonly path: string; readonly bytes: number; readonly mtimeNs: bigint }

/** Times are kept as numbers: a quarter of a microsecond is lost. */
const TIME_SLACK_NS = 1_000

/** How many offloads have come to their end: while it is the same, no roll has been offloaded since. */
export function finishedOffloads(db: ReadableDb): number {
  return statement<{ count: number }>(db, `SELECT count(*) AS count FROM offload WHERE state = 'done'`).get()!.count
}

/**
 * True when a finished offload holds every one of these files under the same path, with the same size and time, read
 * without a fault. A roll of the same name with other files is another one: cards are used again.
 */
export function rollWasOffloaded(db: ReadableDb, name: string, files: readonly RollFile[]): boolean {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const candidates = statement<{ id: string; path: string }>(db, `SELECT o.id, json_extract(r.value, '$.path') AS path
    FROM offload o, json_each(o.plan, '$.rolls') r WHERE o.state = 'done' AND json_extract(r.value, '$.name') = ?
      AND json_extract(r.value, '$.files') = ? AND json_extract(r.value, '$.bytes') = ? ORDER BY o.started_at DESC LIMIT 5`)
    .all(name, files.length, bytes)
  return files.length > 0 && candidates.some((candidate) => holdsAll(db, candidate, files))
}

function holdsAll(db: ReadableDb, roll: { id: string; path: string }, files: readonly RollFile[]): boolean {
  const find = statement<{ bytes: number; mtime: number; state: string }>(db,
    'SELECT bytes, mtime_ns AS mtime, state FROM offload_file WHERE offload_id = ? AND path = ?')
  return files.every((file) => {
    const row = find.get(roll.id, `${roll.path}/${file.path}`)
    return row !== undefined && row.bytes === file.bytes && Math.abs(row.mtime - Number(file.mtimeNs)) <= TIME_SLACK_NS
      && !['pending', 'changed', 'failed'].includes(row.state)
  })
}

/**
 * Whether what lies on a card was offloaded before: file by file, from the books of past offloads.
 */
import { statement, type ReadableDb } from '../core/handles.ts'

/** A file of a roll, by its path inside it. */
export interface RollFile { readonly path: string; readonly bytes: number; readonly mtimeNs: bigint }

/** Times are kept as numbers: a quarter of a microsecond is lost. */
const TIME_SLACK_NS = 1_000

/** How many offloads have come to their end: while it is the same, no roll has been offloaded since. */
export function finishedOffloads(db: ReadableDb): number {
  return statement<{ count: number }>(db, `SELECT count(*) AS count FROM offload WHERE state = 'done'`).get()!.count
}

/** Offloads of one name that are compared with a card, the newest. */
const CANDIDATES = 20

/** Which offload a roll on a card is of, and how many of its files that one did not copy. */
interface RollStanding { readonly offloadId: string | null; readonly fresh: number; readonly finished: boolean }

/**
 * Compares the files of a roll with past offloads of a roll of this name: the same path, size and time, read without a
 * fault. A roll of the same name with no file in common is another one: cards are used again.
 */
export function rollStanding(db: ReadableDb, name: string, files: readonly RollFile[]): RollStanding {
  const candidates = statement<{ id: string; path: string; state: string }>(db, `SELECT o.id, json_extract(r.value, '$.path') AS path, o.state
    FROM offload o, json_each(o.plan, '$.rolls') r WHERE json_extract(r.value, '$.name') = ? ORDER BY o.started_at DESC LIMIT ?`)
    .all(name, CANDIDATES)
  let best: RollStanding = { offloadId: null, fresh: files.length, finished: false }
  for (const { id, path, state } of candidates) {
    const fresh = files.length - copied(db, { id, path }, files)
    const finished = state === 'done'
    if (fresh < best.fresh || (fresh === best.fresh && best.offloadId !== null && finished && !best.finished)) best = { offloadId: id, fresh, finished }
    if (best.fresh === 0 && best.finished) break
  }
  return best
}

function copied(db: ReadableDb, roll: { id: string; path: string }, files: readonly RollFile[]): number {
  const find = statement<{ bytes: number; mtime: number; state: string }>(db,
    'SELECT bytes, mtime_ns AS mtime, state FROM offload_file WHERE offload_id = ? AND path = ?')
  return files.filter((file) => {
    const row = find.get(roll.id, `${roll.path}/${file.path}`)
    return row !== undefined && row.bytes === file.bytes && Math.abs(row.mtime - Number(file.mtimeNs)) <= TIME_SLACK_NS
      && !['pending', 'changed', 'failed'].includes(row.state)
  }).length
}

/**
 * Whether what lies on a card was offloaded before: file by file, from the books of past offloads.
 */
import { isAtOrBelow } from '../../domain/volumes/at-or-below.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** A file of a roll, by its path inside it. */
export interface RollFile {
  readonly path: string
  readonly bytes: number
  readonly mtimeNs: bigint
}

/** Times are kept as numbers: a quarter of a microsecond is lost. */
const TIME_SLACK_NS = 1_000n

/** How many offloads have come to their end: while it is the same, no roll has been offloaded since. */
export function finishedOffloads(db: ReadableDb): number {
  return statement<{ count: number }>(db, `SELECT count(*) AS count FROM offload WHERE state = 'done'`).get()!.count
}

/** Which offload files on a card are of, and how many of them no offload has copied. */
interface CardStanding {
  /** The offload that has most of them, the newest of those that are done first; null where none has any. */
  readonly offloadId: string | null
  readonly fresh: number
  readonly finished: boolean
}

/** Files that are looked up before others get a turn: about five milliseconds. */
const PIECE = 500

/**
 * Looks up files of a card in what past offloads copied: by name, size and time, read without a fault. What a roll is
 * called depends on where the card is mounted and on how much of it was listed, so names of rolls are not asked for.
 */
export async function standingOfFiles(db: ReadableDb, files: readonly RollFile[]): Promise<CardStanding> {
  const counts = new Map<string, number>()
  let fresh = 0
  for (const [index, file] of files.entries()) {
    const ids = offloadsOf(db, file)
    if (ids.size === 0) fresh += 1
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
    if (index % PIECE === PIECE - 1)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  }
  const most = Math.max(0, ...counts.values())
  const [best] = [...counts]
    .filter(([, count]) => count === most)
    .flatMap(([id]) =>
      statement<{ id: string; done: number; startedAt: number }>(
        db,
        `SELECT id, state = 'done' AS done, started_at AS startedAt FROM offload WHERE id = ?`,
      ).all(id),
    )
    .toSorted((a, b) => b.done - a.done || b.startedAt - a.startedAt)
  return { offloadId: best?.id ?? null, fresh, finished: best?.done === 1 }
}

function offloadsOf(db: ReadableDb, { path, bytes, mtimeNs }: RollFile): Set<string> {
  const rows = statement<{ offloadId: string; path: string }>(
    db,
    `SELECT offload_id AS offloadId, path FROM offload_file
    WHERE bytes = ? AND mtime_ns BETWEEN ? AND ? AND state NOT IN ('pending', 'changed', 'failed')`,
  ).all(bytes, mtimeNs - TIME_SLACK_NS, mtimeNs + TIME_SLACK_NS)
  const name = baseName(path)
  return new Set(rows.filter((row) => baseName(row.path) === name).map((row) => row.offloadId))
}

/** The sources of offloads that lie at or below a folder, as absolute paths. */
export function sourcesBelow(db: ReadableDb, folder: string): string[] {
  return statement<{ source: string }>(
    db,
    `SELECT DISTINCT s.value AS source FROM offload o, json_each(o.plan, '$.sources') s`,
  )
    .all()
    .map(({ source }) => source)
    .filter((source) => isAtOrBelow(source, folder))
}

/**
 * Whether what lies on a card was offloaded before: file by file, from the books of past offloads.
 */
import { isAtOrBelow } from '../../domain/volumes/at-or-below.ts'
import { changeTimeMoved } from '../../domain/scan/file-state.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** A file of a roll, by its path inside it. */
export interface RollFile {
  readonly path: string
  readonly bytes: number
  readonly mtimeNs: bigint
  /** Its time of change; null where the card's file system keeps none. */
  readonly ctimeNs: bigint | null
}

/** Times are kept as numbers: a quarter of a microsecond is lost. */
const TIME_SLACK_NS = 1_000n

/** How many offloads have come to their end: while it is the same, no roll has been offloaded since. */
export function finishedOffloads(db: ReadableDb): number {
  return statement<{ count: number }>(db, `SELECT count(*) AS count FROM offload WHERE state = 'done'`).get()!.count
}

/** How many files of a card each offload has, by its id, and the files that no offload has copied. */
export interface FilesOffloaded {
  readonly counts: ReadonlyMap<string, number>
  readonly fresh: readonly RollFile[]
}

/** Files that are looked up before others get a turn: about five milliseconds. */
const PIECE = 500

/**
 * Looks up files of a card in what past offloads copied: by name, size and times, read without a fault. One that was written to
 * since, with its date put back, is the offload's still, and was not offloaded. What a roll is
 * called depends on where the card is mounted and on how much of it was listed, so names of rolls are not asked for.
 */
export async function filesOffloaded(db: ReadableDb, files: readonly RollFile[]): Promise<FilesOffloaded> {
  const counts = new Map<string, number>()
  const fresh: RollFile[] = []
  for (const [index, file] of files.entries()) {
    const { ids, untouched } = offloadsOf(db, file)
    if (!untouched) fresh.push(file)
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
    if (index % PIECE === PIECE - 1)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  }
  return { counts, fresh }
}

/** Which offload a roll is of. */
interface RollOffload {
  readonly offloadId: string | null
  readonly finished: boolean
}

/**
 * The offload that has most files of a roll, of those that are done first. A clone of a card has its files too, so of
 * equal ones it is the one that has most of the whole card, then the one with the fewest files that are not on it, then
 * one that read from where the card is, then the newest. Null where none has any.
 * @param whole how many files of the whole card each offload has
 */
export function offloadOfRoll(
  db: ReadableDb,
  { counts }: Pick<FilesOffloaded, 'counts'>,
  whole: ReadonlyMap<string, number>,
  mountPoint: string,
): RollOffload {
  const most = Math.max(0, ...counts.values())
  const [best] = [...counts]
    .filter(([, count]) => count === most)
    .flatMap(([id]) =>
      statement<{ id: string; done: number; startedAt: number; files: number; sources: string }>(
        db,
        `SELECT id, state = 'done' AS done, started_at AS startedAt, plan ->> '$.files' AS files, plan ->> '$.sources' AS sources FROM offload WHERE id = ?`,
      ).all(id),
    )
    .map((row) => ({
      ...row,
      onCard: whole.get(row.id) ?? most,
      isHere: Number((JSON.parse(row.sources) as string[]).some((source) => isAtOrBelow(source, mountPoint))),
    }))
    .toSorted(
      (a, b) =>
        b.done - a.done ||
        b.onCard - a.onCard ||
        a.files - a.onCard - (b.files - b.onCard) ||
        b.isHere - a.isHere ||
        b.startedAt - a.startedAt,
    )
  return { offloadId: best?.id ?? null, finished: best?.done === 1 }
}

/** `untouched`: one of them copied the file as it is now. Earlier versions wrote down no time of change. */
function offloadsOf(
  db: ReadableDb,
  { path, bytes, mtimeNs, ctimeNs }: RollFile,
): { readonly ids: ReadonlySet<string>; readonly untouched: boolean } {
  const name = baseName(path)
  const rows = statement<{ offloadId: string; path: string; ctimeNs: number | null }>(
    db,
    `SELECT offload_id AS offloadId, path, ctime_ns AS ctimeNs FROM offload_file
    WHERE bytes = ? AND mtime_ns BETWEEN ? AND ? AND state NOT IN ('pending', 'changed', 'failed')`,
  )
    .all(bytes, mtimeNs - TIME_SLACK_NS, mtimeNs + TIME_SLACK_NS)
    .filter((row) => baseName(row.path) === name)
  const now = ctimeNs === null ? null : Number(ctimeNs)
  return {
    ids: new Set(rows.map((row) => row.offloadId)),
    untouched: rows.some((row) => !changeTimeMoved(row.ctimeNs, now)),
  }
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

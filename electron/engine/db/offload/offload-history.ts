/**
 * Past offloads, newest first, in steps: a search through years of them lets the event loop turn in between.
 */
import type { PastOffload } from '../../../../shared/model/offload-history.ts'
import { tellsOf } from '../../domain/offload/offload-history.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** Rows that are read in one go. What an offload tells of itself may be long where much is missing on a card. */
const STEP = 50

interface Row {
  id: string
  name: string
  state: PastOffload['state']
  sources: string
  rolls: string
  files: number
  bytes: number
  clips: number
  level: PastOffload['level'] | null
  resumes: PastOffload['resumes'] | null
  destinations: string
  verdict: string | null
  error: string | null
  startedAt: number
  finishedAt: number | null
}

interface HistoryWindow {
  /** Every word has to be told of an offload; none for all. */
  readonly words: readonly string[]
  /** The cursor of the window before, or null for the first. */
  readonly after: string | null
  readonly limit: number
}

/**
 * A window of the history.
 * @returns the cursor of the next window, null at the end; and how many offloads there are in all, whatever is searched for
 * @throws the reason of an abort
 */
export async function readHistory(
  db: ReadableDb,
  { words, after, limit }: HistoryWindow,
  signal: AbortSignal | undefined,
): Promise<{ rows: PastOffload[]; cursor: string | null; total: number }> {
  const { total } = statement<{ total: number }>(db, 'SELECT count(*) AS total FROM offload').get()!
  const rows: PastOffload[] = []
  for (let cursor = after; ;) {
    signal?.throwIfAborted()
    for (const row of step(db, cursor)) {
      cursor = `${row.startedAt} ${row.id}`
      const past = fromRow(row)
      if (!tellsOf(past, words)) continue
      rows.push(past)
      if (rows.length === limit) return { rows, cursor: step(db, cursor, 1).length === 0 ? null : cursor, total }
    }
    if (cursor === null || step(db, cursor, 1).length === 0) return { rows, cursor: null, total }
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

function step(db: ReadableDb, after: string | null, most = STEP): Row[] {
  const [moment, id] =
    after === null ? [Number.MAX_SAFE_INTEGER, ''] : [Number(after.split(' ')[0]), after.split(' ')[1] ?? '']
  return statement<Row>(
    db,
    `SELECT id, name, state, plan ->> '$.sources' AS sources,
      (SELECT json_group_array(value ->> '$.name') FROM json_each(plan, '$.rolls')) AS rolls,
      plan ->> '$.files' AS files, plan ->> '$.bytes' AS bytes, plan ->> '$.clips' AS clips, plan ->> '$.level' AS level, plan ->> '$.resumes' AS resumes,
      plan ->> '$.destinations' AS destinations, verdict, error, started_at AS startedAt, finished_at AS finishedAt
    FROM offload WHERE (started_at, id) < (?, ?) ORDER BY started_at DESC, id DESC LIMIT ?`,
  ).all(moment, id, most)
}

function fromRow({ sources, rolls, level, resumes, destinations, verdict, error, ...row }: Row): PastOffload {
  // An older version recorded no reasons.
  const told =
    verdict === null
      ? null
      : (JSON.parse(verdict) as Omit<NonNullable<PastOffload['verdict']>, 'reasons'> & {
          readonly reasons?: readonly { readonly code: string }[]
        })
  return {
    ...row,
    sources: JSON.parse(sources) as string[],
    rolls: JSON.parse(rolls) as string[],
    // What was offloaded before there were levels was read back.
    level: level ?? 'full',
    resumes: resumes ?? 'asked',
    destinations: (
      JSON.parse(destinations) as (Omit<PastOffload['destinations'][number], 'error' | 'errorCode'> & {
        error: { code: string; message: string } | null
      })[]
    ).map((one) => ({
      path: one.path,
      target: one.target,
      volumeLabel: one.volumeLabel,
      volumeId: one.volumeId ?? null,
      state: one.state,
      filesVerified: one.filesVerified,
      filesCopied: one.filesCopied,
      bytesCopied: one.bytesCopied ?? 0,
      failures: one.failures,
      conflicts: one.conflicts,
      readBack: one.readBack ?? null,
      error: one.error?.message ?? null,
      errorCode: one.error?.code ?? null,
    })),
    verdict:
      told === null
        ? null
        : {
            safeToFormat: told.safeToFormat,
            verified: told.verified ?? told.safeToFormat,
            sentence: told.sentence,
            reasons: (told.reasons ?? []).map(({ code }) => ({ code })),
          },
    error: error === null ? null : (JSON.parse(error) as { message: string }).message,
  }
}

/**
 * Jobs as people see them.
 */
import { type Job, type JobCounts, type JobDetail, type JobSubject } from '../../../../shared/model/jobs.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

type State = Job['state']

/** Kinds that make what shows a clip. */
const MEDIA: ReadonlySet<string> = new Set(['derive', 'adopt-proxy'])

/** How many jobs are in each state: the media work, and all other kinds. */
export function countJobs(db: ReadableDb): { readonly media: JobCounts; readonly others: JobCounts } {
  const none = (): Record<State, number> => ({ waiting: 0, held: 0, running: 0, failed: 0, done: 0, cancelled: 0 })
  const counts = { media: none(), others: none() }
  for (const row of statement<{ kind: string; state: State; count: number }>(
    db,
    'SELECT kind, state, count(*) AS count FROM job GROUP BY kind, state',
  ).all()) {
    counts[MEDIA.has(row.kind) ? 'media' : 'others'][row.state] += row.count
  }
  return { media: told(counts.media), others: told(counts.others) }
}

function told({ cancelled: _cancelled, ...rest }: Record<State, number>): JobCounts {
  return rest
}

interface FullRow {
  id: string
  kind: string
  recipe: string | null
  state: State
  heldBy: string | null
  attempts: number
  errorCode: string | null
  errorMessage: string | null
  createdAt: number
  finishedAt: number | null
  assetId: string | null
  name: string
  subjectKind: JobSubject['kind']
  subjectId: string
  done: number
  total: number | null
  unit: string | null
  params: string
  checkpoint: string | null
  result: string | null
  command: string | null
  log: string | null
}

const FULL = `SELECT j.id, j.kind, j.params ->> '$.recipe' AS recipe, j.state, j.held_by AS heldBy, j.attempts, j.error_code AS errorCode,
    j.error_message AS errorMessage, j.created_at AS createdAt, j.finished_at AS finishedAt, coalesce(a.id, b.id) AS assetId,
    coalesce(nullif(j.label, ''), a.name, b.name, v.label, o.name, '') AS name, j.subject_kind AS subjectKind, j.subject_id AS subjectId,
    j.done, j.total, j.unit, j.params, j.checkpoint, j.result, j.command, j.log
  FROM job j LEFT JOIN version_part p ON j.subject_kind = 'content' AND p.content_id = j.subject_id AND p.role = 'primary'
    LEFT JOIN asset a ON a.version_id = p.version_id
    LEFT JOIN asset b ON j.subject_kind = 'asset' AND b.id = j.subject_id
    LEFT JOIN volume v ON j.subject_kind = 'volume' AND v.id = j.subject_id
    LEFT JOIN offload o ON j.subject_kind = 'offload' AND o.id = j.subject_id`

/** Several clips can begin with one content: the clip that the job names, else the one with its frames, is meant. */
const ONE = `WHERE j.id = ? ORDER BY a.id IS (j.params ->> '$.assetId') DESC,
    EXISTS (SELECT 1 FROM version k WHERE k.id = a.version_id AND k.frames_key = j.params ->> '$.params.sequence') DESC, a.id IS NULL LIMIT 1`

/** What runs and what needs a person comes first. */
const STATE_ORDER: readonly State[] = ['running', 'failed', 'waiting', 'held', 'done', 'cancelled']

/**
 * Jobs in these states and of these kinds (all when none is named), the ones that need a person first, newest first.
 */
export function readJobs(
  db: ReadableDb,
  states: readonly State[],
  limit: number,
  kinds: readonly string[] = [],
): Job[] {
  const ids: string[] = []
  // A hundred thousand proxies may wait: the index by kind leaves them out.
  const inState =
    kinds.length === 0
      ? statement<{ id: string }>(
          db,
          `SELECT id FROM job WHERE ? = '[]' AND state = ? ORDER BY priority DESC, created_at DESC, id DESC LIMIT ?`,
        )
      : statement<{ id: string }>(
          db,
          `SELECT id FROM job INDEXED BY job_kind WHERE kind IN (SELECT value FROM json_each(?)) AND state = ? ORDER BY priority DESC, created_at DESC, id DESC LIMIT ?`,
        )
  for (const state of STATE_ORDER.filter((one) => states.length === 0 || states.includes(one))) {
    if (ids.length >= limit) break
    ids.push(...inState.all(JSON.stringify(kinds), state, limit - ids.length).map((row) => row.id))
  }
  const whole = statement<FullRow>(db, `${FULL} ${ONE}`)
  return ids.flatMap((id) => whole.all(id)).map(toJob)
}

/** One job with its command, its log and what came of it, or undefined. */
export function readJob(db: ReadableDb, id: string): JobDetail | undefined {
  const row = statement<FullRow>(db, `${FULL} ${ONE}`).get(id)
  return row === undefined
    ? undefined
    : {
        ...toJob(row),
        command: row.command,
        log: row.log,
        params: JSON.parse(row.params) as unknown,
        checkpoint: row.checkpoint === null ? null : (JSON.parse(row.checkpoint) as unknown),
        result: row.result === null ? null : (JSON.parse(row.result) as unknown),
      }
}

function toJob(row: FullRow): Job {
  const share = row.total === null || row.total === 0 ? 0 : Math.min(1, row.done / row.total)
  return {
    id: row.id,
    kind: row.recipe ?? row.kind,
    assetId: row.assetId,
    subject: row.name,
    about: { kind: row.subjectKind, id: row.subjectId },
    state: row.state,
    heldBy: row.heldBy,
    progress: row.state === 'done' ? 1 : share,
    done: row.done,
    total: row.total,
    unit: row.unit,
    at: null,
    speed: null,
    secondsLeft: null,
    attempts: row.attempts,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  }
}

/**
 * What of a content could not be made, each with its kind, its sentence, and what was run. What was for another clip that
 * begins with it, or for frames that the clip does not have, is left out. `key` is null for what is no sequence.
 */
export function failedOfContent(
  db: ReadableDb,
  contentId: string,
  about: { readonly assetId: string; readonly key: string | null },
): {
  readonly id: string
  readonly kind: string
  readonly message: string
  readonly command: string | null
  readonly log: string | null
}[] {
  return statement<{ id: string }>(
    db,
    `SELECT id FROM job WHERE subject_kind = 'content' AND subject_id = @contentId AND state = 'failed'
      AND coalesce(params ->> '$.assetId', @assetId) = @assetId AND coalesce(params ->> '$.params.sequence', @key) IS @key
    ORDER BY created_at, id LIMIT 20`,
  )
    .all({ contentId, ...about })
    .flatMap(({ id }) => readJob(db, id) ?? [])
    .map(({ id, kind, error, command, log }) => ({ id, kind, message: error?.message ?? '', command, log }))
}

/** Work on a content that waits for a drive or a tool: its kind, and for what. */
export function heldOfContent(db: ReadableDb, contentId: string): { readonly kind: string; readonly heldBy: string }[] {
  return statement<{ kind: string; heldBy: string }>(
    db,
    `SELECT DISTINCT kind, held_by AS heldBy FROM job
    WHERE subject_kind = 'content' AND subject_id = ? AND state = 'held' AND held_by IS NOT NULL ORDER BY kind, held_by LIMIT 20`,
  ).all(contentId)
}

/** Proxies that were made last, of a format where one is named: what they were expected to be and when they were made. */
export function lastMadeProxies(
  db: ReadableDb,
  format: string | null,
  count: number,
): { readonly bytes: number; readonly startedAt: number; readonly finishedAt: number }[] {
  return statement<{ bytes: number; startedAt: number; finishedAt: number }>(
    db,
    `SELECT cost AS bytes, started_at AS startedAt, finished_at AS finishedAt FROM job
    WHERE kind = 'edit-proxy' AND state = 'done' AND cost > 0 AND started_at IS NOT NULL AND finished_at IS NOT NULL AND result ->> '$.there' = 0
      AND (@format IS NULL OR params ->> '$.params.format' = @format) ORDER BY finished_at DESC LIMIT @count`,
  ).all({ format, count })
}

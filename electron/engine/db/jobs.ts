/**
 * The persistent queue of media work. A job is unique by content, recipe and recipe version: asked for twice, done once.
 */
import type { Job, JobDetail, RecipeName } from '../../../shared/model/work.ts'
import { newId } from '../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

type State = Job['state']

export interface JobRow {
  readonly id: string
  readonly recipe: RecipeName
  readonly recipeVersion: number
  readonly contentId: string
  readonly attempts: number
  readonly priority: number
}

const ROW = `id, recipe, recipe_version AS recipeVersion, content_id AS contentId, attempts, priority`

/** Asks for a piece of work. `again` also asks for work that failed or was cancelled. Returns true when it will be done. */
export function enqueueJob(db: WritableDb, job: Omit<JobRow, 'id' | 'attempts'>, again: boolean, now: number): boolean {
  const made = statement(db, `INSERT INTO job (id, kind, recipe, recipe_version, content_id, priority, created_at)
    VALUES (?, 'derive', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`).run(newId(), job.recipe, job.recipeVersion, job.contentId, job.priority, now).changes
  if (made > 0 || !again) return made > 0
  return statement(db, `UPDATE job SET state = 'waiting', attempts = 0, retry_at = 0, error_code = NULL, error_message = NULL, finished_at = NULL
    WHERE kind = 'derive' AND recipe = ? AND recipe_version = ? AND content_id = ? AND state IN ('failed', 'cancelled', 'done')`)
    .run(job.recipe, job.recipeVersion, job.contentId).changes > 0
}

/**
 * Claims the most urgent work that is due and everything else of the same urgency on the same content, so that one
 * decode can feed it all. `busy` are contents that are being worked on.
 */
export function claimJobs(db: WritableDb, now: number, busy: ReadonlySet<string>): JobRow[] {
  return db.transaction(() => {
    const due = statement<JobRow>(db, `SELECT ${ROW} FROM job WHERE state = 'waiting' AND retry_at <= ?
      ORDER BY priority DESC, created_at, id LIMIT ?`).all(now, busy.size * 8 + 1)
    const first = due.find((job) => !busy.has(job.contentId))
    if (first === undefined) return []
    const together = statement<JobRow>(db, `SELECT ${ROW} FROM job WHERE state = 'waiting' AND retry_at <= ? AND content_id = ? AND priority = ?`)
      .all(now, first.contentId, first.priority)
    for (const job of together) {
      statement(db, `UPDATE job SET state = 'running', held_by = NULL, attempts = attempts + 1 WHERE id = ?`).run(job.id)
    }
    return together.map((job) => ({ ...job, attempts: job.attempts + 1 }))
  })()
}

/** Sets the end of a job, or sends it back to wait. `untried` gives back the attempt of work that never got to its tool. */
export function settleJob(db: WritableDb, id: string, outcome: {
  state: State; heldBy?: string | null; retryAt?: number; error?: { code: string; message: string } | null
  command?: string | null; log?: string | null; untried?: boolean; now: number
}): void {
  const ended = outcome.state === 'done' || outcome.state === 'failed' || outcome.state === 'cancelled'
  statement(db, `UPDATE job SET state = ?, held_by = ?, retry_at = ?, error_code = ?, error_message = ?,
      command = coalesce(?, command), log = coalesce(?, log), attempts = max(0, attempts - ?), finished_at = ? WHERE id = ?`)
    .run(outcome.state, outcome.heldBy ?? null, outcome.retryAt ?? 0, outcome.error?.code ?? null, outcome.error?.message ?? null,
      outcome.command ?? null, outcome.log ?? null, Number(outcome.untried === true), ended ? outcome.now : null, id)
}

/** After a start: what was running when the engine ended waits again. Returns the contents it works on. */
export function requeueRunning(db: WritableDb): string[] {
  return contentIds(statement<ContentRow>(db, `UPDATE job SET state = 'waiting', attempts = max(0, attempts - 1)
    WHERE state = 'running' RETURNING content_id AS contentId`).all())
}

/** Work on a content that failed waits again: what it is made by has learned. Returns how much. */
export function requeueFailed(db: WritableDb, contentId: string): number {
  return statement(db, `UPDATE job SET state = 'waiting', attempts = 0, retry_at = 0, error_code = NULL, error_message = NULL, finished_at = NULL
    WHERE state = 'failed' AND content_id = ?`).run(contentId).changes
}

/** Work that failed for what the tools lacked waits again, now that they are others. Returns the contents it works on. */
export function requeueUnsupported(db: WritableDb): string[] {
  return contentIds(statement<ContentRow>(db, `UPDATE job SET state = 'waiting', attempts = 0, retry_at = 0, error_code = NULL, error_message = NULL, finished_at = NULL
    WHERE state = 'failed' AND error_code IN ('media.unsupported', 'media.tool_missing') RETURNING content_id AS contentId`).all())
}

/** The contents that these jobs work on. */
export function contentsOfJobs(db: ReadableDb, ids: readonly string[]): string[] {
  const one = statement<ContentRow>(db, 'SELECT content_id AS contentId FROM job WHERE id = ?')
  return contentIds(ids.flatMap((id) => one.all(id)))
}

interface ContentRow { contentId: string }

function contentIds(rows: readonly ContentRow[]): string[] {
  return [...new Set(rows.map((row) => row.contentId))]
}

/** Work that was held for a drive waits for its turn again. */
export function releaseHeld(db: WritableDb): number {
  return statement(db, `UPDATE job SET state = 'waiting', held_by = NULL WHERE state = 'held'`).run().changes
}

/** Takes work that is not running out of the queue, or asks again for work that ended. Returns how many. */
export function setJobState(db: WritableDb, id: string, from: readonly State[], to: 'waiting' | 'cancelled', now: number): boolean {
  return db.prepare(`UPDATE job SET state = ?, attempts = 0, retry_at = 0, held_by = NULL, error_code = NULL, error_message = NULL, finished_at = ?
    WHERE id = ? AND state IN (${from.map(() => '?').join(', ')})`).run(to, to === 'cancelled' ? now : null, id, ...from).changes > 0
}

/** How many jobs are in each state. */
export function countJobs(db: ReadableDb): Record<Exclude<State, 'cancelled'>, number> {
  const counts = { waiting: 0, held: 0, running: 0, failed: 0, done: 0, cancelled: 0 }
  for (const row of statement<{ state: State; count: number }>(db, 'SELECT state, count(*) AS count FROM job GROUP BY state').all()) {
    counts[row.state] = row.count
  }
  const { cancelled: _cancelled, ...told } = counts
  return told
}

/** When the next job that waits is due: 0 for at once, null when none waits. */
export function nextDueAt(db: ReadableDb): number | null {
  const atOnce = statement(db, `SELECT 1 FROM job WHERE state = 'waiting' AND retry_at = 0 LIMIT 1`).get() !== undefined
  return atOnce ? 0 : statement<{ at: number | null }>(db, `SELECT min(retry_at) AS at FROM job WHERE state = 'waiting'`).get()!.at
}

interface FullRow {
  id: string; kind: string; recipe: string; state: State; heldBy: string | null; attempts: number; errorCode: string | null
  errorMessage: string | null; createdAt: number; finishedAt: number | null; assetId: string | null; subject: string | null
  command: string | null; log: string | null
}

const FULL = `SELECT j.id, j.kind, j.recipe, j.state, j.held_by AS heldBy, j.attempts, j.error_code AS errorCode,
    j.error_message AS errorMessage, j.created_at AS createdAt, j.finished_at AS finishedAt, a.id AS assetId,
    coalesce(a.name, '') AS subject, j.command, j.log
  FROM job j LEFT JOIN version_part p ON p.content_id = j.content_id AND p.role = 'primary'
    LEFT JOIN asset a ON a.version_id = p.version_id`

/** What runs and what needs a person comes first. */
const STATE_ORDER: readonly State[] = ['running', 'failed', 'waiting', 'held', 'done', 'cancelled']

/** Jobs in these states (all when none is named), the ones that need a person first, newest first. */
export function readJobs(db: ReadableDb, states: readonly State[], limit: number): Job[] {
  const ids: string[] = []
  for (const state of STATE_ORDER.filter((one) => states.length === 0 || states.includes(one))) {
    if (ids.length >= limit) break
    ids.push(...statement<{ id: string }>(db, 'SELECT id FROM job WHERE state = ? ORDER BY priority DESC, created_at DESC, id DESC LIMIT ?')
      .all(state, limit - ids.length).map((row) => row.id))
  }
  const whole = statement<FullRow>(db, `${FULL} WHERE j.id = ? LIMIT 1`)
  return ids.flatMap((id) => whole.all(id)).map(toJob)
}

/** One job with its command and log, or undefined. */
export function readJob(db: ReadableDb, id: string): JobDetail | undefined {
  const row = statement<FullRow>(db, `${FULL} WHERE j.id = ? LIMIT 1`).get(id)
  return row === undefined ? undefined : { ...toJob(row), command: row.command, log: row.log }
}

function toJob(row: FullRow): Job {
  return {
    id: row.id, kind: row.recipe, assetId: row.assetId, subject: row.subject ?? '', state: row.state, heldBy: row.heldBy,
    progress: row.state === 'done' ? 1 : 0, secondsLeft: null, attempts: row.attempts,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    createdAt: row.createdAt, finishedAt: row.finishedAt,
  }
}

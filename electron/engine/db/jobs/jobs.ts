/**
 * The persistent queue of jobs. A job is unique by kind, subject and parameters: asked for twice, done once.
 */
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import { createHash } from 'node:crypto'
import type { Job, JobSubject } from '../../../../shared/model/jobs.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { lanesText, type Lane } from '../../domain/jobs/lanes.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

type State = Job['state']

export interface JobRow {
  readonly id: string
  readonly kind: string
  readonly subject: JobSubject
  /** As they were asked for; their handler knows their form. */
  readonly params: unknown
  readonly lanes: readonly Lane[]
  readonly priority: number
  readonly attempts: number
  readonly createdAt: number
  /** Where it goes on after an interruption; null at its beginning. */
  readonly checkpoint: unknown
}

interface NewJob extends Pick<JobRow, 'kind' | 'subject' | 'lanes' | 'priority'> {
  /** An object that JSON can hold. */
  readonly params: object
  /** What it works on in words, where the subject has no name of its own. */
  readonly label?: string
  /** How much work it is expected to be, in the unit of its progress. */
  readonly cost?: number
}

interface Stored {
  id: string
  kind: string
  subjectKind: JobSubject['kind']
  subjectId: string
  params: string
  lanes: string
  attempts: number
  priority: number
  createdAt: number
  checkpoint: string | null
}

const ROW = `id, kind, subject_kind AS subjectKind, subject_id AS subjectId, params, lanes, attempts, priority, created_at AS createdAt, checkpoint`
const AFRESH = `state = 'waiting', attempts = 0, retry_at = 0, held_by = NULL, error_code = NULL, error_message = NULL, finished_at = NULL`

/**
 * Asks for a job. `again` also asks for one that ended, from its beginning. `added` is true when it will be done
 * because of this.
 */
export function enqueueJob(
  db: WritableDb,
  job: NewJob,
  again: boolean,
  now: number,
): { readonly id: string; readonly added: boolean } {
  const params = canonicalJson(job.params)
  const identity = [
    job.kind,
    job.subject.kind,
    job.subject.id,
    createHash('sha256').update(params).digest('hex'),
  ] as const
  const lanes = lanesText(job.lanes)
  const made = statement<{ id: string }>(
    db,
    `INSERT INTO job (id, kind, subject_kind, subject_id, params_hash, params, lanes, priority, label, cost, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
  ).get(newId(), ...identity, params, lanes, job.priority, job.label ?? '', job.cost ?? null, now)
  if (made !== undefined) return { id: made.id, added: true }
  const known = statement<{ id: string }>(
    db,
    'SELECT id FROM job WHERE kind = ? AND subject_kind = ? AND subject_id = ? AND params_hash = ?',
  ).get(...identity)!
  const added =
    again &&
    statement(
      db,
      `UPDATE job SET ${AFRESH}, lanes = ?, label = ?, cost = ?, done = 0, total = NULL, checkpoint = NULL, result = NULL
    WHERE id = ? AND state IN ('failed', 'cancelled', 'done')`,
    ).run(lanes, job.label ?? '', job.cost ?? null, known.id).changes > 0
  return { id: known.id, added }
}

/** The states of the jobs of a kind on a content. */
export function jobStates(db: ReadableDb, kind: string, contentId: string): string[] {
  return statement<{ state: string }>(
    db,
    `SELECT state FROM job WHERE kind = ? AND subject_kind = 'content' AND subject_id = ?`,
  )
    .all(kind, contentId)
    .map(({ state }) => state)
}

/**
 * Jobs of these kinds that are due, the most urgent `limit` of each set of lanes: whatever lanes are free, one for them
 * is among these.
 */
export function dueJobs(db: ReadableDb, kinds: readonly string[], now: number, limit: number): JobRow[] {
  const heads = statement<Stored>(
    db,
    `SELECT ${ROW} FROM job WHERE state = 'waiting' AND lanes = ? AND retry_at <= ? AND kind IN (SELECT value FROM json_each(?))
    ORDER BY priority DESC, created_at, id LIMIT ?`,
  )
  return lanesThatWait(db)
    .flatMap((lanes) => heads.all(lanes, now, JSON.stringify(kinds), limit))
    .map(toRow)
}

/** Each set of lanes that something waits for, by steps in the index: a hundred thousand jobs have a few of them. */
function lanesThatWait(db: ReadableDb): string[] {
  return statement<{ lanes: string }>(
    db,
    `WITH RECURSIVE step (lanes) AS (
      SELECT min(lanes) FROM job WHERE state = 'waiting'
      UNION ALL SELECT (SELECT min(lanes) FROM job WHERE state = 'waiting' AND lanes > step.lanes) FROM step WHERE step.lanes IS NOT NULL)
    SELECT lanes FROM step WHERE lanes IS NOT NULL`,
  )
    .all()
    .map((row) => row.lanes)
}

/** Jobs of these kinds that are due and can be done in one go with this one: of its subject and lanes. It is among them. */
export function jobsTogether(db: ReadableDb, kinds: readonly string[], job: JobRow, now: number): JobRow[] {
  return statement<Stored>(
    db,
    `SELECT ${ROW} FROM job WHERE state = 'waiting' AND retry_at <= ? AND kind IN (SELECT value FROM json_each(?)) AND subject_kind = ? AND subject_id = ?
      AND lanes = ? ORDER BY priority DESC, created_at, id`,
  )
    .all(now, JSON.stringify(kinds), job.subject.kind, job.subject.id, lanesText(job.lanes))
    .map(toRow)
}

/** What a job uses, or undefined. */
export function lanesOfJob(db: ReadableDb, id: string): readonly Lane[] | undefined {
  const row = statement<{ lanes: string }>(db, 'SELECT lanes FROM job WHERE id = ?').get(id)
  return row === undefined ? undefined : (JSON.parse(row.lanes) as Lane[])
}

/** Marks them as running. Returns them as they are now. */
export function claimJobs(db: WritableDb, jobs: readonly JobRow[], now: number): JobRow[] {
  const claim = statement(
    db,
    `UPDATE job SET state = 'running', held_by = NULL, attempts = attempts + 1, started_at = ? WHERE id = ?`,
  )
  db.transaction(() => {
    for (const job of jobs) claim.run(now, job.id)
  })()
  return jobs.map((job) => ({ ...job, attempts: job.attempts + 1 }))
}

/** Where its files are has changed, and with it what it uses. */
export function setLanes(db: WritableDb, id: string, lanes: readonly Lane[]): void {
  statement(db, 'UPDATE job SET lanes = ? WHERE id = ?').run(lanesText(lanes), id)
}

/** Keeps how far a job is and where it goes on after an interruption. */
export function keepCheckpoint(
  db: WritableDb,
  id: string,
  { done, total, unit }: { readonly done: number; readonly total: number | null; readonly unit: string | null },
  checkpoint: unknown,
): void {
  statement(db, 'UPDATE job SET done = ?, total = ?, unit = ?, checkpoint = ? WHERE id = ?').run(
    done,
    total,
    unit,
    canonicalJson(checkpoint),
    id,
  )
}

/**
 * Sets the end of a job, or sends it back to wait. `untried` gives back the attempt of work that never got to its tool.
 */
export function settleJob(
  db: WritableDb,
  id: string,
  outcome: {
    state: State
    heldBy?: string | null
    retryAt?: number
    error?: { code: string; message: string } | null
    command?: string | null
    log?: string | null
    untried?: boolean
    result?: unknown
    now: number
  },
): void {
  const ended = outcome.state === 'done' || outcome.state === 'failed' || outcome.state === 'cancelled'
  statement(
    db,
    `UPDATE job SET state = ?, held_by = ?, retry_at = ?, error_code = ?, error_message = ?,
      command = coalesce(?, command), log = coalesce(?, log), result = coalesce(?, result), attempts = max(0, attempts - ?), finished_at = ?,
      checkpoint = iif(?, NULL, checkpoint) WHERE id = ?`,
  ).run(
    outcome.state,
    outcome.heldBy ?? null,
    outcome.retryAt ?? 0,
    outcome.error?.code ?? null,
    outcome.error?.message ?? null,
    outcome.command ?? null,
    outcome.log ?? null,
    outcome.result === undefined ? null : JSON.stringify(outcome.result),
    Number(outcome.untried === true),
    ended ? outcome.now : null,
    Number(ended),
    id,
  )
}

/** After a start: what was running when the engine ended waits again. Returns the contents that such jobs are about. */
export function requeueRunning(db: WritableDb): string[] {
  return contentIds(
    statement<SubjectRow>(
      db,
      `UPDATE job SET state = 'waiting', attempts = max(0, attempts - 1)
    WHERE state = 'running' RETURNING subject_kind AS kind, subject_id AS id`,
    ).all(),
  )
}

/** Work on a content that failed waits again: what it is made by has learned. Returns how much. */
export function requeueFailed(db: WritableDb, contentId: string): number {
  return statement(
    db,
    `UPDATE job SET ${AFRESH} WHERE state = 'failed' AND subject_kind = 'content' AND subject_id = ?`,
  ).run(contentId).changes
}

/**
 * Work that failed for what the tools lacked waits again, now that they are others. Returns the contents that it is
 * about.
 */
export function requeueUnsupported(db: WritableDb): string[] {
  return contentIds(
    statement<SubjectRow>(
      db,
      `UPDATE job SET ${AFRESH}
    WHERE state = 'failed' AND error_code IN ('media.unsupported', 'media.tool_missing') RETURNING subject_kind AS kind, subject_id AS id`,
    ).all(),
  )
}

/** The contents that these jobs are about. */
export function contentsOfJobs(db: ReadableDb, ids: readonly string[]): string[] {
  const one = statement<SubjectRow>(db, 'SELECT subject_kind AS kind, subject_id AS id FROM job WHERE id = ?')
  return contentIds(ids.flatMap((id) => one.all(id)))
}

interface SubjectRow {
  kind: string
  id: string
}

function contentIds(rows: readonly SubjectRow[]): string[] {
  return [...new Set(rows.filter((row) => row.kind === 'content').map((row) => row.id))]
}

/** Jobs that were held wait for their turn again. */
export function releaseHeld(db: WritableDb): number {
  return statement(db, `UPDATE job SET state = 'waiting', held_by = NULL WHERE state = 'held'`).run().changes
}

/** Takes up held work on drives that are connected. Returns how much. */
export function releaseHeldHere(db: WritableDb): number {
  return statement(
    db,
    `UPDATE job SET state = 'waiting', held_by = NULL WHERE state = 'held'
    AND EXISTS (SELECT 1 FROM json_each(job.lanes) l JOIN volume v ON l.value = 'volume:' || v.id WHERE v.online = 1)`,
  ).run().changes
}

/**
 * Takes work that is not running out of the queue, or asks again for work that ended. Returns true when it was in such
 * a state.
 */
export function setJobState(
  db: WritableDb,
  id: string,
  from: readonly State[],
  to: 'waiting' | 'cancelled',
  now: number,
): boolean {
  return (
    db
      .prepare(
        `UPDATE job SET ${AFRESH}, state = ?, finished_at = ? WHERE id = ? AND state IN (${from.map(() => '?').join(', ')})`,
      )
      .run(to, to === 'cancelled' ? now : null, id, ...from).changes > 0
  )
}

/** When the next job that failed is tried again, after `now`; null when none is to be. */
export function nextRetryAt(db: ReadableDb, now: number): number | null {
  return statement<{ at: number | null }>(
    db,
    `SELECT min(retry_at) AS at FROM job INDEXED BY job_retry WHERE state = 'waiting' AND retry_at > 0 AND retry_at > ?`,
  ).get(now)!.at
}

/**
 * Ended jobs of other kinds than media work, beyond the newest `limit`, are forgotten. Media work stays: it says what
 * was made.
 */
export function forgetEnded(db: WritableDb, limit: number): void {
  statement(
    db,
    `DELETE FROM job WHERE kind NOT IN ('derive', 'adopt-proxy') AND state IN ('done', 'failed', 'cancelled') AND id NOT IN (
    SELECT id FROM job WHERE kind NOT IN ('derive', 'adopt-proxy') AND state IN ('done', 'failed', 'cancelled') ORDER BY finished_at DESC LIMIT ?)`,
  ).run(limit)
}

function toRow({ subjectKind, subjectId, params, lanes, checkpoint, ...rest }: Stored): JobRow {
  return {
    ...rest,
    subject: { kind: subjectKind, id: subjectId },
    params: JSON.parse(params) as unknown,
    lanes: JSON.parse(lanes) as Lane[],
    checkpoint: checkpoint === null ? null : (JSON.parse(checkpoint) as unknown),
  }
}

/**
 * Offloads as rows: what was asked for, how it stands, and what became of every file.
 */
import { canResume, wasCutOff } from '../../../../shared/copies/offload.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Writes a new offload as it was planned. `plan` keeps the last state that was told. */
export function insertOffload(db: WritableDb, offload: Offload, requestKey: string, request: unknown): void {
  statement(
    db,
    `INSERT INTO offload (id, request_key, request, name, state, plan, started_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    offload.id,
    requestKey,
    JSON.stringify(request),
    offload.name,
    offload.state,
    JSON.stringify(offload),
    offload.startedAt,
  )
}

/** Keeps the state of an offload. */
export function updateOffload(db: WritableDb, offload: Offload): void {
  statement(db, 'UPDATE offload SET state = ?, plan = ?, verdict = ?, error = ?, finished_at = ? WHERE id = ?').run(
    offload.state,
    JSON.stringify(offload),
    offload.verdict === null ? null : JSON.stringify(offload.verdict),
    offload.error === null ? null : JSON.stringify(offload.error),
    offload.finishedAt,
    offload.id,
  )
}

/**
 * The latest offload that this very request began and that is not complete, or undefined: one that stopped, or one that
 * came to its end without every copy, as when a drive was pulled.
 */
export function findUnfinished(db: ReadableDb, requestKey: string): string | undefined {
  const row = statement<{ id: string; plan: string }>(
    db,
    'SELECT id, plan FROM offload WHERE request_key = ? ORDER BY started_at DESC, id DESC LIMIT 1',
  ).get(requestKey)
  if (row !== undefined && canResume(fromText(row.plan))) return row.id
  return statement<{ id: string }>(
    db,
    `SELECT id FROM offload WHERE request_key = ? AND state <> 'done' ORDER BY started_at DESC LIMIT 1`,
  ).get(requestKey)?.id
}

/** Offloads that were cut off by a drive and asked to go on by themselves, newest first. */
export function readSelfResuming(db: ReadableDb): Offload[] {
  return statement<{ plan: string }>(
    db,
    `SELECT plan FROM offload WHERE request ->> '$.resumes' = 'itself' AND state IN ('done', 'parked', 'failed') ORDER BY started_at DESC LIMIT 200`,
  )
    .all()
    .map((row) => fromText(row.plan))
    .filter((one) => canResume(one) && wasCutOff(one))
}

/** Another request in the place of the one that is kept: the last one asked is what a resume means. */
export function keepRequest(db: WritableDb, id: string, request: unknown): void {
  statement(db, 'UPDATE offload SET request = ? WHERE id = ?').run(JSON.stringify(request), id)
}

/** What was asked for, as it was written. */
export function readRequest(db: ReadableDb, id: string): unknown {
  const row = statement<{ request: string }>(db, 'SELECT request FROM offload WHERE id = ?').get(id)
  return row === undefined ? undefined : JSON.parse(row.request)
}

/** An offload as it was told; what an older Rushes did not tell has its default. */
function fromText(text: string): Offload {
  const told = JSON.parse(text) as Offload
  const later: Partial<Offload> = { readErrors: 0, cascade: false, resumes: 'asked', queue: null, ejected: [] }
  const destinations = told.destinations.map((one): Offload['destinations'][number] => {
    const more: Partial<Offload['destinations'][number]> = { readErrors: 0, paused: false, origins: [] }
    return { ...more, ...one }
  })
  return { ...later, ...told, destinations }
}

/** One offload as it was last told, or undefined. */
export function readOffload(db: ReadableDb, id: string): Offload | undefined {
  const row = statement<{ plan: string }>(db, 'SELECT plan FROM offload WHERE id = ?').get(id)
  return row === undefined ? undefined : fromText(row.plan)
}

/** Offloads, newest first. */
export function readOffloads(db: ReadableDb, limit: number): Offload[] {
  return statement<{ plan: string }>(db, 'SELECT plan FROM offload ORDER BY started_at DESC, id DESC LIMIT ?')
    .all(limit)
    .map((row) => fromText(row.plan))
}

/** After a start: what ran when the engine ended is parked; the same request resumes it. */
export function parkInterrupted(db: WritableDb): void {
  const rows = statement<{ plan: string }>(
    db,
    `SELECT plan FROM offload WHERE state IN ('planned', 'queued', 'copying', 'verifying', 'sealing')`,
  ).all()
  for (const row of rows) {
    const offload = fromText(row.plan)
    updateOffload(db, {
      ...offload,
      state: 'parked',
      speed: 0,
      secondsLeft: null,
      currentPath: null,
      destinations: offload.destinations.map((one) =>
        one.state === 'done' || one.state === 'failed' ? one : { ...one, state: 'parked', speed: 0 },
      ),
    })
  }
}

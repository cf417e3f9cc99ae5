/**
 * Journals in the catalogue: our own ops cut into segments, and how far the journals of others have come here.
 */
import type { Json, Op } from '../../domain/replica/op.ts'
import type { Reached, Vector } from '../../domain/replica/vector.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface DeviceRow {
  readonly device: string
  readonly name: string
  readonly author: string
  readonly seq: number
  readonly clock: string
  readonly tip: string
  readonly changes: number
  readonly aheadMs: number | null
  readonly lastSeenAt: number | null
}

const DEVICE = 'device, name, author, seq, clock, tip, changes, ahead_ms AS aheadMs, last_seen_at AS lastSeenAt'

/** Every device that was heard of. */
export function readDevices(db: ReadableDb): DeviceRow[] {
  return statement<DeviceRow>(db, `SELECT ${DEVICE} FROM replica_device ORDER BY device`).all()
}

/** One device, entered when it is new. */
export function deviceRow(db: WritableDb, device: string): DeviceRow {
  statement(db, 'INSERT OR IGNORE INTO replica_device (device) VALUES (?)').run(device)
  return statement<DeviceRow>(db, `SELECT ${DEVICE} FROM replica_device WHERE device = ?`).get(device)!
}

/** How far each device's journal has been merged here. */
export function readVector(db: ReadableDb): Map<string, Reached> {
  return new Map(
    statement<{ device: string; seq: number; clock: string }>(db, 'SELECT device, seq, clock FROM replica_device')
      .all()
      .map((row) => [row.device, { seq: row.seq, clock: row.clock }]),
  )
}

/** The same, asked for one device after the other: a segment speaks of few, and a large production has hundreds. */
export function vectorAsked(db: ReadableDb): Pick<Vector, 'get'> {
  return {
    get: (device) => statement<Reached>(db, 'SELECT seq, clock FROM replica_device WHERE device = ?').get(device),
  }
}

/** An op of this device has been merged: it is not merged again after a crash. */
export function noteOp(db: WritableDb, device: string, clock: string): void {
  statement(db, 'UPDATE replica_device SET clock = ?, changes = changes + 1 WHERE device = ?').run(clock, device)
}

/** A whole segment has been merged. */
export function noteSegment(
  db: WritableDb,
  to: { device: string; name: string; author: string; seq: number; tip: string; aheadMs: number | null; now: number },
): void {
  statement(
    db,
    'UPDATE replica_device SET name = ?, author = ?, seq = ?, tip = ?, ahead_ms = ?, last_seen_at = ? WHERE device = ?',
  ).run(to.name, to.author, to.seq, to.tip, to.aheadMs, to.now, to.device)
}

interface OpRow {
  n: number
  clock: string
  entity: string
  id: string
  field: string
  value: string | null
  over: string
}

/** Our own ops that are in no segment yet, in their order. */
export function unpublishedOps(db: ReadableDb, limit: number): { readonly n: number; readonly op: Op }[] {
  return statement<OpRow>(
    db,
    `SELECT n, clock, entity, entity_id AS id, field, new AS value, over FROM op WHERE segment IS NULL ORDER BY n LIMIT ?`,
  )
    .all(limit)
    .map(({ n, value, over, ...op }) => ({
      n,
      op: {
        ...op,
        value: value === null ? undefined : (JSON.parse(value) as Json),
        over: JSON.parse(over) as string[],
      },
    }))
}

interface OwnSegment {
  readonly seq: number
  readonly name: string
  readonly bytes: Buffer
  readonly tip: string
  readonly clock: string
}

/** Keeps a segment of ours, with the ops up to `n` in it. */
export function keepSegment(db: WritableDb, segment: OwnSegment, upTo: number | null): void {
  statement(db, 'INSERT INTO journal_segment (seq, name, bytes, tip, clock) VALUES (?, ?, ?, ?, ?)').run(
    segment.seq,
    segment.name,
    segment.bytes,
    segment.tip,
    segment.clock,
  )
  if (upTo !== null) statement(db, 'UPDATE op SET segment = ? WHERE segment IS NULL AND n <= ?').run(segment.seq, upTo)
}

/** Our segments that this remote has not got, in their order. */
export function unsentSegments(db: ReadableDb, remoteId: string, limit: number): OwnSegment[] {
  return statement<OwnSegment>(
    db,
    `SELECT seq, name, bytes, tip, clock FROM journal_segment s
    WHERE NOT EXISTS (SELECT 1 FROM journal_sent t WHERE t.remote_id = ? AND t.seq = s.seq) ORDER BY seq LIMIT ?`,
  ).all(remoteId, limit)
}

/** How many of our segments this remote has not got, and their bytes. */
export function unsentLoad(db: ReadableDb, remoteId: string): { items: number; bytes: number } {
  return statement<{ items: number; bytes: number }>(
    db,
    `SELECT count(*) AS items, coalesce(sum(length(bytes)), 0) AS bytes FROM journal_segment s
    WHERE NOT EXISTS (SELECT 1 FROM journal_sent t WHERE t.remote_id = ? AND t.seq = s.seq)`,
  ).get(remoteId)!
}

/** Number of the last of our segments that this remote has; 0 for none. */
export function lastSent(db: ReadableDb, remoteId: string): number {
  return statement<{ seq: number }>(
    db,
    'SELECT coalesce(max(seq), 0) AS seq FROM journal_sent WHERE remote_id = ?',
  ).get(remoteId)!.seq
}

/** The first of our segments after `seq` that this remote has; undefined when there is none. */
export function nextSent(db: ReadableDb, remoteId: string, seq: number): { seq: number; bytes: Buffer } | undefined {
  return statement<{ seq: number; bytes: Buffer }>(
    db,
    `SELECT s.seq, s.bytes FROM journal_sent t JOIN journal_segment s ON s.seq = t.seq
    WHERE t.remote_id = ? AND t.seq > ? ORDER BY t.seq LIMIT 1`,
  ).get(remoteId, seq)
}

/** The names under which our segments lie at every remote, by number. */
export function segmentName(db: ReadableDb, seq: number): string | undefined {
  return statement<{ name: string }>(db, 'SELECT name FROM journal_segment WHERE seq = ?').get(seq)?.name
}

/** The names of our last segments up to `seq`, the newest last. */
export function lastNames(db: ReadableDb, limit: number, seq: number): string[] {
  return statement<{ name: string }>(db, 'SELECT name FROM journal_segment WHERE seq <= ? ORDER BY seq DESC LIMIT ?')
    .all(seq, limit)
    .map((row) => row.name)
    .toReversed()
}

/** Our segments after this one, without their bytes. */
export function segmentsAfter(
  db: ReadableDb,
  seq: number,
  limit: number,
): { readonly seq: number; readonly name: string; readonly bytes: number; readonly tip: string }[] {
  return statement<{ seq: number; name: string; bytes: number; tip: string }>(
    db,
    'SELECT seq, name, length(bytes) AS bytes, tip FROM journal_segment WHERE seq > ? ORDER BY seq LIMIT ?',
  ).all(seq, limit)
}

/** Our segments, for devices that ask us directly. */
export function segmentBytes(db: ReadableDb, seq: number): OwnSegment | undefined {
  return statement<OwnSegment>(db, 'SELECT seq, name, bytes, tip, clock FROM journal_segment WHERE seq = ?').get(seq)
}

/** The remote has it. */
export function markSent(db: WritableDb, remoteId: string, seq: number): void {
  statement(db, 'INSERT OR IGNORE INTO journal_sent (remote_id, seq) VALUES (?, ?)').run(remoteId, seq)
}

/** The tag of a head when it was read last. */
export function headTag(db: ReadableDb, remoteId: string, device: string): string | undefined {
  return statement<{ tag: string }>(db, 'SELECT tag FROM journal_head WHERE remote_id = ? AND device = ?').get(
    remoteId,
    device,
  )?.tag
}

/** It was read, with all that it tells of. */
export function noteHead(db: WritableDb, remoteId: string, device: string, tag: string): void {
  statement(
    db,
    'INSERT INTO journal_head (remote_id, device, tag) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tag = excluded.tag',
  ).run(remoteId, device, tag)
}

/**
 * Less was heard of a device than stood here: its journal is taken from there on, and its head read again at every
 * remote. Its name comes with the next segment.
 */
export function beginAgainFrom(
  db: WritableDb,
  to: { device: string; seq: number; clock: string; tip: string; name?: string; author?: string; changes: number },
): void {
  statement(
    db,
    `UPDATE replica_device SET seq = ?, clock = ?, tip = ?, name = ?, author = ?, changes = ?, ahead_ms = NULL WHERE device = ?`,
  ).run(to.seq, to.clock, to.tip, to.name ?? '', to.author ?? '', to.changes, to.device)
  statement(db, 'DELETE FROM journal_head WHERE device = ?').run(to.device)
}

/**
 * This library is a copy of another that goes on elsewhere under the same name: from here on it is a device of its own.
 * What was written here since the copy was made, and told to nobody, is written under the new name. The engine has to
 * start again.
 */
export function becomeAnother(db: WritableDb, from: string, to: string, lastCommon: number): void {
  const clock = (column: string): string =>
    `CASE WHEN ${column} LIKE '%-${'${from}'}' THEN substr(${column}, 1, 17) || @to ELSE ${column} END`.replaceAll(
      '${from}',
      from,
    )
  statement(db, 'UPDATE op SET segment = NULL WHERE segment > ?').run(lastCommon)
  statement(db, 'DELETE FROM journal_segment WHERE seq > ?').run(lastCommon)
  statement(db, 'DELETE FROM journal_sent WHERE seq > ?').run(lastCommon)
  const own =
    statement<{ clock: string }>(db, 'SELECT clock FROM journal_segment WHERE seq = ?').get(lastCommon)?.clock ?? ''
  const news = statement<{ clock: string }>(db, 'SELECT clock FROM op WHERE segment IS NULL')
    .all()
    .map((row) => row.clock)
  for (const old of news) {
    const renamed = old.replace(from, to)
    statement(db, 'UPDATE cell_head SET clock = ? WHERE clock = ?').run(renamed, old)
    statement(db, 'UPDATE op SET over = replace(over, ?, ?) WHERE segment IS NULL').run(old, renamed)
  }
  statement(db, `UPDATE op SET clock = ${clock('clock')}, device = @to WHERE segment IS NULL`).run({ to })
  statement(
    db,
    "UPDATE replica_device SET seq = ?, clock = ?, tip = coalesce((SELECT tip FROM journal_segment WHERE seq = ?), '') WHERE device = ?",
  ).run(lastCommon, own, lastCommon, from)
  statement(db, 'DELETE FROM journal_segment').run()
  statement(db, 'DELETE FROM journal_sent').run()
  statement(db, 'UPDATE library SET value = ? WHERE key = ?').run(to, 'device-id')
}

/** Counts changes of a device, and its clock at the last of them. */
export function noteChanges(db: WritableDb, device: string, clock: string, changes: number): void {
  statement(db, 'UPDATE replica_device SET clock = ?, changes = changes + ? WHERE device = ?').run(
    clock,
    changes,
    device,
  )
}

/**
 * The log of what happened. Most of it is written by triggers (migration 0210); what a trigger can't gather is appended
 * here, in the transaction that makes it true.
 */
import type { EventKind, LibraryEvent } from '../../../../shared/model/events.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** More ids than this are counted only. */
const MAX_IDS = 200
/** How much is kept: by number, and by age. */
const MAX_EVENTS = 100_000
const MAX_AGE_MS = 30 * 24 * 3_600_000
/** A follower that nothing concerned is brought on after so many events of other kinds. */
const MAX_LAG = 1_000

/** Ids as an event names them. */
export function listed(ids: readonly string[]): { readonly ids: readonly string[]; readonly count: number } {
  return { ids: ids.slice(0, MAX_IDS), count: ids.length }
}

/** Appends an event; call it in the transaction that makes it true. */
export function appendEvent(db: WritableDb, kind: EventKind, data: object, now: number): void {
  statement(db, 'INSERT INTO event (kind, at, data) VALUES (?, ?, ?)').run(kind, now, JSON.stringify(data))
}

/** The number of the newest event; 0 before the first. */
export function lastEvent(db: ReadableDb): number {
  return statement<{ seq: number }>(
    db,
    `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0) AS seq`,
  ).get()!.seq
}

/**
 * Events after a number, oldest first. The first one is a `gap` when some after that number are not kept any more: its
 * `seq` is the last that is gone. A number that is beyond the last one is of another log, as after a backup was
 * restored: a `gap` takes its reader back to the last number that there is.
 */
export function readEvents(db: ReadableDb, after: number, kinds: readonly EventKind[], limit: number): LibraryEvent[] {
  const last = lastEvent(db)
  if (after > last)
    return [{ seq: last, kind: 'gap', at: newestEvents(db, [], 1)[0]?.at ?? 0, data: { after, before: last + 1 } }]
  const oldest = statement<{ seq: number | null }>(db, 'SELECT min(seq) AS seq FROM event').get()!.seq ?? last + 1
  const gap: LibraryEvent[] =
    after + 1 < oldest ? [{ seq: oldest - 1, kind: 'gap', at: 0, data: { after, before: oldest } }] : []
  const events = eventRows(db, after, kinds, 'ASC', limit)
  return [...gap.map((one) => ({ ...one, at: events[0]?.at ?? 0 })), ...events]
}

/** The newest events, oldest first. */
export function newestEvents(db: ReadableDb, kinds: readonly EventKind[], limit: number): LibraryEvent[] {
  return eventRows(db, 0, kinds, 'DESC', limit).toReversed()
}

function eventRows(
  db: ReadableDb,
  after: number,
  kinds: readonly EventKind[],
  order: 'ASC' | 'DESC',
  limit: number,
): LibraryEvent[] {
  return statement<{ seq: number; kind: EventKind; at: number; data: string }>(
    db,
    `SELECT seq, kind, at, data FROM event WHERE seq > ?
    ${kinds.length === 0 ? '' : `AND kind IN (${kinds.map(() => '?').join(', ')})`} ORDER BY seq ${order} LIMIT ?`,
  )
    .all(after, ...kinds, limit)
    .map((row): LibraryEvent => ({ ...row, data: JSON.parse(row.data) as LibraryEvent['data'] }))
}

/** Forgets what is too old or too much. Returns how many were forgotten. */
export function trimEvents(db: WritableDb, now: number, most: number = MAX_EVENTS): number {
  return statement(db, 'DELETE FROM event WHERE seq <= ? OR at < ?').run(lastEvent(db) - most, now - MAX_AGE_MS).changes
}

/**
 * Gives a follower the events that it has not seen, in one transaction with how far it came: whatever `apply` writes in
 * the catalogue happens once for each event, also when the process is killed at any moment. A follower that is new
 * begins with what comes from now on. Returns how many events it was given.
 *
 * A follower of some kinds doesn't write its cursor for each event of others: that would cost every change a second
 * flush of the disk.
 */
export function consumeEvents(
  db: WritableDb,
  consumer: string,
  apply: (event: LibraryEvent) => void,
  limit: number,
  kinds: readonly EventKind[] = [],
): number {
  return db.transaction((): number => {
    const at = statement<{ seq: number }>(db, 'SELECT seq FROM event_cursor WHERE consumer = ?').get(consumer)?.seq
    const events = at === undefined ? [] : readEvents(db, at, kinds, limit)
    for (const event of events) apply(event)
    const last = lastEvent(db)
    const next = at === undefined ? last : events.length > 0 ? events.at(-1)!.seq : last - at < MAX_LAG ? at : last
    if (next !== at)
      statement(
        db,
        'INSERT INTO event_cursor (consumer, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
      ).run(consumer, next)
    return events.length
  })()
}

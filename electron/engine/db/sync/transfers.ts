/**
 * The outbox of a remote: contents that are to go there, in the order in which they go, and what became of them.
 */
import type { TransferClass } from '../../../../shared/model/sync.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** What is to go: metadata goes by its own way. */
export type ByteClass = Exclude<TransferClass, 'metadata'>

const TRANSFER_STATES = ['waiting', 'sending', 'done', 'failed'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/** A content that is to go to a remote. */
export interface Outgoing {
  readonly contentId: string
  readonly cargo: ByteClass
  readonly xxh128: string
  readonly bytes: number
}

export interface Transfer extends Outgoing {
  readonly state: TransferState
  readonly attempts: number
  readonly note: string | null
  readonly root: Buffer | null
}

/** The order in which cargo goes. */
const RANKS: Readonly<Record<ByteClass, number>> = { posters: 0, proxies: 1, documents: 2, originals: 3 }
const COLUMNS = 'content_id AS contentId, cargo, xxh128, bytes, state, attempts, note, root'

/**
 * Puts contents into the outbox. One that is there already stays as it is; one that failed is tried anew. Answers how
 * many were added.
 */
export function enqueueTransfers(db: WritableDb, remoteId: string, contents: readonly Outgoing[], now: number): number {
  const insert = statement(
    db,
    `INSERT INTO transfer (remote_id, content_id, cargo, rank, xxh128, bytes, state, queued_at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?)
    ON CONFLICT DO UPDATE SET state = 'waiting', attempts = 0, next_try_at = 0, note = NULL, cargo = excluded.cargo, rank = excluded.rank WHERE state = 'failed' OR (state = 'waiting' AND rank <> excluded.rank)`,
  )
  return contents.reduce(
    (sum, one) =>
      sum + insert.run(remoteId, one.contentId, one.cargo, RANKS[one.cargo], one.xxh128, one.bytes, now).changes,
    0,
  )
}

/** True when something may go now. */
export function hasDueTransfers(db: ReadableDb, remoteId: string, now: number): boolean {
  return (
    statement(db, `SELECT 1 FROM transfer WHERE remote_id = ? AND state = 'waiting' AND next_try_at <= ? LIMIT 1`).get(
      remoteId,
      now,
    ) !== undefined
  )
}

/** How many contents one takes at once, and of how many bytes: small ones share a commit. */
const TAKE = { contents: 64, bytes: 32 << 20 }

/**
 * Takes the next contents that may go, in their order: they are under way now. `mostBytes` leaves larger ones out. None
 * when nothing is due.
 */
export function takeTransfers(db: WritableDb, remoteId: string, now: number, mostBytes: number): Transfer[] {
  const next = statement<Transfer>(
    db,
    `SELECT ${COLUMNS} FROM transfer WHERE remote_id = ? AND state = 'waiting' AND next_try_at <= ? AND bytes <= ? ORDER BY rank, queued_at, content_id LIMIT ?`,
  ).all(remoteId, now, mostBytes, TAKE.contents)
  let bytes = 0
  const taken = next.filter((transfer, index) => (bytes += transfer.bytes) <= TAKE.bytes || index === 0)
  if (taken.length === 0) return []
  const begin = statement(db, `UPDATE transfer SET state = 'sending' WHERE remote_id = ? AND content_id = ?`)
  db.transaction(() => {
    for (const { contentId } of taken) begin.run(remoteId, contentId)
  })()
  return taken
}

/** One of them. */
export function readTransfer(db: ReadableDb, remoteId: string, contentId: string): Transfer | undefined {
  return statement<Transfer>(db, `SELECT ${COLUMNS} FROM transfer WHERE remote_id = ? AND content_id = ?`).get(
    remoteId,
    contentId,
  )
}

/** It is there, whole. */
export function endTransfer(db: WritableDb, remoteId: string, contentId: string, root: Uint8Array, now: number): void {
  statement(
    db,
    `UPDATE transfer SET state = 'done', note = NULL, root = ?, ended_at = ? WHERE remote_id = ? AND content_id = ?`,
  ).run(root, now, remoteId, contentId)
}

/** It did not get there: tried again at `nextTryAt`, or, where that is null, when somebody asks for it. */
export function postponeTransfer(
  db: WritableDb,
  remoteId: string,
  contentId: string,
  why: { readonly note: string; readonly nextTryAt: number | null },
): void {
  statement(
    db,
    `UPDATE transfer SET state = ?, attempts = attempts + 1, next_try_at = ?, note = ? WHERE remote_id = ? AND content_id = ?`,
  ).run(why.nextTryAt === null ? 'failed' : 'waiting', why.nextTryAt ?? 0, why.note, remoteId, contentId)
}

/** What was under way waits again: after a run that was ended, and after a crash. */
export function requeueTransfers(db: WritableDb, remoteId: string): void {
  statement(db, `UPDATE transfer SET state = 'waiting' WHERE remote_id = ? AND state = 'sending'`).run(remoteId)
}

/** Has these contents looked at again, as if they had never gone: their chunks are looked for anew. */
export function resendTransfers(db: WritableDb, remoteId: string, contentIds: readonly string[]): void {
  const again = statement(
    db,
    `UPDATE transfer SET state = 'waiting', next_try_at = 0, note = NULL WHERE remote_id = ? AND content_id = ?`,
  )
  for (const id of contentIds) again.run(remoteId, id)
}

/**
 * Takes contents out of the outbox: they don't have to be at the remote any more. What went there lies there until it
 * is garbage.
 */
export function dropTransfers(db: WritableDb, remoteId: string, contentIds: readonly string[]): void {
  const drop = statement(db, `DELETE FROM transfer WHERE remote_id = ? AND content_id = ?`)
  for (const id of contentIds) drop.run(remoteId, id)
}

/** How much of each cargo is in which state. */
export function transferLoads(
  db: ReadableDb,
  remoteId: string,
): { cargo: ByteClass; state: TransferState; items: number; bytes: number }[] {
  return statement<{ cargo: ByteClass; state: TransferState; items: number; bytes: number }>(
    db,
    'SELECT cargo, state, items, bytes FROM transfer_load WHERE remote_id = ? AND items > 0',
  ).all(remoteId)
}

/** Contents that went there, with what they are: `after` in the order of their ids. */
export function doneTransfers(db: ReadableDb, remoteId: string, after: string, limit: number): Transfer[] {
  return statement<Transfer>(
    db,
    `SELECT ${COLUMNS} FROM transfer WHERE remote_id = ? AND state = 'done' AND content_id > ? ORDER BY content_id LIMIT ?`,
  ).all(remoteId, after, limit)
}

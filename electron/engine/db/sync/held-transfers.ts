/**
 * Contents of an outbox that can't go now: why, and when that is over. Nothing is due for ever: it goes, or says why
 * not.
 */
import type { Held } from '../../../../shared/model/sync.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Why a content has no bytes to send, as a clause: "96 B waiting because …". */
export const HOLDS = {
  /** A drive that has it is away. */
  offline: 'no connected drive has them',
  /** The file is another one than the catalogue knows: a scan comes first. */
  changed: 'the file was changed and is being looked at again',
  /** Replaced or deleted before anybody read it, and kept nowhere. */
  nowhere: 'they were replaced or deleted before they were read, and no copy is left',
} as const
export type Hold = keyof typeof HOLDS

const HERE = `EXISTS (SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.content_id = transfer.content_id AND f.state = 'present' AND v.online = 1 AND f.verification <> 'failed')`
const HELD = `remote_id = ? AND note IS NOT NULL AND state IN ('waiting', 'failed')`
const AGAIN = `UPDATE transfer SET state = 'waiting', attempts = 0, next_try_at = 0, note = NULL WHERE ${HELD}`

/** Why nothing can be read of a content for which no file was found. `isKept`: the library has its bytes. */
export function holdOf(db: ReadableDb, contentId: string, isKept: boolean): Hold {
  const states = statement<{ state: string; online: number }>(
    db,
    'SELECT f.state, v.online FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.content_id = ?',
  ).all(contentId)
  if (states.some(({ state, online }) => state === 'present' && online === 1)) return 'changed'
  return isKept || states.some(({ state }) => state === 'present' || state === 'offline') ? 'offline' : 'nowhere'
}

/**
 * What is held is tried again where the reason is over: a drive came, a scan found what the file is now. Answers how
 * many.
 */
export function releaseHeld(db: WritableDb, remoteId: string): number {
  return (
    statement(db, `${AGAIN} AND note IN (?, ?) AND ${HERE}`).run(remoteId, HOLDS.offline, HOLDS.nowhere).changes +
    statement(db, `${AGAIN} AND note = ? AND NOT ${HERE}`).run(remoteId, HOLDS.changed).changes
  )
}

/** What is held, by reason, the most bytes first. */
export function heldTransfers(db: ReadableDb, remoteId: string, limit: number): Held[] {
  return statement<{ reason: string; items: number; bytes: number; due: number }>(
    db,
    `SELECT note AS reason, count(*) AS items, sum(bytes) AS bytes, max(state = 'waiting') AS due FROM transfer WHERE ${HELD}
    GROUP BY note ORDER BY sum(bytes) DESC LIMIT ?`,
  )
    .all(remoteId, limit)
    .map((row) => ({ ...row, due: row.due === 1 }))
}

/** Cargo that does not go any more by what people chose is taken out of the outbox, but for what is under way. */
export function dropUnwanted(db: WritableDb, remoteId: string, cargo: readonly string[]): void {
  for (const one of cargo)
    statement(db, `DELETE FROM transfer WHERE remote_id = ? AND cargo = ? AND state IN ('waiting', 'failed')`).run(
      remoteId,
      one,
    )
}

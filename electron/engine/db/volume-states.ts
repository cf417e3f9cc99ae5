/**
 * The states of files when their drive comes or goes: what was present is offline and comes back as it was, in short
 * transactions however much is on the drive.
 *
 * [Note: only states] Copies, devices and verification of an asset count a drive that is away like one that is here. So
 * nothing but `state` changes in its row, set by set, where a rebuild of each row would keep a drive of a hundred
 * thousand clips busy for minutes.
 */
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** Files of one step: a step stays well below a turn of the engine. */
const STEP = 50

/** Which part of the work comes next. */
export interface FlipAt { readonly pass: 'files' | 'assets'; /** The last path that is done; null at the beginning. */ readonly after: string | null }

export const FLIP_BEGIN: FlipAt = { pass: 'files', after: null }

/**
 * Brings the next files of a drive, then the next assets, to the state that goes with its being here or away. Call it
 * in a transaction, until it answers null; then `endFlip`.
 */
export function flipStep(db: WritableDb, volumeId: string, at: FlipAt): FlipAt | null {
  const online = isOnline(db, volumeId)
  const rows = statement<{ path: string }>(db, `SELECT path FROM file WHERE volume_id = ? AND path > ? ORDER BY path LIMIT ${STEP}`)
    .all(volumeId, at.after ?? '')
  const first = at.after ?? ''
  const last = rows.at(-1)?.path
  if (last !== undefined) (at.pass === 'files' ? flipFiles : flipAssets)(db, volumeId, online, first, last)
  if (rows.length === STEP) return { pass: at.pass, after: last! }
  return at.pass === 'files' ? { pass: 'assets', after: null } : null
}

/** Says that the states of a drive's files agree with its being here or away, if that is still what they were brought to. */
export function endFlip(db: WritableDb, volumeId: string, online: boolean): void {
  statement(db, 'UPDATE volume SET flipping = 0 WHERE id = ? AND online = ?').run(volumeId, Number(online))
}

/** True when the catalogue holds the drive to be here. */
export function isOnline(db: ReadableDb, volumeId: string): boolean {
  return statement<{ online: number }>(db, 'SELECT online FROM volume WHERE id = ?').get(volumeId)?.online === 1
}

function flipFiles(db: WritableDb, volumeId: string, online: boolean, after: string, to: string): void {
  const [from, state] = online ? ['offline', 'present'] : ['present', 'offline']
  statement(db, 'UPDATE file SET state = ? WHERE volume_id = ? AND path > ? AND path <= ? AND state = ?').run(state, volumeId, after, to, from)
}

/** An asset is here while one copy of its current version is; the rule of `summariseCopies`, for those two states alone. */
function flipAssets(db: WritableDb, volumeId: string, online: boolean, after: string, to: string): void {
  const here = `EXISTS (SELECT 1 FROM file f WHERE f.asset_id = asset.id AND f.role = 'primary' AND f.state = 'present' AND f.content_id IN
    (SELECT p.content_id FROM version_part p WHERE p.version_id = asset.version_id AND p.role = 'primary'))`
  const those = `id IN (SELECT f.asset_id FROM file f WHERE f.volume_id = ? AND f.path > ? AND f.path <= ? AND f.role = 'primary')`
  const sql = online ? `UPDATE asset SET state = 'present' WHERE ${those} AND state = 'offline' AND ${here}`
    : `UPDATE asset SET state = 'offline' WHERE ${those} AND state = 'present' AND NOT ${here}`
  statement(db, sql).run(volumeId, after, to)
}

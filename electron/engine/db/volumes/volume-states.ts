/**
 * The states of files when their drive comes or goes: what was present is offline and comes back as it was, in short
 * transactions however much is on the drive.
 *
 * [Note: only states] Copies, devices and verification of an asset count a drive that is away like one that is here. So
 * nothing but `state` changes in its row, set by set, where a rebuild of each row would keep a drive of a hundred
 * thousand clips busy for minutes. But where a drive is found on another disk than was known, as one that others told
 * of is when it is connected here for the first time, its clips may have copies on more disks than their rows say:
 * `flipping` is 2 then, and the copies are counted again.
 */
import { refreshCopies } from '../catalogue/asset-row.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'

/** Rows of one step: a step stays well below a turn of the engine. */
const STEP = 50
/** Rows that one step looks at when it takes them as they lie. */
const STRIDE = 200
/** A drive with less than this part of all files is gone through by its paths. */
const LARGE = 0.05

type Pass = 'files' | 'assets' | 'copies'

/**
 * Which part of the work comes next: first the files, then their assets, then where it is due their copies, by path or
 * by row.
 *
 * [Note: as the rows lie] By path, a large drive's rows are met all over the file, and the same page of the catalogue
 * is written again and again. As they lie, each page is written about once; but then the rows of all drives are looked
 * at, which a small drive is not worth.
 */
export type FlipAt =
  | { readonly by: 'path'; readonly pass: Pass; readonly after: string }
  | { readonly by: 'row'; readonly pass: Pass; readonly after: number }

/** Where to begin with a drive. */
export function flipBegin(db: ReadableDb, volumeId: string): FlipAt {
  const { own, all } = statement<{ own: number; all: number }>(
    db,
    `SELECT coalesce((SELECT files FROM volume_count WHERE volume_id = ?), 0) AS own,
    coalesce((SELECT max(rowid) FROM file), 0) AS "all"`,
  ).get(volumeId)!
  return own > all * LARGE ? { by: 'row', pass: 'files', after: 0 } : { by: 'path', pass: 'files', after: '' }
}

/**
 * Brings the next files of a drive, then the next assets, to the state that goes with its being here or away. Call it
 * in a transaction, until it answers null; then `endFlip`.
 */
export function flipStep(db: WritableDb, volumeId: string, at: FlipAt): FlipAt | null {
  const online = isOnline(db, volumeId)
  if (at.pass === 'copies') return copiesStep(db, volumeId, at)
  return at.by === 'row' ? rowStep(db, volumeId, online, at) : pathStep(db, volumeId, online, at)
}

/**
 * Says that the states of a drive's files agree with its being here or away, if that is still what they were brought
 * to.
 */
export function endFlip(db: WritableDb, volumeId: string, online: boolean): void {
  statement(db, 'UPDATE volume SET flipping = 0 WHERE id = ? AND online = ?').run(volumeId, Number(online))
}

/** True when the catalogue holds the drive to be here. */
export function isOnline(db: ReadableDb, volumeId: string): boolean {
  return statement<{ online: number }>(db, 'SELECT online FROM volume WHERE id = ?').get(volumeId)?.online === 1
}

/**
 * An asset is here while one copy of its current version is; the rule of `summariseCopies`, for those two states alone.
 */
const HERE = `EXISTS (SELECT 1 FROM file f WHERE f.asset_id = asset.id AND f.role = 'primary' AND f.state = 'present' AND f.content_id IN
  (SELECT p.content_id FROM version_part p WHERE p.version_id = asset.version_id AND p.role = 'primary'))`

function pathStep(db: WritableDb, volumeId: string, online: boolean, at: FlipAt & { by: 'path' }): FlipAt | null {
  const rows = statement<{ path: string }>(
    db,
    `SELECT path FROM file WHERE volume_id = ? AND path > ? ORDER BY path LIMIT ${STEP}`,
  ).all(volumeId, at.after)
  const last = rows.at(-1)?.path
  if (last !== undefined && at.pass === 'files') {
    const [from, to] = turn(online)
    statement(db, 'UPDATE file SET state = ? WHERE volume_id = ? AND path > ? AND path <= ? AND state = ?').run(
      to,
      volumeId,
      at.after,
      last,
      from,
    )
  } else if (last !== undefined) {
    const those = `id IN (SELECT f.asset_id FROM file f WHERE f.volume_id = ? AND f.path > ? AND f.path <= ? AND f.role = 'primary')`
    statement(db, assetUpdate(online, those)).run(volumeId, at.after, last)
  }
  if (rows.length === STEP) return { ...at, after: last! }
  return at.pass === 'files' ? { ...at, pass: 'assets', after: '' } : copiesAgain(db, volumeId)
}

function rowStep(db: WritableDb, volumeId: string, online: boolean, at: FlipAt & { by: 'row' }): FlipAt | null {
  const upTo = at.after + STRIDE
  if (at.pass === 'files') {
    const [from, to] = turn(online)
    statement(db, 'UPDATE file SET state = ? WHERE rowid > ? AND rowid <= ? AND +volume_id = ? AND state = ?').run(
      to,
      at.after,
      upTo,
      volumeId,
      from,
    )
  } else {
    const those = `n > ? AND n <= ? AND EXISTS (SELECT 1 FROM file f WHERE f.asset_id = asset.id AND f.volume_id = ? AND f.role = 'primary')`
    statement(db, assetUpdate(online, those)).run(at.after, upTo, volumeId)
  }
  const last = at.pass === 'files' ? 'SELECT max(rowid) AS last FROM file' : 'SELECT max(n) AS last FROM asset'
  if (upTo < (statement<{ last: number | null }>(db, last).get()!.last ?? 0)) return { ...at, after: upTo }
  return at.pass === 'files' ? { ...at, pass: 'assets', after: 0 } : copiesAgain(db, volumeId)
}

/** Where copies are to be counted again, that comes last: by path, since each row is looked at by itself. */
function copiesAgain(db: ReadableDb, volumeId: string): FlipAt | null {
  const isDue =
    statement<{ flipping: number }>(db, 'SELECT flipping FROM volume WHERE id = ?').get(volumeId)?.flipping === 2
  return isDue ? { by: 'path', pass: 'copies', after: '' } : null
}

function copiesStep(db: WritableDb, volumeId: string, at: FlipAt): FlipAt | null {
  const rows = statement<{ path: string; assetId: string | null }>(
    db,
    `SELECT path, asset_id AS assetId FROM file WHERE volume_id = ? AND path > ? ORDER BY path LIMIT ${STEP}`,
  ).all(volumeId, String(at.after))
  refreshCopies(db, [...new Set(rows.flatMap(({ assetId }) => assetId ?? []))])
  return rows.length === STEP ? { by: 'path', pass: 'copies', after: rows.at(-1)!.path } : null
}

/**
 * Has the copies on all drives counted again, once for each library: versions before this one did not where a drive
 * turned out to be on another disk.
 */
export function countCopiesAgain(db: WritableDb): void {
  if (readValue(db, COUNTED) === 'yes') return
  statement(db, 'UPDATE volume SET flipping = 2 WHERE physical_device IS NOT NULL').run()
  writeValue(db, COUNTED, 'yes')
}
const COUNTED = 'copies-counted-by-disk'

function assetUpdate(online: boolean, those: string): string {
  const [from, to] = turn(online)
  return `UPDATE asset SET state = '${to}' WHERE ${those} AND +state = '${from}' AND ${online ? '' : 'NOT '}${HERE}`
}

/** From which state to which. */
function turn(online: boolean): readonly ['offline' | 'present', 'offline' | 'present'] {
  return online ? ['offline', 'present'] : ['present', 'offline']
}

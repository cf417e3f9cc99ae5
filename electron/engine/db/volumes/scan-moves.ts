/**
 * Files that are gone at one place and new at another, as the catalogue knows them, and one row made of two.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import type { Place } from '../../domain/scan/moves.ts'
import { dissolve, isBare } from '../catalogue/grouping.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { folderOf } from '../catalogue/files-write.ts'
import { nameByFiles } from '../catalogue/asset-names.ts'
import { renameVersions } from '../versions/stacks.ts'

/** Rows that are read in one go: about three milliseconds. */
const SLICE = 2_000

/** True when any file of the drive was not found at the last look. */
export function anyMissed(db: ReadableDb, volumeId: string): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM root r JOIN file f ON f.root_id = r.id AND f.missed_at IS NOT NULL WHERE r.volume_id = ? LIMIT 1`,
    ).get(volumeId) !== undefined
  )
}

/** What was copied and is deleted so soon after was moved, ms; large files rest and are read before they count. */
const COPIED_MS = 10 * 60_000

const PLACE = 'f.id, f.path, f.bytes, f.mtime_ns AS mtimeNs, f.inode'

/** A place in the order in which files began to wait, within one moment by row. */
export interface WaitingSince {
  readonly since: number
  readonly after: number
}

/**
 * New files of a root that nobody has read, first seen since `since`, and that have the size and time of a file that
 * was not found. Some at a time: call it again with `next` until that is null.
 */
export function freshPlaces(
  db: ReadableDb,
  rootId: string,
  from: WaitingSince,
): { places: Place[]; next: WaitingSince | null } {
  const waiting = `f.root_id = ? AND f.intake = 'waiting' AND (f.changed_at, f.rowid) > (?, ?)`
  const end =
    statement<WaitingSince>(
      db,
      `SELECT f.changed_at AS since, f.rowid AS after FROM file f WHERE ${waiting}
    ORDER BY f.changed_at, f.rowid LIMIT 1 OFFSET ${SLICE - 1}`,
    ).get(rootId, from.since, from.after) ?? null
  const places = statement<Place>(
    db,
    `SELECT ${PLACE} FROM file f WHERE ${waiting} AND (f.changed_at, f.rowid) <= (?, ?)
      AND f.content_id IS NULL AND f.asset_id IS NULL AND f.missed_at IS NULL AND f.state = 'present'
      AND EXISTS (SELECT 1 FROM file g WHERE g.bytes = f.bytes AND g.mtime_ns = f.mtime_ns AND g.missed_at IS NOT NULL)`,
  ).all(rootId, from.since, from.after, end?.since ?? Number.MAX_SAFE_INTEGER, end?.after ?? Number.MAX_SAFE_INTEGER)
  return { places, next: end }
}

/** Files of a drive with this size and time that were not found, now or earlier. */
export function missedLike(db: ReadableDb, volumeId: string, bytes: number, mtimeNs: number): Place[] {
  return statement<Place>(
    db,
    `SELECT ${PLACE} FROM file f WHERE f.bytes = ? AND f.mtime_ns = ? AND f.missed_at IS NOT NULL AND f.volume_id = ?
    AND f.state IN ('present', 'missing')`,
  ).all(bytes, mtimeNs, volumeId)
}

/** A file that moved: the assets whose rows are to be refreshed. */
interface MovedRow {
  readonly stale: readonly string[]
}

interface Twin {
  readonly id: string
  readonly path: string
  readonly gone: string
  readonly sameTime: number
  readonly single: number
  readonly assetId: string
  readonly own: number
}

/**
 * The file that an absent one has become and that was ingested before it was missed: of the same bytes, on the same
 * drive, and come to its place in the ten minutes before it was missed, or since. Of its asset: one of its name and
 * time is taken first, then any of its time, since a rename keeps that; last a clip that came since then, which was
 * copied before the first was deleted. Else one of its time that was taken for something new under its new name, as
 * long as nobody has said anything of that. Null where there is none, or more than one.
 */
export function takenTwin(db: ReadableDb, id: string): string | null {
  const gone = statement<{ bytes: number }>(db, 'SELECT bytes FROM file WHERE id = ?').get(id)
  // Any number of files can be empty: those are sought among their asset's, all others among those of equal bytes.
  const on =
    gone?.bytes === 0 ? '+n.content_id = o.content_id AND n.asset_id = o.asset_id' : 'n.content_id = o.content_id'
  const all = statement<Twin>(
    db,
    `SELECT n.id, n.path, o.path AS gone, n.mtime_ns = o.mtime_ns AS sameTime, n.role = 'primary' AND o.role = 'primary' AS single,
      n.asset_id AS assetId, n.asset_id = o.asset_id AS own
    FROM file o JOIN file n ON ${on} AND +n.volume_id = o.volume_id AND n.id <> o.id
    WHERE o.id = @id AND o.asset_id IS NOT NULL AND +n.asset_id IS NOT NULL AND n.state = 'present' AND n.missed_at IS NULL AND n.intake = 'done'
      AND (n.created_at >= o.missed_at - @copied OR (n.changed_at >= o.missed_at - @copied AND n.mtime_ns = o.mtime_ns))`,
  ).all({ id, copied: COPIED_MS })
  const inTime = all.filter((twin) => twin.sameTime === 1 && twin.own === 1)
  const named = inTime.filter((twin) => baseName(twin.path) === baseName(twin.gone))
  // Two frames of a sequence can be equal, and are two: those are told by their names alone.
  const single = (twins: readonly Twin[]): Twin[] => twins.filter((twin) => twin.single === 1)
  const own = single(all).filter((twin) => twin.own === 1)
  const strange = single(all).filter(
    (twin) => twin.own === 0 && twin.sameTime === 1 && isBare(db, twin.assetId, twin.id),
  )
  const twins = [named, single(inTime), own, strange].find((kind) => kind.length > 0) ?? []
  return twins.length === 1 ? twins[0]!.id : null
}

interface There {
  asset_id: string | null
  root_id: string
  path: string
  folder: string
  inode: number
  mtime_ns: number
  content_id: string | null
  verification: string
  verified_at: number | null
  read_back: string | null
}

/**
 * Makes one row of a file that is gone at one place and new at another: it keeps its id and all that is known of it,
 * the new row goes. What was verified stays said of a file that was moved, not of a copy of it. Undefined when one of
 * the two is not what it was, or the new one has turned out to be another file. Whoever calls refreshes the assets in
 * the same transaction.
 */
export function moveRow(db: WritableDb, from: string, to: string): MovedRow | undefined {
  const there = statement<There>(
    db,
    `SELECT asset_id, root_id, path, folder, inode, mtime_ns, content_id, verification, verified_at, read_back
    FROM file WHERE id = ?`,
  ).get(to)
  const gone = statement<{
    asset_id: string | null
    state: string
    content_id: string | null
    volumeId: string
    path: string
    mtime_ns: number
  }>(
    db,
    `SELECT asset_id, state,
    content_id, volume_id AS volumeId, path, mtime_ns FROM file WHERE id = ? AND missed_at IS NOT NULL`,
  ).get(from)
  if (there === undefined || gone === undefined) return undefined
  if (there.content_id !== null && there.content_id !== gone.content_id) return undefined
  statement(db, 'DELETE FROM file WHERE id = ?').run(to)
  const { root_id, path, folder, inode, mtime_ns, verification, verified_at, read_back } = there
  statement(
    db,
    `UPDATE file SET root_id = @root_id, path = @path, folder = @folder, inode = @inode, mtime_ns = @mtime_ns, state = 'present', missed_at = NULL WHERE id = @id`,
  ).run({ id: from, root_id, path, folder, inode, mtime_ns })
  if (mtime_ns !== gone.mtime_ns)
    statement(db, 'UPDATE file SET verification = ?, verified_at = ?, read_back = ? WHERE id = ?').run(
      verification,
      verified_at,
      read_back,
      from,
    )
  const stale = new Set<string>()
  if (there.asset_id !== null && there.asset_id !== gone.asset_id) {
    dissolve(db, there.asset_id)
    stale.add(there.asset_id)
  }
  renameVersions(db, from, gone)
  if (gone.asset_id === null) return { stale: [...stale] }
  const renamed =
    gone.content_id !== null &&
    baseName(gone.path) !== baseName(path) &&
    nameByFiles(db, gone.asset_id, gone.content_id)
  if (renamed || gone.state === 'missing' || there.content_id !== null) stale.add(gone.asset_id)
  return { stale: [...stale] }
}

/**
 * Moves the row of a lost file to the place that a person chose. A row that the catalogue has there already is taken over. Returns the id
 * of the row.
 * @throws RushesError `conflict` when it is another clip's
 */
export function relinkRow(
  db: WritableDb,
  lost: { readonly fileId: string; readonly assetId: string },
  to: { readonly volumeId: string; readonly path: string },
): string {
  const there = statement<{ id: string; assetId: string | null }>(
    db,
    'SELECT id, asset_id AS assetId FROM file WHERE volume_id = ? AND path = ?',
  ).get(to.volumeId, to.path)
  if (there !== undefined && there.assetId !== null && there.assetId !== lost.assetId) {
    throw new RushesError(
      'conflict',
      `${to.path} belongs to another clip of the library already. Join the two clips instead, if they are one.`,
    )
  }
  if (there !== undefined) {
    statement(db, 'UPDATE file SET asset_id = ?, role = (SELECT role FROM file WHERE id = ?) WHERE id = ?').run(
      lost.assetId,
      lost.fileId,
      there.id,
    )
    statement(db, 'DELETE FROM file WHERE id = ?').run(lost.fileId)
    return there.id
  }
  statement(
    db,
    `UPDATE file SET volume_id = ?, path = ?, folder = ?, root_id = NULL, inode = NULL,
    verification = 'unknown', verified_at = NULL, read_back = NULL WHERE id = ?`,
  ).run(to.volumeId, to.path, folderOf(to.path), lost.fileId)
  return lost.fileId
}

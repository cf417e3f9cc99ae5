/**
 * The rows of files as a scan reads and writes them: folder by folder, only what differs. No one else makes, moves or
 * misses rows under a watched folder.
 */
import type { KnownFile, ListedFile } from '../domain/scan-diff.ts'
import type { Place } from '../domain/moves.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** Rows that are read in one go: about three milliseconds. */
const SLICE = 2_000
/** Rows that are inserted by one statement: half the time of one statement a row. */
const TOGETHER = 20

/** Where a file is entered: its drive and its watched folder. */
export interface Ground { readonly volumeId: string; readonly rootId: string }

/** The rows of one folder, some at a time: call it again with `next` until that is null. */
export function readFolderRows(db: ReadableDb, ground: Ground, folder: string, after = 0): { files: KnownFile[]; next: number | null } {
  const rows = statement<[number, string, string, number, number, number]>(db, `SELECT rowid, id, path, bytes, mtime_ns,
      (state = 'present') + 2 * (missed_at IS NOT NULL) + 4 * (root_id IS ? AND inode IS NOT NULL)
    FROM file WHERE volume_id = ? AND folder = ? AND rowid > ? ORDER BY rowid LIMIT ${SLICE}`).raw().all(ground.rootId, ground.volumeId, folder, after)
  const nameAt = folder === '' ? 0 : folder.length + 1
  const files = rows.map(([, id, path, bytes, mtimeNs, flags]): KnownFile => ({
    id, name: path.slice(nameAt), bytes, mtimeNs, present: (flags & 1) !== 0, missed: (flags & 2) !== 0, entered: (flags & 4) !== 0,
  }))
  return { files, next: rows.length === SLICE ? rows[rows.length - 1]![0] : null }
}

const COLUMNS = '(id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, intake, changed_at, created_at)'
const VALUES = `(?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`
const insertSql = (rows: number): string => `INSERT INTO file ${COLUMNS} VALUES ${Array.from({ length: rows }, () => VALUES).join(', ')}
  ON CONFLICT (volume_id, path) DO UPDATE SET root_id = excluded.root_id, inode = excluded.inode`

/** Enters new files of a folder with ids of `newId`; they wait to be taken in. A row that somebody made meanwhile is only brought under the root. */
export function insertWaiting(db: WritableDb, ground: Ground, folder: string, files: readonly ListedFile[], now: number, newId: () => string): void {
  for (let at = 0; at < files.length;) {
    const count = files.length - at >= TOGETHER ? TOGETHER : 1
    const values: unknown[] = []
    for (const file of files.slice(at, at + count)) {
      values.push(newId(), ground.volumeId, ground.rootId, joined(folder, file.name), folder, file.bytes, file.mtimeNs, file.inode, now, now)
    }
    statement(db, insertSql(count)).run(...values)
    at += count
  }
}

/** Writes how a known file was found. A changed one keeps its content until its bytes have been read. */
export function writeFound(db: WritableDb, ground: Ground, folder: string, found: { id: string; listed: ListedFile; changed: boolean; back: boolean; respelled: boolean }, now: number): void {
  const { id, listed, changed } = found
  const path = joined(folder, listed.name)
  if (found.respelled && statement(db, 'SELECT 1 FROM file WHERE volume_id = ? AND path = ?').get(ground.volumeId, path) !== undefined) return
  statement(db, `UPDATE file SET root_id = ?, path = ?, inode = ?, state = 'present', missed_at = NULL WHERE id = ?`).run(ground.rootId, path, listed.inode, id)
  if (changed) {
    statement(db, `UPDATE file SET bytes = ?, mtime_ns = ?, intake = 'waiting', intake_note = NULL, changed_at = ? WHERE id = ?`)
      .run(listed.bytes, listed.mtimeNs, now, id)
  }
}

/** The folder below `top` that comes after `after` in the order of the catalogue ('' to begin), or null. */
export function nextKnownFolder(db: ReadableDb, volumeId: string, top: string, after: string | null): string | null {
  const [from, to] = bounds(top)
  const row = after === null
    ? statement<{ folder: string }>(db, 'SELECT folder FROM file WHERE volume_id = ? AND folder >= ? AND folder < ? ORDER BY folder LIMIT 1').get(volumeId, from, to)
    : statement<{ folder: string }>(db, 'SELECT folder FROM file WHERE volume_id = ? AND folder > ? AND folder < ? ORDER BY folder LIMIT 1').get(volumeId, after < from ? from : after, to)
  return row?.folder ?? null
}

/** A text that sorts after everything in a folder, and before what follows it. */
export function afterFolder(folder: string): string {
  return `${folder}/\u{10ffff}`
}

/** Everything strictly below a folder sorts between these two; for '' everything but the top itself. */
function bounds(top: string): [string, string] {
  return top === '' ? ['\u0001', '\u{10ffff}'] : [`${top}/`, `${top}0`]
}

/** Files of a root that the last look did not find and that are not yet called missing, some at a time: call it again with `next` until that is null. */
export function pendingMissed(db: ReadableDb, rootId: string, after = 0): { files: { id: string; path: string }[]; next: number | null } {
  const rows = statement<{ n: number; id: string; path: string }>(db, `SELECT rowid AS n, id, path FROM file
    WHERE root_id = ? AND state = 'present' AND missed_at IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT ${SLICE}`).all(rootId, after)
  return { files: rows.map(({ id, path }) => ({ id, path })), next: rows.length === SLICE ? rows.at(-1)!.n : null }
}

/** True when a person would miss the file: its bytes or its asset are known. */
export function isKnown(db: ReadableDb, id: string): boolean {
  return statement(db, 'SELECT 1 FROM file WHERE id = ? AND (asset_id IS NOT NULL OR content_id IS NOT NULL)').get(id) !== undefined
}

/** Notes the first look that did not find a file. */
export function noteMissed(db: WritableDb, ground: Ground, id: string, now: number): void {
  statement(db, 'UPDATE file SET missed_at = coalesce(missed_at, ?), root_id = ? WHERE id = ?').run(now, ground.rootId, id)
}

/** A file was there after all at the second look. */
export function noteThere(db: WritableDb, id: string): void {
  statement(db, `UPDATE file SET missed_at = NULL, state = 'present' WHERE id = ?`).run(id)
}

/**
 * Calls a file missing that two looks did not find. One whose bytes nobody ever read is forgotten: there is nothing to
 * keep of it. Returns its asset, or null.
 */
export function markMissing(db: WritableDb, id: string): string | null {
  const row = statement<{ assetId: string | null; contentId: string | null }>(db, `SELECT asset_id AS assetId, content_id AS contentId FROM file
    WHERE id = ? AND missed_at IS NOT NULL AND state = 'present'`).get(id)
  if (row === undefined) return null
  if (row.assetId === null && row.contentId === null) statement(db, 'DELETE FROM file WHERE id = ?').run(id)
  else statement(db, `UPDATE file SET state = 'missing' WHERE id = ?`).run(id)
  return row.assetId
}

/** The asset that a file belongs to, or null. */
export function assetOf(db: ReadableDb, id: string): string | null {
  return statement<{ asset_id: string | null }>(db, 'SELECT asset_id FROM file WHERE id = ?').get(id)?.asset_id ?? null
}

/** True when any file of the drive was not found at the last look. */
export function anyMissed(db: ReadableDb, volumeId: string): boolean {
  return statement(db, `SELECT 1 FROM root r JOIN file f ON f.root_id = r.id AND f.missed_at IS NOT NULL WHERE r.volume_id = ? LIMIT 1`).get(volumeId) !== undefined
}

const PLACE = 'f.id, f.path, f.bytes, f.mtime_ns AS mtimeNs, f.inode'

/** New files of a root that nobody has read, first seen since `since`, some at a time: call it again with `next` until that is null. */
export function freshPlaces(db: ReadableDb, rootId: string, since: number, after = 0): { places: Place[]; next: { since: number; after: number } | null } {
  const rows = statement<Place & { n: number; at: number }>(db, `SELECT ${PLACE}, f.rowid AS n, f.changed_at AS at FROM file f
    WHERE f.root_id = ? AND f.intake = 'waiting' AND (f.changed_at, f.rowid) > (?, ?) AND f.content_id IS NULL AND f.asset_id IS NULL
      AND f.missed_at IS NULL AND f.state = 'present' ORDER BY f.changed_at, f.rowid LIMIT ${SLICE}`).all(rootId, since, after)
  const last = rows.at(-1)
  return { places: rows, next: rows.length === SLICE ? { since: last!.at, after: last!.n } : null }
}

/** Files of a drive with this size and time that were not found, now or earlier. */
export function missedLike(db: ReadableDb, volumeId: string, bytes: number, mtimeNs: number): Place[] {
  return statement<Place>(db, `SELECT ${PLACE} FROM file f WHERE f.bytes = ? AND f.mtime_ns = ? AND f.missed_at IS NOT NULL AND f.volume_id = ?
    AND f.state IN ('present', 'missing')`).all(bytes, mtimeNs, volumeId)
}

/** A file that moved: its asset, or null; whether it had been called missing, and whether its new place had been taken in. */
export interface MovedRow { readonly assetId: string | null; readonly wasMissing: boolean; readonly wasTaken: boolean }

/**
 * The file that an absent one has become and that was taken in before it was missed: entered since `since` on the same
 * drive with its bytes, time, name and asset. Null where there is none, or more than one.
 */
export function takenTwin(db: ReadableDb, id: string, since: number): string | null {
  const twins = statement<{ id: string; path: string; gone: string }>(db, `SELECT n.id, n.path, o.path AS gone FROM file o JOIN file n
      ON n.content_id = o.content_id AND n.asset_id = o.asset_id AND n.volume_id = o.volume_id AND n.mtime_ns = o.mtime_ns AND n.id <> o.id
    WHERE o.id = ? AND n.state = 'present' AND n.missed_at IS NULL AND n.created_at >= ?`).all(id, since)
    .filter((twin) => nameOf(twin.path) === nameOf(twin.gone))
  return twins.length === 1 ? twins[0]!.id : null
}

/**
 * Makes one row of a file that is gone at one place and new at another: it keeps its id and all that is known of it, the
 * new row goes. Undefined when one of the two is not what it was, or the new one has turned out to be another file.
 */
export function moveRow(db: WritableDb, from: string, to: string): MovedRow | undefined {
  const there = statement<{ root_id: string; path: string; folder: string; inode: number; content_id: string | null }>(db, `SELECT root_id, path, folder, inode, content_id
    FROM file WHERE id = ?`).get(to)
  const gone = statement<{ asset_id: string | null; state: string; content_id: string | null }>(db, `SELECT asset_id, state, content_id
    FROM file WHERE id = ? AND missed_at IS NOT NULL`).get(from)
  if (there === undefined || gone === undefined) return undefined
  if (there.content_id !== null && there.content_id !== gone.content_id) return undefined
  statement(db, 'DELETE FROM file WHERE id = ?').run(to)
  statement(db, `UPDATE file SET root_id = @root_id, path = @path, folder = @folder, inode = @inode, state = 'present', missed_at = NULL WHERE id = @id`)
    .run({ id: from, root_id: there.root_id, path: there.path, folder: there.folder, inode: there.inode })
  return { assetId: gone.asset_id, wasMissing: gone.state === 'missing', wasTaken: there.content_id !== null }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

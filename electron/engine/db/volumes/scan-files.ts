/**
 * The rows of files as a scan reads and writes them: folder by folder, only what differs. No one else makes, moves or
 * misses rows under a watched folder.
 */
import type { KnownFile, ListedFile } from '../../domain/scan/scan-diff.ts'
import { refreshAssets } from '../catalogue/asset-row.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { nameByFiles } from '../catalogue/asset-names.ts'

/** Rows that are read in one go: about three milliseconds. */
const SLICE = 2_000
/** Rows that are inserted by one statement: half the time of one statement a row. */
const TOGETHER = 20

/** Where a file is entered: its drive and its watched folder. */
export interface Ground {
  readonly volumeId: string
  readonly rootId: string
}

/** The rows of one folder, some at a time: call it again with `next` until that is null. */
export function readFolderRows(
  db: ReadableDb,
  ground: Ground,
  folder: string,
  after = 0,
): { files: KnownFile[]; next: number | null } {
  const rows = statement<[number, string, string, number, number, number, number | null]>(
    db,
    `SELECT rowid, id, path, bytes, mtime_ns,
      (state = 'present') + 2 * (missed_at IS NOT NULL) + 4 * (root_id IS ? AND inode IS NOT NULL), ctime_ns
    FROM file WHERE volume_id = ? AND folder = ? AND rowid > ? ORDER BY rowid LIMIT ${SLICE}`,
  )
    .raw()
    .all(ground.rootId, ground.volumeId, folder, after)
  const nameAt = folder === '' ? 0 : folder.length + 1
  const files = rows.map(([, id, path, bytes, mtimeNs, flags, ctimeNs]): KnownFile => ({
    id,
    name: path.slice(nameAt),
    bytes,
    mtimeNs,
    ctimeNs,
    present: (flags & 1) !== 0,
    missed: (flags & 2) !== 0,
    entered: (flags & 4) !== 0,
  }))
  return { files, next: rows.length === SLICE ? rows[rows.length - 1]![0] : null }
}

const COLUMNS =
  '(id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, ctime_ns, intake, changed_at, created_at)'
const VALUES = `(?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`
const insertSql = (
  rows: number,
): string => `INSERT INTO file ${COLUMNS} VALUES ${Array.from({ length: rows }, () => VALUES).join(', ')}
  ON CONFLICT (volume_id, path) DO UPDATE SET root_id = excluded.root_id, inode = excluded.inode`

/**
 * Enters new files of a folder with ids of `newId`; they wait to be ingested. A row that somebody made meanwhile is
 * only brought under the root.
 */
export function insertWaiting(
  db: WritableDb,
  ground: Ground,
  folder: string,
  files: readonly ListedFile[],
  now: number,
  newId: () => string,
): void {
  for (let at = 0; at < files.length;) {
    const count = files.length - at >= TOGETHER ? TOGETHER : 1
    const values: unknown[] = []
    for (const file of files.slice(at, at + count)) {
      values.push(
        newId(),
        ground.volumeId,
        ground.rootId,
        joined(folder, file.name),
        folder,
        file.bytes,
        file.mtimeNs,
        file.inode,
        file.ctimeNs,
        now,
        now,
      )
    }
    statement(db, insertSql(count)).run(...values)
    at += count
  }
}

/** Writes how a known file was found. A changed one keeps its content until its bytes have been read. */
export function writeFound(
  db: WritableDb,
  ground: Ground,
  folder: string,
  found: {
    id: string
    listed: ListedFile
    changed: boolean
    touched: boolean
    learned: boolean
    back: boolean
    respelled: boolean
  },
  now: number,
): void {
  const { id, listed, changed } = found
  const path = joined(folder, listed.name)
  if (
    found.respelled &&
    statement(db, 'SELECT 1 FROM file WHERE volume_id = ? AND path = ?').get(ground.volumeId, path) !== undefined
  )
    return
  const called = found.respelled
    ? statement<{ assetId: string | null; contentId: string | null }>(
        db,
        'SELECT asset_id AS assetId, content_id AS contentId FROM file WHERE id = ?',
      ).get(id)
    : undefined
  statement(
    db,
    `UPDATE file SET root_id = ?, path = ?, inode = ?, state = 'present', missed_at = NULL WHERE id = ?`,
  ).run(ground.rootId, path, listed.inode, id)
  if (found.learned) statement(db, 'UPDATE file SET ctime_ns = ? WHERE id = ?').run(listed.ctimeNs, id)
  if (found.touched) noteTouched(db, id, listed.ctimeNs)
  if (changed) {
    statement(
      db,
      `UPDATE file SET bytes = ?, mtime_ns = ?, recheck = NULL, ctime_ns = ?, intake = 'waiting', intake_note = NULL, changed_at = ? WHERE id = ?`,
    ).run(listed.bytes, listed.mtimeNs, listed.ctimeNs, now, id)
  }
  if (
    called !== undefined &&
    called.assetId !== null &&
    called.contentId !== null &&
    nameByFiles(db, called.assetId, called.contentId)
  )
    refreshAssets(db, [called.assetId])
}

/**
 * A file was written to without showing it in size and date. What was verified of it is unknown until it is hashed
 * again; what waits to be read anyway needs no second look.
 */
export function noteTouched(db: WritableDb, id: string, ctimeNs: number | null): void {
  const row = statement<{ assetId: string | null }>(
    db,
    `UPDATE file SET ctime_ns = @ctimeNs,
      recheck = CASE WHEN intake = 'done' AND content_id IS NOT NULL THEN coalesce(recheck, verification) END,
      verification = CASE WHEN intake = 'done' AND verification IN ('verified', 'copied') THEN 'unknown' ELSE verification END
    WHERE id = @id RETURNING asset_id AS assetId`,
  ).get({ id, ctimeNs })
  if (row !== undefined && row.assetId !== null) refreshAssets(db, [row.assetId])
}

/** The folder below `top` that comes after `after` in the order of the catalogue ('' to begin), or null. */
export function nextKnownFolder(db: ReadableDb, volumeId: string, top: string, after: string | null): string | null {
  const [from, to] = bounds(top)
  const row =
    after === null
      ? statement<{ folder: string }>(
          db,
          'SELECT folder FROM file WHERE volume_id = ? AND folder >= ? AND folder < ? ORDER BY folder LIMIT 1',
        ).get(volumeId, from, to)
      : statement<{ folder: string }>(
          db,
          'SELECT folder FROM file WHERE volume_id = ? AND folder > ? AND folder < ? ORDER BY folder LIMIT 1',
        ).get(volumeId, after < from ? from : after, to)
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

/**
 * Files of a root that the last look did not find and that are not yet called missing, some at a time: call it again
 * with `next` until that is null.
 */
export function pendingMissed(
  db: ReadableDb,
  rootId: string,
  after = 0,
): { files: { id: string; path: string }[]; next: number | null } {
  const rows = statement<{ n: number; id: string; path: string }>(
    db,
    `SELECT rowid AS n, id, path FROM file
    WHERE root_id = ? AND state = 'present' AND missed_at IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT ${SLICE}`,
  ).all(rootId, after)
  return { files: rows.map(({ id, path }) => ({ id, path })), next: rows.length === SLICE ? rows.at(-1)!.n : null }
}

/** True when a person would miss the file: its bytes or its asset are known. */
export function isKnown(db: ReadableDb, id: string): boolean {
  return (
    statement(db, 'SELECT 1 FROM file WHERE id = ? AND (asset_id IS NOT NULL OR content_id IS NOT NULL)').get(id) !==
    undefined
  )
}

/** Notes the first look that did not find a file. */
export function noteMissed(db: WritableDb, ground: Ground, id: string, now: number): void {
  statement(db, 'UPDATE file SET missed_at = coalesce(missed_at, ?), root_id = ? WHERE id = ?').run(
    now,
    ground.rootId,
    id,
  )
}

/** The same under no watched folder. */
export function noteUnseen(db: WritableDb, id: string, now: number): void {
  statement(db, 'UPDATE file SET missed_at = coalesce(missed_at, ?) WHERE id = ?').run(now, id)
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
  const row = statement<{ assetId: string | null; contentId: string | null }>(
    db,
    `SELECT asset_id AS assetId, content_id AS contentId FROM file
    WHERE id = ? AND missed_at IS NOT NULL AND state = 'present'`,
  ).get(id)
  if (row === undefined) return null
  if (row.assetId === null && row.contentId === null) statement(db, 'DELETE FROM file WHERE id = ?').run(id)
  else statement(db, `UPDATE file SET state = 'missing' WHERE id = ?`).run(id)
  return row.assetId
}

/** The asset that a file belongs to, or null. */
export function assetOf(db: ReadableDb, id: string): string | null {
  return statement<{ asset_id: string | null }>(db, 'SELECT asset_id FROM file WHERE id = ?').get(id)?.asset_id ?? null
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

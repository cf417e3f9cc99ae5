/**
 * Files that are known and wait to be ingested, and the files beside them that may belong to the same clips.
 */
import type { FileRole, FileState } from '../../../../shared/model/asset.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A place in the catalogue as ingest sees it. */
export interface PlacedFile {
  readonly id: string
  readonly volumeId: string
  readonly rootId: string | null
  /** Relative to the drive, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly mtimeNs: number
  readonly state: FileState
  readonly role: FileRole
  readonly intake: 'done' | 'waiting' | 'left'
  /** When this size and time were first seen, ms. */
  readonly changedAt: number
  readonly contentId: string | null
  readonly assetId: string | null
}

const COLUMNS = `f.id, f.volume_id AS volumeId, f.root_id AS rootId, f.path, f.bytes, f.mtime_ns AS mtimeNs, f.state, f.role,
  f.intake, f.changed_at AS changedAt, f.content_id AS contentId, f.asset_id AS assetId`

export interface WaitingFolder {
  readonly volumeId: string
  readonly mountPoint: string
  readonly kind: string
  /** 1 for a spinning disk, 0 for none; null where that is not known. */
  readonly rotational: number | null
  readonly folder: string
  /** The oldest of its waiting files has rested since then, ms. */
  readonly since: number
}

/** Folders with files that wait, on drives that are here; those that rest longest first. */
export function waitingFolders(db: ReadableDb, rootId: string | null, limit: number): WaitingFolder[] {
  return statement<WaitingFolder>(
    db,
    `SELECT f.volume_id AS volumeId, v.mount_point AS mountPoint, v.kind, v.rotational, f.folder, min(f.changed_at) AS since
    FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.intake = 'waiting' AND (? IS NULL OR f.root_id = ?) AND f.state = 'present' AND f.missed_at IS NULL
      AND v.online = 1 AND v.mount_point IS NOT NULL
    GROUP BY f.volume_id, f.folder ORDER BY since LIMIT ?`,
  ).all(rootId, rootId, limit)
}

/** How many files of a root wait. */
export function countWaiting(db: ReadableDb, rootId: string | null): number {
  return statement<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM file
    WHERE intake = 'waiting' AND state = 'present' AND (? IS NULL OR root_id = ?)`,
  ).get(rootId, rootId)!.count
}

/** Folders in which cameras lay proxies, thumbnails and the clips themselves, in the spellings that are met. */
const COMPANIONS = ['Sub', 'Thmbnl', 'Proxy', 'Proxies', 'Clip', 'Clips'].flatMap((name) => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
])

/** The files of a folder and of the folders whose files may belong to the same clips. */
export function filesAround(db: ReadableDb, volumeId: string, folder: string): PlacedFile[] {
  const slash = folder.lastIndexOf('/')
  const parent = folder.slice(0, Math.max(0, slash))
  const isCompanion = COMPANIONS.includes(folder.slice(slash + 1))
  const under = (top: string): string[] => COMPANIONS.map((name) => (top === '' ? name : `${top}/${name}`))
  const folders = new Set([folder, ...under(folder), ...(isCompanion ? [parent, ...under(parent)] : [])])
  const rows = statement<PlacedFile>(
    db,
    `SELECT ${COLUMNS} FROM file f WHERE f.volume_id = ? AND f.folder = ? AND f.state = 'present'
    AND f.missed_at IS NULL AND f.intake <> 'left'`,
  )
  return [...folders].flatMap((one) => rows.all(volumeId, one))
}

/** Notes that a file was seen with another size or time, and so rests from now on. */
export function restAgain(db: WritableDb, id: string, look: { bytes: number; mtimeNs: number }, now: number): void {
  statement(
    db,
    `UPDATE file SET bytes = ?, mtime_ns = ?, ctime_ns = NULL, changed_at = ?, intake = 'waiting' WHERE id = ?`,
  ).run(look.bytes, look.mtimeNs, now, id)
}

/** Leaves a file alone, and says why. */
export function leave(db: WritableDb, id: string, why: string): void {
  statement(db, `UPDATE file SET intake = 'left', intake_note = ? WHERE id = ?`).run(why, id)
}

/** Files of a root that could not be read are tried again. */
export function retryUnreadable(db: WritableDb, rootId: string): void {
  statement(
    db,
    `UPDATE file SET intake = 'waiting', intake_note = NULL WHERE root_id = ? AND intake = 'left' AND intake_note LIKE 'It can''t be read%'`,
  ).run(rootId)
}

/** Says that a file is understood: its bytes, its asset, and what it is to it. */
export function settle(db: WritableDb, id: string, as: { contentId: string; assetId: string; role: FileRole }): void {
  statement(
    db,
    `UPDATE file SET content_id = @contentId, asset_id = @assetId, role = @role, intake = 'done', intake_note = NULL,
      verification = CASE WHEN content_id = @contentId THEN verification ELSE 'unknown' END,
      verified_at = CASE WHEN content_id = @contentId THEN verified_at ELSE NULL END,
      read_back = CASE WHEN content_id = @contentId THEN read_back ELSE NULL END
      , recheck = NULL, changed_after = CASE WHEN content_id = @contentId THEN changed_after ELSE 0 END
    WHERE id = @id`,
  ).run({ id, ...as })
}

/** The files of a root that were left alone because they could not be read. */
export function unreadable(db: ReadableDb, rootId: string, limit: number): { path: string; message: string }[] {
  return statement<{ path: string; message: string }>(
    db,
    `SELECT path, intake_note AS message FROM file
    WHERE root_id = ? AND intake = 'left' AND intake_note LIKE 'It can''t be read%' LIMIT ?`,
  ).all(rootId, limit)
}

/**
 * Writes what was found on drives: contents, files, assets and their versions.
 */
import type { AssetKind, FileRole, FileState, ReadBack, Verification } from '../../../../shared/model/asset.ts'
import type { Hashes } from '../../../../shared/model/hash.ts'
import { newId } from '../../../../shared/util/ids.ts'
import type { Derived } from '../../domain/media/derived.ts'
import { statement, type WritableDb } from '../core/handles.ts'

/** Finds or makes the content of these bytes. `hashes.xxh128` is its identity; other hashes are kept beside it. */
export function upsertContent(
  db: WritableDb,
  content: { bytes: number; hashes: Hashes; kind: string; now: number },
): string {
  const { xxh128, ...others } = content.hashes
  if (xxh128 === undefined) throw new TypeError('A content is told by its xxh128.')
  const row = statement<{ id: string }>(
    db,
    `INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (bytes, xxh128) DO UPDATE SET kind = CASE WHEN kind = 'other' THEN excluded.kind ELSE kind END RETURNING id`,
  ).get(newId(), content.bytes, xxh128, content.kind, content.now)
  for (const [format, value] of Object.entries(others)) {
    statement(db, 'INSERT INTO content_hash (content_id, format, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      row!.id,
      format,
      value,
    )
  }
  return row!.id
}

export interface FileRow {
  readonly volumeId: string
  readonly rootId: string | null
  /** Relative to the mount point. */
  readonly path: string
  readonly bytes: number
  readonly mtimeNs: bigint
  readonly inode: number | null
  /** Its time of change when its bytes were read; null where that is not known or means nothing. */
  readonly ctimeNs?: number | null
  readonly state: FileState
  readonly role: FileRole
  readonly contentId: string
  readonly assetId: string
  readonly verification: Verification
  readonly verifiedAt: number | null
  readonly readBack: ReadBack | null
  readonly now: number
}

/**
 * Writes a file as it was found. A verification that was done before stays unless this one says more. Returns the asset
 * whose file lay there before, or null.
 */
export function upsertFile(db: WritableDb, file: FileRow): string | null {
  const before = statement<{ asset_id: string | null }>(
    db,
    'SELECT asset_id FROM file WHERE volume_id = ? AND path = ?',
  ).get(file.volumeId, file.path)
  statement(
    db,
    `INSERT INTO file (id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, ctime_ns, state, role, content_id, asset_id,
      verification, verified_at, read_back, created_at)
    VALUES (@id, @volumeId, @rootId, @path, @folder, @bytes, @mtimeNs, @inode, @ctimeNs, @state, @role, @contentId, @assetId,
      @verification, @verifiedAt, @readBack, @now)
    ON CONFLICT (volume_id, path) DO UPDATE SET bytes = excluded.bytes, mtime_ns = excluded.mtime_ns, inode = excluded.inode, ctime_ns = excluded.ctime_ns, recheck = NULL,
      changed_after = CASE WHEN excluded.verification = 'unknown' AND content_id = excluded.content_id THEN changed_after ELSE 0 END, state = excluded.state, role = excluded.role, asset_id = excluded.asset_id, intake = 'done', intake_note = NULL, missed_at = NULL,
      verification = CASE WHEN excluded.verification = 'unknown' AND content_id = excluded.content_id THEN verification ELSE excluded.verification END,
      verified_at = CASE WHEN excluded.verification = 'unknown' AND content_id = excluded.content_id THEN verified_at ELSE excluded.verified_at END,
      read_back = CASE WHEN excluded.verification = 'unknown' AND content_id = excluded.content_id THEN read_back ELSE excluded.read_back END,
      content_id = excluded.content_id, root_id = coalesce(excluded.root_id, root_id)`,
  ).run({ ...file, ctimeNs: file.ctimeNs ?? null, id: newId(), folder: folderOf(file.path) })
  return before?.asset_id ?? null
}

/** The folder of a path with forward slashes; empty at the top of a drive. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/**
 * The asset whose current version is made of this content, or undefined. `name` narrows it where bytes alone say too
 * little. A sequence is never found by its first frame (`findSequenceOf`).
 */
export function findAssetOfContent(db: WritableDb, contentId: string, name: string | null): string | undefined {
  return statement<{ id: string }>(
    db,
    `SELECT a.id FROM version_part p JOIN asset a ON a.version_id = p.version_id
    WHERE p.content_id = ? AND p.role = 'primary' AND a.kind <> 'sequence' AND (? IS NULL OR p.name = ?) LIMIT 1`,
  ).get(contentId, name, name)?.id
}

export interface Part {
  readonly role: FileRow['role']
  readonly name: string
  readonly contentId: string
}

/**
 * Makes an asset with its first version. It is hidden until its row is built (`refreshNewAsset`): a row that is shown
 * stands in a dozen indexes and tallies, and would be entered in all of them twice.
 */
export function insertAsset(
  db: WritableDb,
  asset: {
    kind: AssetKind
    derived: Derived
    parts: readonly Part[]
    reason: string
    author: string
    device: string
    now: number
  },
): string {
  const id = newId()
  statement(
    db,
    `INSERT INTO asset (id, kind, derived, name, name_key, hidden, created_at, texts) VALUES (?, ?, ?, ?, ?, 1, ?, '')`,
  ).run(id, asset.kind, JSON.stringify(asset.derived), asset.derived.name, asset.derived.name.toLowerCase(), asset.now)
  addVersion(db, id, asset)
  return id
}

/** Appends a version made of these parts and makes it the current one. Returns its id. */
export function addVersion(
  db: WritableDb,
  assetId: string,
  version: {
    derived: Derived
    parts: readonly Part[]
    reason: string
    author: string
    device: string
    now: number
  },
): string {
  const id = newId()
  const { next } = statement<{ next: number }>(
    db,
    'SELECT coalesce(max(revision), 0) + 1 AS next FROM version WHERE asset_id = ?',
  ).get(assetId)!
  statement(
    db,
    'INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(id, assetId, next, version.reason, version.author, version.device, version.derived.bytes, version.now)
  version.parts.forEach((part, position) => {
    statement(db, 'INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, ?, ?, ?, ?)').run(
      id,
      position,
      part.role,
      part.name,
      part.contentId,
    )
  })
  statement(db, 'UPDATE asset SET version_id = ? WHERE id = ?').run(id, assetId)
  return id
}

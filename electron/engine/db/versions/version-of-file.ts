/**
 * Enters what a file holds now as the current version of its asset.
 */
import { deriveAsset } from '../../domain/media/derived.ts'
import { refreshAssets } from '../catalogue/asset-row.ts'
import { storeDerived } from '../catalogue/contents.ts'
import { addVersion, type Part } from '../catalogue/files-write.ts'
import { readOrigin } from '../catalogue/grouping.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { electCurrent, nameVersion } from './stacks.ts'

interface FileVersion {
  readonly assetId: string
  readonly fileId: string
  readonly contentId: string
  readonly bytes: number
  readonly mtimeNs: number
  readonly name: string
  readonly reason: string
  readonly author: string
  readonly device: string
  readonly now: number
}

/**
 * Writes the file's row, and a new version of its asset unless the current one is made of these bytes already. Returns
 * the revision that is current then. Call it in a transaction.
 */
export function enterVersionOfFile(db: WritableDb, version: FileVersion): number {
  // What was verified stays verified as long as it is the same bytes at the same place.
  statement(
    db,
    `UPDATE file SET bytes = @bytes, mtime_ns = @mtimeNs, intake = 'done', intake_note = NULL, missed_at = NULL, state = 'present', recheck = NULL, ctime_ns = NULL,
      changed_after = CASE WHEN content_id IS @contentId THEN changed_after ELSE 0 END, verification = CASE WHEN content_id IS @contentId THEN verification ELSE 'unknown' END,
      verified_at = CASE WHEN content_id IS @contentId THEN verified_at END, read_back = CASE WHEN content_id IS @contentId THEN read_back END,
      content_id = @contentId WHERE id = @fileId`,
  ).run({ fileId: version.fileId, bytes: version.bytes, mtimeNs: version.mtimeNs, contentId: version.contentId })
  const parts = statement<Part>(
    db,
    `SELECT p.role, p.name, p.content_id AS contentId FROM asset a JOIN version_part p ON p.version_id = a.version_id
    WHERE a.id = ? ORDER BY p.position`,
  ).all(version.assetId)
  const origin = readOrigin(db, version.assetId)
  const primary = parts.find((part) => part.role === 'primary')
  if (origin !== undefined && primary?.contentId !== version.contentId) {
    const derived = deriveAsset(
      { ...origin.from, bytes: version.bytes, modifiedMs: Math.floor(version.mtimeNs / 1e6) },
      null,
    )
    const next: Part[] = [
      { role: 'primary', name: version.name, contentId: version.contentId },
      ...parts.filter((part) => part.role !== 'primary'),
    ]
    const id = addVersion(db, version.assetId, {
      derived,
      parts: next,
      reason: version.reason,
      author: version.author,
      device: version.device,
      now: version.now,
    })
    nameVersion(
      db,
      id,
      statement<{ volumeId: string; path: string; mtimeNs: number }>(
        db,
        'SELECT volume_id AS volumeId, path, mtime_ns AS mtimeNs FROM file WHERE id = ?',
      ).get(version.fileId)!,
    )
    storeDerived(db, version.assetId, origin.kind, derived)
    electCurrent(db, version.assetId)
  }
  refreshAssets(db, [version.assetId])
  return statement<{ revision: number }>(
    db,
    'SELECT v.revision FROM asset a JOIN version v ON v.id = a.version_id WHERE a.id = ?',
  ).get(version.assetId)!.revision
}

/**
 * What is needed to restore a version: its bytes' identity, its name, and where the current version lies.
 */
import { joinMount } from '../catalogue/asset-detail.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

export interface Restorable {
  readonly versionId: string
  readonly revision: number
  readonly contentId: string
  readonly name: string
  readonly bytes: number
  readonly xxh128: string | null
  /** The file's own time, ms; null when it is not known. */
  readonly modifiedAt: number | null
  /** Where files of the asset's current version lie on drives that are here. */
  readonly currentFiles: readonly { readonly fileId: string; readonly path: string }[]
}

/** The media of one revision, or undefined. */
export function readRestorable(db: ReadableDb, assetId: string, revision: number): Restorable | undefined {
  const row = statement<Omit<Restorable, 'currentFiles'> & { current: string | null }>(
    db,
    `SELECT v.id AS versionId, v.revision, p.content_id AS contentId, p.name, c.bytes, c.xxh128,
      v.modified_at AS modifiedAt,
      (SELECT q.content_id FROM version_part q WHERE q.version_id = a.version_id AND q.role = 'primary' LIMIT 1) AS current
    FROM version v JOIN asset a ON a.id = v.asset_id JOIN version_part p ON p.version_id = v.id AND p.role = 'primary' JOIN content c ON c.id = p.content_id
    WHERE v.asset_id = ? AND v.revision = ?`,
  ).get(assetId, revision)
  if (row === undefined) return undefined
  const { current, ...restorable } = row
  const files = statement<{ id: string; mount_point: string; path: string }>(
    db,
    `SELECT f.id, v.mount_point, f.path FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.asset_id = ? AND f.content_id = ? AND f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL ORDER BY f.id`,
  ).all(assetId, current)
  return {
    ...restorable,
    currentFiles: files.map((file) => ({ fileId: file.id, path: joinMount(file.mount_point, file.path) })),
  }
}

/**
 * Versions whose bytes are kept in the library's own store.
 */
import type { AgedVersion } from '../../domain/versions/retention.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

export interface KeptVersion extends AgedVersion {
  readonly contentId: string
  readonly asset: string
  readonly revision: number
  readonly size: number
}

/** Every version whose bytes are kept. */
export function keptVersions(db: ReadableDb): KeptVersion[] {
  return statement<Omit<KeptVersion, 'current' | 'pinned'> & { current: number; pinned: number }>(
    db,
    `SELECT v.id, v.asset_id AS assetId, v.created_at AS createdAt,
      v.id = a.version_id AS current, v.pinned, p.content_id AS contentId, a.name AS asset, v.revision, c.bytes AS size
    FROM version v JOIN asset a ON a.id = v.asset_id JOIN version_part p ON p.version_id = v.id
      JOIN kept_content k ON k.content_id = p.content_id JOIN content c ON c.id = p.content_id
    GROUP BY v.id, p.content_id`,
  )
    .all()
    .map((row) => ({ ...row, current: row.current === 1, pinned: row.pinned === 1 }))
}

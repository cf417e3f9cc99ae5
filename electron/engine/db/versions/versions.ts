/**
 * Reads the versions of an asset, and what each is made of.
 */
import type { Version } from '../../../../shared/model/versions.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { probeOfVersion } from '../catalogue/pieces.ts'

type Row = Omit<Version, 'current' | 'pinned'> & { current: number; pinned: number }

/** An asset's stack: the current version first, then the latest. */
export function readVersionList(db: ReadableDb, assetId: string): Version[] {
  return statement<Row>(
    db,
    `SELECT v.id, v.revision, coalesce(p.name, '') AS name, v.label, v.reason, v.author, v.device, v.created_at AS createdAt,
      v.modified_at AS modifiedAt, v.bytes, c.xxh128, v.id = a.version_id AS current, v.pinned,
      CASE WHEN EXISTS (SELECT 1 FROM kept_content k WHERE k.content_id = c.id) THEN 'kept'
           WHEN EXISTS (SELECT 1 FROM file f WHERE f.content_id = c.id AND f.state = 'present') THEN 'copy'
           WHEN EXISTS (SELECT 1 FROM file f WHERE f.content_id = c.id AND f.state = 'offline') THEN 'offline' ELSE 'gone' END AS stored
    FROM version v JOIN asset a ON a.id = v.asset_id
      LEFT JOIN version_part p ON p.version_id = v.id AND p.role = 'primary' LEFT JOIN content c ON c.id = p.content_id
    WHERE v.asset_id = ? ORDER BY current DESC, v.rank DESC, coalesce(v.modified_at, v.created_at) DESC, p.name DESC, v.created_at DESC, v.revision DESC`,
  )
    .all(assetId)
    .map((row) => ({ ...row, current: row.current === 1, pinned: row.pinned === 1 }))
}

/** The content of a version's media with what was found in it, or undefined. */
export function primaryOfVersion(
  db: ReadableDb,
  versionId: string,
): { contentId: string; probe: string | null } | undefined {
  const primary = statement<{ contentId: string }>(
    db,
    `SELECT content_id AS contentId FROM version_part
    WHERE version_id = ? AND role = 'primary' ORDER BY position LIMIT 1`,
  ).get(versionId)
  if (primary === undefined) return undefined
  const probe = probeOfVersion(db, versionId)
  return { ...primary, probe: probe === null ? null : JSON.stringify(probe) }
}

/** One version by its asset and number, or undefined. */
export function findVersion(db: ReadableDb, assetId: string, revision: number): { id: string } | undefined {
  return statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = ? AND revision = ?').get(
    assetId,
    revision,
  )
}

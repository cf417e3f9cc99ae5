/**
 * What assets are called: as their files are. When no file bears a name any more, the next one's is taken.
 */
import type { AssetKind } from '../../../shared/model/asset.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import { deriveAsset, derivedSchema } from '../domain/derived.ts'
import { baseName } from '../domain/media-kinds.ts'
import { refreshAssets } from './asset-row.ts'
import { storeDerived } from './contents.ts'
import { statement, type WritableDb } from './handles.ts'
import { electCurrent, nameVersion, versionIds, type NamedFile } from './stacks.ts'

interface PartRow { readonly versionId: string; readonly position: number; readonly role: string; readonly name: string }

/**
 * Brings the names of what an asset is made of to its files, after one of them that holds this content was renamed, came or
 * went. A name that any file of it still bears, also one that is missing, stays. Call it in the transaction that changed the file.
 */
export function nameByFiles(db: WritableDb, assetId: string, contentId: string): void {
  const parts = statement<PartRow>(db, `SELECT p.version_id AS versionId, p.position, p.role, p.name FROM version v JOIN version_part p ON p.version_id = v.id
    WHERE v.asset_id = ? AND p.content_id = ? ORDER BY p.position`).all(assetId, contentId)
  const files = statement<NamedFile>(db, `SELECT volume_id AS volumeId, path, mtime_ns AS mtimeNs FROM file WHERE asset_id = ? AND content_id = ? ORDER BY path`).all(assetId, contentId)
  const borne = new Set(files.map((file) => baseName(file.path)))
  const stale = parts.filter((part) => !borne.has(part.name))
  if (stale.length === 0 || files.length === 0) return
  for (const part of stale) {
    const taken = new Set(parts.filter((one) => one.versionId === part.versionId && one !== part).map((one) => one.name))
    const file = files.find((one) => !taken.has(baseName(one.path))) ?? files[0]!
    statement(db, 'UPDATE version_part SET name = ? WHERE version_id = ? AND position = ?').run(baseName(file.path), part.versionId, part.position)
    if (part.role !== 'primary') continue
    nameVersion(db, part.versionId, file)
    nameAsset(db, assetId, part, baseName(file.path))
  }
  if (versionIds(db, assetId).length > 1 && stale.some((part) => part.role === 'primary')) electCurrent(db, assetId)
  refreshAssets(db, [assetId])
}

/** The asset goes by its current version. */
function nameAsset(db: WritableDb, assetId: string, part: PartRow, name: string): void {
  const asset = statement<{ kind: AssetKind; derived: string; probe: string | null }>(db, `SELECT a.kind, a.derived, c.probe FROM asset a
    JOIN version_part p ON p.version_id = a.version_id AND p.position = ? JOIN content c ON c.id = p.content_id
    WHERE a.id = ? AND a.version_id = ?`).get(part.position, assetId, part.versionId)
  if (asset === undefined) return
  const { from } = derivedSchema.parse(JSON.parse(asset.derived))
  if (baseName(from.path) !== part.name) return
  const path = `${from.path.slice(0, from.path.length - part.name.length)}${name}`
  storeDerived(db, assetId, asset.kind, deriveAsset({ ...from, path }, asset.probe === null ? null : JSON.parse(asset.probe) as Probe))
}

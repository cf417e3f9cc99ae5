/**
 * What assets are called: as their files are. When no file bears a name any more, the next one's is taken.
 */
import type { AssetKind } from '../../../../shared/model/asset.ts'
import { deriveAsset, derivedSchema } from '../../domain/media/derived.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import { storeDerived } from './contents.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { probeOfVersion } from './pieces.ts'
import { electCurrent, nameVersion, versionIds, type NamedFile } from '../versions/stacks.ts'

interface PartRow {
  readonly versionId: string
  readonly position: number
  readonly role: string
  readonly contentId: string
  readonly name: string
  readonly rank: number
}

/**
 * Brings the names of what an asset is made of to its files, after one of them that holds this content was renamed,
 * came or went. A name that any file of it still bears, also one that is missing, stays. Older versions that lay under
 * the old name and lie nowhere any more follow: they are the past of the same file, and what follows it is told by its
 * name. Returns whether anything was renamed: the asset's row is then to be refreshed, in the transaction that changed
 * the file, as this.
 */
export function nameByFiles(db: WritableDb, assetId: string, contentId: string): boolean {
  const files = statement<NamedFile>(
    db,
    `SELECT volume_id AS volumeId, path, mtime_ns AS mtimeNs FROM file WHERE +asset_id = ? AND content_id = ? ORDER BY path`,
  ).all(assetId, contentId)
  if (files.length === 0) return false
  const parts = statement<PartRow>(
    db,
    `SELECT v.id AS versionId, v.rank, p.position, p.role, p.name, p.content_id AS contentId FROM version_part p CROSS JOIN version v ON v.id = p.version_id
    WHERE p.content_id = ? AND v.asset_id = ? ORDER BY p.position`,
  ).all(contentId, assetId)
  const borne = new Set(files.map((file) => baseName(file.path)))
  const stale = parts.filter((part) => !borne.has(part.name))
  if (stale.length === 0) return false
  // Parts of one version that are equal each have a file of their own.
  const used = new Set(parts.filter((part) => borne.has(part.name)).map((part) => `${part.versionId} ${part.name}`))
  let reordered = false
  for (const part of stale) {
    const file = files.find((one) => !used.has(`${part.versionId} ${baseName(one.path)}`)) ?? files[0]!
    const name = baseName(file.path)
    used.add(`${part.versionId} ${name}`)
    rename(db, part, name)
    if (part.role !== 'primary') continue
    for (const past of pastOf(db, assetId, part.name)) rename(db, past, name)
    nameVersion(db, part.versionId, file)
    reordered ||=
      statement<{ rank: number }>(db, 'SELECT rank FROM version WHERE id = ?').get(part.versionId)!.rank !== part.rank
    nameAsset(db, assetId, part, name)
  }
  // Another name, the same files: only a number or word that versions go by can make another one the current.
  if (reordered && versionIds(db, assetId).length > 1) electCurrent(db, assetId)
  return true
}

/** Written anew, not over: other devices are told of parts that come. */
function rename(db: WritableDb, part: PartRow, name: string): void {
  statement(
    db,
    'INSERT OR REPLACE INTO version_part (version_id, position, role, name, content_id) VALUES (?, ?, ?, ?, ?)',
  ).run(part.versionId, part.position, part.role, name, part.contentId)
}

/** First parts of the asset's versions under this name whose bytes lie nowhere. */
function pastOf(db: WritableDb, assetId: string, name: string): PartRow[] {
  return statement<PartRow>(
    db,
    `SELECT v.id AS versionId, v.rank, p.position, p.role, p.name, p.content_id AS contentId FROM version v JOIN version_part p ON p.version_id = v.id AND p.role = 'primary'
    WHERE v.asset_id = ? AND p.name = ? AND NOT EXISTS (SELECT 1 FROM file f WHERE f.content_id = p.content_id AND f.asset_id = v.asset_id)`,
  ).all(assetId, name)
}

/** The asset goes by its current version. */
function nameAsset(db: WritableDb, assetId: string, part: PartRow, name: string): void {
  const asset = statement<{ kind: AssetKind; derived: string }>(
    db,
    'SELECT kind, derived FROM asset WHERE id = ? AND version_id = ?',
  ).get(assetId, part.versionId)
  if (asset === undefined) return
  const { from } = derivedSchema.parse(JSON.parse(asset.derived))
  if (baseName(from.path) !== part.name) return
  const path = `${from.path.slice(0, from.path.length - part.name.length)}${name}`
  storeDerived(db, assetId, asset.kind, deriveAsset({ ...from, path }, probeOfVersion(db, part.versionId)))
}

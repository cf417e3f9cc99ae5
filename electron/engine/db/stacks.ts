/**
 * Stacks of versions: which asset a name belongs to, which version is the current one, and versions that go from one asset to
 * another with their files.
 */
import type { AssetKind } from '../../../shared/model/asset.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import { newId } from '../../../shared/util/ids.ts'
import { deriveAsset, derivedSchema, kindOf } from '../domain/derived.ts'
import { versionName } from '../domain/version-names.ts'
import { storeDerived } from './contents.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** The asset of which a file of this name is a further version; null for none, and for names that take no part in stacks. */
export function assetOfStack(db: ReadableDb, file: { readonly volumeId: string; readonly path: string }): string | null {
  const named = versionName(file.path)
  if (named === null) return null
  // One of the two names has to say something: two that only differ in letters' case are two files.
  return statement<{ id: string }>(db, `SELECT v.asset_id AS id FROM version v JOIN asset a ON a.id = v.asset_id
    WHERE v.stack_key = ? AND (? OR v.label IS NOT NULL) AND v.apart = 0 AND a.hidden = 0 LIMIT 1`).get(stackKey(file.volumeId, named.key), Number(named.label !== null))?.id ?? null
}

/** Writes down what a version's file is called, and when it was last written. */
export function nameVersion(db: WritableDb, versionId: string, file: { readonly volumeId: string; readonly path: string; readonly mtimeNs: number }): void {
  const named = versionName(file.path)
  statement(db, 'UPDATE version SET stack_key = ?, label = ?, rank = ?, modified_at = ? WHERE id = ?')
    .run(named === null ? null : stackKey(file.volumeId, named.key), named?.label ?? null, named?.rank ?? 0, Math.floor(file.mtimeNs / 1e6), versionId)
}

function stackKey(volumeId: string, key: string): string {
  return `${volumeId}:${key}`
}

/** True when one of the asset's versions is made of these bytes already. */
export function hasVersionOf(db: ReadableDb, assetId: string, contentId: string): boolean {
  return statement(db, `SELECT 1 FROM version v JOIN version_part p ON p.version_id = v.id AND p.role = 'primary'
    WHERE v.asset_id = ? AND p.content_id = ?`).get(assetId, contentId) !== undefined
}

/**
 * Makes the highest version the current one: by what the names say, then by when it came. The asset's facts follow it. A v001
 * that comes after v003 never becomes current, nor does an auto-save.
 */
export function electCurrent(db: WritableDb, assetId: string): void {
  const best = statement<{ id: string; bytes: number; modified_at: number | null }>(db, `SELECT id, bytes, modified_at FROM version WHERE asset_id = ?
    ORDER BY rank DESC, created_at DESC, revision DESC LIMIT 1`).get(assetId)
  statement(db, 'UPDATE asset SET version_id = ? WHERE id = ?').run(best?.id ?? null, assetId)
  if (best === undefined) return
  const asset = statement<{ kind: AssetKind; derived: string }>(db, 'SELECT kind, derived FROM asset WHERE id = ?').get(assetId)!
  const part = statement<{ name: string; probe: string | null }>(db, `SELECT p.name, c.probe FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? AND p.role = 'primary' ORDER BY p.position LIMIT 1`).get(best.id)
  const { from } = derivedSchema.parse(JSON.parse(asset.derived))
  if (part === undefined || from.frames !== null) return
  const probe = part.probe === null ? null : JSON.parse(part.probe) as Probe
  const folder = from.path.slice(0, from.path.lastIndexOf('/') + 1)
  const derived = deriveAsset({ ...from, path: `${folder}${part.name}`, bytes: best.bytes, modifiedMs: best.modified_at ?? from.modifiedMs }, probe)
  storeDerived(db, assetId, kindOf(asset.kind, probe), derived)
}

/**
 * Gives a version to another asset; the files that hold it go with it. Both assets get the current version that is theirs
 * then. Returns the asset that it came from, or undefined for a version that is not there.
 */
export function moveVersion(db: WritableDb, versionId: string, to: string): string | undefined {
  const from = statement<{ asset_id: string }>(db, 'SELECT asset_id FROM version WHERE id = ?').get(versionId)?.asset_id
  if (from === undefined || from === to) return from
  const { next } = statement<{ next: number }>(db, 'SELECT coalesce(max(revision), 0) + 1 AS next FROM version WHERE asset_id = ?').get(to)!
  statement(db, 'UPDATE version SET asset_id = ?, revision = ? WHERE id = ?').run(to, next, versionId)
  statement(db, `UPDATE file SET asset_id = @to WHERE asset_id = @from AND content_id IN (SELECT content_id FROM version_part WHERE version_id = @version)
    AND content_id NOT IN (SELECT p.content_id FROM version_part p JOIN version v ON v.id = p.version_id WHERE v.asset_id = @from)`).run({ to, from, version: versionId })
  electCurrent(db, from)
  electCurrent(db, to)
  return from
}

/** An asset without a version, for one that is to be taken out of a stack: hidden until it has it. Returns its id. */
export function emptyAssetLike(db: WritableDb, assetId: string, now: number): string {
  const id = newId()
  statement(db, `INSERT INTO asset (id, kind, derived, name, name_key, hidden, created_at)
    SELECT ?, kind, derived, name, name_key, 1, ? FROM asset WHERE id = ?`).run(id, now, assetId)
  return id
}

/** Ids of an asset's versions, the oldest first. */
export function versionIds(db: ReadableDb, assetId: string): string[] {
  return statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = ? ORDER BY revision').all(assetId).map((row) => row.id)
}

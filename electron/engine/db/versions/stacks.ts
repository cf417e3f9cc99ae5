/**
 * Stacks of versions: which asset a name belongs to, which version is the current one, and versions that go from one
 * asset to another with their files.
 */
import type { AssetKind } from '../../../../shared/model/asset.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { deriveAsset, derivedSchema, kindOf } from '../../domain/media/derived.ts'
import { stackFolder, versionName } from '../../domain/versions/version-names.ts'
import { refreshAssets } from '../catalogue/asset-row.ts'
import { storeDerived } from '../catalogue/contents.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { probeOfVersion } from '../catalogue/pieces.ts'

/**
 * The asset of which a file of this name is a further version; null for none, and for names that take no part in
 * stacks.
 */
export function assetOfStack(
  db: ReadableDb,
  file: { readonly volumeId: string; readonly path: string },
): string | null {
  const named = versionName(file.path)
  if (named === null) return null
  // One of the two names has to say something: two that only differ in letters' case are two files.
  return (
    statement<{ id: string }>(
      db,
      `SELECT v.asset_id AS id FROM version v JOIN asset a ON a.id = v.asset_id
    WHERE v.stack_key = ? AND (? OR v.label IS NOT NULL) AND v.apart = 0 AND a.hidden = 0 LIMIT 1`,
    ).get(stackKey(file.volumeId, named.key), Number(named.label !== null))?.id ?? null
  )
}

/** A file's place and time, as far as a stack cares. */
export interface NamedFile {
  readonly volumeId: string
  readonly path: string
  readonly mtimeNs: number
}

/**
 * Writes down what a version's file is called, and when it was last written. What a person took out of its stack stays
 * out of it when it is edited: a further version of the same name is apart as well.
 */
export function nameVersion(db: WritableDb, versionId: string, file: NamedFile): void {
  const named = versionName(file.path)
  const key = named === null ? null : stackKey(file.volumeId, named.key)
  statement(
    db,
    `UPDATE version SET stack_key = @key, label = @label, rank = @rank, modified_at = @modifiedAt, apart = max(apart,
      EXISTS (SELECT 1 FROM version o WHERE o.asset_id = version.asset_id AND o.stack_key = @key AND o.apart = 1)) WHERE id = @id`,
  ).run({
    id: versionId,
    key,
    label: named?.label ?? null,
    rank: named?.rank ?? 0,
    modifiedAt: Math.floor(file.mtimeNs / 1e6),
  })
}

/**
 * A file was moved or renamed: the version that it holds is told by its new name, so that the next one beside it is of
 * the same stack. Call it in the transaction that wrote the new place.
 */
export function renameVersions(
  db: WritableDb,
  fileId: string,
  before: { readonly volumeId: string; readonly path: string },
): void {
  const old = versionName(before.path)
  if (old === null) return
  const file = statement<NamedFile & { assetId: string | null; contentId: string | null }>(
    db,
    `SELECT volume_id AS volumeId, path, mtime_ns AS mtimeNs,
    asset_id AS assetId, content_id AS contentId FROM file WHERE id = ?`,
  ).get(fileId)
  if (file === undefined || file.assetId === null || file.contentId === null) return
  const versions = statement<{ id: string }>(
    db,
    `SELECT DISTINCT v.id FROM version v JOIN version_part p ON p.version_id = v.id AND p.role = 'primary'
    WHERE v.asset_id = ? AND p.content_id = ? AND v.stack_key = ?`,
  ).all(file.assetId, file.contentId, stackKey(before.volumeId, old.key))
  for (const { id } of versions) nameVersion(db, id, file)
  if (versions.length === 0 || versionIds(db, file.assetId).length < 2) return
  electCurrent(db, file.assetId)
  refreshAssets(db, [file.assetId])
}

function stackKey(volumeId: string, key: string): string {
  return `${volumeId}:${key}`
}

/** True when one of the asset's versions is made of these bytes already. */
export function hasVersionOf(db: ReadableDb, assetId: string, contentId: string): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM version v JOIN version_part p ON p.version_id = v.id AND p.role = 'primary'
    WHERE v.asset_id = ? AND p.content_id = ?`,
    ).get(assetId, contentId) !== undefined
  )
}

/**
 * Makes the highest version the current one, and lets the asset's facts follow it: by what the names say, then by when
 * it was written, whatever came first. A v001 that comes after v003 never becomes current, nor does an auto-save. Of
 * several under one name the last that came is what lies there now, even when its time is older: people put back old
 * files.
 */
export function electCurrent(db: WritableDb, assetId: string): void {
  const best = statement<{ id: string; bytes: number; modified_at: number | null }>(
    db,
    `WITH named AS (SELECT v.id, v.bytes, v.rank, v.modified_at, v.created_at, v.revision,
      coalesce((SELECT p.name FROM version_part p WHERE p.version_id = v.id AND p.role = 'primary' ORDER BY p.position LIMIT 1), '') AS name
      FROM version v WHERE v.asset_id = ?),
    latest AS (SELECT *, row_number() OVER (PARTITION BY name ORDER BY created_at DESC, revision DESC) AS nth FROM named)
    SELECT id, bytes, modified_at FROM latest WHERE nth = 1
    ORDER BY rank DESC, coalesce(modified_at, created_at) DESC, name DESC, revision DESC LIMIT 1`,
  ).get(assetId)
  statement(db, 'UPDATE asset SET version_id = ? WHERE id = ?').run(best?.id ?? null, assetId)
  if (best === undefined) return
  const asset = statement<{ kind: AssetKind; derived: string }>(db, 'SELECT kind, derived FROM asset WHERE id = ?').get(
    assetId,
  )!
  const part = statement<{ name: string }>(
    db,
    `SELECT name FROM version_part WHERE version_id = ? AND role = 'primary' ORDER BY position LIMIT 1`,
  ).get(best.id)
  const { from } = derivedSchema.parse(JSON.parse(asset.derived))
  if (part === undefined || from.frames !== null) return
  const probe = probeOfVersion(db, best.id)
  const derived = deriveAsset(
    {
      ...from,
      path: `${stackFolder(from.path)}${part.name}`,
      bytes: best.bytes,
      modifiedMs: best.modified_at ?? from.modifiedMs,
    },
    probe,
  )
  storeDerived(db, assetId, kindOf(asset.kind, probe), derived)
}

/** A version's place: its asset, and its number there. */
export interface VersionPlace {
  readonly asset: string
  readonly revision: number | null
}

/**
 * Gives a version to another asset, under the number asked for where that is free; the files that hold it go with it.
 * Both assets get the current version that is theirs then. Returns the place that it came from, or undefined for a
 * version that is not there.
 */
export function moveVersion(
  db: WritableDb,
  versionId: string,
  { asset: to, revision }: VersionPlace,
): VersionPlace | undefined {
  const before = statement<{ asset: string; revision: number }>(
    db,
    'SELECT asset_id AS asset, revision FROM version WHERE id = ?',
  ).get(versionId)
  const from = before?.asset
  if (from === undefined || from === to) return before
  const { next, taken } = statement<{ next: number; taken: number }>(
    db,
    `SELECT coalesce(max(revision), 0) + 1 AS next, coalesce(max(revision = ?), 0) AS taken
    FROM version WHERE asset_id = ?`,
  ).get(revision, to)!
  statement(db, 'UPDATE version SET asset_id = ?, revision = ? WHERE id = ?').run(
    to,
    revision === null || taken === 1 ? next : revision,
    versionId,
  )
  statement(
    db,
    `UPDATE file SET asset_id = @to WHERE asset_id = @from AND content_id IN (SELECT content_id FROM version_part WHERE version_id = @version)
    AND content_id NOT IN (SELECT p.content_id FROM version_part p JOIN version v ON v.id = p.version_id WHERE v.asset_id = @from)`,
  ).run({ to, from, version: versionId })
  electCurrent(db, from)
  electCurrent(db, to)
  return before
}

/** An asset without a version, for one that is to be taken out of a stack: hidden until it has it. Returns its id. */
export function emptyAssetLike(db: WritableDb, assetId: string, now: number): string {
  const id = newId()
  statement(
    db,
    `INSERT INTO asset (id, kind, derived, name, name_key, hidden, created_at)
    SELECT ?, kind, derived, name, name_key, 1, ? FROM asset WHERE id = ?`,
  ).run(id, now, assetId)
  return id
}

/** Ids of an asset's versions, the oldest first. */
export function versionIds(db: ReadableDb, assetId: string): string[] {
  return statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = ? ORDER BY revision')
    .all(assetId)
    .map((row) => row.id)
}

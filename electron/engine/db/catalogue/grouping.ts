/**
 * What files that come later do to an asset: its version grows, or an asset that was nothing but such a file is
 * dissolved.
 */
import type { AssetKind } from '../../../../shared/model/asset.ts'
import { derivedSchema, deriveAsset, type Beginnings } from '../../domain/media/derived.ts'
import { type Frames } from '../../domain/media/frames.ts'
import type { Part } from './files-write.ts'
import { isSaidOf } from '../entities/entity-names.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { forgetMade, probeOfVersion } from './pieces.ts'

/** What an asset is and began with, or undefined. */
export function readOrigin(db: ReadableDb, assetId: string): { kind: AssetKind; from: Beginnings } | undefined {
  const row = statement<{ kind: AssetKind; derived: string }>(db, 'SELECT kind, derived FROM asset WHERE id = ?').get(
    assetId,
  )
  return row === undefined ? undefined : { kind: row.kind, from: derivedSchema.parse(JSON.parse(row.derived)).from }
}

/** The content of the media of an asset's current version, or null. */
export function primaryOf(db: ReadableDb, assetId: string): string | null {
  return (
    statement<{ id: string }>(
      db,
      `SELECT p.content_id AS id FROM asset a JOIN version_part p ON p.version_id = a.version_id AND p.role = 'primary'
    WHERE a.id = ? ORDER BY p.position LIMIT 1`,
    ).get(assetId)?.id ?? null
  )
}

/**
 * The sequence whose current version is made of exactly these frames, in order; null for none. Two shots can begin with
 * the same black frame.
 */
export function findSequenceOf(db: ReadableDb, contentIds: readonly string[]): string | null {
  const candidates = statement<{ id: string }>(
    db,
    `SELECT DISTINCT a.id FROM version_part p JOIN asset a ON a.version_id = p.version_id
    WHERE p.content_id = ? AND p.role = 'primary' AND a.kind = 'sequence' ORDER BY a.id`,
  ).all(contentIds[0])
  return candidates.find(({ id }) => isWholeSequence(db, id, contentIds))?.id ?? null
}

function isWholeSequence(db: ReadableDb, assetId: string, contentIds: readonly string[]): boolean {
  const own = statement<{ id: string }>(
    db,
    `SELECT p.content_id AS id FROM asset a JOIN version_part p ON p.version_id = a.version_id
    WHERE a.id = ? AND p.role IN ('primary', 'frame') ORDER BY p.position`,
  ).all(assetId)
  return own.length === contentIds.length && own.every((part, index) => part.id === contentIds[index])
}

/**
 * Adds parts that came later to the current version: a sidecar, a span, frames that are still being rendered. What it
 * is made of already stays as it is; for a sequence the whole list of frames is laid down again in order.
 */
export function growVersion(db: WritableDb, assetId: string, parts: readonly Part[], frames: Frames | null): void {
  const current = statement<{ id: string; derived: string; kind: AssetKind }>(
    db,
    'SELECT version_id AS id, derived, kind FROM asset WHERE id = ? AND version_id IS NOT NULL',
  ).get(assetId)
  if (current === undefined) return
  const own = statement<Part>(
    db,
    'SELECT role, name, content_id AS contentId FROM version_part WHERE version_id = ? ORDER BY position',
  ).all(current.id)
  const next =
    frames !== null
      ? parts
      : [
          ...own,
          ...parts.filter((part) => !own.some((one) => one.contentId === part.contentId && one.name === part.name)),
        ]
  if (
    (frames === null || current.kind === 'sequence') &&
    next.length === own.length &&
    next.every((part, index) => part.contentId === own[index]!.contentId)
  )
    return
  statement(db, 'DELETE FROM version_part WHERE version_id = ?').run(current.id)
  const insert = statement(
    db,
    'INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, ?, ?, ?, ?)',
  )
  next.forEach((part, position) => insert.run(current.id, position, part.role, part.name, part.contentId))
  const { bytes } = statement<{ bytes: number }>(
    db,
    `SELECT coalesce(sum(c.bytes), 0) AS bytes FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ?`,
  ).get(current.id)!
  statement(db, 'UPDATE version SET bytes = ? WHERE id = ?').run(bytes, current.id)
  const before = derivedSchema.parse(JSON.parse(current.derived))
  const from = { ...before.from, bytes, frames }
  const longer = frames === null && next.slice(own.length).some((part) => part.role === 'span')
  const derived =
    longer || frames !== null ? deriveAsset(from, probeOfVersion(db, current.id)) : { ...before, from, bytes }
  statement(db, 'UPDATE asset SET derived = ?, kind = ? WHERE id = ?').run(
    JSON.stringify(derived),
    frames === null ? current.kind : 'sequence',
    assetId,
  )
  const primary = longer ? primaryOf(db, assetId) : null
  if (primary !== null) forgetMade(db, primary)
}

/**
 * Takes back an asset that was made of a file before its clip came: a sidecar that was alone, the first frame of a
 * sequence. Only when nobody has said anything of it and no file is left to it; else it stays.
 */
export function dissolve(db: WritableDb, assetId: string): void {
  if (isBare(db, assetId, null)) dropVersions(db, assetId)
}

/** Takes all versions from an asset: it is shown no more. */
export function dropVersions(db: WritableDb, assetId: string): void {
  statement(db, 'UPDATE asset SET version_id = NULL WHERE id = ?').run(assetId)
  statement(db, 'DELETE FROM version_part WHERE version_id IN (SELECT id FROM version WHERE asset_id = ?)').run(assetId)
  statement(db, 'DELETE FROM version WHERE asset_id = ?').run(assetId)
}

/** Takes all versions but the current one. */
export function dropOlderVersions(db: WritableDb, assetId: string): void {
  const older =
    'SELECT v.id FROM version v JOIN asset a ON a.id = v.asset_id WHERE a.id = ? AND v.id IS NOT a.version_id'
  statement(db, `DELETE FROM version_part WHERE version_id IN (${older})`).run(assetId)
  statement(db, `DELETE FROM version WHERE id IN (${older})`).run(assetId)
}

/**
 * True when a person has said or kept anything of an asset: a value, a tag, a note, a collection, a pin, a version to
 * go back to.
 */
export function isSpokenOf(db: ReadableDb, assetId: string): boolean {
  return (
    isSaidOf(db, assetId) ||
    statement(
      db,
      `SELECT 1 FROM version WHERE asset_id = @id AND (pinned = 1 OR apart = 1)
    UNION ALL SELECT 1 FROM version v JOIN version_part p ON p.version_id = v.id JOIN kept_content k ON k.content_id = p.content_id WHERE v.asset_id = @id
    LIMIT 1`,
    ).get({ id: assetId }) !== undefined
  )
}

/**
 * True when an asset is nothing but one version that has no file, or this one alone, and of which nobody has said
 * anything.
 */
export function isBare(db: ReadableDb, assetId: string, fileId: string | null): boolean {
  const more =
    isSaidOf(db, assetId) ||
    statement(db, 'SELECT 1 FROM file WHERE asset_id = @id AND id IS NOT @fileId LIMIT 1').get({
      id: assetId,
      fileId,
    }) !== undefined
  return (
    !more &&
    statement<{ count: number }>(db, 'SELECT count(*) AS count FROM version WHERE asset_id = ?').get(assetId)!.count ===
      1
  )
}

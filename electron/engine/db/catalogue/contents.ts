/**
 * Contents that wait to be probed, and what was found in them.
 */
import type { AssetKind } from '../../../../shared/model/asset.ts'
import type { Probe } from '../../../../shared/model/probe.ts'
import type { Derived } from '../../domain/media/derived.ts'
import { joinMount } from './asset-detail.ts'
import { soundFile } from './pieces.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Where a content should be readable now: its copies on drives that are here, verified ones first. Absolute paths. */
export function readablePaths(db: ReadableDb, contentId: string): string[] {
  return statement<{ mount_point: string; path: string }>(
    db,
    `SELECT v.mount_point, f.path
    FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.content_id = ? AND f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL AND f.verification <> 'failed'
    ORDER BY f.verification = 'verified' DESC, f.id`,
  )
    .all(contentId)
    .map((row) => joinMount(row.mount_point, row.path))
}

/** The drive that a content would be read from first; undefined while none with it is here. */
export function volumeOfContent(db: ReadableDb, contentId: string): string | undefined {
  return statement<{ id: string }>(
    db,
    `SELECT f.volume_id AS id FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.content_id = ? AND f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL AND f.verification <> 'failed'
    ORDER BY f.verification = 'verified' DESC, f.id LIMIT 1`,
  ).get(contentId)?.id
}

/** What is probed: media, and layered pictures, which are graphics by their kind. */
const LOOKED_INTO = `c.kind IN ('video', 'audio', 'still', 'graphics') AND (c.kind <> 'graphics' OR p.name LIKE '%.psd' OR p.name LIKE '%.psb')`

export interface WaitingContent {
  readonly contentId: string
  readonly assetId: string
  readonly name: string
  readonly kind: AssetKind
  readonly derived: string
  readonly mtimeMs: number
}

/** Parts of a clip `p` that are media: MXF that is neither piece nor proxy is sound of P2. */
const MEDIA_PART = `(p.role IN ('primary', 'span', 'proxy') OR (${soundFile('p')}))`

/**
 * Media that was not probed yet, oldest first: the primary contents of current versions, their further pieces, sound in
 * files of its own, and the proxies that lie beside them.
 */
export function contentsToProbe(db: ReadableDb, limit: number): WaitingContent[] {
  return statement<WaitingContent>(
    db,
    `SELECT c.id AS contentId, a.id AS assetId, p.name, a.kind, a.derived,
      (SELECT CAST(f.mtime_ns / 1000000 AS INTEGER) FROM file f WHERE f.content_id = c.id LIMIT 1) AS mtimeMs
    FROM content c JOIN version_part p ON p.content_id = c.id AND ${MEDIA_PART} JOIN asset a ON a.version_id = p.version_id
    WHERE c.probe_state = 'waiting' AND ${LOOKED_INTO}
      AND EXISTS (SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id
                  WHERE f.content_id = c.id AND f.state = 'present' AND v.online = 1)
    GROUP BY c.id ORDER BY c.created_at LIMIT ?`,
  ).all(limit)
}

/** True when one of these assets (any, when none is named) can be probed and was not yet. */
export function awaitsProbe(db: ReadableDb, assetIds: readonly string[] | null): boolean {
  if (assetIds === null) return contentsToProbe(db, 1).length > 0
  const waits = statement(
    db,
    `SELECT 1 FROM asset a JOIN version_part p ON p.version_id = a.version_id AND ${MEDIA_PART}
    JOIN content c ON c.id = p.content_id WHERE a.id = ? AND c.probe_state = 'waiting' AND ${LOOKED_INTO}`,
  )
  return assetIds.some((id) => waits.get(id) !== undefined)
}

/** Keeps what was found in a content, with the reader that found it and the tools that could not read it. */
export function storeProbe(db: WritableDb, contentId: string, probe: Probe): void {
  const limited = probe.limit ?? null
  const state = probe.ok ? 'ok' : limited === null ? 'broken' : 'limited'
  statement(db, 'UPDATE content SET probe = ?, probe_state = ?, broken = ?, reader = ?, tools = ? WHERE id = ?').run(
    JSON.stringify(probe),
    state,
    !probe.ok && limited === null ? probe.reason : null,
    probe.reader ?? 0,
    limited?.tools ?? null,
    contentId,
  )
}

/** The stored probe of a content, or undefined. */
export function readProbe(db: ReadableDb, contentId: string): Probe | undefined {
  const row = statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(contentId)
  return row?.probe == null ? undefined : (JSON.parse(row.probe) as Probe)
}

/** Writes what the media says of an asset. */
export function storeDerived(db: WritableDb, assetId: string, kind: AssetKind, derived: Derived): void {
  statement(db, 'UPDATE asset SET kind = ?, derived = ? WHERE id = ?').run(kind, JSON.stringify(derived), assetId)
}

/** The assets whose current version is made from this content. */
export function assetsOfContent(db: ReadableDb, contentId: string): string[] {
  return statement<{ id: string }>(
    db,
    `SELECT DISTINCT a.id FROM version_part p JOIN asset a ON a.version_id = p.version_id WHERE p.content_id = ?`,
  )
    .all(contentId)
    .map((row) => row.id)
}

/** What is kept of an asset to work its facts out from. `derived` is JSON of `derivedSchema`. */
interface DerivedRow {
  readonly n: number
  readonly id: string
  readonly kind: AssetKind
  readonly derived: string
  readonly versionId: string | null
}

const DERIVED = 'SELECT n, id, kind, derived, version_id AS versionId FROM asset'

/** It of one asset, or undefined. */
export function derivedOf(db: ReadableDb, assetId: string): DerivedRow | undefined {
  return statement<DerivedRow>(db, `${DERIVED} WHERE id = ?`).get(assetId)
}

/** A page of it over all assets, in the order of `n`. */
export function derivedAfter(db: ReadableDb, after: number, limit: number): DerivedRow[] {
  return statement<DerivedRow>(db, `${DERIVED} WHERE n > ? ORDER BY n LIMIT ?`).all(after, limit)
}

/** The content of an asset's first main file, or undefined. */
export function primaryContent(db: ReadableDb, assetId: string): string | undefined {
  return statement<{ id: string }>(
    db,
    `SELECT p.content_id AS id FROM asset a JOIN version_part p ON p.version_id = a.version_id
    WHERE a.id = ? AND p.role = 'primary' ORDER BY p.position LIMIT 1`,
  ).get(assetId)?.id
}

/** Size in bytes and hash of a content, or undefined. */
export function sizeAndHash(
  db: ReadableDb,
  contentId: string,
): { readonly bytes: number; readonly xxh128: string | null } | undefined {
  return statement<{ bytes: number; xxh128: string | null }>(db, 'SELECT bytes, xxh128 FROM content WHERE id = ?').get(
    contentId,
  )
}

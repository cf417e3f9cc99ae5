/**
 * What the proxies of a library take, which were used when, and which can be let go.
 */
import type { Evictable } from '../../domain/cache/choose.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A use within this time of the last one is not written. */
const NOTED_MS = 3_600_000

/** Notes that a proxy was shown. */
export function noteUse(db: WritableDb, id: string, now: number): void {
  statement(
    db,
    `UPDATE derivative SET used_at = ? WHERE id = ? AND recipe = 'proxy' AND (used_at IS NULL OR used_at < ?)`,
  ).run(now, id, now - NOTED_MS)
}

/** Bytes of all proxies. Posters, filmstrips and waveforms are small, and are what a library is browsed by. */
export function proxyBytes(db: ReadableDb): number {
  return (
    statement<{ bytes: number | null }>(db, "SELECT sum(bytes) AS bytes FROM derivative WHERE recipe = 'proxy'").get()!
      .bytes ?? 0
  )
}

/** True for a content of which a copy is on a drive that is connected. */
const isHere = (contentId: string): string => `EXISTS (
      SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id
      WHERE f.content_id = ${contentId} AND f.state = 'present' AND f.verification <> 'failed' AND v.online = 1)`

/**
 * Proxies that can be made again at any time, for a copy of their original is on a drive that is connected, of numbered
 * frames of each; the one that was unused longest first.
 */
export function evictableProxies(db: ReadableDb, limit: number): Evictable[] {
  return statement<Evictable>(
    db,
    `SELECT d.id, d.path, d.bytes, coalesce(d.used_at, d.created_at) AS usedAt FROM derivative d
    WHERE d.recipe = 'proxy' AND ${isHere('d.content_id')} AND NOT EXISTS (
      SELECT 1 FROM version k JOIN asset a ON a.version_id = k.id JOIN version_part p ON p.version_id = k.id AND p.role IN ('primary', 'frame')
      WHERE k.frames_key = d.params ->> '$.sequence' AND NOT ${isHere('p.content_id')})
    ORDER BY usedAt, d.id LIMIT ?`,
  ).all(limit)
}

/** Forgets derivatives; returns the contents that had them. */
export function forgetDerivatives(db: WritableDb, ids: readonly string[]): string[] {
  return statement<{ contentId: string }>(
    db,
    'DELETE FROM derivative WHERE id IN (SELECT value FROM json_each(?)) RETURNING content_id AS contentId',
  )
    .all(JSON.stringify(ids))
    .map(({ contentId }) => contentId)
}

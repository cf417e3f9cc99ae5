/**
 * The frames of an image sequence, each with its content.
 */
import type { Frames } from '../../domain/media/frames.ts'
import { derivedSchema } from '../../domain/media/derived.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** By number from the first to the last one, null for those that are missing; null for what is no sequence. */
export function readFrameContents(
  db: ReadableDb,
  assetId: string,
): { readonly frames: Frames; readonly contentIds: readonly (string | null)[] } | null {
  const row = statement<{ kind: string; derived: string | null; versionId: string }>(
    db,
    'SELECT a.kind, a.derived, a.version_id AS versionId FROM asset a WHERE a.id = ?',
  ).get(assetId)
  if (row === undefined || row.kind !== 'sequence' || row.derived === null) return null
  const { frames } = derivedSchema.parse(JSON.parse(row.derived)).from
  if (frames === null) return null
  const present = statement<{ id: string }>(
    db,
    `SELECT content_id AS id FROM version_part WHERE version_id = ? AND role IN ('primary', 'frame') ORDER BY position`,
  ).all(row.versionId)
  const missing = (number: number): boolean => frames.holes.some(([from, to]) => number >= from && number <= to)
  let next = 0
  return {
    frames,
    contentIds: Array.from({ length: frames.last - frames.first + 1 }, (_, at) =>
      missing(frames.first + at) ? null : (present[next++]?.id ?? null),
    ),
  }
}

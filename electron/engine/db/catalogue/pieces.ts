/**
 * The pieces of a recording that the camera cut into files, and what is known of it as a whole.
 */
import type { Probe } from '../../../../shared/model/probe.ts'
import { joinPieces, withoutLength } from '../../domain/media/pieces.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface PieceRow {
  contentId: string
  probe: string | null
}

/** Further pieces by their names: what came late stands at the end of a version's parts. */
function furtherPieces(db: ReadableDb, versionId: string): PieceRow[] {
  return statement<PieceRow>(
    db,
    `SELECT p.content_id AS contentId, c.probe FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? AND p.role = 'span' ORDER BY p.name, p.position`,
  ).all(versionId)
}

/**
 * What was found in the media of a version, all its pieces taken as one; null when nobody has probed the first. As
 * long as others are waiting, it has no length.
 */
export function probeOfVersion(db: ReadableDb, versionId: string): Probe | null {
  const first = statement<PieceRow>(
    db,
    `SELECT p.content_id AS contentId, c.probe FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? AND p.role = 'primary' ORDER BY p.position LIMIT 1`,
  ).get(versionId)
  if (first?.probe == null) return null
  return joined(first.probe, furtherPieces(db, versionId)) ?? withoutLength(JSON.parse(first.probe) as Probe)
}

function joined(first: string, further: readonly PieceRow[]): Probe | null {
  const probes = further.flatMap(({ probe }) => (probe === null ? [] : [JSON.parse(probe) as Probe]))
  return probes.length < further.length ? null : joinPieces(JSON.parse(first) as Probe, probes)
}

/** A recording to make derivatives of: what was found in it, and the contents of its further pieces in order. */
interface Recording {
  readonly probe: Probe
  readonly pieces: readonly string[]
}

/**
 * The recording that begins with this content, as current versions have it; undefined when it was not probed as a
 * whole. Of several assets that begin alike the one with the most pieces counts.
 */
export function readRecording(db: ReadableDb, contentId: string): Recording | undefined {
  const own =
    statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(contentId)?.probe ?? null
  if (own === null) return undefined
  const version = statement<{ id: string }>(
    db,
    `SELECT p.version_id AS id FROM version_part p JOIN asset a ON a.version_id = p.version_id
    JOIN version_part s ON s.version_id = p.version_id AND s.role = 'span'
    WHERE p.content_id = ? AND p.role = 'primary' GROUP BY p.version_id ORDER BY count(*) DESC, a.n LIMIT 1`,
  ).get(contentId)
  const further = version === undefined ? [] : furtherPieces(db, version.id)
  const probe = joined(own, further)
  return probe === null ? undefined : { probe, pieces: further.map((piece) => piece.contentId) }
}

/** Frames of each file of a recording, in order; null for one that nobody has counted. */
export function framesOfPieces(db: ReadableDb, contentId: string, pieces: readonly string[]): (number | null)[] {
  return [contentId, ...pieces].map((id) => {
    const row = statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(id)
    const probe = row?.probe == null ? null : (JSON.parse(row.probe) as Probe)
    return probe?.ok === true ? probe.durationFrames : null
  })
}

/**
 * How many files beside the picture hold sound of the clip that begins with a content: MXF that cards keep as parts of a
 * clip and that are neither its pieces nor its proxies (P2).
 */
export function countSoundFiles(db: ReadableDb, contentId: string): number {
  return (
    statement<{ count: number }>(
      db,
      `SELECT count(*) AS count FROM version_part p JOIN asset a ON a.version_id = p.version_id
      JOIN version_part s ON s.version_id = p.version_id AND s.role = 'sidecar' AND s.name LIKE '%.mxf'
      WHERE p.content_id = ? AND p.role = 'primary' GROUP BY p.version_id ORDER BY a.n LIMIT 1`,
    ).get(contentId)?.count ?? 0
  )
}

/** A further piece came: what was made of the recording shows less than it holds, and is due again. */
export function forgetMade(db: WritableDb, contentId: string): void {
  statement(db, 'DELETE FROM derivative WHERE content_id = ?').run(contentId)
  statement(
    db,
    `DELETE FROM job WHERE kind IN ('derive', 'adopt-proxy') AND subject_kind = 'content' AND subject_id = ? AND state IN ('done', 'failed', 'cancelled')`,
  ).run(contentId)
}

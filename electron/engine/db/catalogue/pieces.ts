/**
 * The pieces of a recording that the camera cut into files, and what is known of it as a whole.
 */
import type { Probe } from '../../../../shared/model/probe.ts'
import { joinPieces, withoutLength } from '../../domain/media/pieces.ts'
import { withSound } from '../../domain/media/sound-files.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** SQL: the part by this name is sound of P2 in a file of its own, for it is MXF and neither piece nor proxy. */
export function soundFile(part: string): string {
  return `${part}.role = 'sidecar' AND ${part}.name LIKE '%.mxf'`
}

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
  const pieces = furtherPieces(db, versionId)
  const whole = joined(first.probe, pieces) ?? withoutLength(JSON.parse(first.probe) as Probe)
  const sounds = pieces.length > 0 ? [] : soundFiles(db, versionId)
  return soundOf(whole, sounds).probe
}

/** Sound of a version in files of its own, by their names. */
function soundFiles(db: ReadableDb, versionId: string): PieceRow[] {
  return statement<PieceRow>(
    db,
    `SELECT p.content_id AS contentId, c.probe FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? AND ${soundFile('p')} ORDER BY p.name, p.position`,
  ).all(versionId)
}

/** A picture with the sound of its files: `waits` while nobody has looked into one of them. */
function soundOf(
  picture: Probe,
  files: readonly PieceRow[],
): { readonly probe: Probe; readonly sounds: readonly string[]; readonly waits: boolean } {
  const probes = files.flatMap(({ probe }) => (probe === null ? [] : [JSON.parse(probe) as Probe]))
  const whole = files.length === 0 || probes.length < files.length ? null : withSound(picture, probes)
  return {
    probe: whole ?? picture,
    sounds: whole === null ? [] : files.map(({ contentId }) => contentId),
    waits: probes.length < files.length,
  }
}

function joined(first: string, further: readonly PieceRow[]): Probe | null {
  const probes = further.flatMap(({ probe }) => (probe === null ? [] : [JSON.parse(probe) as Probe]))
  return probes.length < further.length ? null : joinPieces(JSON.parse(first) as Probe, probes)
}

/** A recording to make derivatives of: what was found in it, and the contents of its further pieces in order. */
interface Recording {
  readonly probe: Probe
  readonly pieces: readonly string[]
  /** Contents that hold its sound, in order; none where it lies with the picture. */
  readonly sounds: readonly string[]
}

/**
 * The recording that begins with this content, as current versions have it; undefined when it was not probed as a
 * whole. Of several assets that begin alike the one with the most pieces counts.
 */
export function readRecording(db: ReadableDb, contentId: string): Recording | undefined {
  const own =
    statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(contentId)?.probe ?? null
  if (own === null) return undefined
  const version = versionWithParts(db, contentId)
  const further = version?.pieces ? furtherPieces(db, version.id) : []
  const probe = joined(own, further)
  if (probe === null) return undefined
  const sound = soundOf(probe, version === undefined || further.length > 0 ? [] : soundFiles(db, version.id))
  return sound.waits
    ? undefined
    : { probe: sound.probe, pieces: further.map((piece) => piece.contentId), sounds: sound.sounds }
}

/**
 * The current version that begins with a content and has most further pieces; of versions without any, the one with most
 * sound in files of its own. Undefined where none has either.
 */
function versionWithParts(
  db: ReadableDb,
  contentId: string,
): { readonly id: string; readonly pieces: number; readonly sounds: number } | undefined {
  return statement<{ id: string; pieces: number; sounds: number }>(
    db,
    `SELECT p.version_id AS id, sum(s.role = 'span') AS pieces, sum(${soundFile('s')}) AS sounds
    FROM version_part p JOIN asset a ON a.version_id = p.version_id
    JOIN version_part s ON s.version_id = p.version_id AND (s.role = 'span' OR (${soundFile('s')}))
    WHERE p.content_id = ? AND p.role = 'primary' GROUP BY p.version_id ORDER BY pieces DESC, sounds DESC, a.n LIMIT 1`,
  ).get(contentId)
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
 * How many files beside the picture hold sound of the clip that begins with a content and are in nothing that is made of
 * it: they can't be read, or it is in pieces.
 */
export function countSoundFiles(db: ReadableDb, contentId: string): number {
  const files = versionWithParts(db, contentId)?.sounds ?? 0
  return files === 0 ? 0 : files - (readRecording(db, contentId)?.sounds.length ?? 0)
}

/** Contents whose clips have their sound in this one: the pictures of P2. */
export function picturesOfSound(db: ReadableDb, contentId: string): string[] {
  return statement<{ id: string }>(
    db,
    `SELECT DISTINCT p.content_id AS id FROM version_part s JOIN asset a ON a.version_id = s.version_id
    JOIN version_part p ON p.version_id = s.version_id AND p.role = 'primary'
    WHERE s.content_id = ? AND ${soundFile('s')}`,
  )
    .all(contentId)
    .map(({ id }) => id)
}

/** A further piece came: what was made of the recording shows less than it holds, and is due again. */
export function forgetMade(db: WritableDb, contentId: string): void {
  statement(db, 'DELETE FROM derivative WHERE content_id = ?').run(contentId)
  statement(
    db,
    `DELETE FROM job WHERE kind IN ('derive', 'adopt-proxy') AND subject_kind = 'content' AND subject_id = ? AND state IN ('done', 'failed', 'cancelled')`,
  ).run(contentId)
}

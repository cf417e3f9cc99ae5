/**
 * Sound sync in the catalogue: what can be paired, what was found, what was decided.
 */
import { z } from 'zod'
import {
  soundDecisionSchema,
  soundEvidenceSchema,
  soundPlaceSchema,
  type SoundDecision,
} from '../../../../shared/model/sound-sync.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A clip or a sound, as pairing needs it. */
export interface SyncSide {
  readonly assetId: string
  readonly kind: string
  readonly name: string
  readonly day: string | null
  readonly roll: string | null
  readonly scene: string | null
  readonly take: string | null
  readonly startTimecode: string | null
  readonly durationMs: number | null
  readonly recordedAt: number | null
  readonly contentId: string
  /** Bytes and hash of the content, as every device knows it; null while it was not read whole. */
  readonly contentKey: string | null
}

const SIDE = `SELECT a.id AS assetId, a.kind, a.name, a.day, a.roll, a.scene, a.take, a.start_timecode AS startTimecode, a.duration_ms AS durationMs,
    a.recorded_at AS recordedAt, c.id AS contentId, CASE WHEN c.xxh128 IS NULL THEN NULL ELSE c.bytes || ':' || c.xxh128 END AS contentKey
  FROM asset a JOIN version_part p ON p.version_id = a.version_id AND p.role = 'primary' JOIN content c ON c.id = p.content_id`

/** Clips and sounds of these assets that were looked into, in their order. */
export function syncSides(db: ReadableDb, assetIds: readonly string[]): SyncSide[] {
  const one = statement<SyncSide>(
    db,
    `${SIDE} WHERE a.id = ? AND a.hidden = 0 AND a.kind IN ('video', 'audio') AND c.probe_state = 'ok' ORDER BY p.position LIMIT 1`,
  )
  return assetIds.flatMap((id) => one.all(id))
}

/** The sounds of these shooting days; null among them stands for those of no known day. */
export function soundsOfDays(db: ReadableDb, days: readonly (string | null)[], limit: number): string[] {
  const named = days.filter((day) => day !== null)
  return statement<{ id: string }>(
    db,
    `SELECT id FROM asset WHERE hidden = 0 AND kind = 'audio' AND (day IN (SELECT value FROM json_each(?)) OR (? AND day IS NULL)) ORDER BY n LIMIT ?`,
  )
    .all(JSON.stringify(named), Number(named.length < days.length), limit)
    .map(({ id }) => id)
}

const matchSchema = z.object({ place: soundPlaceSchema, evidence: soundEvidenceSchema })
/** What comparing a clip and a sound came to. */
export type SoundMatch = z.infer<typeof matchSchema>

/** Writes what was found for a clip's content; what was found before is gone. Call it in a transaction. */
export function writeMatches(
  db: WritableDb,
  pictureContent: string,
  found: readonly (SoundMatch & { readonly soundContent: string })[],
  now: number,
): void {
  statement(db, 'DELETE FROM sound_match WHERE picture_content = ?').run(pictureContent)
  statement(db, 'INSERT OR REPLACE INTO sound_compared (picture_content, compared_at) VALUES (?, ?)').run(
    pictureContent,
    now,
  )
  for (const { soundContent, place, evidence } of found)
    statement(
      db,
      'INSERT OR REPLACE INTO sound_match (picture_content, sound_content, body, found_at) VALUES (?, ?, ?, ?)',
    ).run(pictureContent, soundContent, JSON.stringify({ place, evidence }), now)
}

/** How many of these contents were compared with sound. */
export function countCompared(db: ReadableDb, contents: readonly string[]): number {
  return (
    statement<{ count: number }>(
      db,
      'SELECT count(*) AS count FROM sound_compared WHERE picture_content IN (SELECT value FROM json_each(?))',
    ).get(JSON.stringify(contents))?.count ?? 0
  )
}

/** What was found for a content, by the content of the sound. */
export function matchesOf(
  db: ReadableDb,
  pictureContent: string,
): { readonly soundContent: string; readonly match: SoundMatch; readonly at: number }[] {
  return statement<{ soundContent: string; body: string; at: number }>(
    db,
    'SELECT sound_content AS soundContent, body, found_at AS at FROM sound_match WHERE picture_content = ? ORDER BY sound_content',
  )
    .all(pictureContent)
    .flatMap(({ soundContent, body, at }) => {
      const match = matchSchema.safeParse(JSON.parse(body))
      // Of a form that an older or newer version wrote: it is found again when the clip is compared.
      return match.success ? [{ soundContent, match: match.data, at }] : []
    })
}

/** What people decided of a clip, by sound. */
export function decisionsOf(db: ReadableDb, pictureId: string): ReadonlyMap<string, SoundDecision> {
  return new Map(
    statement<{ soundId: string; body: string }>(
      db,
      'SELECT sound_id AS soundId, body FROM sound_pair WHERE picture_id = ? ORDER BY sound_id',
    )
      .all(pictureId)
      .map(({ soundId, body }) => [soundId, soundDecisionSchema.parse(JSON.parse(body))]),
  )
}

/** The clips that one of these sounds was decided of. */
export function picturesOfSounds(db: ReadableDb, soundIds: readonly string[]): string[] {
  return [
    ...new Set(
      soundIds.flatMap((id) =>
        statement<{ id: string }>(db, 'SELECT picture_id AS id FROM sound_pair WHERE sound_id = ?')
          .all(id)
          .map((row) => row.id),
      ),
    ),
  ]
}

/** True where a content is another than the one that was decided of; one that was not read whole is none. */
export function isOther(said: string | null, now: string | null): boolean {
  return said !== null && now !== null && said !== now
}

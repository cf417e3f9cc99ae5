/**
 * Pairs of clips and sounds as people see them: what was found, under what was decided.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { SoundDecision, SoundPair } from '../../../shared/model/sound-sync.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import { newestDerivative } from '../db/catalogue/derivatives.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import {
  decisionsOf,
  isOther,
  matchesOf,
  syncSides,
  type SoundMatch,
  type SyncSide,
} from '../db/catalogue/sound-pairs.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { sampleRateOf } from '../domain/sound-sync/facts.ts'
import { SOUND_LEVELS } from '../media/recipes/sound-levels.ts'

type Side = SoundPair['picture']

/** One side as it is shown. */
export function sideOf(db: ReadableDb, side: SyncSide): Side {
  const { assetId, name, roll, scene, take, startTimecode, durationMs, contentId } = side
  return {
    assetId,
    name,
    roll,
    scene,
    take,
    startTimecode,
    durationMs,
    sampleRate: sampleRateOf(probeOf(db, side) ?? { audio: [] }),
    levels: newestDerivative(db, contentId, SOUND_LEVELS) ?? null,
    proxy: newestDerivative(db, contentId, 'proxy') ?? null,
  }
}

/** What was found and what was decided of one clip and one sound. */
export interface PairFacts {
  readonly picture: SyncSide
  readonly sound: SyncSide
  readonly match: (SoundMatch & { readonly at: number }) | null
  readonly decision: SoundDecision | null
  /** It was decided of other contents than are there now. */
  readonly outdated: boolean
}

/** Everything known of a clip, by sound. */
export function pairsOfPicture(db: ReadableDb, picture: SyncSide): PairFacts[] {
  const decisions = decisionsOf(db, picture.assetId)
  const found = new Map(
    matchesOf(db, picture.contentId).flatMap(({ soundContent, match, at }) =>
      assetsOfContent(db, soundContent)
        .slice(0, 1)
        .map((id) => [id, { ...match, at }] as const),
    ),
  )
  return [...new Set([...decisions.keys(), ...found.keys()])].flatMap((soundId) => {
    const [sound] = syncSides(db, [soundId])
    if (sound === undefined) return []
    const decision = decisions.get(soundId) ?? null
    const outdated =
      decision !== null && (isOther(decision.picture, picture.contentKey) || isOther(decision.sound, sound.contentKey))
    return [{ picture, sound, match: found.get(soundId) ?? null, decision, outdated }]
  })
}

/** As it is shown; null where there is nothing to show of it. What was decided of other contents yields to what is found now. */
export function pairOf(db: ReadableDb, facts: PairFacts): SoundPair | null {
  const { picture, sound, match, decision, outdated } = facts
  const decided = decision !== null && !(outdated && match !== null) ? decision : null
  const shown = decided ?? match
  if (shown === null) return null
  const [seen, heard] = [probeOf(db, picture), probeOf(db, sound)]
  return {
    picture: sideOf(db, picture),
    sound: { ...sideOf(db, sound), tracks: heard?.sound?.tracks.map(({ name }) => name).filter(Boolean) ?? [] },
    day: picture.day,
    rate: seen?.rate ?? null,
    state: decided?.state ?? 'proposed',
    place: shown.place,
    evidence: shown.evidence,
    outdated: decided !== null && outdated,
    by: decided?.by ?? null,
    at: shown.at,
  }
}

function probeOf(db: ReadableDb, { contentId }: SyncSide): MediaFacts | null {
  const probe = readRecording(db, contentId)?.probe
  return probe?.ok === true ? probe : null
}

/** A clip and a sound by their ids. Throws `not_found`. */
export function pairFacts(db: ReadableDb, pictureId: string, soundId: string): PairFacts {
  const [[picture], [sound]] = [syncSides(db, [pictureId]), syncSides(db, [soundId])]
  if (picture === undefined || picture.kind !== 'video')
    throw new RushesError(
      'not_found',
      'That clip is not in this library, or was not looked into yet. Refresh the list.',
    )
  if (sound === undefined || sound.kind !== 'audio')
    throw new RushesError(
      'not_found',
      'That sound is not in this library, or was not looked into yet. Refresh the list.',
    )
  const known = pairsOfPicture(db, picture).find((one) => one.sound.assetId === soundId)
  return known ?? { picture, sound, match: null, decision: null, outdated: false }
}

/** The accepted sounds of a clip that hold for what is there now, in the order of their names. */
export function acceptedSounds(db: ReadableDb, pictureId: string): PairFacts[] {
  const [picture] = syncSides(db, [pictureId])
  return picture === undefined
    ? []
    : pairsOfPicture(db, picture)
        .filter(({ decision, outdated }) => decision?.state === 'accepted' && !outdated)
        .sort((a, b) => a.sound.name.localeCompare(b.sound.name))
}

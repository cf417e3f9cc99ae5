/**
 * One clip compared with sounds by their levels: the coarse half of sound sync.
 */
import type { NotSure, Pull } from '../../../../shared/model/sound-sync.ts'
import { bestPlace, changesOf, prepare, sizeOfPair, type LagRange, type Place, type Prepared } from './coarse.ts'
import { windowStarts } from './fine.ts'
import { isClear, unfit, whyNot } from './judge.ts'
import { LEVEL_RATE, type SoundLevels } from './levels.ts'
import { pullRate, PULLS } from './line.ts'

/** A sound to compare with. `around`: seconds of sound before the clip, as the timecode says; null without one. */
export interface SoundToCompare {
  readonly key: string
  readonly levels: SoundLevels
  readonly around: number | null
}

/**
 * What came of one. `starts`: seconds into the clip of the windows to look at closely; null where there is no place. Where
 * there are windows and `notSure` says why the levels are not enough, the place is the timecode's.
 */
export interface Coarse {
  readonly key: string
  readonly place: Place | null
  readonly pull: Pull
  readonly starts: readonly number[] | null
  readonly notSure: NotSure | null
}

/** Where the sound is music in a loop, the timecode may say which of the places it is, to a second. */
const AROUND = LEVEL_RATE
/** A pull moves a clip of this length (seconds) by less than a hundredth: trying it would tell nothing. */
const PULL_TELLS = 10
/** Clips whose place is this clear need no other pull. */
const MARGIN = 0.1

/** Sounds as they were prepared for earlier clips, by key and size; bounded. */
interface PreparedSounds {
  readonly of: (key: string, levels: Uint8Array, size: number) => Prepared
}

/** Numbers that prepared sounds may hold before they are dropped: about 200 MB. */
const MAX_KEPT = 30_000_000

/** Makes the store of prepared sounds. */
export function preparedSounds(): PreparedSounds {
  const kept = new Map<string, Prepared>()
  let held = 0
  return {
    of(key, levels, size) {
      const name = `${key} ${size}`
      let found = kept.get(name)
      if (found === undefined) {
        if (held > MAX_KEPT) {
          kept.clear()
          held = 0
        }
        found = prepare(changesOf(levels), size)
        kept.set(name, found)
        held += size + 3 * levels.length
      }
      return found
    },
  }
}

/** Compares a clip with sounds, one after the other. */
export function* compareLevels(
  clip: SoundLevels,
  sounds: readonly SoundToCompare[],
  store: PreparedSounds = preparedSounds(),
): Generator<Coarse, void> {
  const clips = new Map<string, Prepared>()
  const clipFor = (pull: Pull, size: number): Prepared => {
    const name = `${pull} ${size}`
    const made = clips.get(name) ?? prepare(changesOf(clip.levels, pullRate(pull)), size)
    clips.set(name, made)
    return made
  }
  for (const sound of sounds) {
    const none = unfit(clip) ?? unfit(sound.levels)
    if (none !== null) {
      yield { key: sound.key, place: null, pull: '1', starts: null, notSure: none }
      continue
    }
    // Room for the clip as a pull stretches it, too.
    const size = sizeOfPair(Math.ceil(clip.levels.length * 1.002), sound.levels.levels.length)
    const other = store.of(sound.key, sound.levels.levels, size)
    yield compareOne(clip, sound, (pull, within) => bestPlace(clipFor(pull, size), other, within))
  }
}

/** Looks for the best place, with a pull and within lags. */
type Look = (pull: Pull, within: LagRange | null) => Place | null

function compareOne(clip: SoundLevels, sound: SoundToCompare, look: Look): Coarse {
  const seconds = clip.levels.length / LEVEL_RATE
  let [pull, place] = ['1' as Pull, look('1', null)] as const
  if (!isClear(place) && seconds > PULL_TELLS)
    for (const other of PULLS.slice(1)) {
      const found = look(other, null)
      if (found !== null && found.z > (place?.z ?? 0) * (1 + MARGIN) && isClear(found)) [pull, place] = [other, found]
    }
  if (!isClear(place) && sound.around !== null) {
    const at = Math.round(sound.around * LEVEL_RATE)
    const near = look('1', { from: at - AROUND, to: at + AROUND })
    if (isClear(near)) [pull, place] = ['1', near]
  }
  const best: Place | null = place
  if (!isClear(place)) {
    const notSure = whyNot(best, [clip, sound.levels])
    const starts = sound.around === null ? null : startsAt(sound.around, '1', clip, sound.levels)
    // The levels of something short or noisy prove nothing; its samples may, where the timecode says to look.
    if (sound.around === null || starts === null) return { key: sound.key, place, pull, starts: null, notSure }
    return {
      key: sound.key,
      place: { lag: sound.around * LEVEL_RATE, z: best?.z ?? 0, ratio: best?.ratio ?? 0 },
      pull: '1',
      starts,
      notSure,
    }
  }
  const starts = startsAt(place.lag / LEVEL_RATE, pull, clip, sound.levels)
  return { key: sound.key, place, pull, starts, notSure: starts === null ? 'short' : null }
}

/** Where to look closely in what both have, where the sound begins so many seconds before the clip; null for too little. */
function startsAt(lag: number, pull: Pull, clip: SoundLevels, sound: SoundLevels): Coarse['starts'] {
  const rate = pullRate(pull)
  const from = Math.max(0, -lag / rate)
  const to = Math.min(clip.levels.length / LEVEL_RATE, (sound.levels.length / LEVEL_RATE - lag) / rate)
  return windowStarts(changesOf(clip.levels), from, to)
}

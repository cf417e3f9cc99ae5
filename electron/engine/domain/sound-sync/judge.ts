/**
 * When a place counts as found, and why it does not.
 */
import type { NotSure } from '../../../../shared/model/sound-sync.ts'
import type { Place } from './coarse.ts'
import { LEVEL_RATE, type SoundLevels } from './levels.ts'

/** The best place must stand out by more than this, and beat the second best by more than this. */
const LEAST_Z = 12
export const LEAST_RATIO = 2
/** Unrelated sound stays below. */
export const UNRELATED_Z = 8
/** Places whose ratio is below this are alike. */
const ALIKE = 1.5
/** Seconds below which a clip is not compared. */
const LEAST_SECONDS = 3
/** Share of clipped hundredths of a second from which a failure is put down to it. */
const MUCH_CLIPPED = 0.05

/** True for a place that is found. */
export function isClear(place: Place | null): place is Place {
  return place !== null && place.z > LEAST_Z && place.ratio > LEAST_RATIO
}

/** Why a recording can't be compared at all; null when it can. */
export function unfit({ levels, lively }: Pick<SoundLevels, 'levels' | 'lively'>): NotSure | null {
  if (levels.length < LEAST_SECONDS * LEVEL_RATE - 5) return 'short'
  return lively.length === 0 ? 'silent' : null
}

/** Why the best place is not sure. */
export function whyNot(place: Place | null, sides: readonly Pick<SoundLevels, 'clipped'>[]): NotSure {
  if (place === null) return 'silent'
  if (place.z > LEAST_Z || (place.z > UNRELATED_Z && place.ratio < ALIKE)) return 'several-places'
  if (sides.some(({ clipped }) => clipped > MUCH_CLIPPED)) return 'clipped'
  return place.z > UNRELATED_Z ? 'weak' : 'unrelated'
}

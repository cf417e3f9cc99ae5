/**
 * Where a clip lies in a sound recording, to a hundredth of a second: the changes of both levels are correlated at once
 * over all places (DISCOVERY: log-energy change at 100 Hz, one transform).
 *
 * `z` says how far the best place stands out, in standard deviations of all places; `ratio` by how much it beats the
 * second best one elsewhere. Unrelated sound comes to about 5 and 1; music in a loop has a high z and a ratio near 1.
 */
import { LEVEL_RATE } from './levels.ts'
import { correlationOf, sizeFor, spectrumOf } from './spectrum.ts'

/** Levels that move, fewer than which say nothing: 1.5 s. */
const LEAST_MOVING = 150
/** Less than this of both is not compared: 3 s. */
const LEAST_OVERLAP = 3 * LEVEL_RATE
/** Places this near to the best one belong to it: a quarter of a second. */
const NEIGHBOURHOOD = LEVEL_RATE / 4
/** Below this many half decibels above the floor there is only dither. */
const SILENT = 12

/** The changes of a level: each about ±1, none above 4, so that one slammed door does not outweigh a conversation. */
export interface Changes {
  readonly values: Float32Array
  /** How many of them are not zero. */
  readonly moving: number
}

/** Levels as changes. `stretch`: the clock of this sound runs so many times as fast as the other's. */
export function changesOf(levels: Uint8Array, stretch = 1): Changes {
  const at = stretch === 1 ? (index: number): number => levels[index]! : stretched(levels, stretch)
  const length = Math.max(0, stretch === 1 ? levels.length : Math.floor((levels.length - 1) * stretch))
  const values = new Float32Array(length)
  const sizes: number[] = []
  for (let index = 1; index < length; index += 1) {
    const [now, before] = [at(index), at(index - 1)]
    if (now < SILENT && before < SILENT) continue
    const step = now - before
    values[index] = step
    if (step !== 0) sizes.push(Math.abs(step))
  }
  if (sizes.length === 0) return { values, moving: 0 }
  // The middle one of the sizes is .674 of the deviation, whatever the loudest are.
  const deviation = sizes.sort((a, b) => a - b)[sizes.length >> 1]! / 0.674
  for (let index = 0; index < length; index += 1) values[index] = Math.max(-4, Math.min(4, values[index]! / deviation))
  return { values, moving: sizes.length }
}

function stretched(levels: Uint8Array, stretch: number): (index: number) => number {
  return (index) => {
    const from = index / stretch
    const low = Math.min(levels.length - 2, Math.floor(from))
    return levels[low]! + (levels[low + 1]! - levels[low]!) * (from - low)
  }
}

/** Changes with their spectrum, for comparing with many. */
export interface Prepared {
  readonly changes: Changes
  readonly size: number
  readonly spectrum: Float32Array
  /** Sums of squares, and counts of those that move, up to each place. */
  readonly energy: Float64Array
  readonly counts: Uint32Array
}

/** The size of the transform for two sounds of so many levels. */
export function sizeOfPair(a: number, b: number): number {
  return sizeFor(a + b + 2)
}

/** Prepares changes for a transform of this size. */
export function prepare(changes: Changes, size: number): Prepared {
  const { values } = changes
  const energy = new Float64Array(values.length + 1)
  const counts = new Uint32Array(values.length + 1)
  for (let at = 0; at < values.length; at += 1) {
    energy[at + 1] = energy[at]! + values[at]! * values[at]!
    counts[at + 1] = counts[at]! + Number(values[at] !== 0)
  }
  return { changes, size, spectrum: spectrumOf(values, size), energy, counts }
}

/** A place, and how good it is. `lag`: hundredths of a second from the sound's beginning to the clip's. */
export interface Place {
  readonly lag: number
  readonly z: number
  readonly ratio: number
}

/** Lags between which a place is looked for. */
export interface LagRange {
  readonly from: number
  readonly to: number
}

/**
 * The best place of a clip in a sound; null where too little of both moves. With `within` only places there count, for
 * the best and for the second best: the timecode has said about where it is.
 */
export function bestPlace(clip: Prepared, sound: Prepared, within: LagRange | null = null): Place | null {
  const [n, m] = [clip.changes.values.length, sound.changes.values.length]
  if (Math.min(clip.changes.moving, sound.changes.moving) < LEAST_MOVING) return null
  const raw = correlationOf(clip.spectrum, sound.spectrum, clip.size)
  const least = LEAST_OVERLAP - 10
  const [first, last] = [least - n, m - least]
  if (last < first) return null
  const scores = new Float64Array(last - first + 1)
  let [sum, squares, used] = [0, 0, 0]
  for (let lag = first; lag <= last; lag += 1) {
    const [from, to] = [Math.max(0, -lag), Math.min(n, m - lag)]
    const moving = Math.min(clip.counts[to]! - clip.counts[from]!, sound.counts[to + lag]! - sound.counts[from + lag]!)
    if (moving < LEAST_MOVING) continue
    const energy = (clip.energy[to]! - clip.energy[from]!) * (sound.energy[to + lag]! - sound.energy[from + lag]!)
    const score = (raw[lag < 0 ? lag + clip.size : lag]! / Math.sqrt(energy)) * Math.sqrt(moving)
    scores[lag - first] = score
    sum += score
    squares += score * score
    used += 1
  }
  if (used === 0) return null
  const deviation = Math.max(0.5, Math.sqrt(squares / used - (sum / used) ** 2))
  const best = highest(scores, first, within, null)
  if (best === null || best.score <= 0) return null
  const second = highest(scores, first, within, best.lag)
  // In few places there is no telling what stands out: then the usual deviation holds.
  const spread = used < 20 * NEIGHBOURHOOD ? Math.min(1, deviation) : deviation
  return {
    lag: best.lag,
    z: best.score / spread,
    ratio: second === null || second.score <= 0 ? 99 : Math.min(99, best.score / second.score),
  }
}

function highest(
  scores: Float64Array,
  first: number,
  within: LagRange | null,
  apart: number | null,
): { readonly lag: number; readonly score: number } | null {
  let found: { lag: number; score: number } | null = null
  const from = Math.max(0, (within?.from ?? first) - first)
  const to = Math.min(scores.length - 1, (within?.to ?? Infinity) - first)
  for (let at = from; at <= to; at += 1) {
    const lag = at + first
    if (apart !== null && Math.abs(lag - apart) <= NEIGHBOURHOOD) continue
    if (found === null || scores[at]! > found.score) found = { lag, score: scores[at]! }
  }
  return found
}

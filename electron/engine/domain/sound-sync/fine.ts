/**
 * The exact place of a clip in a sound, in three windows of 2.7 s: correlation weighted towards phase (PHAT, .8), which
 * hears the direct sound before its echoes, and ±100 ms around where the coarse one found it.
 */
import { correlationOf, sizeFor, spectrumOf } from './spectrum.ts'
import type { Changes } from './coarse.ts'
import { LEVEL_RATE } from './levels.ts'

/** Samples a second in which windows are compared, whatever the files have. */
export const FINE_RATE = 48_000
/** Seconds of a window, and to either side of it. */
export const WINDOW = 2.7
export const REACH = 0.1
const WINDOW_SAMPLES = Math.round(WINDOW * FINE_RATE)
const REACH_SAMPLES = Math.round(REACH * FINE_RATE)
const PHAT = 0.8
/** The band that rooms and small microphones carry, in Hz. */
const BAND = { from: 120, to: 14_000 } as const
/** Places within 1 ms of the best belong to it. */
const NEAR = FINE_RATE / 1000

/** Seconds into the clip at which the three windows begin: in each third of what both have, where the level moves most. */
export function windowStarts(changes: Changes, from: number, to: number): readonly [number, number, number] | null {
  const [first, last] = [Math.ceil(from * LEVEL_RATE), Math.floor((to - WINDOW) * LEVEL_RATE)]
  if (last < first) return null
  const span = Math.round(WINDOW * LEVEL_RATE)
  const sums = new Float64Array(changes.values.length + 1)
  changes.values.forEach((value, at) => {
    sums[at + 1] = sums[at]! + Math.abs(value)
  })
  const liveliest = (third: number): number => {
    const begin = Math.round(first + ((last - first) * third) / 3)
    const end = Math.round(first + ((last - first) * (third + 1)) / 3)
    let best = begin
    let most = -1
    for (let at = begin; at <= end; at += 1) {
      const moved = sums[Math.min(sums.length - 1, at + span)]! - sums[Math.min(sums.length - 1, at)]!
      if (moved > most) [best, most] = [at, moved]
    }
    return best / LEVEL_RATE
  }
  return [liveliest(0), liveliest(1), liveliest(2)]
}

/** What a window says: the seconds by which the sound is late against where it was looked for, and how clear that is. */
interface WindowMatch {
  readonly late: number
  /** The peak in deviations of all places in the window. */
  readonly z: number
}

/**
 * Compares a window. `clip` are 2.7 s of the clip, `sound` the same of the sound with 100 ms more at both ends, both
 * mono at 48 kHz; `rate`: seconds of sound that go by in a second of the clip. Null for silence, and for windows that
 * are cut short.
 */
export function matchWindow(clip: Float32Array, sound: Float32Array, rate = 1): WindowMatch | null {
  if (clip.length < WINDOW_SAMPLES) return null
  const wide = rate === 1 ? sound : resampled(sound, rate)
  if (wide.length < WINDOW_SAMPLES + REACH_SAMPLES) return null
  const size = sizeFor(WINDOW_SAMPLES + 2 * REACH_SAMPLES)
  const near = clip.subarray(0, WINDOW_SAMPLES)
  const far = wide.subarray(0, Math.min(wide.length, size))
  if (isSilent(near) || isSilent(far)) return null
  const [low, high] = [(BAND.from * size) / FINE_RATE, (BAND.to * size) / FINE_RATE]
  const found = correlationOf(spectrumOf(near, size), spectrumOf(far, size), size, (power, bin) =>
    bin < low || bin > high || power === 0 ? 0 : power ** (-PHAT / 2),
  )
  const places = found.subarray(0, 2 * REACH_SAMPLES + 1)
  let best = 0
  places.forEach((value, at) => {
    if (value > places[best]!) best = at
  })
  let [squares, used] = [0, 0]
  places.forEach((value, at) => {
    if (Math.abs(at - best) <= NEAR) return
    squares += value * value
    used += 1
  })
  const lag = best + between(places, best)
  return { late: (lag * rate) / FINE_RATE - REACH, z: places[best]! / Math.sqrt(squares / used || 1e-12) }
}

/** The top of the parabola through a peak and its neighbours, −½ … ½ beside it. */
function between(values: Float64Array, at: number): number {
  const [before, peak, after] = [values[at - 1], values[at]!, values[at + 1]]
  if (before === undefined || after === undefined) return 0
  const bend = before - 2 * peak + after
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)))
}

/** −80 dBFS: below, a window holds nothing to compare. */
function isSilent(values: Float32Array): boolean {
  let squares = 0
  for (const value of values) squares += value * value
  return squares / values.length < 1e-8
}

/** Read `rate` times as fast, with a cubic between the samples. */
function resampled(values: Float32Array, rate: number): Float32Array {
  const length = Math.floor((values.length - 3) / rate)
  const out = new Float32Array(Math.max(0, length))
  for (let at = 0; at < out.length; at += 1) {
    const from = at * rate
    const i = Math.floor(from)
    const t = from - i
    const [a, b, c, d] = [values[Math.max(0, i - 1)]!, values[i]!, values[i + 1]!, values[i + 2]!]
    out[at] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  }
  return out
}

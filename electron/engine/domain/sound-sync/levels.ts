/**
 * The loudness of a sound over time, as sound sync compares it: a level for each hundredth of a second, and the claps.
 *
 * Channels are kept apart until the end. A track of timecode (LTC) is loud and never changes, and a dead input says
 * nothing: mixed in, they would drown the microphone of a camera. Only channels whose level moves are used.
 */

/** Levels a second. */
export const LEVEL_RATE = 100
/** Samples a second that the meter is fed with. */
export const METER_RATE = 8000
const PER_LEVEL = METER_RATE / LEVEL_RATE
const PER_MS = METER_RATE / 1000
/** Channels that are listened to: the first of a recording. */
export const MAX_METERED = 8
/** Levels are half decibels above this. */
const FLOOR_DB = -96
const FULL_SCALE = 32_768 * 32_768
/** A sample from here on counts as clipped. */
const CLIPPED = 32_600
/** A channel that moves less than this share of the liveliest one is not used. */
const LIVELY = 0.4
/** Levels are counted as moving only this far above the floor (half decibels): below is digital silence and dither. */
const HEARD = 12

/** What is kept of a sound. */
export interface SoundLevels {
  /** Half decibels above −96 dBFS, one for each hundredth of a second, 0 … 192. */
  readonly levels: Uint8Array
  /** Milliseconds from the beginning at which something like a clap begins. */
  readonly claps: readonly number[]
  /** Channels whose level moves, counted from zero over all tracks. */
  readonly lively: readonly number[]
  /** Share of hundredths of a second that hold a clipped sample, 0 … 1. */
  readonly clipped: number
}

/** Takes interleaved 16-bit samples at 8 kHz as they come. */
interface LevelMeter {
  readonly feed: (samples: Int16Array) => void
  readonly finish: () => SoundLevels
}

/** Makes a meter for so many channels; those beyond the eighth are skipped over. Memory: 100 bytes a second a channel. */
export function levelMeter(channels: number): LevelMeter {
  const metered = Math.min(channels, MAX_METERED)
  const tracks = Array.from({ length: metered }, () => growing())
  const energy = new Float64Array(metered)
  const before = new Int16Array(metered)
  const claps = clapFinder()
  let [channel, inLevel, inMs, edge, loud, clippedLevels] = [0, 0, 0, 0, false, 0]

  const endLevel = (): void => {
    for (let at = 0; at < metered; at += 1) {
      const db = 10 * Math.log10(energy[at]! / inLevel / FULL_SCALE + 1e-10)
      tracks[at]!.push(Math.max(0, Math.min(192, Math.round(2 * (db - FLOOR_DB)))))
    }
    energy.fill(0)
    if (loud) clippedLevels += 1
    ;[inLevel, loud] = [0, false]
  }

  return {
    feed(samples) {
      for (let at = 0; at < samples.length; at += 1) {
        const value = samples[at]!
        if (channel < metered) {
          energy[channel]! += value * value
          const step = value - before[channel]!
          edge += step * step
          before[channel] = value
          if (value >= CLIPPED || value <= -CLIPPED) loud = true
        }
        channel += 1
        if (channel < channels) continue
        channel = 0
        inLevel += 1
        inMs += 1
        if (inMs === PER_MS) {
          claps.feed(edge)
          ;[inMs, edge] = [0, 0]
        }
        if (inLevel === PER_LEVEL) endLevel()
      }
    },
    finish() {
      if (inLevel >= PER_LEVEL / 2) endLevel()
      const all = tracks.map((track) => track.values())
      const moved = all.map(movement)
      const most = Math.max(0, ...moved)
      const lively = moved.flatMap((one, at) => (one > 0 && one >= LIVELY * most ? [at] : []))
      const levels = averaged(lively.length === 0 ? all : lively.map((at) => all[at]!))
      return { levels, claps: claps.found(), lively, clipped: levels.length === 0 ? 0 : clippedLevels / levels.length }
    },
  }
}

/** How much a channel moves: the mean step between neighbouring levels, those of silence not counted. */
function movement(levels: Uint8Array): number {
  let sum = 0
  for (let at = 1; at < levels.length; at += 1) {
    if (levels[at]! < HEARD && levels[at - 1]! < HEARD) continue
    sum += Math.min(24, Math.abs(levels[at]! - levels[at - 1]!))
  }
  return levels.length === 0 ? 0 : sum / levels.length
}

/** The mean of the levels of channels, which is the mean of their logarithms: no channel drowns another. */
function averaged(channels: readonly Uint8Array[]): Uint8Array {
  const [first] = channels
  if (first === undefined || channels.length === 1) return first ?? new Uint8Array(0)
  return first.map((_, at) => Math.round(channels.reduce((sum, one) => sum + one[at]!, 0) / channels.length))
}

function growing(): { readonly push: (value: number) => void; readonly values: () => Uint8Array } {
  let room = new Uint8Array(4096)
  let length = 0
  return {
    push(value) {
      if (length === room.length) {
        const wider = new Uint8Array(room.length * 2)
        wider.set(room)
        room = wider
      }
      room[length] = value
      length += 1
    },
    values: () => room.slice(0, length),
  }
}

/** Milliseconds looked at before and behind an onset. */
const BEFORE = 200
const BEHIND = 250
const CLAP_SPAN = BEFORE + BEHIND
/** An onset stands this far above what was before it; 40 ms behind it this much is gone, and 120 ms behind it that. */
const ONSET = 100
const FALLEN = 20
const GONE = 60
/** A clap is among the loudest things of a recording: at least this share of its loudest three milliseconds. */
const LOUDNESS = 0.1
const MAX_CLAPS = 2000

/**
 * Finds claps in the energy of first differences, one value a millisecond: a sudden onset after something quieter,
 * fallen off within a twentieth of a second. Syllables begin as suddenly, and last.
 */
function clapFinder(): { readonly feed: (energy: number) => void; readonly found: () => number[] } {
  const ring = new Float64Array(CLAP_SPAN)
  const found: { readonly ms: number; readonly height: number }[] = []
  let [fed, loudest] = [0, 0]
  const at = (ms: number): number => ring[ms % CLAP_SPAN]!
  const mean = (from: number, to: number): number => {
    let sum = 0
    for (let ms = from; ms < to; ms += 1) sum += at(ms)
    return sum / (to - from)
  }
  const judge = (ms: number): void => {
    // Cheap tests first: this runs a thousand times a second of sound.
    if (at(ms) < 30 * at(ms - 8) + 1e5) return
    const height = mean(ms, ms + 3)
    loudest = Math.max(loudest, height)
    if (height < ONSET * mean(ms - BEFORE + 1, ms - 5)) return
    if (height < FALLEN * mean(ms + 40, ms + 100) || height < GONE * mean(ms + 120, ms + BEHIND - 1)) return
    const last = found.at(-1)
    if (last !== undefined && ms - last.ms < 60) return
    if (found.length < MAX_CLAPS) found.push({ ms, height })
  }
  return {
    feed(energy) {
      ring[fed % CLAP_SPAN] = energy
      fed += 1
      if (fed >= CLAP_SPAN) judge(fed - BEHIND)
    },
    found: () => found.flatMap(({ ms, height }) => (height >= LOUDNESS * loudest ? [ms] : [])),
  }
}

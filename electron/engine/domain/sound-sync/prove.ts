/**
 * A place proven in three windows: the fine half of sound sync.
 */
import type { Pull } from '../../../../shared/model/sound-sync.ts'
import { matchWindow, REACH, WINDOW } from './fine.ts'
import { LEVEL_RATE } from './levels.ts'
import { lineThrough, pullRate, type SoundLine, type WindowPoint } from './line.ts'

/** Windows that stand out by less than this are noise. */
const LEAST_WINDOW_Z = 6.5

/** What is to be read for a window, in seconds: of the clip, and of the sound with room at both ends. */
export interface WindowSpan {
  readonly clip: number
  readonly clipSeconds: number
  readonly sound: number
  readonly soundSeconds: number
}

/** The spans of windows that begin at `starts` in the clip, where the coarse place is `lag` hundredths. */
export function spansOf(starts: readonly number[], lag: number, pull: Pull): WindowSpan[] {
  const rate = pullRate(pull)
  return starts.map((clip) => ({
    clip,
    clipSeconds: WINDOW,
    sound: lag / LEVEL_RATE + clip * rate - REACH,
    soundSeconds: WINDOW * rate + 2 * REACH + 0.01,
  }))
}

/** Samples of a window, mono at 48 kHz. */
export interface WindowSamples {
  readonly clip: Float32Array
  readonly sound: Float32Array
}

/** The line through the windows; null where they prove nothing. */
export function prove(spans: readonly WindowSpan[], samples: readonly WindowSamples[], pull: Pull): SoundLine | null {
  const rate = pullRate(pull)
  const points: WindowPoint[] = []
  for (const [at, span] of spans.entries()) {
    const found = matchWindow(samples[at]!.clip, samples[at]!.sound, rate)
    if (found === null || found.z < LEAST_WINDOW_Z) return null
    const middle = WINDOW / 2
    points.push({
      at: span.clip + middle,
      offset: span.sound + REACH + found.late + middle * rate - (span.clip + middle),
    })
  }
  return lineThrough(points)
}

/**
 * One line through three windows: where the sound begins for the clip, and how much its clock differs.
 */
import type { Pull } from '../../../../shared/model/sound-sync.ts'

/** What one window says, in seconds: at its middle in the clip, the sound is so much further on than the clip. */
export interface WindowPoint {
  readonly at: number
  readonly offset: number
}

/** Windows may be this far off the line, in seconds: an actor or a camera that moves by a metre and a half. */
const OFF_LINE = 0.005
/** Clocks of cameras and recorders differ by less than this. */
const MAX_DRIFT = 150e-6
/** Shorter spans (seconds) say nothing of a clock that differs by so little. */
const LEAST_SPAN = 20

/** The rate of a pull: seconds of sound in a second of the clip. */
export function pullRate(pull: Pull): number {
  return pull === '1000/1001' ? 1000 / 1001 : pull === '1001/1000' ? 1001 / 1000 : 1
}

/** Every pull, the usual first. */
export const PULLS: readonly Pull[] = ['1', '1000/1001', '1001/1000']

export interface SoundLine {
  /** Seconds of sound at the clip's first sample; negative when the clip begins before the sound. */
  readonly offset: number
  readonly pull: Pull
  /** What the clocks differ beside the pull, in parts per billion; null where the clip is too short to tell. */
  readonly driftPpb: number | null
}

/** The line through the windows; null where they are not on one, by any pull. */
export function lineThrough(points: readonly WindowPoint[]): SoundLine | null {
  if (points.length < 3) return null
  const fitted = fit(points)
  const span = Math.max(...points.map(({ at }) => at)) - Math.min(...points.map(({ at }) => at))
  for (const pull of PULLS) {
    const rate = pullRate(pull) - 1
    const drift = fitted.slope - rate
    if (Math.abs(drift) * span > OFF_LINE + MAX_DRIFT * span) continue
    // Where both would do, the windows are too near to each other to tell a pull from none.
    if (pull !== '1' && Math.abs(rate) * span < 2 * OFF_LINE) continue
    const known = span >= LEAST_SPAN
    if (known && Math.abs(drift) > MAX_DRIFT) continue
    const line = known ? fitted : level(points, rate)
    if (points.some(({ at, offset }) => Math.abs(offset - line.start - line.slope * at) > OFF_LINE)) continue
    return { offset: line.start, pull, driftPpb: known ? Math.round(drift * 1e9) : null }
  }
  return null
}

/** Least squares. */
function fit(points: readonly WindowPoint[]): { readonly start: number; readonly slope: number } {
  const n = points.length
  const at = points.reduce((sum, one) => sum + one.at, 0) / n
  const offset = points.reduce((sum, one) => sum + one.offset, 0) / n
  const spread = points.reduce((sum, one) => sum + (one.at - at) ** 2, 0)
  const slope = spread === 0 ? 0 : points.reduce((sum, one) => sum + (one.at - at) * (one.offset - offset), 0) / spread
  return { start: offset - slope * at, slope }
}

/** The line of a known slope: through the middle one of the windows. */
function level(points: readonly WindowPoint[], slope: number): { readonly start: number; readonly slope: number } {
  const starts = points.map(({ at, offset }) => offset - slope * at).sort((a, b) => a - b)
  return { start: starts[starts.length >> 1]!, slope }
}

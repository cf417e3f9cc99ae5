/**
 * J K L and frames. Pure.
 */
import type { RateValue } from '../../../shared/model/primitives.ts'

const SPEEDS = [1, 2, 4, 8] as const

/** The speed after another press of L (`direction` 1) or J (-1): first it turns round, then it grows to eight times. */
export function shuttleSpeed(speed: number, direction: 1 | -1): number {
  const now = speed * direction
  if (now <= 0) return direction
  return direction * (SPEEDS.find((one) => one > now) ?? SPEEDS[SPEEDS.length - 1]!)
}

/** A time in the middle of a frame, in seconds: a seek there can't land on a neighbour by rounding. */
export function timeInFrame(frame: number, rate: RateValue): number {
  return ((frame + 0.5) * rate.den) / rate.num
}

/** The frame that begins at (or next to) a presented time: what requestVideoFrameCallback reports as mediaTime. */
export function frameOfPresented(mediaTime: number, rate: RateValue): number {
  return Math.round((mediaTime * rate.num) / rate.den)
}

/** The frame that a running clock is in; for sound, where no frames are presented. */
export function frameOfClock(time: number, rate: RateValue): number {
  return Math.floor((time * rate.num) / rate.den + 1e-6)
}

/** A frame kept inside the clip. */
export function within(frame: number, frames: number): number {
  return Math.max(0, Math.min(frames - 1, frame))
}

/** The range after I or O at a frame: a new end that lies on the wrong side lets go of the other. */
export function markRange(
  range: { readonly from: number | null; readonly to: number | null },
  edge: 'from' | 'to',
  frame: number,
): { readonly from: number | null; readonly to: number | null } {
  if (edge === 'from') return { from: frame, to: range.to !== null && range.to < frame ? null : range.to }
  return { from: range.from !== null && range.from > frame ? null : range.from, to: frame }
}

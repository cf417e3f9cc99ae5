/**
 * Lengths of time: between frames and seconds as exact ratios, and as text for people.
 */
import { divide, floorOf, multiply, rational, roundOf, type Rational } from './rational.ts'
import type { Rate } from './rate.ts'

/** The exact seconds that so many frames last. */
export function secondsOfFrames(frames: number, rate: Rate): Rational {
  return divide(rational(frames), rate)
}

/** The frame that is on screen at a time, counted from 0. */
export function frameAt(seconds: Rational, rate: Rate): number {
  return floorOf(1, multiply(seconds, rate))
}

/** How many frames a measured time lasts: the nearest whole number, for times that a file has rounded. */
export function framesOfSeconds(seconds: Rational, rate: Rate): number {
  return roundOf(1, multiply(seconds, rate))
}

/** A length as a person reads it: "4.2 s" below a minute, "12:03" below an hour, "1:02:03" above. */
export function durationText(frames: number, rate: Rate): string {
  const tenths = floorOf(frames * 10, { num: rate.den, den: rate.num })
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.floor(tenths / 10)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The same for an exact number of seconds, where there are no frames. */
export function secondsText(seconds: Rational): string {
  // In tenths, as above: a rate of one frame a second would lose them.
  return durationText(floorOf(1000, seconds), { num: 1000, den: 1 })
}

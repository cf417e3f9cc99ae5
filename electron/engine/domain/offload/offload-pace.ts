/**
 * Speed and time left of work that is counted in bytes.
 */

/** A smoothed speed. Times in milliseconds, bytes since the start of the work. */
export interface Pace {
  readonly at: number
  readonly bytes: number
  /** Bytes a second; null before there are two readings. */
  readonly speed: number | null
}

/** Half of a reading's weight is gone after this long, in milliseconds: steady to the eye, yet quick to follow. */
const HALF_LIFE = 3000

/** The pace before anything was done. */
export function startPace(at: number): Pace {
  return { at, bytes: 0, speed: null }
}

/** The pace after another reading. Readings of one and the same moment change nothing. */
export function nextPace(pace: Pace, at: number, bytes: number): Pace {
  const elapsed = at - pace.at
  if (elapsed <= 0) return pace
  const current = (Math.max(0, bytes - pace.bytes) * 1000) / elapsed
  const weight = 0.5 ** (elapsed / HALF_LIFE)
  return { at, bytes, speed: pace.speed === null ? current : pace.speed * weight + current * (1 - weight) }
}

/** Whole seconds that the rest takes at this pace; null when it can't be said. */
export function secondsLeft(pace: Pace, rest: number): number | null {
  if (rest <= 0) return 0
  return pace.speed === null || pace.speed < 1 ? null : Math.ceil(rest / pace.speed)
}

/**
 * How much of each device's journal has been merged here. A device's ops come in their order, so one number says it
 * all.
 */
import { deviceOf, momentOf } from './op.ts'

export interface Reached {
  /** Number of its last segment that was merged; 0 for none. */
  readonly seq: number
  /** The latest clock in it; '' for none. */
  readonly clock: string
}

export type Vector = ReadonlyMap<string, Reached>

/** True when the op of this clock has been merged. */
export function hasSeen(vector: Pick<Vector, 'get'>, clock: string): boolean {
  return clock <= (vector.get(deviceOf(clock))?.clock ?? '')
}

/** True when everything in `b` is in `a`. */
export function covers(a: Vector, b: Vector): boolean {
  return [...b].every(([device, reached]) => (a.get(device)?.seq ?? 0) >= reached.seq)
}

/** A device's clock that is further ahead than this (ms) is told; nobody's own clock follows it. */
export const MAX_AHEAD_MS = 5 * 60_000

/**
 * How far ahead of the true time a clock is, ms; null when that is within what networks and drifting clocks explain.
 */
export function aheadOf(clock: string, trueMs: number): number | null {
  // Whole: the clock of a folder's files has fractions, and the catalogue's column has none.
  const ahead = Math.round(momentOf(clock) - trueMs)
  return ahead > MAX_AHEAD_MS ? ahead : null
}

/**
 * True when the fact of this clock holds over one of another clock. A device's own words have its own order. Of two
 * devices, one whose clock is ahead wins over none whose clock is not: what is written after it was seen would lose to
 * it for as long as it is ahead.
 */
export function holdsOver(clock: string, other: string, trueMs: number): boolean {
  if (deviceOf(clock) === deviceOf(other)) return clock > other
  const [isAhead, otherIsAhead] = [aheadOf(clock, trueMs) !== null, aheadOf(other, trueMs) !== null]
  return isAhead === otherIsAhead ? clock > other : otherIsAhead
}

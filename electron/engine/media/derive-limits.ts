/**
 * How long a run may take and how much it may write, by what its original can be: a header can claim anything.
 */
import { secondsOfFrames } from '../../../shared/time/duration.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'

/** Bytes a second below which no recording is: it bounds the length that a small file can claim. */
const LEAST_RATE = 1000
/** A slow cart decodes 8K at a thirtieth of its speed; half an hour more is for what is short. */
const SLOWEST = 30
const BASE_MS = 30 * 60_000
/** All frames apart in a light codec take forty times the room of a phone's recording, and no more. */
const MAX_GROWTH = 40
const BASE_BYTES = 4 * 1024 ** 3

/** How long a run may take and how large a file of it may become, by what its original can be. Pure. */
export function limitsOf({ bytes, duration }: Pick<MediaFacts, 'bytes' | 'duration'>): {
  readonly timeLimitMs: number
  readonly fileLimitBytes: number
} {
  const claimed = duration === null ? Infinity : duration.num / duration.den
  const seconds = Math.max(0, Math.min(claimed, bytes / LEAST_RATE))
  // A timer holds 2^31 milliseconds, 24 days.
  return {
    timeLimitMs: Math.min(2 ** 31 - 1, Math.round(BASE_MS + seconds * SLOWEST * 1000)),
    fileLimitBytes: BASE_BYTES + bytes * MAX_GROWTH,
  }
}

/** How long a recording plays, in microseconds; 0 where nobody knows. Pure. */
export function totalMicroseconds(facts: MediaFacts): number {
  const length =
    facts.duration ??
    (facts.durationFrames !== null && facts.rate !== null ? secondsOfFrames(facts.durationFrames, facts.rate) : null)
  return length === null ? 0 : (length.num / length.den) * 1e6
}

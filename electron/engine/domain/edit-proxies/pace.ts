/**
 * How fast this computer makes proxies, by those that it made last. Pure.
 */

/** A proxy that was made: how large it was expected to be, and when it was begun and done, ms since 1970. */
interface MadeProxy {
  readonly bytes: number
  readonly startedAt: number
  readonly finishedAt: number
}

/** Less than this is mostly start-up, and tells nothing. */
const LEAST_MS = 1_000

/**
 * Bytes a second; null where too little was made to tell. Proxies of one run are made at the same time: what counts is
 * the time in which any of them was being made.
 */
export function paceOf(made: readonly MadeProxy[]): number | null {
  let [busy, until, bytes] = [0, -Infinity, 0]
  for (const one of made.toSorted((a, b) => a.startedAt - b.startedAt)) {
    // A clock that was set back tells nothing.
    if (one.finishedAt <= one.startedAt) continue
    busy += Math.max(0, one.finishedAt - Math.max(until, one.startedAt))
    until = Math.max(until, one.finishedAt)
    bytes += one.bytes
  }
  return busy < LEAST_MS || bytes === 0 ? null : (bytes * 1000) / busy
}

/** How long so many bytes of proxies take, in whole seconds; null where the pace is not known. */
export function secondsFor(bytes: number, pace: number | null): number | null {
  return pace === null || bytes === 0 ? null : Math.max(1, Math.round(bytes / pace))
}

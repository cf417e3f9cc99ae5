/**
 * Times of files as Node's `utimes` takes them.
 *
 * [Note: times before 1970] Node takes a negative number for a mistake and sets the time of now instead, without a
 * word. The same number as text is taken as it is.
 */

/** A time in nanoseconds since 1970, in seconds for `utimes`: exact to a quarter of a microsecond. */
export function settableTime(ns: bigint): string | number {
  const seconds = Number(ns) / 1e9
  return seconds < 0 ? String(seconds) : seconds
}

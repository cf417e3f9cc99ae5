/**
 * When a remote is asked again: often while people work, seldom when nobody does, later and later after failures.
 */

/** Seconds are felt by people who work on one library at once; a request costs money. */
const ACTIVE_MS = 3_000
const RECENT_MS = 10_000
const QUIET_MS = 30_000
/** So long after the last change, here or there, people count as working. */
const WORKING_MS = 2 * 60_000
const AROUND_MS = 20 * 60_000

/** Milliseconds until the next look, so long after the last change that was seen on either side. */
export function pollAfter(sinceChangeMs: number): number {
  if (sinceChangeMs < WORKING_MS) return ACTIVE_MS
  return sinceChangeMs < AROUND_MS ? RECENT_MS : QUIET_MS
}

const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 5 * 60_000

/**
 * Milliseconds until the next try after so many failures in a row. `random` (0 to 1) spreads devices that lost the
 * network at one moment: full jitter between half and the whole.
 */
export function retryAfter(failures: number, random: number): number {
  const whole = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(20, Math.max(0, failures - 1)))
  return Math.round(whole / 2 + (whole / 2) * random)
}

/** True when bytes may go at this local hour. `from` and `to` are hours; over midnight when `to` is not later. */
export function isOpenHour(hours: { readonly from: number; readonly to: number } | null, hour: number): boolean {
  if (hours === null || hours.from === hours.to) return true
  return hours.from < hours.to ? hour >= hours.from && hour < hours.to : hour >= hours.from || hour < hours.to
}

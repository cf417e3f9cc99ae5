/**
 * A hybrid logical clock (Kulkarni et al. 2014): wall-clock milliseconds, a counter for changes within one millisecond
 * or while the wall clock stands behind, and the device. As text it sorts in the order of the changes.
 */

/** One reading: `ms` since 1970, `counter` 0–65535, `device` a UUID. */
export interface HybridTime {
  readonly ms: number
  readonly counter: number
  readonly device: string
}

/** The reading after `last`, given what the wall clock says now. Never goes back, even when the wall clock does. */
export function tick(last: HybridTime, wallMs: number): HybridTime {
  if (wallMs > last.ms) return { ms: wallMs, counter: 0, device: last.device }
  if (last.counter < 0xffff) return { ms: last.ms, counter: last.counter + 1, device: last.device }
  return { ms: last.ms + 1, counter: 0, device: last.device }
}

/**
 * Our reading after one of another device was heard: what is said from here on is later than what was known when it was
 * said. Whoever calls it has made sure that the other's clock is not ahead of the true time.
 */
export function hear(last: HybridTime, heard: HybridTime): HybridTime {
  const isLater = heard.ms > last.ms || (heard.ms === last.ms && heard.counter > last.counter)
  return isLater ? { ms: heard.ms, counter: heard.counter, device: last.device } : last
}

/** Text that sorts as the clock runs: 12 hex digits of milliseconds, 4 of the counter, the device. */
export function formatHybridTime(time: HybridTime): string {
  return `${time.ms.toString(16).padStart(12, '0')}${time.counter.toString(16).padStart(4, '0')}-${time.device}`
}

/** Reads what `formatHybridTime` wrote; null for anything else. */
export function parseHybridTime(text: string): HybridTime | null {
  const parts = /^([0-9a-f]{12})([0-9a-f]{4})-(.+)$/.exec(text)
  if (parts === null) return null
  return { ms: Number.parseInt(parts[1]!, 16), counter: Number.parseInt(parts[2]!, 16), device: parts[3]! }
}

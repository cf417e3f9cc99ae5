/**
 * The time, to the minute: "14:02" becomes "yesterday" without anyone asking.
 */
import { useSyncExternalStore } from 'react'

const MINUTE_MS = 60_000

function minute(): number {
  return Math.floor(Date.now() / MINUTE_MS)
}

function listen(changed: () => void): () => void {
  const timer = setInterval(changed, MINUTE_MS / 4)
  return () => clearInterval(timer)
}

/** Now, renewed each minute. */
export function useNow(): Date {
  return new Date(useSyncExternalStore(listen, minute) * MINUTE_MS)
}

/**
 * What went wrong in one loop, until a try goes well; and when the next one is due.
 */
import type { RushesError } from '../../../shared/model/errors.ts'
import { retryAfter } from '../domain/sync/sync-pace.ts'

export interface Troubles {
  failed(error: RushesError): void
  clear(): void
  /** The last failure; null once a try went well. */
  last(): RushesError | null
  /** Milliseconds until the next try; null where nothing is wrong. */
  pause(): number | null
  /** True when a try is due. */
  isTime(): boolean
}

/** Makes one. `now` in milliseconds since 1970. */
export function createTroubles(now: () => number): Troubles {
  let failures = 0
  let error: RushesError | null = null
  let next = -Infinity
  return {
    failed(told) {
      failures += 1
      error = told
      next = now() + retryAfter(failures, Math.random())
    },
    clear() {
      failures = 0
      error = null
      next = -Infinity
    },
    last: () => error,
    pause: () => (error === null ? null : Math.max(0, next - now())),
    isTime: () => now() >= next,
  }
}

/**
 * Trying again what may work the next time: exponential waits with full jitter, so that many devices that lost one
 * server don't come back in step (Brooker, “Exponential Backoff and Jitter”, AWS Architecture Blog 2015).
 */
import { setTimeout as wait } from 'node:timers/promises'
import { isRushesError, type RushesError } from '../../../../shared/model/errors.ts'

export interface RetryOptions {
  /** Tries in all. */
  readonly attempts?: number
  /** Longest first wait in milliseconds; doubles with each try. */
  readonly baseMs?: number
  readonly mostMs?: number
  readonly signal?: AbortSignal
  /** 0 ≤ x < 1. */
  readonly random?: () => number
}

const AGAIN = new Set(['remote.unreachable', 'remote.throttled'])
/** A store that asks for less is given more time than one that stumbled. */
const THROTTLED = 4

/** True where the next try may end well. */
export function mayWorkAgain(error: unknown): error is RushesError {
  return isRushesError(error) && AGAIN.has(error.code)
}

/** Milliseconds to wait after the `tried`th failed try (1 is the first). */
export function pauseAfter(
  tried: number,
  throttled: boolean,
  { baseMs = 200, mostMs = 20_000, random = Math.random }: RetryOptions,
): number {
  return Math.floor(random() * Math.min(mostMs, baseMs * (throttled ? THROTTLED : 1) * 2 ** (tried - 1)))
}

/**
 * Calls `work` until it succeeds, fails in a way that no other try can mend, or has been tried often enough; then
 * throws what it threw last. `work` is told how many tries came before.
 */
export async function tryAgain<T>(work: (before: number) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 6, signal } = options
  for (let tried = 1; ; tried += 1) {
    try {
      signal?.throwIfAborted()
      return await work(tried - 1)
    } catch (error) {
      if (!mayWorkAgain(error) || tried >= attempts) throw error
      const asked = Number(error.details['retryAfterMs'] ?? 0)
      await wait(
        Math.max(asked, pauseAfter(tried, error.code === 'remote.throttled', options)),
        undefined,
        signal === undefined ? {} : { signal },
      )
    }
  }
}

/**
 * When failed work is tried again: three times, waiting longer each time, and only where another try can help.
 */

const MAX_ATTEMPTS = 3
const FIRST_DELAY_MS = 5_000

/** True when work that failed at its `attempts`-th try should wait for another. */
export function shouldRetry(retryable: boolean, attempts: number): boolean {
  return retryable && attempts < MAX_ATTEMPTS
}

/** How long to wait after the `attempts`-th failure: 5 s, 25 s, 125 s. */
export function retryDelayMs(attempts: number): number {
  return FIRST_DELAY_MS * 5 ** (attempts - 1)
}

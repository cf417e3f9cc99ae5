/**
 * A clock that the test moves, in place of the machine's: what is due is done, and nobody waits for time to go by.
 */
import { afterEach, beforeEach, vi } from 'vitest'

/**
 * Puts the clock of every test of the file under its hand. Returns how it is moved on, in ms: all timers that are due
 * by then have run, and every promise that could be kept is kept. Without a number only the promises are.
 */
export function testClock(): (ms?: number) => Promise<void> {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  return async (ms = 0) => {
    await vi.advanceTimersByTimeAsync(ms)
  }
}

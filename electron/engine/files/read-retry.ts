/**
 * Patience with a device that fails to read: a few more tries with pauses between them, as long as tries have a chance.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf } from './errno.ts'

/**
 * Pauses before the second, third and fourth try, in milliseconds: a reader that resets itself needs about half a
 * second.
 */
const PAUSES: readonly number[] = [20, 100, 400]

/** Errors that can go away by themselves: a bad contact, a controller that resets, a server that is slow. */
const PASSING = new Set(['EIO', 'EREMOTEIO', 'ETIMEDOUT', 'EAGAIN', 'EINTR', 'EBUSY'])

/**
 * [Note: a device that is dead] Half a second for each of a hundred thousand files would be half a day. After this many
 * reads in a row that no further try could mend, each gets one try, until one succeeds.
 */
const HOPELESS = 8

export interface ReadRetry {
  /**
   * Opens a file, and tries again while that may help: a name often opens from memory, so it is no sign of life. Throws
   * the last error.
   */
  open<T>(open: () => T): T
  /** Reads, and reads again while that may help. Throws the last error. */
  sync<T>(read: () => T): T
  async<T>(read: () => Promise<T>): Promise<T>
}

/**
 * Patience for one device.
 * @param onError told of every read that failed, corrected or not
 * @param stopped ends the waiting early
 */
export function createReadRetry(onError: () => void, stopped: () => boolean): ReadRetry {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  let unmended = 0
  /** Milliseconds until the next try; throws when there is none. */
  const pause = (error: unknown, tries: number): number => {
    if (!PASSING.has(errnoOf(error))) throw error
    onError()
    const next = PAUSES[tries]
    if (next !== undefined && unmended < HOPELESS && !stopped()) return next
    unmended++
    throw error
  }
  const insist = <T>(act: () => T): T => {
    for (let tries = 0; ; tries++) {
      try {
        return act()
      } catch (error) {
        // A thread of its own may sleep; nobody waits for it but its own batch.
        Atomics.wait(cell, 0, 0, pause(error, tries))
      }
    }
  }
  return {
    open: insist,
    sync(read) {
      const result = insist(read)
      unmended = 0
      return result
    },
    async async(read) {
      for (let tries = 0; ; tries++) {
        try {
          const result = await read()
          unmended = 0
          return result
        } catch (error) {
          await sleep(pause(error, tries))
        }
      }
    },
  }
}

/**
 * Ids for many rows at once. One id asks the system for its random bytes; a hundred thousand would ask as often.
 */
import { randomFillSync, randomInt } from 'node:crypto'
import { v7 } from 'uuid'

const BYTES = 16
const POOL = 1_000

const pool = new Uint8Array(BYTES * POOL)

/** Makes a source of UUIDv7, each greater than the one before, so that their index grows at its end. */
export function manyIds(): () => string {
  let used = POOL
  let msecs = 0
  // Any beginning does; one that differs on every machine keeps ids apart that are made in one millisecond.
  let seq = randomInt(2 ** 30)
  return () => {
    if (used === POOL) {
      randomFillSync(pool)
      used = 0
      msecs = Math.max(msecs, Date.now())
    }
    const random = pool.subarray(used * BYTES, (used + 1) * BYTES)
    used += 1
    seq = seq === 0xffffffff ? 0 : seq + 1
    return v7({ random, msecs, seq })
  }
}

/**
 * How fast bytes may go: a bucket of tokens that fills at the rate that a person allows. Whoever sends or receives asks
 * for each slice and waits its turn, so that a hotel's line stays usable for others.
 */
import { setTimeout as wait } from 'node:timers/promises'

export interface Pace {
  /** Resolves when so many bytes may go. Rejects with the signal's reason when it ends the wait. */
  take(bytes: number, signal?: AbortSignal): Promise<void>
  /** Sets the rate in bytes a second; null for no limit. Holds for waits under way too. */
  setRate(bytesPerSecond: number | null): void
}

/** Bytes that go at once: small enough to be even, large enough not to cost. */
export const SLICE_BYTES = 64 << 10

/** A limit is looked at again this often, so that a change is felt. */
const LOOK_MS = 200

/** Makes a pace. `now` is a clock in milliseconds that only goes forward. */
export function createPace(bytesPerSecond: number | null, now: () => number = () => performance.now()): Pace {
  let rate = bytesPerSecond
  // The moment at which everything granted so far is paid for.
  let paidAt = now()
  const isFree = (): boolean => rate === null

  return {
    async take(bytes, signal) {
      signal?.throwIfAborted()
      if (rate === null) return
      paidAt = Math.max(paidAt, now()) + (bytes / rate) * 1000
      const mine = paidAt
      for (;;) {
        const left = mine - now()
        if (left <= 0 || isFree()) return
        await wait(Math.min(LOOK_MS, Math.max(1, left)), undefined, signal === undefined ? {} : { signal })
      }
    },
    setRate(next) {
      rate = next
      paidAt = now()
    },
  }
}

/** The slices of a buffer, each when the pace allows it. Nothing is copied. */
export async function* inSlices(bytes: Uint8Array, pace: Pace, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    const slice = bytes.subarray(at, at + SLICE_BYTES)
    await pace.take(slice.length, signal)
    yield slice
  }
}

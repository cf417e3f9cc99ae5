/**
 * Flags and counters in memory that the run shares with its workers.
 */
import type { SharedBuffers } from './messages.ts'

export interface SharedState {
  readonly buffers: SharedBuffers
  /** True once the run is to be parked. */
  stopped(): boolean
  stop(): void
  /** True once nothing more is to be written at the destination. */
  isDead(destination: number): boolean
  kill(destination: number): void
  /** True while nothing is to be written or read back at the destination. */
  isPaused(destination: number): boolean
  setPaused(destination: number, paused: boolean): void
  /** True when a destination could take something now: neither dead nor paused. */
  anyAble(): boolean
  /** Blocks this thread while the destination is paused; not to be called on the engine's own. */
  waitWhilePaused(destination: number): void
  addHeld(destination: number, ms: number): void
  addRead(bytes: number): void
  addCopied(destination: number, bytes: number): void
  addVerified(destination: number, bytes: number): void
  setCurrent(position: number): void
  /** A read that failed: of the card (null), or of a destination. Counted also when a further try corrected it. */
  addReadError(destination: number | null): void
  read(): {
    readonly bytesRead: number
    readonly current: number
    copied(destination: number): number
    verified(destination: number): number
    readErrors(destination: number | null): number
    heldMs(destination: number): number
  }
}

/** Makes the memory for a run with this many destinations. */
export function createSharedState(destinations: number): SharedState {
  return openSharedState({
    flags: new SharedArrayBuffer(4 * (1 + 2 * destinations)),
    counters: new SharedArrayBuffer(8 * (3 + 4 * destinations)),
  })
}

/** The same memory as seen by a worker. */
export function openSharedState(buffers: SharedBuffers): SharedState {
  const flags = new Int32Array(buffers.flags)
  const counters = new BigInt64Array(buffers.counters)
  const destinations = (flags.length - 1) / 2
  const pausedAt = (destination: number): number => 1 + destinations + destination
  const heldAt = (destination: number): number => 3 + 3 * destinations + destination
  /** Behind the bytes: read errors of the card, then of each destination. */
  const errorsAt = (destination: number | null): number =>
    2 + 2 * destinations + (destination === null ? 0 : 1 + destination)
  const add = (at: number, bytes: number): void => {
    Atomics.add(counters, at, BigInt(bytes))
  }
  const get = (at: number): number => Number(Atomics.load(counters, at))
  return {
    buffers,
    stopped: () => Atomics.load(flags, 0) === 1,
    stop: () => {
      Atomics.store(flags, 0, 1)
    },
    isDead: (destination) => Atomics.load(flags, 1 + destination) === 1,
    kill: (destination) => {
      Atomics.store(flags, 1 + destination, 1)
    },
    isPaused: (destination) => Atomics.load(flags, pausedAt(destination)) === 1,
    setPaused: (destination, paused) => {
      Atomics.store(flags, pausedAt(destination), paused ? 1 : 0)
      Atomics.notify(flags, pausedAt(destination))
    },
    anyAble: () => {
      for (let index = 0; index < destinations; index++)
        if (Atomics.load(flags, 1 + index) === 0 && Atomics.load(flags, pausedAt(index)) === 0) return true
      return false
    },
    waitWhilePaused: (destination) => {
      // Looked at again now and then: a run that is stopped wakes nobody.
      while (
        Atomics.load(flags, pausedAt(destination)) === 1 &&
        Atomics.load(flags, 0) === 0 &&
        Atomics.load(flags, 1 + destination) === 0
      ) {
        Atomics.wait(flags, pausedAt(destination), 1, 100)
      }
    },
    addHeld: (destination, ms) => {
      add(heldAt(destination), Math.round(ms))
    },
    addRead: (bytes) => {
      add(0, bytes)
    },
    addCopied: (destination, bytes) => {
      add(2 + 2 * destination, bytes)
    },
    addVerified: (destination, bytes) => {
      add(3 + 2 * destination, bytes)
    },
    addReadError: (destination) => {
      add(errorsAt(destination), 1)
    },
    setCurrent: (position) => {
      Atomics.store(counters, 1, BigInt(position))
    },
    read: () => ({
      bytesRead: get(0),
      current: get(1),
      copied: (destination) => get(2 + 2 * destination),
      verified: (destination) => get(3 + 2 * destination),
      readErrors: (destination) => get(errorsAt(destination)),
      heldMs: (destination) => get(heldAt(destination)),
    }),
  }
}

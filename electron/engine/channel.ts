/**
 * Streams of snapshots: a source that changes often, readers that take the newest when they are ready.
 */

/** A value that changes and can be watched. */
export interface Broadcast<T> {
  /** Tells every watcher. Watchers that are slow see only the newest value. */
  publish(value: T): void
  /**
   * Values as they come, at most one an interval, until the signal aborts or the broadcast ends. `first` is the first
   * value: whoever receives it is registered, so nothing that is published after it is lost.
   */
  watch(signal: AbortSignal | undefined, first?: T): AsyncGenerator<T, void>
  /** Ends every watch after its last value. */
  end(): void
  readonly watchers: number
}

interface Watcher<T> {
  pending: T | undefined
  has: boolean
  wake: () => void
}

/**
 * A broadcast whose watchers get at most one value an `intervalMs`. `merge` joins a value that was not yet taken with
 * the one that follows; without it the newest replaces.
 */
export function createBroadcast<T>(
  intervalMs: number,
  merge: (waiting: T, next: T) => T = (_, next) => next,
): Broadcast<T> {
  const watchers = new Set<Watcher<T>>()
  let ended = false
  return {
    get watchers() {
      return watchers.size
    },
    publish(value) {
      for (const watcher of watchers) {
        watcher.pending = watcher.has ? merge(watcher.pending as T, value) : value
        watcher.has = true
        watcher.wake()
      }
    },
    end() {
      ended = true
      for (const watcher of watchers) watcher.wake()
    },
    async *watch(signal, first) {
      const watcher: Watcher<T> = { pending: first, has: first !== undefined, wake: () => {} }
      const stop = (): void => watcher.wake()
      signal?.addEventListener('abort', stop)
      watchers.add(watcher)
      try {
        for (;;) {
          if (!watcher.has) {
            if (ended || signal?.aborted === true) return
            await new Promise<void>((resolve) => {
              watcher.wake = resolve
            })
            watcher.wake = () => {}
            continue
          }
          const value = watcher.pending as T
          watcher.pending = undefined
          watcher.has = false
          yield value
          if (!ended) await pause(intervalMs, signal)
        }
      } finally {
        watchers.delete(watcher)
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })
}

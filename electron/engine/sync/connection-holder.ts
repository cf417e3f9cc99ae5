/**
 * One line to a remote for all that use it side by side: opened with the first use, closed when it failed or is not
 * wanted any more and its last user has left.
 */
import type { RemoteConnection } from './connection.ts'

export interface LineHolder {
  /** The open line, or null. For looking only. */
  peek(): RemoteConnection | null
  /** Does this with the line. Throws what opening it throws. */
  use<T>(signal: AbortSignal, work: (line: RemoteConnection) => Promise<T>): Promise<T>
  /** The next use opens a new one. */
  drop(): void
  /** Drops it, and resolves when every line is closed. */
  close(): Promise<void>
}

interface Held {
  readonly line: RemoteConnection
  users: number
  dropped: boolean
}

/** Makes it. `warn` is told when closing fails. */
export function holdLine(
  open: (signal: AbortSignal) => Promise<RemoteConnection>,
  warn: (error: unknown) => void,
): LineHolder {
  let held: Held | null = null
  let opening: Promise<Held> | null = null
  const closing = new Set<Promise<void>>()

  /** Whoever asks first opens; the others wait for that, and open themselves where it failed for its own reason. */
  async function current(signal: AbortSignal): Promise<Held> {
    if (held !== null) return held
    opening ??= open(signal)
      .then((line) => (held = { line, users: 0, dropped: false }))
      .finally(() => {
        opening = null
      })
    return await opening
  }

  function leave(one: Held): void {
    if (!one.dropped || one.users > 0) return
    const closed = one.line
      .close()
      .catch(warn)
      .finally(() => {
        closing.delete(closed)
      })
    closing.add(closed)
  }

  function drop(): void {
    const was = held
    held = null
    if (was === null) return
    was.dropped = true
    leave(was)
  }

  return {
    peek: () => held?.line ?? null,
    drop,
    async use(signal, work) {
      const one = await current(signal)
      one.users += 1
      try {
        return await work(one.line)
      } finally {
        one.users -= 1
        leave(one)
      }
    },
    async close() {
      await opening?.catch(() => undefined)
      drop()
      await Promise.all(closing)
    },
  }
}

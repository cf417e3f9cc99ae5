/**
 * A line to an engine in the same program: for tests of the window without a process or a socket.
 */
import type { ClientLink } from '@orpc/client'
import type { Transport } from './transport.ts'

/** A transport over a link that is there already; `closers` lets a test cut it. */
export function memoryTransport(link: ClientLink<Record<never, never>>, closers: Set<() => void> = new Set()): Transport {
  return {
    open: () => Promise.resolve({
      link,
      onClosed: (listener) => { closers.add(listener) },
      close: () => undefined,
    }),
  }
}

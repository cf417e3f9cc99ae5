/**
 * The engine as the window holds it: one client that outlives every line. When the engine goes, calls in flight fail
 * with a sentence, the line is sought again with growing pauses, and everyone is told when it stands.
 */
import { createORPCClient, type ClientLink } from '@orpc/client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EngineClient } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import type { Transport, Wire } from './transport.ts'

/** `connecting`: never yet reached · `ready` · `lost`: was there, is sought again. */
export type ConnectionState = 'connecting' | 'ready' | 'lost'

export interface Connection {
  readonly client: EngineClient
  readonly state: StoreApi<{ readonly state: ConnectionState; readonly times: number; readonly attempts: number }>
  /** Called each time a line stands, the first included. Returns how to stop. */
  onReady(listener: () => void): () => void
  close(): void
}

/** Pause before the n-th attempt, in ms: at once, then growing to five seconds. */
export function pauseBefore(attempt: number): number {
  return attempt === 0 ? 0 : Math.min(5000, 150 * 2 ** (attempt - 1))
}

const OPEN_MS = 15_000

/** Starts to seek the engine. */
export function connect(transport: Transport, sleep: (ms: number) => Promise<void> = pause): Connection {
  const state = createStore<{ readonly state: ConnectionState; readonly times: number; readonly attempts: number }>(
    () => ({ state: 'connecting', times: 0, attempts: 0 }),
  )
  const listeners = new Set<() => void>()
  const waiters = new Set<(wire: Wire | null) => void>()
  let wire: Wire | null = null
  const life = new AbortController()

  const seek = async (): Promise<void> => {
    for (let attempt = 0; !life.signal.aborted; attempt += 1) {
      await sleep(pauseBefore(attempt))
      try {
        const opened = await transport.open(AbortSignal.timeout(OPEN_MS))
        if (life.signal.aborted) return opened.close()
        wire = opened
        opened.onClosed(() => {
          if (wire !== opened) return
          wire = null
          if (life.signal.aborted) return
          state.setState({ state: 'lost' })
          void seek()
        })
        state.setState(({ times }) => ({ state: 'ready', times: times + 1, attempts: 0 }))
        for (const waiter of waiters) waiter(opened)
        waiters.clear()
        for (const listener of listeners) listener()
        return
      } catch {
        // Not there yet: the bar says so, and the next attempt follows.
        state.setState({ attempts: attempt + 1 })
      }
    }
  }
  // Before the first line stands there is nothing to show, so calls wait for it; later ones fail at once and are told.
  const line = async (): Promise<Wire> => {
    if (wire !== null) return wire
    if (state.getState().state === 'connecting') {
      const opened = await new Promise<Wire | null>((resolve) => {
        waiters.add(resolve)
      })
      if (opened !== null) return opened
    }
    throw new RushesError(
      'engine.unavailable',
      'The engine is starting again. Nothing was changed; try once more in a moment.',
    )
  }
  const link: ClientLink<Record<never, never>> = {
    call: async (path, input, options) => (await line()).link.call(path, input, options),
  }
  void seek()
  return {
    client: createORPCClient(link),
    state,
    onReady(listener) {
      listeners.add(listener)
      if (wire !== null) listener()
      return () => {
        listeners.delete(listener)
      }
    },
    close() {
      life.abort()
      for (const waiter of waiters) waiter(null)
      wire?.close()
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

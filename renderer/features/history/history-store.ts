/**
 * The history of offloads as the window holds it: windows of it are asked for as one scrolls, and what is in sight
 * stays until it is renewed.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError, type EngineClient } from '../../../shared/contract/client.ts'
import type { RushesError } from '../../../shared/model/errors.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import type { Freshness } from '../../api/index.ts'

interface HistoryState {
  /** What is searched for, as it was typed. */
  readonly text: string
  /** Null until the first window is there. */
  readonly rows: readonly PastOffload[] | null
  /** True while there is more beyond the last row. */
  readonly more: boolean
  /** How many offloads there are in all, whatever is searched for. */
  readonly total: number
  readonly error: RushesError | null
}

export interface History {
  readonly store: StoreApi<HistoryState>
  search(text: string): void
  /** Asks for what comes after the last row. */
  more(): void
  /** Keeps it fresh while somebody looks. Returns how to stop. */
  watch(): () => void
}

/** Rows of one window. */
export const WINDOW = 100
const DEBOUNCE_MS = 120

/** Makes the history of one window. */
export function createHistory(client: Pick<EngineClient, 'offloads'>, freshness: Freshness): History {
  const store = createStore<HistoryState>(() => ({ text: '', rows: null, more: false, total: 0, error: null }))
  let cursor: string | null = null
  let asking = new AbortController()
  let busy = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Reads from the beginning until at least `wanted` rows are there, and shows them all at once. */
  const load = async (wanted: number): Promise<void> => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const { text } = store.getState()
    busy = true
    try {
      const rows: PastOffload[] = []
      let after: string | null = null
      let total = 0
      do {
        const window: Awaited<ReturnType<EngineClient['offloads']['history']>> = await client.offloads.history(
          { text, after, limit: WINDOW },
          { signal },
        )
        rows.push(...window.rows)
        after = window.cursor
        total = window.total
      } while (after !== null && rows.length < wanted)
      if (signal.aborted) return
      cursor = after
      store.setState({ rows, total, more: after !== null, error: null })
    } catch (thrown) {
      if (!signal.aborted) store.setState({ error: toRushesError(thrown) })
    } finally {
      if (!signal.aborted) busy = false
    }
  }
  const renew = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      void load(store.getState().rows?.length ?? WINDOW)
    }, DEBOUNCE_MS)
  }
  return {
    store,
    search(text) {
      store.setState({ text })
      clearTimeout(timer)
      timer = setTimeout(() => {
        void load(WINDOW)
      }, DEBOUNCE_MS)
    },
    more() {
      const { rows } = store.getState()
      if (busy || cursor === null || rows === null) return
      const { signal } = asking
      busy = true
      client.offloads.history({ text: store.getState().text, after: cursor, limit: WINDOW }, { signal }).then(
        (window) => {
          if (signal.aborted) return undefined
          cursor = window.cursor
          busy = false
          store.setState({ rows: [...rows, ...window.rows], more: cursor !== null, total: window.total })
          return undefined
        },
        (thrown: unknown) => {
          if (signal.aborted) return
          busy = false
          store.setState({ error: toRushesError(thrown) })
        },
      )
    },
    watch() {
      void load(WINDOW)
      const stop = freshness.on(['offloads'], renew)
      return () => {
        stop()
        clearTimeout(timer)
        asking.abort()
      }
    },
  }
}

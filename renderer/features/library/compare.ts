/**
 * Before and after: whether clips are shown with their looks, as recorded, or half and half.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

interface CompareState {
  readonly mode: 'after' | 'before' | 'split'
  /** Where the line between the two stands, from 0 to 1. */
  readonly at: number
  /** The clip that was compared last: its picture stays ready for it, so that each further look is at once. */
  readonly used: boolean
}

export interface Compare {
  readonly store: StoreApi<CompareState>
  /** As recorded until the key is let go, or the window is left. */
  hold(): void
  /** Half and half, or not. */
  toggle(): void
  move(at: number): void
  /** Another clip: back to its look. */
  reset(): void
}

const START: CompareState = { mode: 'after', at: 0.5, used: false }

/** Makes it for one window. `target` tells when a key is let go; null where there are no keys. */
export function createCompare(target: EventTarget | null): Compare {
  const store = createStore<CompareState>(() => START)
  let held = false
  return {
    store,
    hold() {
      if (held || target === null) return
      const { mode } = store.getState()
      held = true
      const release = new AbortController()
      const letGo = (): void => {
        held = false
        release.abort()
        store.setState({ mode })
      }
      // Any key: with Shift held meanwhile the same key goes by another name.
      for (const event of ['keyup', 'blur', 'pointerup'])
        target.addEventListener(event, letGo, { signal: release.signal })
      store.setState({ mode: 'before', used: true })
    },
    toggle: () => store.setState(({ mode }) => ({ mode: mode === 'split' ? 'after' : 'split', used: true })),
    move: (at) => store.setState({ at: Math.min(1, Math.max(0, at)) }),
    reset: () => store.setState({ ...START, at: store.getState().at }),
  }
}

/**
 * What lies over the window (palette, keys, settings …) and how the player is entered and left.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Library } from '../features/library/index.ts'
import type { PlayerControls } from '../features/player/index.ts'

export type Asked = 'palette' | 'keys' | 'settings' | 'activity' | 'collect' | 'relink' | 'save-search'

export interface Shell {
  readonly store: StoreApi<{ readonly asked: Asked | null }>
  ask(what: Asked): void
  close(): void
  /** Opens the player on a clip, at a frame when one is given. */
  play(id: string, frame?: number): void
  leave(): void
  /** To the clip before or after the one in the player. */
  step(by: 1 | -1): void
}

/** Makes the shell's state. */
export function createShell(library: Library, player: PlayerControls): Shell {
  const store = createStore<{ readonly asked: Asked | null }>(() => ({ asked: null }))
  const { view, selection, pages } = library
  return {
    store,
    ask: (what) => store.setState(({ asked }) => ({ asked: asked === what ? null : what })),
    close: () => store.setState({ asked: null }),
    play(id, frame) {
      player.open(id, frame)
      view.show('player')
    },
    leave() {
      player.transport?.stop()
      view.show(view.store.getState().browse)
      // The grid and the list take the keys again once they stand.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-autofocus]')?.focus())
    },
    step(by) {
      const { assetId } = player.store.getState()
      const at = assetId === null ? null : (pages.find(assetId)?.index ?? selection.store.getState().focus)
      const total = pages.store.getState().total ?? 0
      if (at === null || at + by < 0 || at + by >= total) return
      void selection.press(at + by, { shift: false, mod: false }).then(() => {
        const { focusId } = selection.store.getState()
        if (focusId !== null) player.open(focusId)
        return undefined
      })
    },
  }
}

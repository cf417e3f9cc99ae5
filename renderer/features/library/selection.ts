/**
 * The selection of the window, over pages that may not all be there.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AssetPages } from './pages.ts'
import {
  moveFrom,
  NOTHING,
  reachTo,
  selectMany,
  selectOne,
  toggleOne,
  type Move,
  type Selection,
} from './selection-model.ts'

/** What one command takes at most, by the contract. */
export const MAX_SELECTED = 10_000

export interface SelectionStore {
  readonly store: StoreApi<Selection>
  press(index: number, keys: { readonly shift: boolean; readonly mod: boolean }): Promise<void>
  move(move: Move, columns: number, rows: number, extend: boolean): Promise<void>
  /** Selects all that were found; answers how many were taken. */
  all(): Promise<number>
  set(ids: readonly string[]): void
  clear(): void
}

/** Makes the selection of one window. */
export function createSelection(pages: AssetPages): SelectionStore {
  const store = createStore<Selection>(() => NOTHING)
  const idAt = async (index: number): Promise<string | undefined> =>
    pages.row(index)?.id ?? (await pages.idsBetween(index, index, 1))[0]
  const press: SelectionStore['press'] = async (index, { shift, mod }) => {
    const id = await idAt(index)
    if (id === undefined) return
    const { anchor } = store.getState()
    if (shift && anchor !== null) {
      const ids = await pages.idsBetween(Math.min(anchor, index), Math.max(anchor, index), MAX_SELECTED)
      store.setState((selection) => reachTo(selection, index, id, ids))
    } else store.setState((selection) => (mod ? toggleOne(selection, index, id) : selectOne(index, id)))
  }
  return {
    store,
    press,
    async move(move, columns, rows, extend) {
      const next = moveFrom(store.getState().focus, move, columns, rows, pages.store.getState().total ?? 0)
      if (next !== null) await press(next, { shift: extend, mod: false })
    },
    async all() {
      const total = pages.store.getState().total ?? 0
      const ids = await pages.idsBetween(0, total - 1, MAX_SELECTED)
      store.setState((selection) => selectMany(selection, ids))
      return ids.length
    },
    set: (ids) => store.setState((selection) => selectMany(selection, ids)),
    clear: () => store.setState(NOTHING),
  }
}

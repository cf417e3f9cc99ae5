/**
 * Arranging a collection by hand: which one is arranged, and where the selected clips go.
 */
import type { AssetPages } from './pages.ts'
import type { SelectionStore } from './selection.ts'
import type { ViewState } from './view.ts'

const COLLECTION = /^collection:([0-9a-f-]{36})$/

/** The collection that is shown, and nothing else; null for any other search. */
export function shownCollection({ query }: Pick<ViewState, 'query'>): string | null {
  return COLLECTION.exec(query)?.[1] ?? null
}

/** The collection that is shown in its own order, so that clips can be moved in it; null else. */
export function arrangedCollection(state: Pick<ViewState, 'query' | 'sort'>): string | null {
  return state.sort.field === 'arranged' && state.sort.direction === 'asc' ? shownCollection(state) : null
}

/**
 * The clip before which the selected ones come when they are moved by one place, or null for the end. Undefined where
 * they stand there already. What moves keeps its own order.
 */
export async function oneOn(
  pages: AssetPages,
  selection: SelectionStore,
  by: 1 | -1,
): Promise<{ ids: string[]; before: string | null } | undefined> {
  const total = pages.store.getState().total ?? 0
  const chosen = selection.store.getState().ids
  const places = [...chosen]
    .flatMap((id) => {
      const found = pages.find(id)
      return found === null ? [] : [found.index]
    })
    .toSorted((a, b) => a - b)
  if (places.length === 0 || places.length < chosen.size) return undefined
  const ids = places.map((index) => pages.row(index)!.id)
  const last = places.at(-1)!
  const target = by < 0 ? places[0]! - 1 : last + 2
  if (target < 0 || (by > 0 && last === total - 1)) return undefined
  if (target >= total) return { ids, before: null }
  const [before] = await pages.idsBetween(target, target, 1)
  return before === undefined ? undefined : { ids, before }
}

/**
 * Which clips are selected, as Finder and every editor do it: a press selects one, with Mod it adds or takes away, with
 * Shift it reaches from the anchor. Pure.
 */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Place from which Shift reaches; null before the first press. */
  readonly anchor: number | null
  /** Place that the arrow keys move, and its clip. */
  readonly focus: number | null
  readonly focusId: string | null
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, focus: null, focusId: null }

/** This one alone. */
export function selectOne(index: number, id: string): Selection {
  return { ids: new Set([id]), anchor: index, focus: index, focusId: id }
}

/** Adds it, or takes it away when it was in. */
export function toggleOne(selection: Selection, index: number, id: string): Selection {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: index, focus: index, focusId: id }
}

/** All between anchor and `index`, whose ids the caller knows; what was selected before goes. */
export function reachTo(selection: Selection, index: number, id: string, idsBetween: readonly string[]): Selection {
  return { ids: new Set(idsBetween), anchor: selection.anchor ?? index, focus: index, focusId: id }
}

/** These ids, as a rubber band or "select all" gives them. */
export function selectMany(selection: Selection, ids: readonly string[]): Selection {
  return { ...selection, ids: new Set(ids) }
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last'

/**
 * Where a key leads from `focus` in a grid of `columns`, of which `rows` fit the screen. Null when there is nothing.
 */
export function moveFrom(
  focus: number | null,
  move: Move,
  columns: number,
  rows: number,
  total: number,
): number | null {
  if (total === 0) return null
  const last = total - 1
  if (focus === null) return move === 'last' ? last : 0
  switch (move) {
    case 'left':
      return Math.max(0, focus - 1)
    case 'right':
      return Math.min(last, focus + 1)
    case 'up':
      return focus - columns < 0 ? focus : focus - columns
    // From the row before last, down goes to the last clip even where the last row has none below.
    case 'down':
      return focus + columns <= last
        ? focus + columns
        : Math.floor(focus / columns) < Math.floor(last / columns)
          ? last
          : focus
    case 'pageUp':
      return Math.max(focus % columns, focus - columns * Math.max(1, rows))
    case 'pageDown':
      return Math.min(last, focus + columns * Math.max(1, rows))
    case 'first':
      return 0
    case 'last':
      return last
  }
}

/**
 * Keys that move the selection, in the grid and in the list. Pure.
 */
import type { Move } from '../library/index.ts'

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
}

/** The move that a key means, or null. With a command key it means something else. */
export function moveOf(event: {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
}): Move | null {
  if (event.metaKey || event.ctrlKey || event.altKey) return null
  return MOVES[event.key] ?? null
}

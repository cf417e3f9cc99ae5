/**
 * A cell: one field of one thing, as all devices together have written it. It holds its *heads*, the values that no
 * later writer replaced: one where everybody saw the other's value, several where two people wrote while apart.
 *
 * The merge is commutative, associative and idempotent: an op is a head unless another op names it in `over`, whatever
 * comes first. Because `over` says what a writer saw, a value written after one from a clock that is years ahead
 * replaces it all the same; a wrong clock can only win among values that were written while apart, and those are kept.
 */
import { deviceOf, type Json, type Op } from './op.ts'

export interface Head {
  readonly clock: string
  readonly value: Json | undefined
}

export interface Cell {
  /** By clock, the earliest first. */
  readonly heads: readonly Head[]
  /** Clocks that an op has named in `over` and that have not come here yet: they are replaced before they come. */
  readonly awaited: readonly string[]
}

export const EMPTY_CELL: Cell = { heads: [], awaited: [] }

/**
 * The cell with one more op. `hasSeen` says whether the op of a clock has been merged here before (each device's ops
 * come in their order, so a version vector can tell). An op that was merged before must not be given again unless it is
 * a head.
 */
export function mergeOp(cell: Cell, op: Op, hasSeen: (clock: string) => boolean): Cell {
  if (cell.heads.some((head) => head.clock === op.clock)) return cell
  const replaced = new Set(op.over)
  const heads = cell.heads.filter((head) => !replaced.has(head.clock))
  const isReplaced = cell.awaited.includes(op.clock)
  const stands = new Set(cell.heads.map((head) => head.clock))
  const awaited = new Set(cell.awaited)
  awaited.delete(op.clock)
  // What a device said before, it said to all before: it has come, or was never given out.
  for (const clock of op.over)
    if (!stands.has(clock) && !hasSeen(clock) && deviceOf(clock) !== deviceOf(op.clock)) awaited.add(clock)
  return {
    heads: isReplaced
      ? heads
      : [...heads, { clock: op.clock, value: op.value }].toSorted((a, b) => order(a.clock, b.clock)),
    awaited: [...awaited].toSorted(order),
  }
}

/** One cell of two, for things that turned out to be one: what stood in either still stands. */
export function joinCells(a: Cell, b: Cell): Cell {
  const heads = new Map([...a.heads, ...b.heads].map((head) => [head.clock, head]))
  return {
    heads: [...heads.values()].toSorted((one, other) => order(one.clock, other.clock)),
    awaited: [...new Set([...a.awaited, ...b.awaited])].toSorted(order),
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * What a cell says, by the rule of its field, and whether it is a conflict.
 */
import type { Cell, Head } from './cell.ts'
import type { Json } from './op.ts'

/**
 * `last`: the latest clock is shown, others are kept and are a conflict · `any-true`: an addition wins over a removal
 * that did not see it · `all-true`: a removal holds only where everybody removed · `first`: what is made once ·
 * `place`: the latest is shown, and nobody has to choose.
 */
export type Rule = 'last' | 'any-true' | 'all-true' | 'first' | 'place'

/**
 * The rule of a field of which nothing is declared here: every version knows these two, all others are `last`, as the
 * oldest and plainest.
 */
export function ruleOfUnknown(field: string): Rule {
  return field === 'new' ? 'first' : field === 'removed' ? 'all-true' : 'last'
}

export interface Reading {
  /** Undefined where nothing stands, or a value was taken away. */
  readonly value: Json | undefined
  /** The clock that this reading goes by; empty where nothing stands. */
  readonly clock: string
  /** Values that stand beside each other, the shown one too; empty where there is nothing to choose. */
  readonly conflict: readonly Head[]
}

/** Reads a cell. */
export function readCell(rule: Rule, { heads }: Cell): Reading {
  const last = heads.at(-1)
  if (last === undefined) return { value: undefined, clock: '', conflict: [] }
  switch (rule) {
    case 'any-true':
      return { value: heads.some((head) => head.value === true), clock: last.clock, conflict: [] }
    case 'all-true':
      return { value: heads.every((head) => head.value === true), clock: last.clock, conflict: [] }
    case 'place':
      return { value: last.value, clock: last.clock, conflict: [] }
    case 'first':
      return { value: heads[0]!.value, clock: heads[0]!.clock, conflict: [] }
    case 'last': {
      const differ = heads.some((head) => JSON.stringify(head.value) !== JSON.stringify(last.value))
      return { value: last.value, clock: last.clock, conflict: differ ? heads : [] }
    }
  }
}

/**
 * A whole query as a plan: which few rows it starts from, if there are few, and the conditions that every row has to
 * pass.
 */
import { topTerms, type Node } from '../../../../shared/query/ast.ts'
import { expandCollections } from '../../domain/collections/expand.ts'
import type { ReadableDb } from '../core/handles.ts'
import { readKnownCollections } from './collection-tree.ts'
import { isSure } from './join-plans.ts'
import { planNode } from './search-terms.ts'
import { NARROW, type ByValue, type Sql, type Value } from './term-plan.ts'

/** Rows to start from, and the condition that remains. */
export interface Start {
  readonly rows: Sql
  readonly rest: Sql
}

export interface Search {
  /** The condition on `asset a`, hidden assets left out. */
  readonly sql: string
  readonly parameters: readonly Value[]
  /** The few rows to start from, and the condition that remains; null when the list is to be walked. */
  readonly narrow: Start | null
  /** The fewest rows to which there is a way, however many: for whoever needs all of them, and not a page. */
  readonly start: Start | null
  /** For a broad search, the index that leads to its rows value by value in the order of n, where there is one. */
  readonly byValue: ByValue | null
  /** How many assets it finds and their bytes, where that is kept and need not be counted. */
  readonly exact: { readonly count: number; readonly bytes: number } | null
  /** True when it finds every asset. */
  readonly all: boolean
}

const join = (tests: readonly Sql[]): Sql => ({
  sql: ['a.hidden = 0', ...tests.map((test) => `(${test.sql})`)].join(' AND '),
  parameters: tests.flatMap((test) => test.parameters),
})

/** Where one term finds nothing, nothing is looked at. */
const NOTHING: Start = { rows: { sql: 'SELECT 1 AS n WHERE 0', parameters: [] }, rest: { sql: '1', parameters: [] } }

/** Plans a query; `now` in ms gives "recent", "today" and "last:7d" their meaning. */
export function planSearch(db: ReadableDb, query: Node, now: number): Search {
  const whole = expandCollections(query, () => readKnownCollections(db))
  const plans = topTerms(whole).map((node) => planNode(db, node, now))
  const tests = join(plans.map((plan) => plan.test))
  const fewest = plans
    .filter((plan) => plan.rows !== null && plan.count !== null)
    .toSorted((a, b) => a.count! - b.count!)[0]
  const none = plans.some((plan) => plan.count === 0)
  const start: Start | null = none
    ? NOTHING
    : fewest === undefined
      ? null
      : {
          rows: fewest.rows!,
          rest: join(plans.filter((plan) => plan !== fewest || !isSure(plan)).map((plan) => plan.test)),
        }
  return {
    ...tests,
    start,
    narrow: none || (fewest !== undefined && fewest.count! <= NARROW) ? start : null,
    byValue:
      plans.filter((plan) => plan.byValue !== undefined).toSorted((a, b) => a.count! - b.count!)[0]?.byValue ?? null,
    exact: plans.length === 1 ? plans[0]!.exact : null,
    all: plans.length === 0,
  }
}

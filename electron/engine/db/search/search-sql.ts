/**
 * A whole query as a plan: which few rows it starts from, if there are few, and the conditions that every row has to
 * pass.
 */
import { topTerms, type Node } from '../../../../shared/query/ast.ts'
import { expandCollections } from '../../domain/collections/expand.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { readKnownCollections } from './collection-tree.ts'
import { isSure } from './join-plans.ts'
import { planNode } from './search-terms.ts'
import { NARROW, type ByValue, type Sql, type TermPlan, type Value } from './term-plan.ts'

/** Rows to start from, and the condition that remains. */
export interface Start {
  readonly rows: Sql
  readonly rest: Sql
  /** True when no row comes twice. */
  readonly once: boolean
}

export interface Search {
  /** The condition on `asset a`, hidden assets left out. */
  readonly sql: string
  readonly parameters: readonly Value[]
  /** The few rows to start from, and the condition that remains; null when the list is to be walked. */
  readonly narrow: Start | null
  /** The fewest rows to which there is a way, however many: for whoever needs all of them, and not a page. */
  readonly start: Start | null
  /** Where it asks for nothing but values of one field, the indexes that lead to its rows value by value. */
  readonly byValue: ByValue | null
  /** Values of which each clip has one, field by field. */
  readonly values: readonly ByValue[]
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
const NOTHING: Start = {
  rows: { sql: 'SELECT 1 AS n WHERE 0', parameters: [] },
  rest: { sql: '1', parameters: [] },
  once: true,
}

/** The rows of a plan without those that others leave out by their number: no row is read for that. */
function byNumber(fewest: TermPlan, plans: readonly TermPlan[]): Sql {
  const tests = plans.flatMap((plan) => (plan === fewest || plan.testOfNumber === undefined ? [] : [plan.testOfNumber]))
  if (tests.length === 0) return fewest.rows!
  return {
    sql: `SELECT n FROM (${fewest.rows!.sql}) WHERE ${tests.map(({ sql }) => sql).join(' AND ')}`,
    parameters: [...fewest.rows!.parameters, ...tests.flatMap(({ parameters }) => parameters)],
  }
}

/** So many times NARROW are gone through by their numbers, where few of them are left. */
const MAX_BY_NUMBER = 3

function isNarrow(db: ReadableDb, fewest: TermPlan, plans: readonly TermPlan[]): boolean {
  if (fewest.count! <= NARROW) return true
  if (fewest.count! > MAX_BY_NUMBER * NARROW) return false
  const all = statement<{ count: number }>(db, `SELECT count FROM tally WHERE facet = 'all'`).get()?.count ?? 0
  const others = plans.filter((plan) => plan !== fewest && plan.testOfNumber !== undefined)
  const left = others.reduce((count, plan) => (count * plan.count!) / all, fewest.count!)
  return others.length > 0 && left <= NARROW / 2
}

/** Plans a query; `now` in ms gives "recent", "today" and "last:7d" their meaning. */
export function planSearch(db: ReadableDb, query: Node, now: number): Search {
  const whole = expandCollections(query, () => readKnownCollections(db))
  // What fewest pass is tested first.
  const plans = topTerms(whole)
    .map((node) => planNode(db, node, now))
    .toSorted((a, b) => (a.count ?? Number.MAX_SAFE_INTEGER) - (b.count ?? Number.MAX_SAFE_INTEGER))
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
          rows: byNumber(fewest, plans),
          once: fewest.once === true,
          rest: join(plans.filter((plan) => plan !== fewest || !isSure(plan)).map((plan) => plan.test)),
        }
  return {
    ...tests,
    start,
    narrow: none || (fewest !== undefined && isNarrow(db, fewest, plans)) ? start : null,
    byValue: plans.length === 1 ? (plans[0]!.byValue ?? null) : null,
    values: plans.flatMap((plan) => plan.byValue ?? []),
    exact: plans.length === 1 ? plans[0]!.exact : null,
    all: plans.length === 0,
  }
}

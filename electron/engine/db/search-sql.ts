/**
 * A whole query as a plan: which few rows it starts from, if there are few, and the conditions that every row has to pass.
 */
import type { Term } from '../domain/query.ts'
import type { ReadableDb } from './handles.ts'
import { NARROW, planTerm, type Sql, type Value } from './search-terms.ts'

export interface Search {
  /** The condition on `asset a`, hidden assets left out. */
  readonly sql: string
  readonly parameters: readonly Value[]
  /** The few rows to start from, and the condition that remains; null when the list is to be walked. */
  readonly narrow: { readonly rows: Sql; readonly rest: Sql } | null
  /** How many assets it finds and their bytes, where that is kept and need not be counted. */
  readonly exact: { readonly count: number; readonly bytes: number } | null
  /** True when it finds every asset. */
  readonly all: boolean
}

const join = (tests: readonly Sql[]): Sql => ({
  sql: ['a.hidden = 0', ...tests.map((test) => `(${test.sql})`)].join(' AND '), parameters: tests.flatMap((test) => test.parameters),
})

/** Plans the terms together; `now` in ms gives "recent" its meaning. */
export function planSearch(db: ReadableDb, terms: readonly Term[], now: number): Search {
  const plans = terms.map((term) => planTerm(db, term, now))
  const whole = join(plans.map((plan) => plan.test))
  const few = plans.filter((plan) => plan.rows !== null && plan.count !== null && plan.count <= NARROW)
    .toSorted((a, b) => a.count! - b.count!)[0]
  return {
    ...whole,
    narrow: few === undefined ? null : { rows: few.rows!, rest: join(plans.filter((plan) => plan !== few || plan.exact === null).map((plan) => plan.test)) },
    exact: plans.length === 1 ? plans[0]!.exact : null,
    all: plans.length === 0,
  }
}

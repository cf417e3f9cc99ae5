/**
 * Plans joined by "and", "or" and "not".
 *
 * [Note: OR of few is a union] SQLite can't use two indexes of two tables for one OR. Where every child finds few, their
 * rows are fetched one after the other; where one of them finds many, rows are walked and tested, and the first page is
 * full soon, since there are many.
 */
import { statement, type ReadableDb } from '../core/handles.ts'
import { NARROW, test, type Sql, type TermPlan } from './term-plan.ts'

const NOTHING: TermPlan = {
  test: test('0'),
  rows: test('SELECT 1 AS n WHERE 0'),
  count: 0,
  exact: { count: 0, bytes: 0 },
}

/** Any of them. */
export function orPlan(children: readonly TermPlan[]): TermPlan {
  const some = children.filter((child) => child.count !== 0)
  if (some.length < 2) return some[0] ?? NOTHING
  const count = some.reduce<number | null>(
    (sum, child) => (sum === null || child.count === null || child.rows === null ? null : sum + child.count),
    0,
  )
  const isFew = count !== null && count <= NARROW
  return {
    test: joined(some, 'OR'),
    rows: isFew ? unionOf(some.map((child) => child.rows!)) : null,
    count: isFew ? count : null,
    exact: null,
    ...(isFew && some.every(isSure) && { passed: true as const }),
  }
}

/** All of them. */
export function andPlan(children: readonly TermPlan[]): TermPlan {
  if (children.some((child) => child.count === 0)) return NOTHING
  const [fewest] = children
    .filter((child) => child.rows !== null && child.count !== null)
    .toSorted((a, b) => a.count! - b.count!)
  return {
    test: children.length === 0 ? test('1') : joined(children, 'AND'),
    rows: fewest?.rows ?? null,
    count: fewest?.count ?? null,
    exact: null,
    ...(fewest?.once === true && { once: true as const }),
  }
}

/** All others. Where it is known how many there are, and they are few, they are fetched. */
export function notPlan(db: ReadableDb, child: TermPlan): TermPlan {
  const condition = test(`NOT coalesce((${child.test.sql}), 0)`, child.test.parameters)
  const others = child.others?.()
  if (child.exact === null) return { test: condition, rows: null, count: null, exact: null }
  const all = statement<{ count: number; bytes: number }>(
    db,
    `SELECT count, bytes FROM tally WHERE facet = 'all'`,
  ).get() ?? { count: 0, bytes: 0 }
  const count = all.count - child.exact.count
  return {
    test: others?.test ?? condition,
    rows: count > 0 && count <= NARROW ? (others?.rows ?? null) : null,
    ...(others !== undefined && { once: true as const }),
    ...(others?.byValue !== undefined && { byValue: others.byValue }),
    count,
    exact: { count, bytes: all.bytes - child.exact.bytes },
  }
}

/** True when its rows pass its test. */
export function isSure(plan: TermPlan): boolean {
  return plan.exact !== null || plan.passed === true
}

function joined(plans: readonly TermPlan[], by: 'AND' | 'OR'): Sql {
  return {
    sql: plans.map((plan) => `(${plan.test.sql})`).join(` ${by} `),
    parameters: plans.flatMap((plan) => plan.test.parameters),
  }
}

/** Rows may come twice: whoever starts from them takes each once. A UNION would be merged in order, past the indexes. */
function unionOf(rows: readonly Sql[]): Sql {
  return {
    sql: rows.map(({ sql }) => `SELECT n FROM (${sql})`).join(' UNION ALL '),
    parameters: rows.flatMap(({ parameters }) => parameters),
  }
}

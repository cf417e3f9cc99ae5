/**
 * The plan of one term: a test of a row, the short way to the rows where there is one, and how many they are.
 */
import { type ReadableDb } from '../core/handles.ts'

/** Bytes are those of `kept-words.ts`. */
export type Value = string | number | Uint8Array

/** A piece of SQL with its parameters. */
export interface Sql {
  readonly sql: string
  readonly parameters: readonly Value[]
}

/**
 * A term. `test` is a condition on `asset a`. `rows`, where there is a way, selects the numbers `n` of exactly the
 * assets that pass the test, or of more. `count` is how many assets pass at the most, null when that is not known;
 * `exact` that they are as many as `count` says, with these `bytes`.
 */
export interface TermPlan {
  readonly test: Sql
  readonly rows: Sql | null
  readonly count: number | null
  readonly exact: { readonly count: number; readonly bytes: number } | null
  /** True when `rows` selects no more than pass the test: whoever starts from them need not test them again. */
  readonly passed?: true
  /** The test where nothing but the number of an asset is known, if that is enough. */
  readonly testOfNumber?: Sql
  /** True when `rows` selects no asset twice. */
  readonly once?: true
  /** The indexes in which its rows stand value by value; for a few values. */
  readonly byValue?: ByValue
  /** What does not pass, where that is known as values too. */
  readonly others?: () => Pick<TermPlan, 'test' | 'rows' | 'byValue'>
}

export interface ByValue {
  /** Each value's in the order of n. */
  readonly index: string
  /** Each value's in the order of their names; null where there is no such index. */
  readonly nameIndex: string | null
  readonly column: string
  readonly values: readonly string[]
}

/** Up to so many rows are fetched and sorted. Measured: 10,000 take 20 ms; a page among more than one in a hundred is
 * found sooner by walking. */
export const NARROW = 10_000

export const test = (sql: string, parameters: readonly Value[] = []): Sql => ({ sql, parameters })
export const tested = (sql: string, parameters: readonly Value[] = []): TermPlan => ({
  test: test(sql, parameters),
  rows: null,
  count: null,
  exact: null,
})

/** A term with a short way to its rows, counted up to NARROW. */
export function counted(db: ReadableDb, condition: Sql, rows: Sql): TermPlan {
  return { test: condition, rows, count: countUpTo(db, rows), exact: null }
}

/** The same where the way leads to each asset once. */
export function countedOnce(db: ReadableDb, condition: Sql, rows: Sql): TermPlan {
  return { ...counted(db, condition, rows), once: true }
}

/**
 * What few clips have: a condition on a column of `asset` that this index answers. It is named: of a partial index that
 * was empty when the tables were analysed, the planner knows nothing.
 */
export function fewOf(db: ReadableDb, index: string, condition: string): TermPlan {
  return {
    ...countedOnce(
      db,
      test(`a.${condition}`),
      test(`SELECT n FROM asset INDEXED BY ${index} WHERE ${condition} AND hidden = 0`),
    ),
    passed: true,
  }
}

/** The same where the rows are costly to find, and pass the test: few are found once and listed. */
export function countedAsListed(db: ReadableDb, condition: Sql, rows: Sql): TermPlan {
  const found = db
    .prepare<Value[], number>(`SELECT DISTINCT n FROM (${rows.sql}) LIMIT ${NARROW + 1}`)
    .pluck()
    .all(...rows.parameters)
  return found.length > NARROW
    ? { test: condition, rows, count: null, exact: null }
    : {
        test: condition,
        rows: test('SELECT value AS n FROM json_each(?)', [listed(found)]),
        count: found.length,
        exact: null,
        passed: true,
        once: true,
      }
}

export function countUpTo(db: ReadableDb, rows: Sql): number | null {
  const { count } = db
    .prepare<Value[], { count: number }>(`SELECT count(*) AS count FROM (${rows.sql} LIMIT ${NARROW + 1})`)
    .get(...rows.parameters)!
  return count > NARROW ? null : count
}

export function escapeLike(value: string): string {
  return value.replaceAll(/[\\%_]/g, '\\$&')
}

/** Values as one parameter, however many they are: `column IN ${IN_LIST}`. */
export const IN_LIST = '(SELECT value FROM json_each(?))'
export const listed = (values: readonly Value[]): string => JSON.stringify(values)

/** A glob as SQLite's GLOB has it, where only `*` is special. */
export function sqlGlob(glob: string): string {
  return glob.replaceAll(/[[?]/g, '[$&]')
}

/** The words of a text, as the full text has them. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

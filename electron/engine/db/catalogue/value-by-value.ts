/**
 * A page of a search from the index of a value, and the stretch of the library in which a value's clips lie.
 */
import type { Sort } from '../../../../shared/model/asset.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import type { Search } from '../search/search-sql.ts'
import { test, type ByValue, type Sql } from '../search/term-plan.ts'

/** Further down a list it is walked as ever. */
const MAX_VALUE_BY_VALUE = 1000

/**
 * Where a search asks for nothing but values of one field, a page is the first of each value, from the index in which
 * they stand in the order of the list. A walk passes all others before it meets one: clips of a month stand together as
 * they came in, and sound has other names than pictures. Null where there is no such index, or few rows at all.
 */
export function valueByValue(search: Search, sort: Sort, after: Sql, most: number): Sql | null {
  const { byValue, exact } = search
  if (byValue === null || exact === null || most > MAX_VALUE_BY_VALUE) return null
  if (exact.count <= most * byValue.values.length) return null
  const isByName = sort.field === 'name'
  const index = isByName ? byValue.nameIndex : sort.field === 'createdAt' ? byValue.index : null
  if (index === null) return null
  const key = isByName ? 'name_key' : 'n'
  const order = sort.direction === 'asc' ? 'ASC' : 'DESC'
  const one = `SELECT n, key FROM (SELECT a.n, a.${key} AS key FROM asset a INDEXED BY ${index} WHERE a.${byValue.column} = ? AND ${search.sql} AND (${after.sql}) ORDER BY a.${key} ${order}, a.n ${order} LIMIT ?)`
  return {
    sql: `SELECT n FROM (${byValue.values.map(() => one).join(' UNION ALL ')}) ORDER BY key ${order}, n ${order} LIMIT ? OFFSET ?`,
    parameters: byValue.values.flatMap((value) => [value, ...search.parameters, ...after.parameters, most]),
  }
}

/** Every clip. */
export const ALL: Sql = test('1')

/**
 * The stretch, as they came in, outside of which no clip has the values that a search asks for: a broad one walks
 * nothing else.
 */
export function rangeOf(db: ReadableDb, { values }: Search, sort: Sort): Sql {
  if (values.length === 0 || sort.field !== 'createdAt') return ALL
  const ranges = values.map((one) => rangeOfValues(db, one))
  return test('a.n BETWEEN ? AND ?', [
    Math.max(...ranges.map(({ first }) => first)),
    Math.min(...ranges.map(({ last }) => last)),
  ])
}

function rangeOfValues(db: ReadableDb, { index, column, values }: ByValue): { first: number; last: number } {
  const [first, last] = (['ASC', 'DESC'] as const).map((order) =>
    statement<{ n: number }>(
      db,
      `SELECT n FROM asset INDEXED BY ${index} WHERE ${column} = ? AND hidden = 0 ORDER BY n ${order} LIMIT 1`,
    ),
  )
  return {
    first: Math.min(...values.flatMap((value) => first!.get(value)?.n ?? [])),
    last: Math.max(...values.flatMap((value) => last!.get(value)?.n ?? [])),
  }
}

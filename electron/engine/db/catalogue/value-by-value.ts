/**
 * A page of a broad search in the order in which clips came in, from the index of a value.
 */
import type { Sort } from '../../../../shared/model/asset.ts'
import type { Search } from '../search/search-sql.ts'
import type { Sql } from '../search/term-plan.ts'

/** Further down a list it is walked as ever. */
const MAX_VALUE_BY_VALUE = 1000

/**
 * As they came in, clips of a month stand together: a walk from the newest passes all others before it meets one. In the
 * index of the day each day's stand in that order, so a page is the first of each. Null where there is no such index.
 */
export function valueByValue(search: Search, sort: Sort, after: Sql, most: number): Sql | null {
  if (search.byValue === null || sort.field !== 'createdAt' || most > MAX_VALUE_BY_VALUE) return null
  const { index, column, values } = search.byValue
  const order = sort.direction === 'asc' ? 'ASC' : 'DESC'
  const one = `SELECT n FROM (SELECT a.n FROM asset a INDEXED BY ${index} WHERE a.${column} = ? AND ${search.sql} AND (${after.sql}) ORDER BY a.n ${order} LIMIT ?)`
  return {
    sql: `SELECT n FROM (${values.map(() => one).join(' UNION ALL ')}) ORDER BY n ${order} LIMIT ? OFFSET ?`,
    parameters: values.flatMap((value) => [value, ...search.parameters, ...after.parameters, most]),
  }
}

/**
 * All rows that a search finds, in steps, however many clips lie between two of them.
 */
import type { SteppedReader } from '../core/in-steps.ts'
import type { Search } from '../search/search-sql.ts'
import type { Value } from '../search/term-plan.ts'
import { rowsOf, type Count } from './assets-read.ts'

/**
 * A query can only be left where it gives a row. One clip in so many is given whether the search finds it or not: a
 * search that finds one in ten thousand would block everybody until it has passed the others.
 */
const GIVEN_ANYWAY = 512

/** Hands the columns, of `asset a`, of everything that the search finds to `visit`. Throws the reason of an abort. */
export async function overFound(
  reader: SteppedReader,
  search: Search,
  columns: readonly string[],
  visit: (row: readonly (Value | null)[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { from, where, parameters, ofWhere } = rowsOf(search)
  // The index of the order in which clips came in holds nearly all that is tested and counted.
  const walked = from === 'asset a' ? 'asset a INDEXED BY asset_shown' : from
  await reader.over(
    `SELECT ${columns.join(', ')}, (${where}) FROM ${walked} WHERE a.hidden = 0 AND ((${where}) OR a.n % ${GIVEN_ANYWAY} = 0)`,
    [...ofWhere, ...parameters],
    (row) => {
      if (row[columns.length] === 1) visit(row)
    },
    signal,
  )
}

/** How many assets the search finds, and the bytes of one copy of each: of a large library that takes a while. */
export async function countSlowly(
  reader: SteppedReader,
  search: Search,
  signal: AbortSignal | undefined,
): Promise<Count> {
  let [total, bytes] = [0, 0]
  await overFound(
    reader,
    search,
    ['a.bytes'],
    ([size]) => {
      total += 1
      bytes += size as number
    },
    signal,
  )
  return { total, bytes }
}

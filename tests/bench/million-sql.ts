/**
 * What the first page of each class of query costs in SQL, in CPU time of this thread: planning it, and reading 200
 * rows, newest first and by name. The first time counts as well: it is what a person who types waits for.
 */
import { openReader } from '../../electron/engine/db/core/open.ts'
import { readWindow } from '../../electron/engine/db/catalogue/assets-read.ts'
import { planSearch } from '../../electron/engine/db/search/search-sql.ts'
import type { ReadableDb } from '../../electron/engine/db/core/handles.ts'
import type { Sort } from '../../shared/model/asset.ts'
import { parseQuery } from '../../shared/query/parse.ts'
import { QUERY_CLASSES } from './million-queries.ts'
import { target } from './targets.ts'

const TARGET_MS = 10
/** The system counts CPU time in steps of 4 ms: a page is read so long that a step says little. */
const LEAST_MS = 80
const LEAST_ROUNDS = 8
const ORDERS: readonly Sort[] = [
  { field: 'createdAt', direction: 'desc' },
  { field: 'name', direction: 'asc' },
]

interface Page {
  readonly what: string
  /** In steps of 4 ms, as the system counts. */
  readonly first: number
  /** The mean of all rounds. */
  readonly mean: number
}

/** Measures all classes, prints a table, and notes whether they are within the target. */
export function measureInSql(file: string): void {
  const db = openReader(file)
  console.log(
    `\n${'first page in SQL, CPU ms'.padEnd(28)}${['p50', 'p95', 'worst'].map((name) => name.padStart(8)).join('')}   the worst, and its first time`,
  )
  const all: Page[] = []
  for (const [name, queries] of Object.entries(QUERY_CLASSES)) {
    const pages = queries.flatMap((query) => ORDERS.map((sort) => measurePage(db, query, sort)))
    all.push(...pages)
    console.log(lineOf(name, pages))
  }
  console.log(lineOf('all', all))
  const slow = all.filter(({ mean, first }) => mean > TARGET_MS || first > 2 * TARGET_MS)
  if (slow.length > 0)
    console.log(`over ${TARGET_MS} ms, or twice that the first time:\n  ${slow.map(named).join('\n  ')}`)
  const p95 = percentile(
    all.map(({ mean }) => mean),
    0.95,
  )
  target('million', 'p95 of a first page in SQL', p95, { most: TARGET_MS, unit: 'ms' })
  db.close()
}

function lineOf(name: string, pages: readonly Page[]): string {
  const means = pages.map(({ mean }) => mean)
  const [worst] = pages.toSorted((a, b) => b.mean - a.mean)
  const numbers = [percentile(means, 0.5), percentile(means, 0.95), worst!.mean]
  return `${name.padEnd(28)}${numbers.map((ms) => ms.toFixed(1).padStart(8)).join('')}   ${named(worst!)}`
}

const named = ({ what, mean, first }: Page): string => `${what} ${mean.toFixed(1)}, first ${first.toFixed(1)}`

function measurePage(db: ReadableDb, query: string, sort: Sort): Page {
  const read = (): void => {
    const search = planSearch(db, parseQuery(query), Date.now())
    readWindow(db, search, sort, { cursor: null, offset: null }, 200)
  }
  const first = cpuOf(read)
  let [rounds, spent] = [0, 0]
  for (; rounds < LEAST_ROUNDS || spent < LEAST_MS; rounds += 1) spent += cpuOf(read)
  return { what: `${query} ${sort.field === 'name' ? 'by name' : 'newest first'}`, first, mean: spent / rounds }
}

function cpuOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!
}

/**
 * Reads the counts that the sidebar and the facets show.
 */
import type { Outline } from '../../../shared/contract/assets.ts'
import type { Collection } from '../../../shared/model/work.ts'
import { rowsOf } from './assets-read.ts'
import type { Search } from './search-sql.ts'
import type { Value } from './search-terms.ts'
import { statement, type ReadableDb } from './handles.ts'

/** Counts for the sidebar: library, copies, shooting days, rolls. Days are numbered as they come. */
export function readOutline(db: ReadableDb, recentSince: number): Omit<Outline, 'revision'> {
  const tallied = statement<FacetCount, [string]>(db, 'SELECT value, count FROM tally WHERE facet = ? AND count > 0 ORDER BY value')
  const one = (facet: string, value: string): number => tallied.all(facet).find((row) => row.value === value)?.count ?? 0
  const total = one('all', '')
  const days = tallied.all('day').map((row) => ({ day: row.value === '' ? null : row.value, count: row.count }))
  const cameraOf = statement<{ camera: string | null }>(db, 'SELECT camera FROM asset WHERE roll = ? AND camera IS NOT NULL LIMIT 1')
  const rolls = tallied.all('roll').map((row) => ({ roll: row.value, camera: cameraOf.get(row.value)?.camera ?? null, count: row.count }))
  const recent = statement<{ count: number }>(db, 'SELECT count(*) AS count FROM asset WHERE created_at >= ? AND hidden = 0').get(recentSince)!.count
  let number = 0
  return {
    total, recent, circled: one('circled', '1'), unverified: total - one('verification', 'verified'),
    offline: one('state', 'offline'), missing: one('state', 'missing'),
    lone: one('safety', 'lone'), oneDevice: one('safety', 'onedevice'), duplicates: one('duplicate', '1'),
    days: days.map((row) => ({ ...row, number: row.day === null ? null : ++number })), rolls,
  }
}

interface FacetCount { readonly value: string; readonly count: number }
export interface FacetValue { readonly value: string; readonly label: string; readonly count: number }

const FACETS = ['kind', 'day', 'roll', 'camera', 'codec', 'state', 'verification', 'rating'] as const
type Facet = (typeof FACETS)[number] | 'tag'
const MOST_VALUES = 100

/** How many assets of the result have each value, the commonest first, at most 100 a facet. */
export function readFacets(db: ReadableDb, search: Search): Record<Facet, FacetValue[]> {
  const counts = search.all ? keptCounts(db) : countedFacets(db, search)
  return Object.fromEntries([...FACETS, 'tag' as const].map((facet) => [facet, counts.get(facet)!
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, MOST_VALUES)
    .map(({ value, count }) => ({ value, label: value, count }))])) as Record<Facet, FacetValue[]>
}

function keptCounts(db: ReadableDb): Map<string, FacetCount[]> {
  const rows = statement<FacetCount, [string]>(db, `SELECT value, count FROM tally WHERE facet = ? AND count > 0 AND value <> ''`)
  return new Map([...FACETS, 'tag'].map((facet) => [facet, rows.all(facet)]))
}

/** One pass over the result, whatever the number of facets. */
function countedFacets(db: ReadableDb, search: Search): Map<string, FacetCount[]> {
  const { from, where, parameters } = rowsOf(search)
  const rows = db.prepare<Value[]>(`SELECT ${FACETS.map((facet) => `a.${facet}`).join(', ')}, a.tags FROM ${from} WHERE ${where}`).raw()
  const counts = [...FACETS, 'tag'].map(() => new Map<Value, number>())
  const add = (index: number, value: Value): void => { counts[index]!.set(value, (counts[index]!.get(value) ?? 0) + 1) }
  for (const row of rows.iterate(...parameters) as IterableIterator<(Value | null)[]>) {
    for (let index = 0; index < FACETS.length; index += 1) if (row[index] !== null) add(index, row[index]!)
    const tags = row[FACETS.length] as string
    if (tags !== '[]') for (const tag of JSON.parse(tags) as string[]) add(FACETS.length, tag)
  }
  return new Map([...FACETS, 'tag'].map((facet, index) => [facet, [...counts[index]!].map(([value, count]) => ({ value: String(value), count }))]))
}

/** Collections with how many assets each holds. */
export function readCollections(db: ReadableDb): Collection[] {
  return statement<Collection>(db, `SELECT c.id, c.name, count(i.asset_id) AS count FROM collection c
    LEFT JOIN collection_item i ON i.collection_id = c.id WHERE c.removed = 0 GROUP BY c.id ORDER BY c.name`).all()
}

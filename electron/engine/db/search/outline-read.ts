/**
 * Reads the counts that the sidebar and the facets show.
 */
import type { Outline } from '../../../../shared/contract/assets.ts'
import { numberOfDay, type DayNumbering } from '../../../../shared/util/day-number.ts'
import { overFound } from '../catalogue/slow-rows.ts'
import type { SteppedReader } from '../core/in-steps.ts'
import type { Search } from './search-sql.ts'
import type { Value } from './term-plan.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** Counts for the sidebar: library, copies, shooting days, rolls. Days bear the numbers that the crew gave. */
export function readOutline(db: ReadableDb, recentSince: number, numbering: DayNumbering): Omit<Outline, 'revision'> {
  const tallied = statement<FacetCount, [string]>(
    db,
    'SELECT value, count FROM tally WHERE facet = ? AND count > 0 ORDER BY value',
  )
  const one = (facet: string, value: string): number =>
    tallied.all(facet).find((row) => row.value === value)?.count ?? 0
  const total = one('all', '')
  const days = tallied.all('day').map((row) => ({ day: row.value === '' ? null : row.value, count: row.count }))
  const known = days.flatMap((row) => row.day ?? [])
  const rolls = new Map<string, { roll: string; camera: string | null; count: number }>()
  for (const { value, count } of tallied.all('roll_camera')) {
    const [roll = '', camera = ''] = value.split('\u001f')
    const before = rolls.get(roll)
    rolls.set(roll, {
      roll,
      camera: before?.camera ?? (camera === '' ? null : camera),
      count: count + (before?.count ?? 0),
    })
  }
  const recent = statement<{ count: number }>(
    db,
    'SELECT count(*) AS count FROM asset WHERE created_at >= ? AND hidden = 0',
  ).get(recentSince)!.count
  return {
    total,
    recent,
    circled: one('circled', '1'),
    unverified: total - one('verification', 'verified'),
    offline: one('state', 'offline'),
    missing: one('state', 'missing'),
    lone: one('safety', 'lone'),
    oneDevice: one('safety', 'onedevice'),
    duplicates: one('duplicate', '1'),
    days: days.map((row) => ({ ...row, number: row.day === null ? null : numberOfDay(row.day, numbering, known) })),
    rolls: [...rolls.values()],
  }
}

interface FacetCount {
  readonly value: string
  readonly count: number
}
interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
}

const FACETS = ['kind', 'day', 'roll', 'camera', 'codec', 'state', 'verification', 'rating'] as const
type Facet = (typeof FACETS)[number] | 'tag'
export type Facets = Record<Facet, FacetValue[]>

/** True for a field whose values are counted in every answer. */
export function isFacet(field: string): field is Facet {
  return field === 'tag' || FACETS.some((facet) => facet === field)
}

const MAX_VALUES = 100

/** Counts of the whole library, the commonest values first, at most 100 a facet. */
export function keptFacets(db: ReadableDb): Facets {
  const rows = statement<FacetCount, [string]>(
    db,
    `SELECT value, count FROM tally WHERE facet = ? AND count > 0 AND value <> ''`,
  )
  return inOrder(new Map([...FACETS, 'tag'].map((facet) => [facet, rows.all(facet)])))
}

/** The same of what a search finds: one pass, whatever the number of facets. */
export async function readFacets(
  reader: SteppedReader,
  search: Search,
  signal: AbortSignal | undefined,
): Promise<Facets> {
  const counts = [...FACETS, 'tag'].map(() => new Map<Value, number>())
  const add = (index: number, value: Value): void => {
    counts[index]!.set(value, (counts[index]!.get(value) ?? 0) + 1)
  }
  await overFound(
    reader,
    search,
    [...FACETS, 'tags'].map((column) => `a.${column}`),
    (row) => {
      for (let index = 0; index < FACETS.length; index += 1) {
        const value = row[index] ?? null
        if (value !== null) add(index, value)
      }
      const tags = row[FACETS.length] as string
      if (tags !== '[]') for (const tag of JSON.parse(tags) as string[]) add(FACETS.length, tag)
    },
    signal,
  )
  return inOrder(
    new Map(
      [...FACETS, 'tag'].map((facet, index) => [
        facet,
        [...counts[index]!].map(([value, count]) => ({ value: String(value), count })),
      ]),
    ),
  )
}

function inOrder(counts: ReadonlyMap<string, readonly FacetCount[]>): Facets {
  return Object.fromEntries(
    [...FACETS, 'tag' as const].map((facet) => [
      facet,
      counts
        .get(facet)!
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, MAX_VALUES)
        .map(({ value, count }) => ({ value, label: value, count })),
    ]),
  ) as Facets
}

/**
 * Reads the counts that the sidebar and the facets show.
 */
import type { Outline } from '../../../shared/contract/assets.ts'
import type { Collection } from '../../../shared/model/work.ts'
import type { Condition } from './search-sql.ts'
import { statement, type ReadableDb } from './handles.ts'

/** Counts for the sidebar: library, shooting days, rolls. Days are numbered as they come. */
export function readOutline(db: ReadableDb, recentSince: number): Omit<Outline, 'revision'> {
  const counts = statement<Omit<Outline, 'revision' | 'days' | 'rolls'>, [number]>(db, `SELECT count(*) AS total,
      coalesce(sum(created_at >= ?), 0) AS recent, coalesce(sum(circled), 0) AS circled,
      coalesce(sum(verification <> 'verified'), 0) AS unverified, coalesce(sum(state = 'offline'), 0) AS offline,
      coalesce(sum(state = 'missing'), 0) AS missing FROM asset`).get(recentSince)!
  const days = statement<{ day: string | null; count: number }>(db, 'SELECT day, count(*) AS count FROM asset GROUP BY day ORDER BY day').all()
  const rolls = statement<{ roll: string; camera: string | null; count: number }>(db,
    `SELECT roll, min(camera) AS camera, count(*) AS count FROM asset WHERE roll IS NOT NULL GROUP BY roll ORDER BY roll`).all()
  let number = 0
  return { ...counts, days: days.map((row) => ({ ...row, number: row.day === null ? null : ++number })), rolls }
}

export interface FacetValue { readonly value: string; readonly label: string; readonly count: number }

const FACETS = {
  kind: 'kind', day: 'day', roll: 'roll', camera: 'camera', codec: 'codec', state: 'state',
  verification: 'verification', rating: 'rating',
} as const

/** How many assets of the result have each value, the commonest first, at most 100 a facet. */
export function readFacets(db: ReadableDb, where: Condition): Record<keyof typeof FACETS | 'tag', FacetValue[]> {
  const plain = Object.entries(FACETS).map(([facet, column]) => [facet, db.prepare<(string | number)[], FacetValue>(
    `SELECT CAST(a.${column} AS TEXT) AS value, CAST(a.${column} AS TEXT) AS label, count(*) AS count FROM asset a
     WHERE (${where.sql}) AND a.${column} IS NOT NULL GROUP BY a.${column} ORDER BY count DESC, value LIMIT 100`).all(...where.parameters)])
  const tag = db.prepare<(string | number)[], FacetValue>(`SELECT t.tag AS value, t.tag AS label, count(*) AS count
    FROM asset a JOIN asset_tag t ON t.asset_id = a.id WHERE ${where.sql} GROUP BY t.tag ORDER BY count DESC, value LIMIT 100`)
    .all(...where.parameters)
  return { ...Object.fromEntries(plain), tag } as Record<keyof typeof FACETS | 'tag', FacetValue[]>
}

/** Collections with how many assets each holds. */
export function readCollections(db: ReadableDb): Collection[] {
  return statement<Collection>(db, `SELECT c.id, c.name, count(i.asset_id) AS count FROM collection c
    LEFT JOIN collection_item i ON i.collection_id = c.id WHERE c.removed = 0 GROUP BY c.id ORDER BY c.name`).all()
}

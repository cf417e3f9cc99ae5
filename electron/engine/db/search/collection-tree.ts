/**
 * Reads the collections of every kind, as they are shown.
 */
import type { CollectionNode } from '../../../../shared/model/collections.ts'
import type { Collection } from '../../../../shared/model/work.ts'
import { troubleOf, type KnownCollection } from '../../domain/collections/expand.ts'
import { inTree, type Shelved } from '../../domain/collections/tree.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** One of any kind, with where it stands. */
export type KnownShelved = KnownCollection & Shelved

interface Row {
  readonly id: string
  readonly kind: Shelved['kind']
  readonly name: string
  readonly parent: string | null
  readonly position: string | null
  readonly removed: number
  readonly search: string | null
}

/** All that are not removed, in the order in which they are shown. */
export function readKnownCollections(db: ReadableDb): KnownShelved[] {
  const rows = statement<Row>(
    db,
    `SELECT id, 'manual' AS kind, name, parent, position, removed, NULL AS search FROM collection
    UNION ALL SELECT id, 'smart', name, parent, position, removed, search FROM smart_collection
    UNION ALL SELECT id, 'folder', name, parent, position, removed, NULL FROM collection_folder`,
  ).all()
  return inTree(
    rows.map(({ removed, search, ...row }) => ({
      ...row,
      removed: removed === 1,
      search: search === null ? null : (JSON.parse(search) as { text: string; language: number }),
    })),
  )
}

/** The same as a window is told of them. */
export function readCollectionTree(db: ReadableDb): CollectionNode[] {
  const known = readKnownCollections(db)
  const counts = new Map(readCollections(db).map(({ id, count }) => [id, count]))
  return known.map((one) => ({
    id: one.id,
    kind: one.kind,
    name: one.name,
    parent: one.parent,
    query: one.search?.text ?? null,
    count: counts.get(one.id) ?? null,
    trouble: one.kind === 'smart' ? troubleOf(one, known) : null,
  }))
}

/** Collections that are filled by hand, with how many assets each holds. */
export function readCollections(db: ReadableDb): Collection[] {
  return statement<Collection>(
    db,
    `SELECT c.id, c.name, count(i.asset_id) AS count FROM collection c
    LEFT JOIN collection_item i ON i.collection_id = c.id WHERE c.removed = 0 GROUP BY c.id ORDER BY c.name`,
  ).all()
}

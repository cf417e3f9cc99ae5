/**
 * The order of what is in a collection. An item has a place once somebody has moved it or something past it; the others
 * follow, in the order in which the clips came to be.
 */
import { placesFor } from '../../domain/replica/position.ts'
import type { Change } from './changes.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

interface CollectionItem {
  readonly assetId: string
  readonly position: string | null
}

/** What is in it, in its order: the same on every device. */
export function readCollectionItems(db: ReadableDb, collectionId: string): CollectionItem[] {
  return statement<CollectionItem>(
    db,
    `SELECT i.asset_id AS assetId, p.position FROM collection_item i
    LEFT JOIN collection_place p ON p.collection_id = i.collection_id AND p.asset_id = i.asset_id
    WHERE i.collection_id = ? ORDER BY p.position IS NULL, p.position, i.asset_id`,
  ).all(collectionId)
}

/**
 * The changes that put these clips, in this order, before another one of the collection, or at its end.
 */
export function movingChanges(
  db: ReadableDb,
  collectionId: string,
  assetIds: readonly string[],
  before: string | null,
): Change[] {
  const moved = new Set(assetIds)
  const others = readCollectionItems(db, collectionId)
    .filter((item) => !moved.has(item.assetId))
    .map(({ assetId, position }) => ({ id: assetId, position }))
  return placesFor(others, assetIds, before).map(([id, position]): Change => ({
    entity: 'collection',
    entityId: collectionId,
    field: `at:${id}`,
    value: position,
  }))
}

/** What is said of clips in it, by their ids. */
export function readCollectionNotes(db: ReadableDb, collectionId: string): Record<string, string> {
  const rows = statement<{ id: string; text: string }>(
    db,
    'SELECT asset_id AS id, text FROM collection_note WHERE collection_id = ?',
  ).all(collectionId)
  return Object.fromEntries(rows.map(({ id, text }) => [id, text]))
}

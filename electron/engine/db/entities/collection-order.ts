/**
 * The order of what is in a collection. An item has a place once somebody has moved it or something past it; the others
 * follow, in the order in which the clips came to be.
 */
import { positionsBetween } from '../../domain/replica/position.ts'
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
 * The changes that put these clips, in this order, before another one of the collection, or at its end. Items before
 * that spot that have no place get theirs, since they would come after all that have one.
 */
export function movingChanges(
  db: ReadableDb,
  collectionId: string,
  assetIds: readonly string[],
  before: string | null,
): Change[] {
  const moved = new Set(assetIds)
  const others = readCollectionItems(db, collectionId).filter((item) => !moved.has(item.assetId))
  const at =
    before === null
      ? others.length
      : Math.max(
          0,
          others.findIndex((item) => item.assetId === before),
        )
  const unplaced = others
    .slice(0, at)
    .filter((item) => item.position === null)
    .map((item) => item.assetId)
  const last = others.slice(0, at).findLast((item) => item.position !== null)?.position ?? null
  const ids = [...unplaced, ...assetIds]
  return positionsBetween(last, others[at]?.position ?? null, ids.length).map((position, index): Change => ({
    entity: 'collection',
    entityId: collectionId,
    field: `at:${ids[index]!}`,
    value: position,
  }))
}

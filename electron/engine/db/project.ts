/**
 * From cells to the catalogue: what all devices together have said of a field is what is shown. The same writers serve as for a
 * command that a person gives here.
 */
import { readCell, ruleOf } from '../domain/replica/reading.ts'
import { isField, shownValue } from '../domain/replica/values.ts'
import type { Json } from '../domain/replica/op.ts'
import { canonical, clipOfField, fieldsOf, hereField, readCellOf } from './cells.ts'
import { applyChange, type Change } from './changes.ts'
import { statement, type WritableDb } from './handles.ts'
import { emptyAssetLike } from './stacks.ts'

type Entity = Change['entity']
const ENTITIES: ReadonlySet<string> = new Set<Entity>(['asset', 'note', 'collection', 'volume', 'version'])
/**
 * Shows what a cell says. Returns the assets whose rows have to be built anew. What it is about may not be known here yet:
 * then it is looked at again after the next pull (`projectPending`). Call it in a transaction.
 */
export function projectField(db: WritableDb, entity: string, id: string, field: string): string[] {
  if (!ENTITIES.has(entity) || !isField(entity, field)) return []
  if (!isKnown(db, entity as Entity, id, field)) {
    leavePending(db, entity, id)
    return []
  }
  const cell = readCellOf(db, entity, id, field)
  const heads = cell.heads.filter((head) => head.value === undefined || shownValue(entity, field, head.value) !== undefined)
  // Nonsense alone changes nothing.
  if (heads.length === 0 && cell.heads.length > 0) return []
  const reading = readCell(ruleOf(entity, field), { ...cell, heads })
  const value = hereValue(db, entity as Entity, field, reading.value)
  // A column can't be empty; who took such a value away meant the one before, which is gone.
  if (value === undefined && entity !== 'asset' && clipOfField(field) === null) return []
  const before = entity === 'version' ? assetOfVersion(db, id) : []
  const change: Change = { entity: entity as Entity, entityId: id, field: hereField(db, entity, field), value }
  applyChange(db, change, reading.clock)
  return [...before, ...touchedBy(db, change)]
}

/** Shows everything that was said of one thing. Notes and collections begin with what makes them. */
function projectAll(db: WritableDb, entity: string, id: string): string[] {
  const fields = fieldsOf(db, entity, id)
  return fields.toSorted((a, b) => Number(b === 'new') - Number(a === 'new')).flatMap((field) => projectField(db, entity, id, field))
}

/** This is looked at with the next pending ones: its cells, and an asset's row. Call it in a transaction. */
export function leavePending(db: WritableDb, entity: string, id: string): void {
  statement(db, 'INSERT OR IGNORE INTO cell_pending (entity, entity_id) VALUES (?, ?)').run(entity, id)
}

export interface PendingThing { readonly entity: string; readonly id: string }

/**
 * Looks at the next things that were spoken of before they were known, or were left for later. Returns the assets whose rows have
 * to be built anew, and the last thing; undefined after the last. What is still not known stays. Call it in a transaction.
 */
export function projectPending(db: WritableDb, after: PendingThing, limit: number): { readonly assetIds: string[]; readonly last: PendingThing | undefined } {
  const rows = statement<PendingThing>(db, 'SELECT entity, entity_id AS id FROM cell_pending WHERE (entity, entity_id) > (?, ?) ORDER BY entity, entity_id LIMIT ?')
    .all(after.entity, after.id, limit)
  for (const { entity, id } of rows) statement(db, 'DELETE FROM cell_pending WHERE entity = ? AND entity_id = ?').run(entity, id)
  const assetIds = new Set(rows.flatMap(({ entity, id }) => {
    const here = canonical(db, id)
    return [...projectAll(db, entity, here), ...entity === 'asset' && isKnown(db, 'asset', here, '') ? [here] : []]
  }))
  return { assetIds: [...assetIds], last: rows.at(-1) }
}

function isKnown(db: WritableDb, entity: Entity, id: string, field: string): boolean {
  const has = (table: string, wanted: string): boolean => statement(db, `SELECT 1 FROM ${table} WHERE id = ?`).get(wanted) !== undefined
  switch (entity) {
    case 'asset': return has('asset', id)
    case 'volume': return has('volume', id)
    case 'version': return has('version', id)
    case 'collection': return (field === 'new' || has('collection', id)) && (clipOfField(field) === null || has('asset', canonical(db, clipOfField(field)!)))
    case 'note': return field === 'new' ? has('asset', noteAsset(db, id)) : has('note', id)
  }
}

function noteAsset(db: WritableDb, id: string): string {
  const made = shownValue('note', 'new', readCell('first', readCellOf(db, 'note', id, 'new')).value) as { assetId: string } | undefined
  return made === undefined ? '' : canonical(db, made.assetId)
}

/** Ids in values are those of the device that wrote them. */
function hereValue(db: WritableDb, entity: Entity, field: string, value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined
  if (entity === 'note' && field === 'new') return { ...value as object, assetId: canonical(db, (value as { assetId: string }).assetId) }
  if (entity !== 'version' || field !== 'asset') return value
  const asset = canonical(db, typeof value === 'string' ? value : (value as { asset: string }).asset)
  return asset
}

function assetOfVersion(db: WritableDb, id: string): string[] {
  return statement<{ asset: string }>(db, 'SELECT asset_id AS asset FROM version WHERE id = ?').all(id).map((row) => row.asset)
}

function touchedBy(db: WritableDb, change: Change): string[] {
  switch (change.entity) {
    case 'asset': return [change.entityId]
    case 'version': return assetOfVersion(db, change.entityId)
    case 'note': return statement<{ asset: string }>(db, 'SELECT asset_id AS asset FROM note WHERE id = ?').all(change.entityId).map((row) => row.asset)
    default: return []
  }
}

/** A version may be put into a stack that is new there: an asset of that id is made, like the one that it came from. */
export function ensureStack(db: WritableDb, versionId: string, value: Json | undefined, now: number): void {
  const wanted = typeof value === 'string' ? value : (value as { asset?: Json } | null | undefined)?.asset
  if (typeof wanted !== 'string') return
  const asset = canonical(db, wanted)
  const [from] = assetOfVersion(db, versionId)
  if (from === undefined || statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(asset) !== undefined) return
  const made = emptyAssetLike(db, from, now)
  statement(db, 'UPDATE asset SET id = ? WHERE id = ?').run(asset, made)
}

/**
 * Applies one change of a person to the catalogue and says what stood there before. The same function serves a new
 * command, its undo, and later a change that comes from another device: there is one way to write a value.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { statement, type WritableDb } from './handles.ts'
import { moveVersion, type VersionPlace } from './stacks.ts'

export type Json = string | number | boolean | null | { readonly [key: string]: Json } | readonly Json[]

/**
 * One change. `value` undefined takes the person's value away, so that the media's own shows again; null is a value:
 * "empty, and meant so". Fields of an asset are its columns, or `tag:<tag>` with true or false; of a collection `name`,
 * `removed`, `item:<asset>`, `at:<asset>` (where it stands); of a note `text`, `removed`; of a drive `label`; of a version `asset` (the stack it is in), `pinned`, `apart`. `new` carries a whole new note or collection.
 */
export interface Change {
  readonly entity: 'asset' | 'note' | 'collection' | 'volume' | 'version'
  readonly entityId: string
  readonly field: string
  readonly value: Json | undefined
}

/** Writes the change with this clock and returns the value that stood before (undefined for none). */
export function applyChange(db: WritableDb, change: Change, clock: string): Json | undefined {
  switch (change.entity) {
    case 'asset': return change.field.startsWith('tag:') ? applyTag(db, change, clock) : applyField(db, change, clock)
    case 'note': return applyRow(db, 'note', ['text', 'removed'], change, clock)
    case 'collection': return change.field.startsWith('item:') ? applyItem(db, change, clock) : change.field.startsWith('at:') ? applyPlace(db, change) : applyRow(db, 'collection', ['name', 'removed'], change, clock)
    case 'volume': return applyRow(db, 'volume', ['label'], change, null)
    case 'version': return applyVersion(db, change)
  }
}

function applyField(db: WritableDb, { entityId, field, value }: Change, clock: string): Json | undefined {
  const before = statement<{ value: string }>(db, 'SELECT value FROM asset_field WHERE asset_id = ? AND field = ?').get(entityId, field)
  if (value === undefined) {
    statement(db, 'DELETE FROM asset_field WHERE asset_id = ? AND field = ?').run(entityId, field)
  } else {
    statement(db, `INSERT INTO asset_field (asset_id, field, value, clock) VALUES (?, ?, ?, ?)
      ON CONFLICT (asset_id, field) DO UPDATE SET value = excluded.value, clock = excluded.clock`)
      .run(entityId, field, JSON.stringify(value), clock)
  }
  return before === undefined ? undefined : JSON.parse(before.value) as Json
}

function applyTag(db: WritableDb, { entityId, field, value }: Change, clock: string): Json {
  const tag = field.slice('tag:'.length)
  const before = statement(db, 'SELECT 1 FROM asset_tag WHERE asset_id = ? AND tag = ?').get(entityId, tag) !== undefined
  if (value === true) {
    statement(db, 'INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock').run(entityId, tag, clock)
  } else {
    statement(db, 'DELETE FROM asset_tag WHERE asset_id = ? AND tag = ?').run(entityId, tag)
  }
  return before
}

function applyItem(db: WritableDb, { entityId, field, value }: Change, clock: string): Json {
  const asset = field.slice('item:'.length)
  const before = statement(db, 'SELECT 1 FROM collection_item WHERE collection_id = ? AND asset_id = ?').get(entityId, asset) !== undefined
  if (value === true) {
    statement(db, `INSERT INTO collection_item (collection_id, asset_id, clock) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET clock = excluded.clock`).run(entityId, asset, clock)
  } else {
    statement(db, 'DELETE FROM collection_item WHERE collection_id = ? AND asset_id = ?').run(entityId, asset)
  }
  return before
}

function applyPlace(db: WritableDb, { entityId, field, value }: Change): Json | undefined {
  const asset = field.slice('at:'.length)
  const before = statement<{ position: string }>(db, 'SELECT position FROM collection_place WHERE collection_id = ? AND asset_id = ?').get(entityId, asset)?.position
  if (typeof value === 'string') statement(db, 'INSERT INTO collection_place (collection_id, asset_id, position) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position').run(entityId, asset, value)
  else statement(db, 'DELETE FROM collection_place WHERE collection_id = ? AND asset_id = ?').run(entityId, asset)
  return before
}

function applyRow(db: WritableDb, table: 'note' | 'collection' | 'volume', columns: readonly string[], change: Change, clock: string | null): Json | undefined {
  if (change.field === 'new') return insertRow(db, change, clock ?? '')
  if (!columns.includes(change.field) || change.value === undefined) {
    throw new RushesError('internal', `A ${table} has no field “${change.field}” that can be changed.`)
  }
  const before = statement<{ value: string | number }>(db, `SELECT ${change.field} AS value FROM ${table} WHERE id = ?`).get(change.entityId)
  if (before === undefined) throw new RushesError('not_found', `That ${table === 'volume' ? 'drive' : table} is not in this library. Refresh and try again.`)
  const value = typeof change.value === 'boolean' ? Number(change.value) : change.value
  if (clock === null) statement(db, `UPDATE ${table} SET ${change.field} = ? WHERE id = ?`).run(value, change.entityId)
  else statement(db, `UPDATE ${table} SET ${change.field} = ?, clock = ? WHERE id = ?`).run(value, clock, change.entityId)
  return change.field === 'removed' ? before.value === 1 : before.value
}

function applyVersion(db: WritableDb, { entityId, field, value }: Change): Json {
  if (field === 'asset') {
    const from = moveVersion(db, entityId, versionPlace(value))
    if (from === undefined) throw new RushesError('not_found', 'That version is not in this library. Refresh and try again.')
    return { asset: from.asset, revision: from.revision }
  }
  if (field !== 'pinned' && field !== 'apart') throw new RushesError('internal', `A version has no field “${field}” that can be changed.`)
  const before = statement<{ value: number }>(db, `SELECT ${field} AS value FROM version WHERE id = ?`).get(entityId)
  if (before === undefined) throw new RushesError('not_found', 'That version is not in this library. Refresh and try again.')
  statement(db, `UPDATE version SET ${field} = ? WHERE id = ?`).run(Number(value === true), entityId)
  return before.value === 1
}

/** A stack by its asset alone, or, as an undo gives it, with the number that the version had there. */
export function versionPlace(value: Json | undefined): VersionPlace {
  if (typeof value === 'string') return { asset: value, revision: null }
  const place = value as { readonly asset: string; readonly revision: number } | undefined | null
  if (typeof place?.asset !== 'string') throw new RushesError('internal', 'A version was to be put into no stack.')
  return place
}

/** A new note or collection comes in as removed; the change of `removed` that follows is what undo turns round. */
function insertRow(db: WritableDb, change: Change, clock: string): undefined {
  const made = change.value as Record<string, string | number | null>
  if (change.entity === 'note') {
    statement(db, `INSERT OR IGNORE INTO note (id, asset_id, frame, text, author, removed, clock, created_at)
      VALUES (?, ?, ?, ?, ?, 1, ?, ?)`).run(change.entityId, made['assetId'], made['frame'], made['text'], made['author'], clock, made['createdAt'])
  } else {
    statement(db, 'INSERT OR IGNORE INTO collection (id, name, removed, clock, created_at) VALUES (?, ?, 1, ?, ?)')
      .run(change.entityId, made['name'], clock, made['createdAt'])
  }
  return undefined
}

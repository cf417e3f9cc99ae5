/**
 * A collection of clips: `item:<asset>` says which are in it, `at:<asset>` where they stand, `note:<asset>` what is said
 * of one there.
 */
import { z } from 'zod'
import { collectionNoteSchema } from '../../../../shared/model/collections.ts'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { isPosition } from '../../domain/replica/position.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'
import { SHELVED } from './shelved.ts'

const ITEM = 'item:'
const AT = 'at:'
const NOTE = 'note:'
const CLIP = /^[0-9a-f-]{36}$/
const name = z.string().max(1000)
const row = rowEntity('collection', {
  table: 'collection',
  clocked: true,
  columns: { name: 'plain', removed: 'flag', parent: 'plain', position: 'plain' },
  made: { name: 'name', createdAt: 'created_at' },
})

export const collection: EntityDefinition = {
  ...row,
  id: 'collection',
  topics: ['collections', 'assets'],
  idForm: idSchema,
  fields: {
    new: madeOf(z.object({ name, createdAt: moment })),
    name: { rule: 'last', label: 'Name', schema: name },
    removed: REMOVED,
    ...SHELVED,
  },
  named: [
    { prefix: ITEM, names: CLIP, ofClips: true, rule: 'any-true', schema: z.boolean(), optional: true },
    { prefix: AT, names: CLIP, ofClips: true, rule: 'place', schema: z.string().refine(isPosition), optional: true },
    {
      prefix: NOTE,
      names: CLIP,
      ofClips: true,
      rule: 'last',
      label: 'Note in the collection',
      schema: collectionNoteSchema,
      optional: true,
      joins: true,
    },
  ],
  apply: (db, change, clock) =>
    change.field.startsWith(ITEM)
      ? applyItem(db, change, clock)
      : change.field.startsWith(AT)
        ? applyText(db, 'collection_place', 'position', AT, change)
        : change.field.startsWith(NOTE)
          ? applyText(db, 'collection_note', 'text', NOTE, change)
          : row.apply(db, change, clock),
  nameOf: (db, id) => columnOf(db, 'collection', 'name', id),
  saidOfClip: [
    'SELECT 1 FROM collection_item WHERE asset_id = @id',
    'SELECT 1 FROM collection_place WHERE asset_id = @id',
    'SELECT 1 FROM collection_note WHERE asset_id = @id',
  ],
  joinClips: (db, gone, kept) => {
    for (const table of ['collection_item', 'collection_place', 'collection_note'] as const) {
      statement(db, `UPDATE OR IGNORE ${table} SET asset_id = ? WHERE asset_id = ?`).run(kept, gone)
      statement(db, `DELETE FROM ${table} WHERE asset_id = ?`).run(gone)
    }
  },
}

function applyItem(db: WritableDb, { entityId, field, value }: Change, clock: string): Json {
  const clip = field.slice(ITEM.length)
  const before =
    statement(db, 'SELECT 1 FROM collection_item WHERE collection_id = ? AND asset_id = ?').get(entityId, clip) !==
    undefined
  if (value === true) {
    statement(
      db,
      `INSERT INTO collection_item (collection_id, asset_id, clock) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET clock = excluded.clock`,
    ).run(entityId, clip, clock)
  } else {
    statement(db, 'DELETE FROM collection_item WHERE collection_id = ? AND asset_id = ?').run(entityId, clip)
  }
  return before
}

/** A text of one clip in one collection: its place, or what is said of it. */
function applyText(
  db: WritableDb,
  table: 'collection_place' | 'collection_note',
  column: 'position' | 'text',
  prefix: string,
  { entityId, field, value }: Change,
): Json | undefined {
  const clip = field.slice(prefix.length)
  const before = statement<{ value: string }>(
    db,
    `SELECT ${column} AS value FROM ${table} WHERE collection_id = ? AND asset_id = ?`,
  ).get(entityId, clip)?.value
  if (typeof value === 'string')
    statement(
      db,
      `INSERT INTO ${table} (collection_id, asset_id, ${column}) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
    ).run(entityId, clip, value)
  else statement(db, `DELETE FROM ${table} WHERE collection_id = ? AND asset_id = ?`).run(entityId, clip)
  return before
}

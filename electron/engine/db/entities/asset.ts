/**
 * A clip, as far as people write of it: their words stand over what the media says. Its fields are columns of its row,
 * its tags a set.
 */
import { z } from 'zod'
import { lookSchema } from '../../../../shared/model/colour.ts'
import { daySchema, idSchema } from '../../../../shared/model/primitives.ts'
import { isDay } from '../../domain/shooting-day.ts'
import type { FieldForm } from '../../domain/replica/form.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'
import { columnOf, hasRow } from './rows.ts'

/** A person's value can be taken away: then the media's own shows again. */
const last = (label: string, schema: z.ZodType, more: Partial<FieldForm> = {}): FieldForm => ({
  rule: 'last',
  label,
  schema,
  optional: true,
  ...more,
})
const slate = z.string().max(300).nullable()
const TAG = 'tag:'

export const asset: EntityDefinition = {
  id: 'asset',
  noun: 'clip',
  topics: ['assets'],
  keyedBy: 'asset',
  idForm: idSchema,
  // Looks with a LUT.
  formVersion: 2,
  fields: {
    name: last('Name', z.string().min(1).max(1000)),
    description: last('Description', z.string().max(20_000), { joins: true }),
    roll: last('Roll', slate),
    camera: last('Camera', slate),
    scene: last('Scene', slate),
    shot: last('Shot', slate),
    take: last('Take', slate),
    slate: last('Slate', slate),
    unit: last('Unit', slate),
    episode: last('Episode', slate),
    location: last('Location', slate),
    day: last('Shooting day', daySchema.refine(isDay).nullable()),
    rating: last('Stars', z.number().int().min(0).max(5)),
    circled: last('Circled', z.boolean()),
    noGood: last('No good', z.boolean()),
    look: last('Look', lookSchema.nullable()),
  },
  named: [{ prefix: TAG, names: /^.{1,200}$/su, rule: 'any-true', schema: z.boolean(), optional: true }],
  isKnown: (db, id) => hasRow(db, 'asset', id),
  apply: (db, change, clock) =>
    change.field.startsWith(TAG) ? applyTag(db, change, clock) : applyField(db, change, clock),
  clipOf: (_db, id) => id,
  nameOf: (db, id) => columnOf(db, 'asset', 'name', id),
  saidOfClip: ['SELECT 1 FROM asset_field WHERE asset_id = @id', 'SELECT 1 FROM asset_tag WHERE asset_id = @id'],
  joinClips: (db, gone, kept) => {
    for (const table of ['asset_field', 'asset_tag'] as const) {
      statement(db, `UPDATE OR IGNORE ${table} SET asset_id = ? WHERE asset_id = ?`).run(kept, gone)
      statement(db, `DELETE FROM ${table} WHERE asset_id = ?`).run(gone)
    }
  },
}

function applyField(db: WritableDb, { entityId, field, value }: Change, clock: string): Json | undefined {
  const before = statement<{ value: string }>(db, 'SELECT value FROM asset_field WHERE asset_id = ? AND field = ?').get(
    entityId,
    field,
  )
  if (value === undefined) {
    statement(db, 'DELETE FROM asset_field WHERE asset_id = ? AND field = ?').run(entityId, field)
  } else {
    statement(
      db,
      `INSERT INTO asset_field (asset_id, field, value, clock) VALUES (?, ?, ?, ?)
      ON CONFLICT (asset_id, field) DO UPDATE SET value = excluded.value, clock = excluded.clock`,
    ).run(entityId, field, JSON.stringify(value), clock)
  }
  return before === undefined ? undefined : (JSON.parse(before.value) as Json)
}

function applyTag(db: WritableDb, { entityId, field, value }: Change, clock: string): Json {
  const tag = field.slice(TAG.length)
  const before =
    statement(db, 'SELECT 1 FROM asset_tag WHERE asset_id = ? AND tag = ?').get(entityId, tag) !== undefined
  if (value === true) {
    statement(
      db,
      'INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock',
    ).run(entityId, tag, clock)
  } else {
    statement(db, 'DELETE FROM asset_tag WHERE asset_id = ? AND tag = ?').run(entityId, tag)
  }
  return before
}

/**
 * A preset of offloads, whole: its name, without case, is its id, so that two devices that made one of the same name
 * have one. null: it was removed. A folder in it is a path of the computer that it was written on; a drive goes by its
 * label or id everywhere.
 */
import { z } from 'zod'
import { presetSchema, type Preset } from '../../../../shared/model/presets.ts'
import { isRushesError } from '../../../../shared/model/errors.ts'
import { checkPreset, presetKey } from '../../domain/presets.ts'
import { momentOf } from '../../domain/replica/op.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import type { EntityDefinition, Json } from './definition.ts'

const FIELD = 'preset'

export const preset: EntityDefinition = {
  id: 'preset',
  noun: 'preset',
  topics: ['presets'],
  ofLibrary: true,
  idForm: z.string().refine((id) => id !== '' && presetKey(id) === id),
  fields: { [FIELD]: { rule: 'last', label: 'Preset', schema: presetSchema.nullable() } },
  // An older or another device may leave fields out: the schema fills them in.
  accepts: (id, _field, value) => value === null || isUsable(id, presetSchema.parse(value)),
  isKnown: () => true,
  apply: (db, { entityId, value }, clock) => {
    const before = bodyOf(db, entityId)
    if (value === null || value === undefined) statement(db, 'DELETE FROM preset WHERE key = ?').run(entityId)
    else {
      statement(
        db,
        'INSERT INTO preset (key, body, changed_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at',
      ).run(entityId, JSON.stringify(value), momentOf(clock))
    }
    return before
  },
  nameOf: (db, id) => (bodyOf(db, id) as Preset | null)?.name ?? id,
  wordsOf: (_field, value) => words(presetSchema.parse(value)),
}

/** The change that keeps a preset; null removes the one of this name. */
export function presetChange(
  name: string,
  value: Preset | null,
): { entity: string; entityId: string; field: string; value: Json } {
  return { entity: preset.id, entityId: presetKey(name), field: FIELD, value }
}

function bodyOf(db: ReadableDb, key: string): Json {
  const body = statement<{ body: string }>(db, 'SELECT body FROM preset WHERE key = ?').get(key)?.body
  return body === undefined ? null : (JSON.parse(body) as Json)
}

/** Another device may say what a person here could not save. */
function isUsable(id: string, one: Preset): boolean {
  if (presetKey(one.name) !== id) return false
  try {
    checkPreset(one)
    return true
  } catch (error) {
    if (isRushesError(error)) return false
    throw error
  }
}

function words({ template, destinations, hashes, level }: Preset): string {
  const to = destinations.map((one) =>
    'path' in one ? one.path : `drive ${one.drive}${one.folder === '' ? '' : ` · ${one.folder}`}`,
  )
  return [
    `folder ${template ?? '{name}'}`,
    ...(to.length === 0 ? [] : [`to ${to.join(', ')}`]),
    hashes.join(', '),
    `verification ${level}`,
  ].join('; ')
}

/**
 * A preset of proxies, whole: its name, without case, is its id, so that two devices that made one of the same name have
 * one. null: it was removed.
 */
import { z } from 'zod'
import { keptPresetSchema, type KeptPreset } from '../../../../shared/model/edit-proxies.ts'
import { isShipped } from '../../domain/edit-proxies/presets.ts'
import { presetKey } from '../../domain/presets.ts'
import { momentOf } from '../../domain/replica/op.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'

const FIELD = 'preset'

export const proxyPreset: EntityDefinition = {
  id: 'proxyPreset',
  noun: 'preset of proxies',
  topics: ['presets'],
  ofLibrary: true,
  idForm: z.string().refine((id) => id !== '' && presetKey(id) === id),
  fields: { [FIELD]: { rule: 'last', label: 'Preset of proxies', schema: keptPresetSchema.nullable() } },
  // Another device may say what a person here could not save.
  accepts: (id, _field, value) => {
    if (value === null) return true
    const { name } = keptPresetSchema.parse(value)
    return presetKey(name) === id && !isShipped(name)
  },
  isKnown: () => true,
  apply: (db, { entityId, value }, clock) => {
    const before = bodyOf(db, entityId)
    if (value === null || value === undefined) statement(db, 'DELETE FROM proxy_preset WHERE key = ?').run(entityId)
    else
      statement(
        db,
        'INSERT INTO proxy_preset (key, body, changed_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at',
      ).run(entityId, JSON.stringify(value), momentOf(clock))
    return before
  },
  nameOf: (db, id) => (bodyOf(db, id) as KeptPreset | null)?.name ?? id,
  wordsOf: (_field, value) => {
    const { params } = keptPresetSchema.parse(value)
    return [params.format, params.divide === null ? null : `1:${params.divide}`, params.reel]
      .filter((part) => part !== null)
      .join(', ')
  },
}

/** The change that keeps a preset; null removes the one of this name. */
export function proxyPresetChange(name: string, value: KeptPreset | null): Change {
  return { entity: proxyPreset.id, entityId: presetKey(name), field: FIELD, value }
}

/** The library's own presets, by name. */
export function readProxyPresets(db: ReadableDb): KeptPreset[] {
  return statement<{ body: string }>(db, 'SELECT body FROM proxy_preset ORDER BY key')
    .all()
    .map((row) => keptPresetSchema.parse(JSON.parse(row.body)))
}

function bodyOf(db: ReadableDb, key: string): Json {
  const body = statement<{ body: string }>(db, 'SELECT body FROM proxy_preset WHERE key = ?').get(key)?.body
  return body === undefined ? null : (JSON.parse(body) as Json)
}

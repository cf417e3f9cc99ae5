/**
 * Pins of clips and presets of offloads become entities of the journal: those that are here are said by this device.
 */
import { presetSchema } from '../../../../shared/model/presets.ts'
import type { Change, Json } from '../entities/definition.ts'
import { takeOver } from '../entities/take-over.ts'
import { statement, type WritableDb } from '../handles.ts'

/** Older versions left out what they did not know: two devices with the same preset must not differ by that. */
function whole(body: string): Json {
  const value = JSON.parse(body) as Json
  return presetSchema.safeParse(value).data ?? value
}

export const pinsAndPresets = {
  number: 260,
  name: 'pins and presets',
  sql: '',
  after: (db: WritableDb): void => {
    const pins = statement<{ id: string }>(db, 'SELECT asset_id AS id FROM pinned_asset ORDER BY asset_id').all()
      .map(({ id }): Change => ({ entity: 'pin', entityId: id, field: 'pinned', value: true }))
    const presets = statement<{ key: string; body: string }>(db, 'SELECT key, body FROM preset ORDER BY key').all()
      .map(({ key, body }): Change => ({ entity: 'preset', entityId: key, field: 'preset', value: whole(body) }))
    takeOver(db, 'migration-260', [...pins, ...presets], Date.now())
  },
} as const

/**
 * Presets in the library.
 */
import { presetSchema, type Preset } from '../../../../shared/model/presets.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** The library's own presets, by name. They are written as changes of their entity (entities/preset.ts). */
export function readPresets(db: ReadableDb): Preset[] {
  return statement<{ body: string }>(db, 'SELECT body FROM preset ORDER BY key')
    .all()
    .map((row) => presetSchema.parse(JSON.parse(row.body)))
}

/**
 * Presets in the library.
 */
import { presetSchema, type Preset } from '../../../shared/model/presets.ts'
import { presetKey } from '../domain/presets.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** The library's own presets, by name. */
export function readPresets(db: ReadableDb): Preset[] {
  return statement<{ body: string }>(db, 'SELECT body FROM preset ORDER BY key').all().map((row) => presetSchema.parse(JSON.parse(row.body)))
}

/** Keeps presets, in place of those of the same name: all of them or none. */
export function writePresets(db: WritableDb, presets: readonly Preset[], now: number): void {
  db.transaction(() => {
    for (const preset of presets) {
      statement(db, `INSERT INTO preset (key, body, changed_at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at`).run(presetKey(preset.name), JSON.stringify(preset), now)
    }
  })()
}

/** Takes one away; false when there was none. */
export function removePreset(db: WritableDb, name: string): boolean {
  return statement(db, 'DELETE FROM preset WHERE key = ?').run(presetKey(name)).changes > 0
}

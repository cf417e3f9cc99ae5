/**
 * Takes what an earlier version kept beside the journal into it, so that it can be undone from here on and reaches
 * other devices. For migrations.
 */
import { formatHybridTime, parseHybridTime, tick, type HybridTime } from '../../domain/sync/hybrid-clock.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'
import type { Change } from './definition.ts'

/**
 * Enters these values, which stand in the catalogue already, as said by this device now. What anybody has said of such
 * a field stands, so it may be called again. `source` names the migration: no command of a person is made, there is
 * nothing to undo.
 */
export function takeOver(db: WritableDb, source: string, values: readonly Change[], wallMs: number): void {
  const device = readValue(db, 'device-id')
  // A library that is new has no device yet, and nothing to take over.
  if (device === undefined || values.length === 0) return
  const stored = parseHybridTime(readValue(db, 'clock') ?? '')
  let last: HybridTime = stored?.device === device ? stored : { ms: 0, counter: 0, device }
  for (const { entity, entityId, field, value } of values) {
    if (
      statement(db, 'SELECT 1 FROM cell_head WHERE entity = ? AND entity_id = ? AND field = ?').get(
        entity,
        entityId,
        field,
      ) !== undefined
    )
      continue
    last = tick(last, wallMs)
    const clock = formatHybridTime(last)
    statement(db, 'INSERT INTO cell_head (entity, entity_id, field, clock, value) VALUES (?, ?, ?, ?, ?)').run(
      entity,
      entityId,
      field,
      clock,
      JSON.stringify(value),
    )
    statement(
      db,
      `INSERT INTO op (op_id, clock, device, entity, entity_id, field, old, new, over) VALUES (?, ?, ?, ?, ?, ?, NULL, ?, '[]')`,
    ).run(source, clock, device, entity, entityId, field, JSON.stringify(value))
  }
  writeValue(db, 'clock', formatHybridTime(last))
}

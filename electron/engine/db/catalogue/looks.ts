/**
 * Looks of clips, as their rows have them.
 */
import { lookSchema, type Look } from '../../../../shared/model/colour.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** The look that a person chose for a clip; null for none. */
export function lookOf(db: ReadableDb, assetId: string): Look | null {
  const row = statement<{ look: string | null }>(db, 'SELECT look FROM asset WHERE id = ?').get(assetId)
  return row?.look == null ? null : lookSchema.parse(JSON.parse(row.look))
}

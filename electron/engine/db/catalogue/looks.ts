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

/** True when the file of a LUT is in this library's folder. */
export function isLutHere(db: ReadableDb, hash: string): boolean {
  return statement(db, 'SELECT 1 FROM lut WHERE id = ? AND here = 1').get(hash) !== undefined
}

/** Clips whose look names this LUT, with their looks as JSON. */
export function clipsWithLut(db: ReadableDb, hash: string): { readonly id: string; readonly look: string }[] {
  return statement<{ id: string; look: string }>(
    db,
    `SELECT id, look FROM asset WHERE look IS NOT NULL AND look ->> '$.lut.hash' = ?`,
  ).all(hash)
}

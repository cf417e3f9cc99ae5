/**
 * The full text of an asset: a row for each source, so that a star touches none of it and a new note only the notes.
 */
import { createHash } from 'node:crypto'
import { statement, type WritableDb } from '../core/handles.ts'

/** Sources of text, in the order of their rows. New ones come at the end; there is room for sixteen. */
const TEXT_SOURCES = ['name', 'facts', 'notes'] as const
export type Texts = Readonly<Record<(typeof TEXT_SOURCES)[number], string>>

/** Rows of the full text for each asset: row `n * 16 + source`. */
const ROWS_AN_ASSET = 16

/** Which assets hold a word: rows of the full text, without their sources. */
export const ASSET_OF_TEXT = `rowid / ${ROWS_AN_ASSET}`

/** The row of the full text that holds an asset's notes, as a condition. */
export const IS_NOTES = `rowid % ${ROWS_AN_ASSET} = ${TEXT_SOURCES.indexOf('notes')}`

/**
 * Writes what has changed of an asset's text. `before` is what this function gave last, '' for an asset that is new.
 * @returns what to keep beside the asset: a key of each text
 */
export function writeTexts(db: WritableDb, n: number, before: string, texts: Texts): string {
  const known = before.split(' ')
  const keys = TEXT_SOURCES.map((source, index) => {
    const text = texts[source]
    const key = text === '' ? '-' : createHash('sha1').update(text).digest('base64url').slice(0, 12)
    if (key === known[index] || (key === '-' && before === '')) return key
    const row = n * ROWS_AN_ASSET + index
    if (key === '-') statement(db, 'DELETE FROM asset_text WHERE rowid = ?').run(row)
    else statement(db, 'INSERT OR REPLACE INTO asset_text (rowid, text) VALUES (?, ?)').run(row, text)
    return key
  })
  if (keys[0] !== known[0])
    statement(db, 'INSERT OR REPLACE INTO asset_name_text (rowid, name) VALUES (?, ?)').run(
      n,
      texts.name.normalize('NFC').toLowerCase(),
    )
  return keys.join(' ')
}

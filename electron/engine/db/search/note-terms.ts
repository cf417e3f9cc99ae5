/**
 * `note:`: words of the notes on a clip, by the row of the full text that holds them.
 */
import type { Value as Asked } from '../../../../shared/query/ast.ts'
import { ASSET_OF_TEXT, IS_NOTES } from '../catalogue/asset-texts.ts'
import { type ReadableDb } from '../core/handles.ts'
import { counted, fewOf, test, tested, wordsOf, type TermPlan } from './term-plan.ts'

/** Plans one value: words in a row, the last one by its beginning. */
export function notePlan(db: ReadableDb, asked: Asked): TermPlan {
  if (asked.is === 'any') return fewOf(db, 'asset_noted', 'notes > 0')
  if (asked.is === 'none') return tested('a.notes = 0')
  if (asked.is !== 'equal' && asked.is !== 'glob') return tested('0')
  const words = wordsOf(asked.text)
  if (words.length === 0) return tested('0')
  const held = `SELECT ${ASSET_OF_TEXT} AS n FROM asset_text WHERE asset_text MATCH ? AND ${IS_NOTES}`
  const parameters = [`"${words.join(' ')}"*`]
  return counted(db, test(`a.n IN (${held})`, parameters), test(held, parameters))
}

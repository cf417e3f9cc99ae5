/**
 * Terms that ask for a name or a part of it.
 */
import type { Value as Asked } from '../../../../shared/query/ast.ts'
import { type ReadableDb } from '../core/handles.ts'
import { type Sql, type TermPlan, test, tested, countedOnce, sqlGlob } from './term-plan.ts'

/** Names that hold this text anywhere, without regard to case; null for fewer than three characters. */
export function insideName(value: string): { rows: Sql; test: Sql } | null {
  const key = value.normalize('NFC').toLowerCase()
  const characters = [...key]
  if (characters.length < 3) return null
  const trigrams = characters.slice(2).map(
    (_, index) =>
      `"${characters
        .slice(index, index + 3)
        .join('')
        .replaceAll('"', '""')}"`,
  )
  return {
    rows: test(
      `SELECT a.n FROM asset a WHERE a.n IN (SELECT rowid FROM asset_name_text WHERE asset_name_text MATCH ?) AND instr(a.name_key, ?) > 0`,
      [trigrams.join(' AND '), key],
    ),
    test: test('instr(a.name_key, ?) > 0', [key]),
  }
}

/** Plans one value of `name`: any part of it, or with a glob all of it. */
export function namePlan(db: ReadableDb, asked: Asked): TermPlan {
  if (asked.is === 'glob') return globPlan(db, asked.text)
  if (asked.is !== 'equal') return tested('0')
  const inside = insideName(asked.text)
  return inside === null
    ? tested('instr(a.name_key, ?) > 0', [asked.text.normalize('NFC').toLowerCase()])
    : countedOnce(db, inside.test, inside.rows)
}

/** By its beginning where it has one, else by its longest part. */
function globPlan(db: ReadableDb, glob: string): TermPlan {
  const key = glob.normalize('NFC').toLowerCase()
  const condition = test('a.name_key GLOB ?', [sqlGlob(key)])
  const begin = key.slice(0, key.indexOf('*'))
  if (begin !== '')
    return countedOnce(
      db,
      condition,
      test('SELECT n FROM asset WHERE name_key >= ? AND name_key < ? AND name_key GLOB ? AND hidden = 0', [
        begin,
        `${begin}\u{10ffff}`,
        sqlGlob(key),
      ]),
    )
  const longest = key.split('*').reduce((best, part) => (part.length > best.length ? part : best), '')
  const inside = insideName(longest)
  return inside === null ? tested(condition.sql, condition.parameters) : countedOnce(db, condition, inside.rows)
}

/**
 * What one term of a query means in SQL: a test of a row, and where there is a short way to them, the rows themselves.
 *
 * [Note: narrow or broad] At a million assets a query is fast in one of two ways. When one term finds few (NARROW or
 * less), those few are fetched and sorted. When every term finds many, the rows are walked in the order of the list and
 * tested, and the first page is full after a few hundred. SQLite's planner can't know which it is, since the values are
 * bound; we can, from the tallies and from counting up to NARROW.
 *
 * Nothing a person typed ever becomes SQL text: values are bound, names come from closed lists.
 */
import type { FieldTerm, Node } from '../../../../shared/query/ast.ts'
import type { Flag } from '../../../../shared/query/fields.ts'
import { ASSET_OF_TEXT } from '../catalogue/asset-texts.ts'
import { type ReadableDb } from '../core/handles.ts'
import { andPlan, notPlan, orPlan } from './join-plans.ts'
import { durationPlan, numberPlan } from './number-terms.ts'
import { hasPlan } from './presence-terms.ts'
import { type TermPlan, test, tested, countedOnce, countUpTo, fewOf, wordsOf } from './term-plan.ts'
import { timecodePlan } from './timecode-terms.ts'
import { keptPlan } from './kept-values.ts'
import { insideName } from './name-terms.ts'
import { broadWord } from './kept-words.ts'
import { textFieldPlan, tallied } from './value-terms.ts'

/** A recent clip came in within the last day. */
const RECENT_MS = 86_400_000

/** Plans one node; `now` in ms gives "recent" and "today" their meaning. */
export function planNode(db: ReadableDb, node: Node, now: number): TermPlan {
  switch (node.type) {
    case 'or':
      return orPlan(node.of.map((one) => planNode(db, one, now)))
    case 'and':
      return andPlan(node.of.map((one) => planNode(db, one, now)))
    case 'not':
      return notPlan(db, planNode(db, node.of, now))
    case 'group':
      return planNode(db, node.of, now)
    case 'text':
      return textPlan(db, node.value, node.phrase)
    case 'flag':
      return flagPlan(db, node.flag, now)
    case 'field':
      return fieldPlan(db, node, now)
  }
}

function fieldPlan(db: ReadableDb, { field, values }: FieldTerm, now: number): TermPlan {
  switch (field) {
    case 'has':
    case 'no': {
      const plans = values.flatMap((value) => (value.is === 'equal' ? [hasPlan(db, value.text)] : []))
      return orPlan(field === 'has' ? plans : plans.map((plan) => notPlan(db, plan)))
    }
    case 'tc':
      return orPlan(values.map((value) => timecodePlan(db, value)))
    case 'duration':
      return orPlan(values.map((value) => durationPlan(db, value)))
    case 'rating':
    case 'size':
    case 'copies':
    case 'devices':
    case 'versions':
    case 'notes':
    case 'channels':
    case 'width':
    case 'height':
    case 'fps':
      return orPlan(values.map((value) => numberPlan(db, field, value)))
    case 'kind':
    case 'state':
    case 'verification':
    case 'camera':
    case 'day':
    case 'scene':
    case 'shot':
    case 'take':
    case 'slate':
    case 'unit':
    case 'episode':
    case 'location':
    case 'codec':
    case 'hdr':
    case 'log':
      return keptPlan(db, field, values, now)
    default:
      return textFieldPlan(db, field, values, now)
  }
}

/**
 * [Note: text is matched by the starts of its words] "bri" finds "bridge" in any text. Only where no word begins so, it
 * is looked for inside names: "C012" finds A003C012_0115. Of a broad word it is kept which clips hold it: asking the
 * full text for one row at a time reads the whole list of its matches each time.
 */
function textPlan(db: ReadableDb, value: string, phrase: boolean): TermPlan {
  const words = wordsOf(value)
  if (words.length === 0) return tested('instr(a.name, ?) > 0', [value])
  const match = `"${words.join(' ')}"*`
  // A clip whose name and notes both hold the word is one clip.
  const starts = test(`SELECT DISTINCT ${ASSET_OF_TEXT} AS n FROM asset_text WHERE asset_text MATCH ?`, [match])
  const broad = broadWord(db, match)
  if (broad !== null) return { ...broad, rows: starts, exact: null, passed: true, once: true }
  const count = countUpTo(db, starts)
  const inside = count === 0 && !phrase && words.length === 1 ? insideName(value) : null
  if (inside !== null) return countedOnce(db, inside.test, inside.rows)
  return {
    test: test(`a.n IN (SELECT ${ASSET_OF_TEXT} FROM asset_text WHERE asset_text MATCH ?)`, [match]),
    rows: starts,
    count,
    exact: null,
    passed: true,
    once: true,
  }
}

function flagPlan(db: ReadableDb, name: Flag, now: number): TermPlan {
  switch (name) {
    case 'offline':
    case 'missing':
      return keptPlan(db, 'state', [{ is: 'equal', text: name }], now)
    case 'verified':
      return keptPlan(db, 'verification', [{ is: 'equal', text: 'verified' }], now)
    case 'unverified':
      return keptPlan(
        db,
        'verification',
        ['unknown', 'copied', 'failed'].map((text) => ({ is: 'equal', text })),
        now,
      )
    case 'circled':
      return tallied(db, 'circled', ['1'], 'a.circled = 1', 'circled = 1')
    case 'nogood':
      return fewOf(db, 'asset_no_good', 'no_good = 1')
    case 'broken':
      return fewOf(db, 'asset_broken', 'broken IS NOT NULL')
    case 'unsupported':
      return fewOf(db, 'asset_unsupported', 'unsupported IS NOT NULL')
    case 'noted':
      return fewOf(db, 'asset_noted', 'notes > 0')
    case 'tagged':
      return fewOf(db, 'asset_tagged', `tags <> '[]'`)
    case 'lone':
      return tallied(db, 'safety', ['lone'], 'a.copies = 1', 'copies = 1')
    case 'onedevice':
      return tallied(
        db,
        'safety',
        ['onedevice'],
        'a.copies > 1 AND a.devices <= 1',
        'copies > 1 AND devices <= 1',
        'asset_one_device',
      )
    case 'duplicate':
      return tallied(db, 'duplicate', ['1'], 'a.duplicates > 0', 'duplicates > 0')
    case 'versions':
      return fewOf(db, 'asset_many_versions', 'versions > 1')
    case 'recent':
      return countedOnce(
        db,
        test('a.created_at >= ?', [now - RECENT_MS]),
        test('SELECT n FROM asset WHERE created_at >= ? AND hidden = 0', [now - RECENT_MS]),
      )
  }
}

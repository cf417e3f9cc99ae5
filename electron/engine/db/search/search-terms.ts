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
import { type Flag, type NumberField, type Term } from '../../domain/query.ts'
import { ASSET_OF_TEXT } from '../catalogue/asset-texts.ts'
import { type ReadableDb } from '../core/handles.ts'
import { type Sql, type TermPlan, type Value, test, tested, counted, countUpTo } from './term-plan.ts'
import { insideName, isPlan, tallied } from './value-terms.ts'

/** A recent clip came in within the last day. */
const RECENT_MS = 86_400_000

/** Plans one term; `now` in ms gives "recent" its meaning. */
export function planTerm(db: ReadableDb, term: Term, now: number): TermPlan {
  const plan = planPositive(db, term, now)
  return term.not ? tested(`NOT coalesce((${plan.test.sql}), 0)`, plan.test.parameters) : plan
}

function planPositive(db: ReadableDb, term: Term, now: number): TermPlan {
  switch (term.type) {
    case 'text':
      return textPlan(db, term.value, term.phrase)
    case 'flag':
      return flagPlan(db, term.flag, now)
    case 'is':
      return isPlan(db, term.field, term.values)
    case 'compare':
      return comparePlan(db, term.field, term.comparison, term.value)
  }
}

/**
 * [Note: text is matched by the starts of its words] "bri" finds "bridge" in any text. Only where no word begins so, it
 * is looked for inside names: "C012" finds A003C012_0115. A broad word is a set that is made once: asking the full text
 * for one row at a time reads the whole list of its matches each time.
 */
function textPlan(db: ReadableDb, value: string, phrase: boolean): TermPlan {
  const words = value
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  if (words.length === 0) return tested('instr(a.name, ?) > 0', [value])
  // A clip whose name and notes both hold the word is one clip.
  const starts = test(`SELECT DISTINCT ${ASSET_OF_TEXT} AS n FROM asset_text WHERE asset_text MATCH ?`, [
    `"${words.join(' ')}"*`,
  ])
  const count = countOfWord(db, starts)
  const inside = count === 0 && !phrase && words.length === 1 ? insideName(value) : null
  if (inside !== null) return counted(db, inside.test, inside.rows)
  return {
    test: test(`a.n IN (SELECT ${ASSET_OF_TEXT} FROM asset_text WHERE asset_text MATCH ?)`, starts.parameters),
    rows: starts,
    count,
    exact: null,
    passed: true,
  }
}

/** So many words are known to be broad; a person asks for a few, and each again for every page. */
const MAX_BROAD = 200

const broadWords = new WeakMap<ReadableDb, Set<Value>>()

/**
 * How many hold the word, counted up to NARROW. That a word is broad is remembered: to find it out takes as long as a
 * page. Clips that were deleted since can have made it rarer, which then only costs time; a word that is in no text any
 * more is counted anew, for then it is looked for inside names.
 */
function countOfWord(db: ReadableDb, starts: Sql): number | null {
  const [word = ''] = starts.parameters
  const known = broadWords.get(db) ?? new Set()
  if (known.has(word) && isAny(db, starts)) return null
  const count = countUpTo(db, starts)
  if (count !== null) return count
  if (known.size >= MAX_BROAD) known.clear()
  broadWords.set(db, known.add(word))
  return null
}

function isAny(db: ReadableDb, { sql, parameters }: Sql): boolean {
  return db.prepare<Value[], { n: number }>(`${sql} LIMIT 1`).get(...parameters) !== undefined
}

function flagPlan(db: ReadableDb, name: Flag, now: number): TermPlan {
  switch (name) {
    case 'offline':
    case 'missing':
      return isPlan(db, 'state', [name])
    case 'verified':
      return isPlan(db, 'verification', ['verified'])
    case 'unverified':
      return isPlan(db, 'verification', ['unknown', 'copied', 'failed'])
    case 'circled':
      return tallied(db, 'circled', ['1'], 'a.circled = 1', 'circled = 1')
    case 'nogood':
      return tested('a.no_good = 1')
    case 'broken':
      return tested('a.broken IS NOT NULL')
    case 'unsupported':
      return tested('a.unsupported IS NOT NULL')
    case 'noted':
      return tested('a.notes > 0')
    case 'tagged':
      return tested(`a.tags <> '[]'`)
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
      return tested('a.versions > 1')
    case 'recent':
      return counted(
        db,
        test('a.created_at >= ?', [now - RECENT_MS]),
        test('SELECT n FROM asset WHERE created_at >= ? AND hidden = 0', [now - RECENT_MS]),
      )
  }
}

const NUMBERS: Record<NumberField, string> = {
  rating: 'rating',
  copies: 'copies',
  devices: 'devices',
  duration: 'duration_ms',
  width: 'width',
  height: 'height',
  fps: 'round(1.0 * a.rate_num / a.rate_den, 3)',
  channels: 'channels',
  size: 'bytes',
  notes: 'notes',
  versions: 'versions',
}
/** Numbers that an index leads to. */
const INDEXED_NUMBERS: ReadonlySet<NumberField> = new Set(['rating', 'copies', 'duration', 'size'])

function comparePlan(db: ReadableDb, field: NumberField, comparison: string, value: number): TermPlan {
  const column = NUMBERS[field]
  const own = column.includes('.') ? column : `a.${column}`
  const condition = test(`${own} ${comparison} ?`, [bound(field, value)])
  return INDEXED_NUMBERS.has(field)
    ? counted(
        db,
        condition,
        test(`SELECT n FROM asset WHERE ${column} ${comparison} ? AND hidden = 0`, condition.parameters),
      )
    : { test: condition, rows: null, count: null, exact: null }
}

/** Durations are asked for in seconds and kept in ms; a rate is asked for as people write it: 23.976, 29.97. */
function bound(field: NumberField, value: number): number {
  if (field === 'duration') return Math.round(value * 1000)
  return field === 'fps' ? (NAMED_RATES.get(value) ?? value) : value
}
const NAMED_RATES = new Map([
  [23.98, 23.976],
  [23.976, 23.976],
  [47.95, 47.952],
  [59.94, 59.94],
  [29.97, 29.97],
  [119.88, 119.88],
])

/**
 * What one term of a query means in SQL: a test of a row, and where there is a short way to them, the rows themselves.
 *
 * [Note: narrow or broad] At a million assets a query is fast in one of two ways. When one term finds few (NARROW or less),
 * those few are fetched and sorted. When every term finds many, the rows are walked in the order of the list and tested, and
 * the first page is full after a few hundred. SQLite's planner can't know which it is, since the values are bound; we can,
 * from the tallies and from counting up to NARROW.
 *
 * Nothing a person typed ever becomes SQL text: values are bound, names come from closed lists.
 */
import { type Flag, type NumberField, type Term, type TextField } from '../../domain/query.ts'
import { ASSET_OF_TEXT } from '../catalogue/asset-texts.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

export type Value = string | number

/** A piece of SQL with its parameters. */
export interface Sql { readonly sql: string; readonly parameters: readonly Value[] }

/**
 * A term. `test` is a condition on `asset a`. `rows`, where there is a way, selects the numbers `n` of exactly the assets
 * that pass the test, or of more. `count` is how many assets pass at the most, null when that is not known; `exact` that
 * they are as many as `count` says, with these `bytes`.
 */
interface TermPlan {
  readonly test: Sql
  readonly rows: Sql | null
  readonly count: number | null
  readonly exact: { readonly count: number; readonly bytes: number } | null
}

/** Up to so many rows are fetched and sorted. Measured: 10,000 take 20 ms; a page among more than one in a hundred is
 * found sooner by walking. */
export const NARROW = 10_000

/** A recent clip came in within the last day. */
const RECENT_MS = 86_400_000

const test = (sql: string, parameters: readonly Value[] = []): Sql => ({ sql, parameters })
const tested = (sql: string, parameters: readonly Value[] = []): TermPlan => ({ test: test(sql, parameters), rows: null, count: null, exact: null })

/** Plans one term; `now` in ms gives "recent" its meaning. */
export function planTerm(db: ReadableDb, term: Term, now: number): TermPlan {
  const plan = planPositive(db, term, now)
  return term.not ? tested(`NOT coalesce((${plan.test.sql}), 0)`, plan.test.parameters) : plan
}

function planPositive(db: ReadableDb, term: Term, now: number): TermPlan {
  switch (term.type) {
    case 'text': return textPlan(db, term.value, term.phrase)
    case 'flag': return flagPlan(db, term.flag, now)
    case 'is': return isPlan(db, term.field, term.values)
    case 'compare': return comparePlan(db, term.field, term.comparison, term.value)
  }
}

/**
 * [Note: text is matched by the starts of its words] "bri" finds "bridge" in any text. Only where no word begins so, it is
 * looked for inside names: "C012" finds A003C012_0115. A broad word is a set that is made once: asking the full text for one
 * row at a time reads the whole list of its matches each time.
 */
function textPlan(db: ReadableDb, value: string, phrase: boolean): TermPlan {
  const words = value.normalize('NFC').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  if (words.length === 0) return tested('instr(a.name, ?) > 0', [value])
  // A clip whose name and notes both hold the word is one clip.
  const starts = test(`SELECT DISTINCT ${ASSET_OF_TEXT} AS n FROM asset_text WHERE asset_text MATCH ?`, [`"${words.join(' ')}"*`])
  const count = countUpTo(db, starts)
  const inside = count === 0 && !phrase && words.length === 1 ? insideName(value) : null
  if (inside !== null) return counted(db, inside.test, inside.rows)
  return { test: test(`a.n IN (SELECT ${ASSET_OF_TEXT} FROM asset_text WHERE asset_text MATCH ?)`, starts.parameters), rows: starts, count, exact: null }
}

/** Names that hold this text anywhere, without regard to case; null for fewer than three characters. */
function insideName(value: string): { rows: Sql; test: Sql } | null {
  const key = value.normalize('NFC').toLowerCase()
  const characters = [...key]
  if (characters.length < 3) return null
  const trigrams = characters.slice(2).map((_, index) => `"${characters.slice(index, index + 3).join('').replaceAll('"', '""')}"`)
  return {
    rows: test(`SELECT a.n FROM asset a WHERE a.n IN (SELECT rowid FROM asset_name_text WHERE asset_name_text MATCH ?) AND instr(a.name_key, ?) > 0`, [trigrams.join(' AND '), key]),
    test: test('instr(a.name_key, ?) > 0', [key]),
  }
}

function flagPlan(db: ReadableDb, name: Flag, now: number): TermPlan {
  switch (name) {
    case 'offline': case 'missing': return isPlan(db, 'state', [name])
    case 'verified': return isPlan(db, 'verification', ['verified'])
    case 'unverified': return isPlan(db, 'verification', ['unknown', 'copied', 'failed'])
    case 'circled': return tallied(db, 'circled', ['1'], 'a.circled = 1', 'circled = 1')
    case 'nogood': return tested('a.no_good = 1')
    case 'broken': return tested('a.broken IS NOT NULL')
    case 'unsupported': return tested('a.unsupported IS NOT NULL')
    case 'noted': return tested('a.notes > 0')
    case 'tagged': return tested(`a.tags <> '[]'`)
    case 'lone': return tallied(db, 'safety', ['lone'], 'a.copies = 1', 'copies = 1')
    case 'onedevice': return tallied(db, 'safety', ['onedevice'], 'a.copies > 1 AND a.devices <= 1', 'copies > 1 AND devices <= 1', 'asset_one_device')
    case 'duplicate': return tallied(db, 'duplicate', ['1'], 'a.duplicates > 0', 'duplicates > 0')
    case 'versions': return tested('a.versions > 1')
    case 'recent': return counted(db, test('a.created_at >= ?', [now - RECENT_MS]), test('SELECT n FROM asset WHERE created_at >= ? AND hidden = 0', [now - RECENT_MS]))
  }
}

const NUMBERS: Record<NumberField, string> = {
  rating: 'rating', copies: 'copies', devices: 'devices', duration: 'duration_ms', width: 'width', height: 'height',
  fps: 'round(1.0 * a.rate_num / a.rate_den, 3)', channels: 'channels', size: 'bytes', notes: 'notes', versions: 'versions',
}
/** Numbers that an index leads to. */
const INDEXED_NUMBERS: ReadonlySet<NumberField> = new Set(['rating', 'copies', 'duration', 'size'])

function comparePlan(db: ReadableDb, field: NumberField, comparison: string, value: number): TermPlan {
  const column = NUMBERS[field]
  const own = column.includes('.') ? column : `a.${column}`
  const condition = test(`${own} ${comparison} ?`, [bound(field, value)])
  return INDEXED_NUMBERS.has(field) ? counted(db, condition, test(`SELECT n FROM asset WHERE ${column} ${comparison} ? AND hidden = 0`, condition.parameters)) : { test: condition, rows: null, count: null, exact: null }
}

/** Durations are asked for in seconds and kept in ms; a rate is asked for as people write it: 23.976, 29.97. */
function bound(field: NumberField, value: number): number {
  if (field === 'duration') return Math.round(value * 1000)
  return field === 'fps' ? NAMED_RATES.get(value) ?? value : value
}
const NAMED_RATES = new Map([[23.98, 23.976], [23.976, 23.976], [47.95, 47.952], [59.94, 59.94], [29.97, 29.97], [119.88, 119.88]])

/** Fields whose values are tallied, with the column that an index leads to. */
const TALLIED: Partial<Record<TextField, string>> = {
  kind: 'kind', camera: 'camera', roll: 'roll', day: 'day', codec: 'codec', state: 'state', verification: 'verification', scene: 'scene',
}
const PLAIN: Partial<Record<TextField, string>> = { shot: 'a.shot', take: 'a.take', hdr: 'a.hdr' }

function isPlan(db: ReadableDb, field: TextField, values: readonly string[]): TermPlan {
  const marks = values.map(() => '?').join(', ')
  switch (field) {
    case 'name': return namePlan(db, values)
    case 'tag': return tagPlan(db, values)
    case 'id': return tested(values.map(() => `a.id LIKE ? ESCAPE '\\'`).join(' OR '), values.map((value) => `${escapeLike(value)}%`))
    case 'collection': {
      const items = `SELECT i.asset_id FROM collection_item i JOIN collection c ON c.id = i.collection_id
        WHERE c.removed = 0 AND (c.id IN (${marks}) OR c.name COLLATE NOCASE IN (${marks}))`
      return counted(db, test(`a.id IN (${items})`, [...values, ...values]), test(`SELECT b.n FROM asset b WHERE b.id IN (${items})`, [...values, ...values]))
    }
    case 'offload': {
      // By the bytes that were copied: a clip stays found when it is moved or named anew.
      const copied = `FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128' JOIN file f ON f.content_id = c.id AND f.role = 'primary'`
      return counted(db, test(`a.id IN (SELECT f.asset_id ${copied} WHERE o.offload_id IN (${marks}))`, values), test(`SELECT b.n ${copied} JOIN asset b ON b.id = f.asset_id WHERE o.offload_id IN (${marks})`, values))
    }
    case 'volume': {
      const volumes = `SELECT id FROM volume WHERE id IN (${marks}) OR label COLLATE NOCASE IN (${marks})`
      return counted(db, test(`EXISTS (SELECT 1 FROM file f WHERE f.asset_id = a.id AND f.volume_id IN (${volumes}))`, [...values, ...values]),
        test(`SELECT b.n FROM file f JOIN asset b ON b.id = f.asset_id WHERE f.volume_id IN (${volumes})`, [...values, ...values]))
    }
    case 'roll': return rollPlan(db, values)
    default: return valuePlan(db, field, values)
  }
}

function valuePlan(db: ReadableDb, field: TextField, values: readonly string[]): TermPlan {
  const column = TALLIED[field]
  if (column === undefined) return tested(`${PLAIN[field]!} COLLATE NOCASE IN (${values.map(() => '?').join(', ')})`, values)
  const known = knownValues(db, field, values)
  const empty = known.includes('') ? `a.${column} IS NULL` : null
  const inList = `${column} IN (${known.map(() => '?').join(', ')})`
  return tallied(db, field, known, [`a.${inList}`, ...(empty === null ? [] : [empty])].join(' OR '), empty === null ? inList : null)
}

/**
 * A roll by the name that its clips carry (A004), or by that of the card (A004R2EC), which safety and offloads go by: what
 * an offload copied from a card of that name, by its bytes.
 */
function rollPlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const clips = valuePlan(db, 'roll', values)
  const cards = statement<{ id: string; path: string }>(db, `SELECT o.id, json_extract(r.value, '$.path') AS path FROM offload o, json_each(o.plan, '$.rolls') r
    WHERE json_extract(r.value, '$.name') = ? COLLATE NOCASE`)
  const found = values.flatMap((value) => cards.all(value))
  if (found.length === 0) return clips
  const copied = `FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128' JOIN file f ON f.content_id = c.id AND f.role = 'primary'`
  const inCards = found.map(() => '(o.offload_id = ? AND o.path >= ? AND o.path < ?)').join(' OR ')
  const parameters = found.flatMap(({ id, path }) => [id, `${path}/`, `${path}0`])
  const inClips = clips.test.parameters
  return counted(db, test(`((${clips.test.sql}) OR a.id IN (SELECT f.asset_id ${copied} WHERE ${inCards}))`, [...inClips, ...parameters]),
    test(`SELECT b.n ${copied} JOIN asset b ON b.id = f.asset_id WHERE ${inCards} UNION SELECT a.n FROM asset a WHERE ${clips.test.sql}`, [...parameters, ...inClips]))
}

/** The values as the catalogue writes them, whatever their case: an index is of no use to a comparison without case. */
function knownValues(db: ReadableDb, field: string, values: readonly string[]): string[] {
  const rows = statement<{ value: string }>(db, 'SELECT value FROM tally WHERE facet = ? AND value = ? COLLATE NOCASE AND count > 0')
  return values.flatMap((value) => rows.all(field, field === 'day' && value === 'none' ? '' : value).map((row) => row.value))
}

/** A term whose numbers are kept. `indexed` is the condition that an index answers, null for none. */
function tallied(db: ReadableDb, facet: string, values: readonly string[], condition: string, indexed: string | null, index?: string): TermPlan {
  const rows = values.map((value) => statement<{ count: number; bytes: number }>(db, 'SELECT count, bytes FROM tally WHERE facet = ? AND value = ?').get(facet, value))
  const count = rows.reduce((sum, row) => sum + (row?.count ?? 0), 0)
  const parameters = condition.includes('?') ? values : []
  return {
    test: test(condition, parameters), rows: indexed === null ? null : test(`SELECT n FROM asset ${index === undefined ? '' : `INDEXED BY ${index} `}WHERE ${indexed} AND hidden = 0`, parameters), count,
    exact: { count, bytes: rows.reduce((sum, row) => sum + (row?.bytes ?? 0), 0) },
  }
}

function tagPlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const known = knownValues(db, 'tag', values)
  const marks = known.map(() => '?').join(', ')
  const count = known.reduce((sum, tag) => sum + (statement<{ count: number }>(db, `SELECT count FROM tally WHERE facet = 'tag' AND value = ?`).get(tag)?.count ?? 0), 0)
  return {
    test: test(`EXISTS (SELECT 1 FROM asset_tag t WHERE t.asset_id = a.id AND t.tag IN (${marks}))`, known),
    rows: test(`SELECT DISTINCT b.n FROM asset_tag t JOIN asset b ON b.id = t.asset_id WHERE t.tag IN (${marks})`, known),
    count, exact: null,
  }
}

function namePlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const inside = values.map((value) => insideName(value))
  const like = test(values.map(() => `instr(a.name_key, ?) > 0`).join(' OR '), values.map((value) => value.normalize('NFC').toLowerCase()))
  if (inside.includes(null)) return { test: like, rows: null, count: null, exact: null }
  return counted(db, like, test(inside.map((one) => one!.rows.sql).join(' UNION '), inside.flatMap((one) => one!.rows.parameters)))
}

/** A term with a short way to its rows, counted up to NARROW. */
function counted(db: ReadableDb, condition: Sql, rows: Sql): TermPlan {
  return { test: condition, rows, count: countUpTo(db, rows), exact: null }
}

function countUpTo(db: ReadableDb, rows: Sql): number | null {
  const { count } = db.prepare<Value[], { count: number }>(`SELECT count(*) AS count FROM (${rows.sql} LIMIT ${NARROW + 1})`).get(...rows.parameters)!
  return count > NARROW ? null : count
}

function escapeLike(value: string): string {
  return value.replaceAll(/[\\%_]/g, '\\$&')
}

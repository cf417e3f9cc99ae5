/**
 * Terms that ask for a value by name: a roll, a tag, a camera, a folder.
 */
import { type TextField } from '../../domain/query.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { type Sql, type TermPlan, test, tested, counted, escapeLike } from './term-plan.ts'

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

/** Fields whose values are tallied, with the column that an index leads to. */
const TALLIED: Partial<Record<TextField, string>> = {
  kind: 'kind',
  camera: 'camera',
  roll: 'roll',
  day: 'day',
  codec: 'codec',
  state: 'state',
  verification: 'verification',
  scene: 'scene',
}
const PLAIN: Partial<Record<TextField, string>> = { shot: 'a.shot', take: 'a.take', hdr: 'a.hdr' }

export function isPlan(db: ReadableDb, field: TextField, values: readonly string[]): TermPlan {
  const marks = values.map(() => '?').join(', ')
  switch (field) {
    case 'name':
      return namePlan(db, values)
    case 'tag':
      return tagPlan(db, values)
    case 'id':
      return tested(
        values.map(() => `a.id LIKE ? ESCAPE '\\'`).join(' OR '),
        values.map((value) => `${escapeLike(value)}%`),
      )
    case 'collection': {
      const items = `SELECT i.asset_id FROM collection_item i JOIN collection c ON c.id = i.collection_id
        WHERE c.removed = 0 AND (c.id IN (${marks}) OR c.name COLLATE NOCASE IN (${marks}))`
      return counted(
        db,
        test(`a.id IN (${items})`, [...values, ...values]),
        test(`SELECT b.n FROM asset b WHERE b.id IN (${items})`, [...values, ...values]),
      )
    }
    case 'offload': {
      // By the bytes that were copied: a clip stays found when it is moved or named anew.
      const copied = `FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128' JOIN file f ON f.content_id = c.id AND f.role = 'primary'`
      return counted(
        db,
        test(`a.id IN (SELECT f.asset_id ${copied} WHERE o.offload_id IN (${marks}))`, values),
        test(`SELECT b.n ${copied} JOIN asset b ON b.id = f.asset_id WHERE o.offload_id IN (${marks})`, values),
      )
    }
    case 'volume': {
      const volumes = `SELECT id FROM volume WHERE id IN (${marks}) OR label COLLATE NOCASE IN (${marks})`
      return counted(
        db,
        test(`EXISTS (SELECT 1 FROM file f WHERE f.asset_id = a.id AND f.volume_id IN (${volumes}))`, [
          ...values,
          ...values,
        ]),
        test(`SELECT b.n FROM file f JOIN asset b ON b.id = f.asset_id WHERE f.volume_id IN (${volumes})`, [
          ...values,
          ...values,
        ]),
      )
    }
    case 'has':
      return counted(
        db,
        test('EXISTS (SELECT 1 FROM sound_pair s WHERE s.picture_id = a.id AND s.accepted = 1)'),
        test(
          'SELECT b.n FROM asset b WHERE b.hidden = 0 AND b.id IN (SELECT s.picture_id FROM sound_pair s WHERE s.accepted = 1)',
        ),
      )
    case 'no':
      return tested('NOT EXISTS (SELECT 1 FROM sound_pair s WHERE s.picture_id = a.id AND s.accepted = 1)')
    case 'roll':
      return rollPlan(db, values)
    default:
      return valuePlan(db, field, values)
  }
}

function valuePlan(db: ReadableDb, field: TextField, values: readonly string[]): TermPlan {
  const column = TALLIED[field]
  if (column === undefined)
    return tested(`${PLAIN[field]!} COLLATE NOCASE IN (${values.map(() => '?').join(', ')})`, values)
  const known = knownValues(db, field, values)
  const empty = known.includes('') ? `a.${column} IS NULL` : null
  const inList = `${column} IN (${known.map(() => '?').join(', ')})`
  return tallied(
    db,
    field,
    known,
    [`a.${inList}`, ...(empty === null ? [] : [empty])].join(' OR '),
    empty === null ? inList : null,
  )
}

/**
 * A roll by the name that its clips carry (A004), or by that of the card (A004R2EC), which safety and offloads go by:
 * what an offload copied from a card of that name, by its bytes.
 */
function rollPlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const clips = valuePlan(db, 'roll', values)
  const cards = statement<{ id: string; path: string }>(
    db,
    `SELECT o.id, json_extract(r.value, '$.path') AS path FROM offload o, json_each(o.plan, '$.rolls') r
    WHERE json_extract(r.value, '$.name') = ? COLLATE NOCASE`,
  )
  const found = values.flatMap((value) => cards.all(value))
  if (found.length === 0) return clips
  const copied = `FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128' JOIN file f ON f.content_id = c.id AND f.role = 'primary'`
  const inCards = found.map(() => '(o.offload_id = ? AND o.path >= ? AND o.path < ?)').join(' OR ')
  const parameters = found.flatMap(({ id, path }) => [id, `${path}/`, `${path}0`])
  const inClips = clips.test.parameters
  return counted(
    db,
    test(`((${clips.test.sql}) OR a.id IN (SELECT f.asset_id ${copied} WHERE ${inCards}))`, [
      ...inClips,
      ...parameters,
    ]),
    test(
      `SELECT b.n ${copied} JOIN asset b ON b.id = f.asset_id WHERE ${inCards} UNION SELECT a.n FROM asset a WHERE ${clips.test.sql}`,
      [...parameters, ...inClips],
    ),
  )
}

/** The values as the catalogue writes them, whatever their case: an index is of no use to a comparison without case. */
function knownValues(db: ReadableDb, field: string, values: readonly string[]): string[] {
  const rows = statement<{ value: string }>(
    db,
    'SELECT value FROM tally WHERE facet = ? AND value = ? COLLATE NOCASE AND count > 0',
  )
  return values.flatMap((value) =>
    rows.all(field, field === 'day' && value === 'none' ? '' : value).map((row) => row.value),
  )
}

/** A term whose numbers are kept. `indexed` is the condition that an index answers, null for none. */
export function tallied(
  db: ReadableDb,
  facet: string,
  values: readonly string[],
  condition: string,
  indexed: string | null,
  index?: string,
): TermPlan {
  const rows = values.map((value) =>
    statement<{ count: number; bytes: number }>(db, 'SELECT count, bytes FROM tally WHERE facet = ? AND value = ?').get(
      facet,
      value,
    ),
  )
  const count = rows.reduce((sum, row) => sum + (row?.count ?? 0), 0)
  const parameters = condition.includes('?') ? values : []
  return {
    test: test(condition, parameters),
    rows:
      indexed === null
        ? null
        : test(
            `SELECT n FROM asset ${index === undefined ? '' : `INDEXED BY ${index} `}WHERE ${indexed} AND hidden = 0`,
            parameters,
          ),
    count,
    exact: { count, bytes: rows.reduce((sum, row) => sum + (row?.bytes ?? 0), 0) },
  }
}

function tagPlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const known = knownValues(db, 'tag', values)
  const marks = known.map(() => '?').join(', ')
  const count = known.reduce(
    (sum, tag) =>
      sum +
      (statement<{ count: number }>(db, `SELECT count FROM tally WHERE facet = 'tag' AND value = ?`).get(tag)?.count ??
        0),
    0,
  )
  return {
    test: test(`EXISTS (SELECT 1 FROM asset_tag t WHERE t.asset_id = a.id AND t.tag IN (${marks}))`, known),
    rows: test(`SELECT b.n FROM asset_tag t JOIN asset b ON b.id = t.asset_id WHERE t.tag IN (${marks})`, known),
    count,
    exact: null,
    passed: true,
  }
}

function namePlan(db: ReadableDb, values: readonly string[]): TermPlan {
  const inside = values.map((value) => insideName(value))
  const like = test(
    values.map(() => `instr(a.name_key, ?) > 0`).join(' OR '),
    values.map((value) => value.normalize('NFC').toLowerCase()),
  )
  if (inside.includes(null)) return { test: like, rows: null, count: null, exact: null }
  return counted(
    db,
    like,
    test(
      inside.map((one) => one!.rows.sql).join(' UNION '),
      inside.flatMap((one) => one!.rows.parameters),
    ),
  )
}

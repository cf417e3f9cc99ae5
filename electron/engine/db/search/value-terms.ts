/**
 * Terms that ask for a value by name: a roll, a tag, a camera, a folder.
 */
import type { Value as Asked } from '../../../../shared/query/ast.ts'
import type { FieldName } from '../../../../shared/query/fields.ts'
import { isMeantBy, type Named } from '../../../../shared/query/meant.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { orPlan } from './join-plans.ts'
import { keptPlan } from './kept-values.ts'
import { namePlan } from './name-terms.ts'
import { notePlan } from './note-terms.ts'
import {
  type Sql,
  type TermPlan,
  test,
  tested,
  counted,
  countedOnce,
  escapeLike,
  fewOf,
  IN_LIST,
  listed,
} from './term-plan.ts'

/** What a clip is of, by rows of other tables. */
type OtherField = Extract<
  FieldName,
  'name' | 'tag' | 'roll' | 'collection' | 'in' | 'volume' | 'offload' | 'id' | 'note'
>

/** By the bytes that were copied: a clip stays found when it is moved or named anew. */
const COPIED = `FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128' JOIN file f ON f.content_id = c.id AND f.role = 'primary'`

/** Plans a term of such a field. */
export function textFieldPlan(db: ReadableDb, field: OtherField, asked: readonly Asked[], now: number): TermPlan {
  const texts = asked.flatMap((value) => (value.is === 'equal' || value.is === 'glob' ? [value.text] : []))
  switch (field) {
    case 'name':
      return orPlan(asked.map((value) => namePlan(db, value)))
    case 'note':
      return orPlan(asked.map((value) => notePlan(db, value)))
    case 'tag':
      return tagPlan(db, asked)
    case 'id':
      return orPlan(texts.map((text) => idPlan(db, text)))
    case 'collection':
      return collectionPlan(db, asked)
    case 'in':
      // What it stands for is put in its place before a query is planned (collection-terms.ts).
      return tested('0')
    case 'volume':
      return volumePlan(db, asked)
    case 'offload':
      return offloadPlan(db, texts)
    case 'roll':
      return rollPlan(db, asked, now)
  }
}

function idPlan(db: ReadableDb, text: string): TermPlan {
  const begin = text.replace(/\*$/, '').toLowerCase()
  return countedOnce(
    db,
    test(`a.id LIKE ? ESCAPE '\\'`, [`${escapeLike(begin)}%`]),
    // Ids are of digits, small letters and minus: every one that begins so comes before the tilde.
    test('SELECT n FROM asset WHERE id >= ? AND id < ? AND hidden = 0', [begin, `${begin}~`]),
  )
}

function idsMeant(named: readonly Named[], asked: readonly Asked[]): string[] {
  return named.filter(isMeantBy(asked)).map(({ id }) => id)
}

function collectionPlan(db: ReadableDb, asked: readonly Asked[]): TermPlan {
  const known = statement<{ id: string; name: string }>(db, 'SELECT id, name FROM collection WHERE removed = 0').all()
  const inAny = (ids: readonly string[]): TermPlan => {
    const items = `FROM collection_item i WHERE i.collection_id IN ${IN_LIST}`
    return counted(
      db,
      test(`EXISTS (SELECT 1 ${items} AND i.asset_id = a.id)`, [listed(ids)]),
      test(`SELECT b.n FROM asset b WHERE b.id IN (SELECT i.asset_id ${items})`, [listed(ids)]),
    )
  }
  const meant = asked.filter(({ is }) => is !== 'none')
  return orPlan([
    ...(meant.length === 0 ? [] : [inAny(idsMeant(known, meant))]),
    ...(meant.length === asked.length
      ? []
      : [
          tested(
            'NOT EXISTS (SELECT 1 FROM collection_item i JOIN collection c ON c.id = i.collection_id WHERE i.asset_id = a.id AND c.removed = 0)',
          ),
        ]),
  ])
}

function volumePlan(db: ReadableDb, asked: readonly Asked[]): TermPlan {
  const known = statement<{ id: string; name: string }>(db, 'SELECT id, label AS name FROM volume').all()
  const meant = asked.filter(({ is }) => is !== 'none')
  const ids = listed(idsMeant(known, meant))
  const onThese = counted(
    db,
    test(`EXISTS (SELECT 1 FROM file f WHERE f.asset_id = a.id AND f.volume_id IN ${IN_LIST})`, [ids]),
    test(`SELECT b.n FROM file f JOIN asset b ON b.id = f.asset_id WHERE f.volume_id IN ${IN_LIST}`, [ids]),
  )
  if (meant.length === asked.length) return onThese
  return orPlan([onThese, tested('NOT EXISTS (SELECT 1 FROM file f WHERE f.asset_id = a.id)')])
}

function offloadPlan(db: ReadableDb, ids: readonly string[]): TermPlan {
  return counted(
    db,
    test(`a.id IN (SELECT f.asset_id ${COPIED} WHERE o.offload_id IN ${IN_LIST})`, [listed(ids)]),
    test(`SELECT b.n ${COPIED} JOIN asset b ON b.id = f.asset_id WHERE o.offload_id IN ${IN_LIST}`, [listed(ids)]),
  )
}

/**
 * A roll by the name that its clips carry (A004), or by that of the card (A004R2EC), which safety and offloads go by:
 * what an offload copied from a card of that name, by its bytes.
 */
function rollPlan(db: ReadableDb, asked: readonly Asked[], now: number): TermPlan {
  const clips = keptPlan(db, 'roll', asked, now)
  const cards = statement<{ id: string; path: string }>(
    db,
    `SELECT o.id, json_extract(r.value, '$.path') AS path FROM offload o, json_each(o.plan, '$.rolls') r
    WHERE json_extract(r.value, '$.name') = ? COLLATE NOCASE`,
  )
  const found = asked.flatMap((value) => (value.is === 'equal' ? cards.all(value.text) : []))
  if (found.length === 0) return clips
  const inCards = found.map(() => '(o.offload_id = ? AND o.path >= ? AND o.path < ?)').join(' OR ')
  const parameters = found.flatMap(({ id, path }) => [id, `${path}/`, `${path}0`])
  const inClips = clips.test.parameters
  return counted(
    db,
    test(`((${clips.test.sql}) OR a.id IN (SELECT f.asset_id ${COPIED} WHERE ${inCards}))`, [
      ...inClips,
      ...parameters,
    ]),
    test(
      `SELECT b.n ${COPIED} JOIN asset b ON b.id = f.asset_id WHERE ${inCards} UNION ALL SELECT n FROM (${clips.rows!.sql})`,
      [...parameters, ...clips.rows!.parameters],
    ),
  )
}

/** A tag and those above it: `place/harbour/pier`, `place/harbour`, `place`. */
function ancestorsOf(tag: string): string[] {
  const parts = tag.split('/')
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'))
}

/** Tags as the catalogue writes them, whatever the case that was asked for. */
function tagsMeant(db: ReadableDb, asked: readonly Asked[]): { readonly tags: string[]; readonly count: number } {
  const kept = statement<{ value: string; count: number }>(
    db,
    `SELECT value, count FROM tally WHERE facet = 'tag' AND count > 0`,
  ).all()
  // A tag stands for those below it: `place` for `place/harbour`.
  const isNamed = isMeantBy(asked)
  const meant = kept.filter(({ value }) => ancestorsOf(value).some((name) => isNamed({ id: name, name })))
  return { tags: meant.map(({ value }) => value), count: meant.reduce((sum, { count }) => sum + count, 0) }
}

/** So many tags are looked for in the text of a clip's tags. */
const MAX_IN_TEXT = 4
/** Tags that stand in that text as they are. */
const PLAIN_TAG = /^[\p{L}\p{N} _.,-]+$/u

/** The text of a clip's tags stands in the indexes that are walked: only where it may hold one, its rows are asked. */
function withTags(tags: readonly string[], exists: Sql): Sql {
  const isInText = tags.length > 0 && tags.length <= MAX_IN_TEXT && tags.every((tag) => PLAIN_TAG.test(tag))
  const first = isInText
    ? test(
        `(${tags.map(() => 'instr(a.tags, ?) > 0').join(' OR ')})`,
        tags.map((tag) => `"${tag}"`),
      )
    : test(`a.tags <> '[]'`)
  return test(`${first.sql} AND ${exists.sql}`, [...first.parameters, ...exists.parameters])
}

function tagPlan(db: ReadableDb, asked: readonly Asked[]): TermPlan {
  const some = asked.filter(({ is }) => is !== 'none' && is !== 'any')
  const { tags, count } = tagsMeant(db, some)
  const bears = `t.tag IN ${IN_LIST}`
  return orPlan([
    ...(some.length === 0
      ? []
      : [
          {
            test: withTags(
              tags,
              test(`EXISTS (SELECT 1 FROM asset_tag t WHERE t.asset_id = a.id AND ${bears})`, [listed(tags)]),
            ),
            rows: test(`SELECT b.n FROM asset_tag t JOIN asset b ON b.id = t.asset_id WHERE ${bears}`, [listed(tags)]),
            count,
            exact: null,
            passed: true as const,
            ...(tags.length === 1 && { once: true as const }),
          },
        ]),
    ...(asked.some(({ is }) => is === 'any') ? [fewOf(db, 'asset_tagged', `tags <> '[]'`)] : []),
    ...(asked.some(({ is }) => is === 'none') ? [tested(`a.tags = '[]'`)] : []),
  ])
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
    once: true,
    exact: { count, bytes: rows.reduce((sum, row) => sum + (row?.bytes ?? 0), 0) },
  }
}

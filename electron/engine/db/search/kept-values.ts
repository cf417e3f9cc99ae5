/**
 * Terms of fields whose values are tallied: which of the values that there are a term means, and so how many clips it
 * finds, without counting one.
 */
import type { DayPoint, Value as Asked } from '../../../../shared/query/ast.ts'
import type { FieldName } from '../../../../shared/query/fields.ts'
import { matchesGlob } from '../../../../shared/query/meant.ts'
import { tradeKey } from '../../../../shared/query/trade-key.ts'
import { dayOfMoment } from '../../domain/shooting-day.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { readSettings } from '../core/settings.ts'
import { IN_LIST, listed, test, type Sql, type TermPlan, type Value } from './term-plan.ts'

type KeptField = Extract<
  FieldName,
  | 'kind'
  | 'state'
  | 'verification'
  | 'camera'
  | 'roll'
  | 'day'
  | 'scene'
  | 'shot'
  | 'take'
  | 'slate'
  | 'unit'
  | 'episode'
  | 'location'
  | 'codec'
  | 'hdr'
  | 'log'
>
const TRADE: ReadonlySet<string> = new Set(['scene', 'shot', 'take'])

interface Kept {
  readonly value: string
  readonly count: number
  readonly bytes: number
}

/** Values of a field as the catalogue has them, and whether clips without one are meant. */
interface Meant {
  readonly values: readonly string[]
  readonly empty: boolean
  /** True when their keys are no other values' too, as those of 12 and 012 are: what has such a key is meant. */
  readonly byKey: boolean
}

const DAY_MS = 86_400_000

/** Plans a term of such a field. */
export function keptPlan(db: ReadableDb, field: KeptField, asked: readonly Asked[], now: number): TermPlan {
  const kept = statement<Kept>(
    db,
    `SELECT value, count, bytes FROM tally WHERE facet = ? AND count > 0 AND value <> ''`,
  ).all(field)
  const all = statement<{ count: number; bytes: number }>(
    db,
    `SELECT count, bytes FROM tally WHERE facet = 'all'`,
  ).get() ?? { count: 0, bytes: 0 }
  const fits = asked.map((value) => fitOf(db, value, now))
  const meant = kept.filter(({ value }) => fits.some((fit) => fit(value)))
  const empty = asked.some(({ is }) => is === 'none')
  const sum = (rows: readonly { readonly count: number; readonly bytes: number }[]) => ({
    count: rows.reduce((total, row) => total + row.count, 0),
    bytes: rows.reduce((total, row) => total + row.bytes, 0),
  })
  const [found, valued] = [sum(meant), sum(kept)]
  const exact = {
    count: found.count + (empty ? all.count - valued.count : 0),
    bytes: found.bytes + (empty ? all.bytes - valued.bytes : 0),
  }
  const isMeant = new Set(meant)
  const others = kept.filter((one) => !isMeant.has(one)).map(({ value }) => value)
  const values = meant.map(({ value }) => value)
  const keys = new Set(values.map(tradeKey))
  const byKey = TRADE.has(field) && !others.some((value) => keys.has(tradeKey(value)))
  const plan = waysOf(field, { values, empty, byKey })
  return {
    ...plan,
    count: exact.count,
    exact,
    once: true,
    others: () => {
      const ways = waysOf(field, { values: others, empty: !empty && all.count > valued.count, byKey })
      // The shorter list is tested.
      const not = test(`NOT coalesce((${plan.test.sql}), 0)`, plan.test.parameters)
      return others.length > values.length + MAX_IN_LIST ? { ...ways, test: not } : ways
    },
  }
}

/** The same with the way to the rows and the test of one. */
function waysOf(field: KeptField, meant: Meant): Pick<TermPlan, 'test' | 'rows' | 'byValue'> {
  return { test: conditionOf('a.', field, meant), rows: rowsOf(field, meant), ...byValueOf(field, meant) }
}

/** Clip after clip is compared with so many values; for more, a set of them is made. */
const MAX_COMPARED = 6
/** Up to so many values are written as a list; more are one parameter. */
const MAX_IN_LIST = 20

/** So many values are walked side by side. */
const MAX_WALKED = 40

function byValueOf(field: KeptField, { values, empty }: Meant): Pick<TermPlan, 'byValue'> {
  const [index, column, besides] = INDEXES[field]
  const keys = TRADE.has(field) ? [...new Set(values.flatMap((value) => tradeKey(value) ?? []))] : values
  return empty || besides !== null || keys.length === 0 || keys.length > MAX_WALKED
    ? {}
    : { byValue: { index, nameIndex: field === 'kind' ? 'asset_kind_name' : null, column, values: keys } }
}

function conditionOf(table: 'a.' | '', field: KeptField, { values, empty }: Meant): Sql {
  const column = `${table}${field}`
  const none = `(${column} IS NULL OR ${column} = '')`
  if (values.length === 0) return test(empty ? none : '0')
  const equal = `${column} = ?`
  const inList =
    values.length <= (table === '' ? 1 : MAX_COMPARED)
      ? test(values.length === 1 ? equal : `(${values.map(() => equal).join(' OR ')})`, values)
      : values.length <= MAX_IN_LIST
        ? test(`${column} IN (${values.map(() => '?').join(', ')})`, values)
        : test(`${column} IN ${IN_LIST}`, [listed(values)])
  return empty ? test(`(${inList.sql} OR ${none})`, inList.parameters) : inList
}

/** The index of each field, and what it asks for besides; that of a trade number is of its key. */
const INDEXES: Record<KeptField, readonly [index: string, column: string, besides: string | null]> = {
  kind: ['asset_kind', 'kind', null],
  // These two have an index of what is not as it should be: the others are nearly all.
  state: ['asset_state', 'state', `state <> 'present'`],
  verification: ['asset_unverified', 'verification', `verification <> 'verified'`],
  camera: ['asset_camera', 'camera', null],
  roll: ['asset_roll', 'roll', null],
  day: ['asset_day', 'day', null],
  scene: ['asset_scene_key', 'scene_key', null],
  shot: ['asset_shot_key', 'shot_key', null],
  take: ['asset_take_key', 'take_key', null],
  slate: ['asset_slate', 'slate', 'slate IS NOT NULL'],
  unit: ['asset_unit', 'unit', 'unit IS NOT NULL'],
  episode: ['asset_episode', 'episode', 'episode IS NOT NULL'],
  location: ['asset_location', 'location', 'location IS NOT NULL'],
  codec: ['asset_codec', 'codec', null],
  hdr: ['asset_hdr', 'hdr', 'hdr IS NOT NULL'],
  log: ['asset_log', 'log', 'log IS NOT NULL'],
}

/** Rows by the index; in parts, since what an index finds without a value it does not find beside a list of values. */
function rowsOf(field: KeptField, { values, empty, byKey }: Meant): Sql {
  const [index, column, besides] = INDEXES[field]
  const select = (sql: string, parameters: readonly Value[], by: string | null): Sql =>
    test(`SELECT n FROM asset ${by === null ? '' : `INDEXED BY ${by} `}WHERE ${sql} AND hidden = 0`, parameters)
  const parts: Sql[] = []
  if (values.length > 0) {
    const isCovered =
      (field !== 'state' || !values.includes('present')) && (field !== 'verification' || !values.includes('verified'))
    const own = byKey ? test('1') : conditionOf('', field, { values, empty: false, byKey })
    const key = TRADE.has(field)
      ? test(`${column} IN ${IN_LIST} AND ${own.sql}`, [
          listed([...new Set(values.flatMap((value) => tradeKey(value) ?? []))]),
          ...own.parameters,
        ])
      : own
    parts.push(
      select(
        besides !== null && isCovered ? `${besides} AND ${key.sql}` : key.sql,
        key.parameters,
        isCovered ? index : null,
      ),
    )
  }
  if (empty) {
    const none = conditionOf('', field, { values: [], empty: true, byKey })
    // What has no value is in no index of values alone.
    const by = besides === null ? index : null
    parts.push(select(`${column} IS NULL AND ${none.sql}`, [], by))
    if (TRADE.has(field)) parts.push(select(`${column} = '' AND ${field} = ''`, [], by))
    else parts.push(select(`${field} = ''`, [], by))
  }
  if (parts.length === 0) return select('0', [], null)
  return {
    sql: parts.map(({ sql }) => sql).join(' UNION ALL '),
    parameters: parts.flatMap(({ parameters }) => parameters),
  }
}

/** Whether a kept value is what a value of a term means. */
function fitOf(db: ReadableDb, asked: Asked, now: number): (value: string) => boolean {
  switch (asked.is) {
    case 'equal': {
      const wanted = folded(asked.text)
      return (value) => folded(value) === wanted
    }
    case 'glob':
      return matchesGlob(asked.text)
    case 'any':
      return () => true
    case 'trade': {
      const [from, to] = [asked.from, asked.to].map((edge) =>
        edge === null ? null : { key: tradeKey(edge.at) ?? '', open: edge.open },
      )
      return (value) => {
        const key = tradeKey(value) ?? ''
        return (
          (from == null || (from.open ? key > from.key : key >= from.key)) &&
          (to == null || (to.open ? key < to.key : key <= to.key))
        )
      }
    }
    case 'day': {
      const [from, to] = [asked.from, asked.to].map((point) => (point === null ? null : dateOf(db, point, now)))
      return (value) => (from == null || value >= from) && (to == null || value <= to)
    }
    default:
      return () => false
  }
}

/** Letter case of A to Z aside, as SQLite's NOCASE has it. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** The date that a point means today; a shooting day begins when the settings say so. */
function dateOf(db: ReadableDb, point: DayPoint, now: number): string {
  if ('date' in point) return point.date
  const today = dayOfMoment(now, readSettings(db, '').dayStartHour * 60)
  return new Date(Date.parse(`${today}T00:00:00Z`) - point.daysAgo * DAY_MS).toISOString().slice(0, 10)
}

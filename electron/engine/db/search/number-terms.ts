/**
 * Terms that compare numbers and lengths.
 */
import type { Edge, Range, Value as Asked } from '../../../../shared/query/ast.ts'
import { type ReadableDb } from '../core/handles.ts'
import { countedOnce, test, tested, type Sql, type TermPlan, type Value } from './term-plan.ts'

export type NumberField =
  | 'rating'
  | 'copies'
  | 'devices'
  | 'width'
  | 'height'
  | 'fps'
  | 'channels'
  | 'size'
  | 'notes'
  | 'versions'

interface NumberColumn {
  /** Of `asset`; `X.` stands before each column. */
  readonly sql: string
  /** What the index asks for besides; null where there is no index. */
  readonly index: string | null
}

const COLUMNS: Record<NumberField, NumberColumn> = {
  rating: { sql: 'X.rating', index: '1' },
  copies: { sql: 'X.copies', index: '1' },
  size: { sql: 'X.bytes', index: '1' },
  devices: { sql: 'X.devices', index: null },
  width: { sql: 'X.width', index: 'width IS NOT NULL' },
  height: { sql: 'X.height', index: 'height IS NOT NULL' },
  channels: { sql: 'X.channels', index: 'channels IS NOT NULL' },
  fps: { sql: 'round(1.0 * X.rate_num / X.rate_den, 3)', index: 'rate_num IS NOT NULL' },
  notes: { sql: 'X.notes', index: 'notes > 0' },
  versions: { sql: 'X.versions', index: 'versions > 1' },
}

/** Plans one value of a field of numbers. */
export function numberPlan(db: ReadableDb, field: NumberField, asked: Asked): TermPlan {
  const { sql, index } = COLUMNS[field]
  if (asked.is === 'none') return tested(`${own(sql)} IS NULL`)
  if (asked.is === 'any') return tested(`${own(sql)} IS NOT NULL`)
  if (asked.is !== 'number') return tested('0')
  const range: Range<number> =
    field === 'fps' ? { from: rateEdge(asked.from), to: rateEdge(asked.to) } : { from: asked.from, to: asked.to }
  // The index of notes holds those that have some: it does not answer for fewer.
  const floor = { notes: 1, versions: 2 }[field as string]
  const isIndexed = index !== null && (floor === undefined || (range.from !== null && range.from.at >= floor))
  return rangePlan(db, sql, range, isIndexed ? index : null)
}

/** Plans one value of `duration`. */
export function durationPlan(db: ReadableDb, asked: Asked): TermPlan {
  if (asked.is === 'none') return tested('a.duration_ms IS NULL')
  if (asked.is === 'any') return tested('a.duration_ms IS NOT NULL')
  if (asked.is !== 'duration') return tested('0')
  return asked.unit === 'ms'
    ? rangePlan(db, 'X.duration_ms', asked, '1')
    : rangePlan(db, 'X.duration_frames', asked, 'duration_frames IS NOT NULL')
}

function rangePlan(db: ReadableDb, column: string, range: Range<number>, index: string | null): TermPlan {
  const condition = within(own(column), range)
  if (index === null) return tested(condition.sql, condition.parameters)
  const indexed = within(column.replaceAll('X.', ''), range)
  return countedOnce(
    db,
    condition,
    test(`SELECT n FROM asset WHERE ${indexed.sql} AND ${index} AND hidden = 0`, indexed.parameters),
  )
}

const own = (sql: string): string => sql.replaceAll('X.', 'a.')

function within(column: string, { from, to }: Range<number>): Sql {
  if (from !== null && to !== null && from.at === to.at) return test(`${column} = ?`, [from.at])
  const parts: string[] = []
  const parameters: Value[] = []
  for (const [edge, sign] of [
    [from, '>'],
    [to, '<'],
  ] as const)
    if (edge !== null) {
      parts.push(`${column} ${sign}${edge.open ? '' : '='} ?`)
      parameters.push(edge.at)
    }
  return test(parts.join(' AND '), parameters)
}

/** A rate is asked for as people write it: 23.976, 29.97. */
const NAMED_RATES = new Map([
  [23.98, 23.976],
  [47.95, 47.952],
])

function rateEdge(edge: Edge<number> | null): Edge<number> | null {
  return edge === null ? null : { ...edge, at: NAMED_RATES.get(edge.at) ?? edge.at }
}

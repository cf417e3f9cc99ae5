/**
 * `tc:`: clips whose span of timecode meets a time. A clip counts in frames of its own rate, drop-frame where its file
 * says so; a time is turned into its frames, clip by clip, in whole numbers.
 */
import type { TimecodePoint, Value as Asked } from '../../../../shared/query/ast.ts'
import { type ReadableDb } from '../core/handles.ts'
import { countedAsListed, countUpTo, test, tested, type Sql, type TermPlan } from './term-plan.ts'

/** Clips of up to so many seconds are found by where they begin; the few that are longer are found by their length. */
const LONG_SECONDS = 600
/** Of those that begin so much earlier only the longer ones may reach a time, which is asked step by step. */
const STEP_SECONDS = 60
/** By how much a clip's clock and its length in real seconds may differ, over the longest. */
const SLACK_SECONDS = 2
const DAY_SECONDS = 86_400

/** Labels to a second: 24 for 23.976. */
const NOMINAL = 'max(1, (2 * a.rate_num + a.rate_den) / (2 * a.rate_den))'
const DROPS = `(a.drop_frame = 1 AND ${NOMINAL} % 30 = 0)`
/** Labels that a minute leaves out: 2 at 29.97, 4 at 59.94. */
const LEFT_OUT = `(${NOMINAL} / 15)`
const DAY_FRAMES = `(${NOMINAL} * ${DAY_SECONDS} - CASE WHEN ${DROPS} THEN ${LEFT_OUT} * 1296 ELSE 0 END)`
const BEGIN = 'a.start_frame'
const END = '(a.start_frame + max(1, coalesce(a.duration_frames, 1)))'

/** The frame that a label names; of one that drop-frame leaves out, the first after it. */
function frameOf({ seconds, frames }: TimecodePoint): Sql {
  const minutes = Math.floor(seconds / 60)
  const dropped = minutes - Math.floor(minutes / 10)
  return test(
    `(? * ${NOMINAL} + CASE WHEN ${DROPS} THEN ${isAfterDropped(seconds) ? `max(?, ${LEFT_OUT})` : '?'} - ${LEFT_OUT} * ? ELSE ? END)`,
    [seconds, frames, dropped, frames],
  )
}

/** True for the second at whose beginning drop-frame leaves labels out. */
const isAfterDropped = (seconds: number): boolean => seconds % 60 === 0 && Math.floor(seconds / 60) % 10 !== 0

/** Plans one value. */
export function timecodePlan(db: ReadableDb, asked: Asked): TermPlan {
  if (asked.is !== 'timecode') return tested('0')
  const { from, before, how } = asked
  const condition = how === 'begins' ? begins(from, before) : overlaps(from, before)
  const rows = candidates(from, before, condition)
  // Where very many begin in it, the others need not be tested to know that it is broad.
  return countUpTo(db, beginning(from, before)) === null
    ? { test: condition, rows, count: null, exact: null }
    : countedAsListed(db, condition, rows)
}

const KNOWN = 'a.start_frame IS NOT NULL AND a.rate_num IS NOT NULL'

function begins(from: TimecodePoint | null, before: TimecodePoint | null): Sql {
  const parts = [
    ...(from === null ? [] : [of(frameOf(from), (frame) => `${BEGIN} >= ${frame}`)]),
    ...(before === null ? [] : [of(frameOf(before), (frame) => `${BEGIN} < ${frame}`)]),
  ]
  return all([test(KNOWN), ...parts])
}

/**
 * The clip's span meets the range, or the same one a day later: a clip may run over midnight, and so may a range, which
 * then began a day earlier as well.
 */
function overlaps(from: TimecodePoint | null, before: TimecodePoint | null): Sql {
  const first = from ?? { seconds: 0, frames: 0 }
  const last = before ?? { seconds: DAY_SECONDS, frames: 0 }
  const over = isOverMidnight(from, before) ? 1 : 0
  const [begin, end] = [frameOf(first), frameOf(last)]
  const parts = (over === 1 ? [-1, 0, 1] : [0, 1]).map((day) =>
    test(`(${BEGIN} < ${end.sql}${later(day + over)} AND ${END} > ${begin.sql}${later(day)})`, [
      ...end.parameters,
      ...begin.parameters,
    ]),
  )
  return all([
    test(KNOWN),
    test(
      `(${parts.map(({ sql }) => sql).join(' OR ')})`,
      parts.flatMap(({ parameters }) => parameters),
    ),
    ...(isOneFrame(first, last) ? [isLabel(first)] : []),
  ])
}

/** So many days later, in frames. */
const later = (days: number): string => (days === 0 ? '' : ` + ${days} * ${DAY_FRAMES}`)

const isOverMidnight = (from: TimecodePoint | null, before: TimecodePoint | null): boolean =>
  from !== null && before !== null && before.seconds < from.seconds

const isOneFrame = (from: TimecodePoint, before: TimecodePoint): boolean =>
  from.seconds === before.seconds && from.frames + 1 === before.frames

/** That the clip's clock has such a label: 10:00:00:24 is none at 24, and 00:01:00;00 none in drop-frame. */
function isLabel({ seconds, frames }: TimecodePoint): Sql {
  const reaches = test(`? < ${NOMINAL}`, [frames])
  return isAfterDropped(seconds) ? all([reaches, test(`NOT (${DROPS} AND ? < ${LEFT_OUT})`, [frames])]) : reaches
}

/** Clips that begin in it, if it is not over midnight. */
function beginning(from: TimecodePoint | null, before: TimecodePoint | null): Sql {
  return test(
    'SELECT n FROM asset INDEXED BY asset_timecode WHERE start_timecode >= ? AND start_timecode < ? AND hidden = 0',
    [clock(from?.seconds ?? 0), before === null ? '~' : clock(before.seconds)],
  )
}

interface Candidates {
  readonly begin: number
  readonly end: number
  /** They are at least so long. */
  readonly seconds: number
}

/** Clips that meet it, by where they begin and, of long ones, by their length. */
function candidates(from: TimecodePoint | null, before: TimecodePoint | null, condition: Sql): Sql {
  const first = from?.seconds ?? 0
  const latest = (before?.seconds ?? DAY_SECONDS) + SLACK_SECONDS
  const earliest = first - LONG_SECONDS - SLACK_SECONDS
  const over = isOverMidnight(from, before)
  const ranges: readonly Candidates[] = [
    ...(over ? [{ begin: 0, end: latest, seconds: 0 }] : []),
    { begin: Math.max(0, first - STEP_SECONDS), end: over ? DAY_SECONDS : latest, seconds: 0 },
    ...earlier(first),
    ...(earliest < 0 ? [{ begin: DAY_SECONDS + earliest, end: DAY_SECONDS, seconds: 0 }] : []),
  ]
  const also = `hidden = 0 AND (${condition.sql})`
  return test(
    [
      ...ranges.map(
        ({ seconds }) =>
          `SELECT a.n FROM asset a INDEXED BY asset_timecode WHERE a.start_timecode >= ? AND a.start_timecode < ? ${seconds === 0 ? '' : `AND coalesce(a.duration_frames, 1) * a.rate_den > ${seconds} * a.rate_num `}AND a.${also}`,
      ),
      `SELECT a.n FROM asset a INDEXED BY asset_duration WHERE a.duration_ms > ${(LONG_SECONDS - SLACK_SECONDS) * 1000} AND a.${also}`,
    ].join(' UNION ALL '),
    [
      ...ranges.flatMap(({ begin, end }) => [
        clock(begin),
        end >= DAY_SECONDS ? '~' : clock(end),
        ...condition.parameters,
      ]),
      ...condition.parameters,
    ],
  )
}

/** Those that begin more than a step before a time, step by step: what begins three minutes earlier is as long. */
function earlier(first: number): Candidates[] {
  const steps: Candidates[] = []
  for (let back = STEP_SECONDS; back < LONG_SECONDS + SLACK_SECONDS; back += STEP_SECONDS) {
    const [begin, end] = [Math.max(0, first - back - STEP_SECONDS), first - back]
    if (end > begin) steps.push({ begin, end, seconds: back - SLACK_SECONDS })
  }
  return steps
}

/** As `start_timecode` begins, so that texts compare as times do. */
function clock(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

function of(frame: Sql, write: (sql: string) => string): Sql {
  return test(write(frame.sql), frame.parameters)
}

function all(parts: readonly Sql[]): Sql {
  return test(
    parts.map(({ sql }) => sql).join(' AND '),
    parts.flatMap(({ parameters }) => parameters),
  )
}

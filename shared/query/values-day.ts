/**
 * Shooting days as a query writes them: a date, a month, a year, `today`, `yesterday`, `last:7d`, and ranges of these.
 */
import type { DayPoint, Sign, Value } from './ast.ts'
import { rangeOf } from './ranges.ts'

interface Days {
  readonly from: DayPoint
  readonly to: DayPoint
}

export function dayValue(sign: Sign, part: string): Value | null {
  const range = rangeOf(sign, part.toLowerCase(), daysOf)
  if (range === null) return null
  const { from, to } = range
  if (sign === '>') return { is: 'day', from: nextOf(from!.at.to), to: null }
  if (sign === '<') return { is: 'day', from: null, to: beforeOf(to!.at.from) }
  return { is: 'day', from: from?.at.from ?? null, to: to?.at.to ?? null }
}

function daysOf(text: string): Days | null {
  const one = (point: DayPoint): Days => ({ from: point, to: point })
  if (text === 'today') return one({ daysAgo: 0 })
  if (text === 'yesterday') return one({ daysAgo: 1 })
  const last = /^last:(\d{1,4})d$/.exec(text)
  if (last !== null)
    return Number(last[1]) === 0 ? null : { from: { daysAgo: Number(last[1]) - 1 }, to: { daysAgo: 0 } }
  if (/^\d{4}$/.test(text)) return { from: { date: `${text}-01-01` }, to: { date: `${text}-12-31` } }
  // No month has a 31st that is wrong as an end: days are compared as text.
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return { from: { date: `${text}-01` }, to: { date: `${text}-31` } }
  return isDate(text) ? one({ date: text }) : null
}

/** A date of the calendar. */
function isDate(text: string): boolean {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function nextOf(point: DayPoint): DayPoint {
  return 'date' in point ? { date: moved(point.date, 1) } : { daysAgo: point.daysAgo - 1 }
}

function beforeOf(point: DayPoint): DayPoint {
  return 'date' in point ? { date: moved(point.date, -1) } : { daysAgo: point.daysAgo + 1 }
}

function moved(date: string, days: number): string {
  // The 31st of a short month is the end of it.
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1, Math.min(day, last) + days)).toISOString().slice(0, 10)
}

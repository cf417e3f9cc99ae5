/**
 * The shooting day: the date on the slate. A night shoot that runs past midnight belongs to the day it began, so the
 * day changes at a cut-off (04:00 unless the production says otherwise), on the clock of the set, not of the laptop.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Rational } from '../../../shared/time/rational.ts'

/** A reading of a clock: what it showed, and how far it was from UTC when that is known. */
interface ClockReading {
  /** Date and time as shown, YYYY-MM-DDTHH:MM:SS, without a zone. */
  readonly local: string
  /** Minutes east of UTC; null when the clock said nothing of zones. */
  readonly offsetMinutes: number | null
}

/** True for a day that there is: no 30th of February. */
export function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day
}

/** Throws `usage` for a day that is in no calendar, such as 2026-99-99. */
export function assertDay(day: string): void {
  if (!isDay(day)) throw new RushesError('usage', `“${day}” is not a day. Write it as 2026-11-20.`)
}

/** 04:00, in minutes after midnight. */
export const DEFAULT_CUT_OFF = 240

const CLOCK = /^\s*(\d{4})[-:](\d{2})[-:](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/
const MINUTE = 60_000
const DAY = 86_400_000

/**
 * Reads a date and time as files carry it: ISO 8601 with Z, an offset or no zone, and the EXIF and bext spellings
 * with colons or blanks in the date ("2019:01:01 13:37:40"). Null when it is none or no real date.
 */
export function readClock(text: string): ClockReading | null {
  const match = CLOCK.exec(text)
  if (!match) return null
  const local = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`
  const time = Date.parse(`${local}Z`)
  // 0000-00-00 and 1904-01-01 are what cameras with an unset clock write.
  if (Number.isNaN(time) || Number(match[1]) < 1971) return null
  const zone = match[7]
  if (zone === undefined) return { local, offsetMinutes: null }
  if (zone === 'Z') return { local, offsetMinutes: 0 }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return { local, offsetMinutes: zone.startsWith('-') ? -minutes : minutes }
}

/**
 * The moment of a reading in milliseconds since 1970 UTC; a clock without a zone is taken to run on `assumedOffset`
 * minutes.
 */
export function momentOf(reading: ClockReading, assumedOffset: number): number {
  return Date.parse(`${reading.local}Z`) - (reading.offsetMinutes ?? assumedOffset) * MINUTE
}

/** What a clock that is `offsetMinutes` east of UTC shows at a moment. */
export function clockAt(moment: number, offsetMinutes: number): ClockReading {
  return { local: new Date(moment + offsetMinutes * MINUTE).toISOString().slice(0, 19), offsetMinutes }
}

/** What is known of when a clip was started. */
export interface Start {
  /** The time stamp: of the start, or of the end of the clip when only the file's own time is known. */
  readonly clock: ClockReading
  /** The start timecode as seconds since midnight, when the clip has one. */
  readonly timecode?: Rational
}

/**
 * The local date and time a clip started, in milliseconds as if the set's clock ran on UTC. A reading in UTC ("Z") is
 * moved to the set's zone; a reading with any other offset is the set's clock already. A timecode that runs with the
 * time of day, within two hours of the stamp, is the better witness of the start: it decides on which side of midnight
 * a clip began.
 */
export function localStart(start: Start, setOffsetMinutes: number): number {
  const { local, offsetMinutes } = start.clock
  const stamp = Date.parse(`${local}Z`) + (offsetMinutes === 0 ? setOffsetMinutes * MINUTE : 0)
  if (!start.timecode) return stamp
  const ofDay = (start.timecode.num / start.timecode.den) * 1000
  const midnight = Math.floor(stamp / DAY) * DAY
  const nearest = [midnight - DAY, midnight, midnight + DAY]
    .map((day) => day + ofDay)
    .reduce((best, next) => (Math.abs(next - stamp) < Math.abs(best - stamp) ? next : best))
  return Math.abs(nearest - stamp) <= 120 * MINUTE ? nearest : stamp
}

/**
 * The shooting day, YYYY-MM-DD: the date of the start on the set's clock, a start before the cut-off (minutes after
 * midnight) still counting to the day before.
 */
export function shootingDay(start: Start, setOffsetMinutes: number, cutOffMinutes = DEFAULT_CUT_OFF): string {
  return new Date(localStart(start, setOffsetMinutes) - cutOffMinutes * MINUTE).toISOString().slice(0, 10)
}

/** The shooting day of a moment on this computer's clock. */
export function dayOfMoment(moment: number, cutOffMinutes: number): string {
  const offset = -new Date(moment).getTimezoneOffset()
  return shootingDay({ clock: clockAt(moment, offset) }, offset, cutOffMinutes)
}

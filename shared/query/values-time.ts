/**
 * Timecodes and durations as a query writes them.
 */
import type { Sign, TimecodePoint, Value } from './ast.ts'
import { rangeOf } from './ranges.ts'

const LABEL = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[:;.](\d{2,3}))?)?)?$/

/** A label that may be cut short, and how many seconds it speaks of: an hour, a minute, a second; 0 for a frame. */
interface Label extends TimecodePoint {
  readonly lasts: number
}

function labelOf(text: string): Label | null {
  const match = LABEL.exec(text)
  if (match === null) return null
  const [hours, minutes, seconds, frames] = match.slice(1, 5).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  return {
    seconds: hours * 3600 + minutes * 60 + seconds,
    frames,
    lasts: match[2] === undefined ? 3600 : match[3] === undefined ? 60 : match[4] === undefined ? 1 : 0,
  }
}

const beginOf = ({ seconds, frames }: Label): TimecodePoint => ({ seconds, frames })
const afterOf = ({ seconds, frames, lasts }: Label): TimecodePoint =>
  lasts === 0 ? { seconds, frames: frames + 1 } : { seconds: seconds + lasts, frames: 0 }

/**
 * `10:41` is that whole minute, and `10:41:33:07` that one frame. A range ends before its second time, `10:00..11:00`
 * before 11:00:00:00; one of full timecodes holds both frames.
 */
export function timecodeValue(sign: Sign, part: string): Value | null {
  const range = rangeOf(sign, part, labelOf)
  if (range === null) return null
  const { from, to } = range
  if (sign !== ':' && sign !== '=')
    return {
      is: 'timecode',
      how: 'begins',
      from: from === null ? null : from.open ? afterOf(from.at) : beginOf(from.at),
      before: to === null ? null : to.open ? beginOf(to.at) : afterOf(to.at),
    }
  return {
    is: 'timecode',
    how: 'overlaps',
    from: from === null ? null : beginOf(from.at),
    before: to === null ? null : to === from || to.at.lasts === 0 ? afterOf(to.at) : beginOf(to.at),
  }
}

const LENGTH = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s(?:ec)?)?$/i

/** Seconds as a plain number, `1h`, `2m`, `1m30s`, `1:30`; frames as `48f`. */
export function durationValue(sign: Sign, part: string): Value | null {
  const frames = rangeOf(sign, part, (text) => (/^\d+f$/i.test(text) ? Number.parseInt(text, 10) : null))
  if (frames !== null) return { is: 'duration', unit: 'frames', ...frames }
  const range = rangeOf(sign, part, milliseconds)
  return range === null ? null : { is: 'duration', unit: 'ms', ...range }
}

function milliseconds(text: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000)
  const clock = /^(?:(\d+):)?(\d+):(\d\d)$/.exec(text)
  const parts = clock ?? LENGTH.exec(text)
  if (parts === null || text === '') return null
  const [hours, minutes, seconds] = parts.slice(1, 4).map((one) => Number(one ?? 0)) as [number, number, number]
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000)
}

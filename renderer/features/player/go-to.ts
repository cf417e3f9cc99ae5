/**
 * What a person types to go to a frame. Pure.
 *
 *     07:12:04:14   a timecode of the clip, with any of : ; . , or spaces between its parts, or none: 07120414
 *     4:14          its end alone: hours, minutes and seconds before it are those of the frame that is shown
 *     +12  -100     frames on or back
 *     #48           the frame of that number, the first being 1
 */
import type { RateValue } from '../../../shared/model/primitives.ts'
import { formatTimecode, readTimecode, timecode } from '../../../shared/time/timecode.ts'

interface Place {
  readonly rate: RateValue | null
  /** The label of the first frame, as frames on the clip's clock. */
  readonly start: number
  readonly dropFrame: boolean
  readonly frames: number
  /** The frame that is shown. */
  readonly now: number
}

/** Where it leads, from 0 on; or a sentence about why it leads nowhere. */
export type GoTo = { readonly frame: number } | { readonly why: string }

export function goTo(text: string, place: Place): GoTo {
  const typed = text.trim()
  const steps = /^([+-])(\d{1,9})$/.exec(typed)
  if (steps !== null) return inside(place.now + Number(`${steps[1]}${steps[2]}`), place)
  const number = /^#\s*(\d{1,9})$/.exec(typed)
  if (number !== null) return inside(Number(number[1]) - 1, place)
  if (place.rate === null) return { why: 'This clip has no timecode. Write #48 for a frame, or +12 for frames on.' }
  const label = labelOf(typed, place, place.rate)
  const read = label === null ? null : readTimecode(label, place.rate, place.dropFrame)
  if (read === null) return { why: `“${typed}” is no timecode of this clip. Write 04:14, +12, or #48 for a frame.` }
  return inside(read.frames - place.start, place)
}

/** A whole label from its end: what is left out before it stands in the label of the frame that is shown. */
function labelOf(typed: string, { start, now, dropFrame }: Place, rate: RateValue): string | null {
  const current = formatTimecode(timecode(start + now, rate, dropFrame))
  const parts = current.split(/[:;]/)
  const width = parts.at(-1)!.length
  const given = /[:;.,\s]/.test(typed) ? typed.split(/[:;.,\s]+/) : inPairs(typed, width)
  if (given === null || given.length > parts.length || !given.every((part) => /^\d{1,3}$/.test(part))) return null
  const whole = [...parts.slice(0, parts.length - given.length), ...given]
  return whole.map((part, at) => part.padStart(at === parts.length - 1 ? width : 2, '0')).join(':')
}

/** "120414" as 12, 04 and 14: two digits each from the end, as many for frames as the rate's labels have. */
function inPairs(digits: string, width: number): string[] | null {
  if (!/^\d{1,9}$/.test(digits)) return null
  const frames = digits.slice(-width)
  const before = digits.slice(0, -width)
  const pairs = before.padStart(Math.ceil(before.length / 2) * 2, '0').match(/\d\d/g) ?? []
  return [...pairs, frames]
}

function inside(frame: number, { frames }: Place): GoTo {
  return frame >= 0 && frame < frames ? { frame } : { why: `That is outside the clip, which has ${frames} frames.` }
}

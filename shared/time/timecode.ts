/**
 * SMPTE timecode as a count of frames since midnight, with the drop-frame rules of SMPTE ST 12-1.
 *
 * Drop-frame leaves out labels, never frames: counted to 30 the labels ;00 and ;01 do not exist at the start of each
 * minute that is not a multiple of ten, counted to 60 the first four. So a count of frames is the truth and the label
 * is its name.
 */
import { RushesError } from '../model/errors.ts'
import { divide, floorOf } from './rational.ts'
import { allowsDropFrame, nominalRate, rateLabel, type Rate } from './rate.ts'

/** A point on the 24-hour clock of a rate: `frames` from 0 up to, not including, framesPerDay. */
export interface Timecode {
  readonly frames: number
  readonly rate: Rate
  readonly dropFrame: boolean
}

const PATTERN = /^\s*(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})\s*$/

/** How many labels a minute loses in drop-frame: 2 at 29.97 and 30, 4 at 59.94 and 60. */
function dropped(nominal: number): number {
  return (nominal / 30) * 2
}

/** How many frames the clock counts in 24 hours: 2,589,408 for 29.97 drop-frame. */
export function framesPerDay(rate: Rate, dropFrame: boolean): number {
  const nominal = nominalRate(rate)
  const labels = nominal * 86_400
  return dropFrame ? labels - dropped(nominal) * (24 * 60 - 24 * 6) : labels
}

/**
 * Makes a timecode from a count of frames; wraps at midnight, and drops the drop-frame flag where the rate has none.
 */
export function timecode(frames: number, rate: Rate, dropFrame = false): Timecode {
  const drop = dropFrame && allowsDropFrame(rate)
  const day = framesPerDay(rate, drop)
  return { frames: ((frames % day) + day) % day, rate, dropFrame: drop }
}

/** The label number of a frame: the frame itself, or with the left-out labels counted in. */
function labelOf(frames: number, nominal: number, dropFrame: boolean): number {
  if (!dropFrame) return frames
  const drop = dropped(nominal)
  const perMinute = nominal * 60 - drop
  const perTenMinutes = perMinute * 10 + drop
  const tens = Math.floor(frames / perTenMinutes)
  const rest = frames % perTenMinutes
  return frames + 9 * drop * tens + (rest >= drop ? drop * Math.floor((rest - drop) / perMinute) : 0)
}

/** The label as it is written: HH:MM:SS:FF, with ; before the frames in drop-frame. */
export function formatTimecode(tc: Timecode): string {
  const nominal = nominalRate(tc.rate)
  const label = labelOf(tc.frames, nominal, tc.dropFrame)
  const width = nominal > 100 ? 3 : 2
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = Math.floor(label / nominal)
  const frame = String(label % nominal).padStart(width, '0')
  const separator = tc.dropFrame ? ';' : ':'
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${clock}${separator}${frame}`
}

/**
 * Reads a label; null when it is no label, lies outside the clock of its rate, or is one that drop-frame leaves out.
 * A ; . or , before the frames means drop-frame where the rate has it, unless `dropFrame` says otherwise.
 */
export function readTimecode(text: string, rate: Rate, dropFrame?: boolean): Timecode | null {
  const match = PATTERN.exec(text)
  if (!match) return null
  const [hours, minutes, seconds, frame] = [match[1], match[2], match[3], match[5]].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const nominal = nominalRate(rate)
  if (hours > 23 || minutes > 59 || seconds > 59 || frame >= nominal) return null
  const drop = (dropFrame ?? match[4] !== ':') && allowsDropFrame(rate)
  const label = (hours * 3600 + minutes * 60 + seconds) * nominal + frame
  if (!drop) return { frames: label, rate, dropFrame: false }
  const gap = dropped(nominal)
  if (minutes % 10 !== 0 && seconds === 0 && frame < gap) return null
  const totalMinutes = hours * 60 + minutes
  return { frames: label - gap * (totalMinutes - Math.floor(totalMinutes / 10)), rate, dropFrame: true }
}

/** Reads a label that must be one. Throws RushesError 'usage' with the reason in words. */
export function parseTimecode(text: string, rate: Rate, dropFrame?: boolean): Timecode {
  const read = readTimecode(text, rate, dropFrame)
  if (read) return read
  throw new RushesError(
    'usage',
    `"${text}" is no timecode at ${rateLabel(rate)} frames per second. ` +
      'Write it as HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame.',
    { timecode: text, rate: `${rate.num}/${rate.den}` },
  )
}

/** The timecode so many frames later; negative goes back. Wraps at midnight. */
export function addFrames(tc: Timecode, frames: number): Timecode {
  return timecode(tc.frames + frames, tc.rate, tc.dropFrame)
}

/**
 * The same label on the clock of another rate of the same family, as when a 59.94 clip carries a 29.97 timecode track:
 * hours to seconds stay, frames are scaled. Null when the two clocks do not run together (24 against 25).
 */
export function onRate(tc: Timecode, rate: Rate): Timecode | null {
  const ratio = divide(rate, tc.rate)
  if (ratio.num !== 1 && ratio.den !== 1) return null
  return timecode(floorOf(tc.frames, ratio), rate, tc.dropFrame)
}

/**
 * The colour decision list of the ASC (version 1.2): slope, offset and power for each channel, and a saturation for all.
 */
import { decimal } from './lut-lines.ts'
import type { Triple } from './primaries.ts'

interface Cdl {
  readonly slope: Triple
  readonly offset: Triple
  readonly power: Triple
  readonly saturation: number
}

export const NEUTRAL_CDL: Cdl = { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 1 }

/** Weights of the list's luma: those of Rec. 709, whatever the picture is. */
const LUMA: Triple = [0.2126, 0.7152, 0.0722]

/** Applies a list to a colour of 0 to 1. What leaves that range is clipped, as the specification asks. */
export function applyCdl(cdl: Cdl, colour: Triple): Triple {
  const { saturation } = cdl
  const sop = sopOf(cdl)
  const graded = channels((at) => sop(at, colour[at]))
  const luma = graded[0] * LUMA[0] + graded[1] * LUMA[1] + graded[2] * LUMA[2]
  return channels((at) => clip(luma + saturation * (graded[at] - luma)))
}

/** What a list does to one channel, before its saturation. */
export function sopOf({ slope, offset, power }: Cdl): (channel: 0 | 1 | 2, value: number) => number {
  return (at, value) => clip(value * slope[at] + offset[at]) ** power[at]
}

/** Whether a list changes nothing. */
export function isNeutral({ slope, offset, power, saturation }: Cdl): boolean {
  const all = (values: Triple, value: number): boolean => values.every((one) => one === value)
  return all(slope, 1) && all(offset, 0) && all(power, 1) && saturation === 1
}

/**
 * The list of an ALE or EDL: `(s s s)(o o o)(p p p)` of `ASC_SOP`, and the number of `ASC_SAT`, which may be lacking.
 * Null for what has another form, or numbers that the specification forbids (slope below 0, power of 0 or less).
 */
export function parseSop(sop: string, saturation: string | null): Cdl | null {
  const groups = [...sop.matchAll(/\(([^()]*)\)/g)].map((match) => numbersOf(match[1]!))
  const sat = saturation === null || saturation.trim() === '' ? 1 : decimal(saturation.trim())
  const [slope, offset, power] = groups
  if (groups.length !== 3 || slope == null || offset == null || power == null) return null
  return checked({ slope, offset, power, saturation: sat })
}

/** A list whose numbers the specification allows, else null. */
function checked(cdl: Cdl): Cdl | null {
  const finite = [...cdl.slope, ...cdl.offset, ...cdl.power, cdl.saturation].every((one) => Number.isFinite(one))
  const allowed = cdl.slope.every((one) => one >= 0) && cdl.power.every((one) => one > 0) && cdl.saturation >= 0
  return finite && allowed ? cdl : null
}

/** Three numbers with spaces or commas between them. */
function numbersOf(text: string): Triple | null {
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(decimal)
  return numbers.length === 3 && !numbers.some(Number.isNaN) ? (numbers as unknown as Triple) : null
}

function channels(of: (at: 0 | 1 | 2) => number): Triple {
  return [of(0), of(1), of(2)]
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value))
}

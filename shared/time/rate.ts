/**
 * Frame rates: exact ratios, the standard ones by name, and what the timecode of each counts.
 */
import { parseRational, rational, type Rational } from './rational.ts'

/** Frames per second as an exact ratio, such as 24000/1001. */
export type Rate = Rational

/** The rates that cameras and editors use, slowest first. */
export const STANDARD_RATES: readonly Rate[] = [
  { num: 12, den: 1 },
  { num: 15, den: 1 },
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48_000, den: 1001 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
  { num: 72, den: 1 },
  { num: 75, den: 1 },
  { num: 96, den: 1 },
  { num: 100, den: 1 },
  { num: 120_000, den: 1001 },
  { num: 120, den: 1 },
  { num: 200, den: 1 },
  { num: 240_000, den: 1001 },
  { num: 240, den: 1 },
]

/**
 * The standard rate that a written one stands for: "2997/100", "29.97" and 30000/1001 are one rate. Two standard rates
 * are never closer than one in a thousand, so a file's rounding within one in ten thousand is safe to undo. Any other
 * rate comes back as it is, in lowest terms.
 */
export function snapRate(rate: Rate): Rate {
  const value = rate.num / rate.den
  for (const standard of STANDARD_RATES) {
    if (Math.abs((value * standard.den) / standard.num - 1) < 1e-4) return standard
  }
  return rational(rate.num, rate.den)
}

/** Reads a rate as people and files write it: "24000/1001", "23.98", "29.97", "25". Null when it is none or is zero. */
export function parseRate(text: string): Rate | null {
  // People write 23.98 and 59.94 with two decimals, further off than a file's rounding.
  const spoken: Readonly<Record<string, Rate>> = {
    '23.98': { num: 24_000, den: 1001 },
    '23.976': { num: 24_000, den: 1001 },
    '47.95': { num: 48_000, den: 1001 },
  }
  const known = spoken[text.trim()]
  if (known) return known
  const ratio = parseRational(text)
  return ratio === null || ratio.num <= 0 ? null : snapRate(ratio)
}

/** What the timecode counts to within a second: 24 for 23.976, 30 for 29.97, 60 for 59.94. At least 1. */
export function nominalRate(rate: Rate): number {
  return Math.max(1, Math.round(rate.num / rate.den))
}

/**
 * True for rates that count to 30 or a multiple of it. Drop-frame is meant for 29.97 and 59.94 (SMPTE ST 12-1), but
 * cameras and mixers set its flag at 30 and 60 as well ("30 DF"), and then their labels are left out just so: the flag
 * of the file counts, not the rate.
 */
export function allowsDropFrame(rate: Rate): boolean {
  return nominalRate(rate) % 30 === 0
}

/** True when both are the same rate after rounding by a file is undone. */
export function sameRate(a: Rate, b: Rate): boolean {
  const [x, y] = [snapRate(a), snapRate(b)]
  return x.num === y.num && x.den === y.den
}

/** The rate as crews say it: "23.976", "25", "29.97", "59.94". */
export function rateLabel(rate: Rate): string {
  const { num, den } = snapRate(rate)
  if (den === 1) return String(num)
  const decimals = num === 24_000 && den === 1001 ? 3 : 2
  return String(Number((num / den).toFixed(decimals)))
}

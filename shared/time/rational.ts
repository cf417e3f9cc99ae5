/**
 * Exact ratios of whole numbers. Time in the model is never a float: seconds, rates and positions are ratios, and the
 * only rounding is the one a caller asks for by name.
 */

/** A ratio of whole numbers; the denominator is positive and the two share no factor. */
export interface Rational {
  readonly num: number
  readonly den: number
}

/** Greatest common divisor of two whole numbers, never negative. */
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

function reduced(num: bigint, den: bigint): Rational {
  if (den === 0n) throw new RangeError('A ratio has no zero below the line.')
  const sign = den < 0n ? -1n : 1n
  const factor = gcd(num, den) || 1n
  return { num: Number((sign * num) / factor), den: Number((sign * den) / factor) }
}

/** The ratio num/den in lowest terms. Throws RangeError for a zero denominator or numbers that are not whole. */
export function rational(num: number, den = 1): Rational {
  return reduced(BigInt(num), BigInt(den))
}

/** The product of two ratios. */
export function multiply(a: Rational, b: Rational): Rational {
  return reduced(BigInt(a.num) * BigInt(b.num), BigInt(a.den) * BigInt(b.den))
}

/** a divided by b. Throws RangeError when b is zero. */
export function divide(a: Rational, b: Rational): Rational {
  return reduced(BigInt(a.num) * BigInt(b.den), BigInt(a.den) * BigInt(b.num))
}

/** The sum of two ratios. */
export function add(a: Rational, b: Rational): Rational {
  return reduced(BigInt(a.num) * BigInt(b.den) + BigInt(b.num) * BigInt(a.den), BigInt(a.den) * BigInt(b.den))
}

/** Negative, zero or positive as a is less than, equal to or more than b. */
export function compare(a: Rational, b: Rational): number {
  const difference = BigInt(a.num) * BigInt(b.den) - BigInt(b.num) * BigInt(a.den)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The largest whole number that is not above value × num / den; exact far beyond 2^53 in between. */
export function floorOf(value: number, ratio: Rational): number {
  const product = BigInt(value) * BigInt(ratio.num)
  const den = BigInt(ratio.den)
  const quotient = product / den
  return Number(product % den < 0n ? quotient - 1n : quotient)
}

/** The smallest whole number that is not below value × num / den. */
export function ceilOf(value: number, ratio: Rational): number {
  return -floorOf(-value, ratio)
}

/** The whole number nearest to value × num / den; halves go up. */
export function roundOf(value: number, ratio: Rational): number {
  return floorOf(1, add(multiply(rational(value), ratio), { num: 1, den: 2 }))
}

/** A decimal as text ("0.083417", "-12", "30000/1001") as an exact ratio; null when the text is neither. */
export function parseRational(text: string): Rational | null {
  const fraction = /^\s*(-?\d+)\s*[/:]\s*(\d+)\s*$/.exec(text)
  if (fraction) return Number(fraction[2]) === 0 ? null : reduced(BigInt(fraction[1]!), BigInt(fraction[2]!))
  const decimal = /^\s*(-?)(\d+)(?:\.(\d+))?\s*$/.exec(text)
  if (!decimal) return null
  const digits = (decimal[3] ?? '').slice(0, 12)
  const whole = BigInt(`${decimal[1]}${decimal[2]}${digits}`)
  return reduced(whole, 10n ** BigInt(digits.length))
}

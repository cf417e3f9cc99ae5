/**
 * Half floats (IEEE 754 binary16), as textures of 16 bits hold them. Rounded to the nearest.
 */
const scratch = new Float32Array(1)
const bits = new Uint32Array(scratch.buffer)

/** The 16 bits of a number. Beyond 65,504 it is the largest. */
export function toHalf(value: number): number {
  scratch[0] = Math.min(65_504, Math.max(-65_504, value))
  const whole = bits[0]!
  const sign = (whole >>> 16) & 0x8000
  const exponent = ((whole >>> 23) & 0xff) - 127
  const mantissa = whole & 0x7fffff
  if (exponent < -25) return sign
  // Below 2^-14 there is no leading one.
  if (exponent < -14) {
    const shift = -exponent - 14 + 13
    return sign | rounded(mantissa | 0x800000, shift)
  }
  return sign + ((exponent + 15) << 10) + rounded(mantissa, 13)
}

/** Shifted to the right and rounded: half goes to the even one. It may carry into the exponent, which is right. */
function rounded(value: number, shift: number): number {
  const low = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  const kept = value >>> shift
  return low > half || (low === half && (kept & 1) === 1) ? kept + 1 : kept
}

/** The number of 16 bits. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/**
 * Smooth noise for the demo's pictures: value noise on a hashed grid, and sums of it in octaves.
 */

/** A fixed pseudo-random number in 0 … 1 for a point of the grid. */
export function hash(x: number, y: number): number {
  let h = Math.imul(x | 0, 374_761_393) ^ Math.imul(y | 0, 668_265_263)
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_295
}

/** Smooth noise in 0 … 1. */
export function noise(x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - left, y - top]
  const u = fx * fx * (3 - 2 * fx)
  const v = fy * fy * (3 - 2 * fy)
  const upper = hash(left, top) * (1 - u) + hash(left + 1, top) * u
  const lower = hash(left, top + 1) * (1 - u) + hash(left + 1, top + 1) * u
  return upper * (1 - v) + lower * v
}

/** Octaves of noise, each twice as fine and half as strong; in 0 … 1. */
export function octaves(x: number, y: number, count: number): number {
  let sum = 0
  let weight = 0.5
  for (let octave = 0; octave < count; octave += 1) {
    sum += noise(x * 2 ** octave + octave * 17.3, y * 2 ** octave) * weight
    weight /= 2
  }
  return sum / (1 - 2 ** -count)
}

/** 0 below a, 1 above b, smooth between. */
export function smooth(a: number, b: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - a) / (b - a)))
  return t * t * (3 - 2 * t)
}

/**
 * A look-up table: an optional curve for each channel (`shaper`), and an optional cube, as LUT files hold them.
 */
import type { Reference } from '../../../../shared/model/colour.ts'
import type { Triple } from './primaries.ts'

/** Values for each channel over `from` to `to`: first all of red, then green, then blue. */
export interface Curves {
  readonly size: number
  readonly from: Triple
  readonly to: Triple
  readonly values: Float64Array
}

/** `size`³ colours over `from` to `to`; red changes fastest. */
export interface Cube {
  readonly size: number
  readonly from: Triple
  readonly to: Triple
  readonly values: Float64Array
}

/** Curves come first. */
export interface Lut {
  readonly title: string | null
  readonly curves: Curves | null
  readonly cube: Cube | null
  /** What its values refer to, where the file says so. */
  readonly reference?: Reference
  /** What had to be guessed of it, a sentence. */
  readonly remark?: string
}

/** What a function makes of a colour. */
export type Look = (colour: Triple) => Triple

/** A table as a function. Colours outside of its domain are those at its edge. */
export function lookOf({ curves, cube }: Lut): Look {
  return (colour) => {
    const curved: Triple =
      curves === null
        ? colour
        : [curvesAt(curves, 0, colour[0]), curvesAt(curves, 1, colour[1]), curvesAt(curves, 2, colour[2])]
    return cube === null ? curved : throughCube(cube, curved)
  }
}

/** What curves make of a value of one channel. Values outside of their domain are those at its edge. */
export function curvesAt({ size, from, to, values }: Curves, channel: 0 | 1 | 2, value: number): number {
  const place = placeOf(value, from[channel], to[channel], size)
  const low = Math.min(Math.floor(place), size - 2)
  const begin = channel * size + low
  return mix(values[begin]!, values[begin + 1]!, place - low)
}

/**
 * Tetrahedral, as ffmpeg's `lut3d=interp=tetrahedral`: the cell is cut into six along its grey diagonal, so greys between
 * two points stay grey.
 */
function throughCube({ size, from, to, values }: Cube, colour: Triple): Triple {
  const places = [0, 1, 2].map((at) => placeOf(colour[at]!, from[at]!, to[at]!, size))
  const lows = places.map((place) => Math.min(Math.floor(place), size - 2))
  const steps = [1, size, size * size]
  let index = lows.reduce((sum, low, at) => sum + low * steps[at]!, 0)
  const rests = places.map((place, at) => place - lows[at]!)
  const order = [0, 1, 2].toSorted((one, other) => rests[other]! - rests[one]!)
  const result: [number, number, number] = [0, 0, 0]
  const add = (weight: number): void => {
    for (const at of [0, 1, 2] as const) result[at] += weight * values[index * 3 + at]!
  }
  // From the corner nearest to black, one edge after the other, the longest way first.
  add(1 - rests[order[0]!]!)
  for (const [turn, axis] of order.entries()) {
    index += steps[axis]!
    const next = order[turn + 1]
    add(rests[axis]! - (next === undefined ? 0 : rests[next]!))
  }
  return result
}

function placeOf(value: number, from: number, to: number, size: number): number {
  const place = ((value - from) / (to - from)) * (size - 1)
  return Math.min(size - 1, Math.max(0, Number.isNaN(place) ? 0 : place))
}

function mix(low: number, high: number, share: number): number {
  return low + (high - low) * share
}

/** Points of a cube that joins several steps: with fewer a steep toe comes out wrong by tens of codes. */
export const BAKED_SIZE = 65

/** A function as a cube over 0 to 1, which every program reads alike: ffmpeg ignores where a domain begins. */
export function bake(look: Look, size: number = BAKED_SIZE): Cube {
  const values = new Float64Array(size ** 3 * 3)
  for (let blue = 0; blue < size; blue += 1) values.set(bakeSlice(look, blue, size), blue * size ** 2 * 3)
  return { size, from: [0, 0, 0], to: [1, 1, 1], values }
}

/** The slice of such a cube at one step of blue, for those who must not keep others waiting for all of it. */
export function bakeSlice(look: Look, blue: number, size: number = BAKED_SIZE): Float64Array {
  const values = new Float64Array(size ** 2 * 3)
  const value = (step: number): number => step / (size - 1)
  for (let g = 0; g < size; g += 1)
    for (let r = 0; r < size; r += 1) values.set(look([value(r), value(g), value(blue)]), (g * size + r) * 3)
  return values
}

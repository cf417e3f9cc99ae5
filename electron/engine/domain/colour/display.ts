/**
 * From what a camera recorded to a picture of standard range: decode the curve, turn the primaries into those of
 * Rec. 709, bring what is brighter than white into range, and encode for a display of BT.1886.
 *
 * [Note: two tables] Light near black is spread over many codes by a display's curve: between two points of any cube a
 * straight line misses it by tens of ten-bit codes. So the cube stays in the camera's own log values, where greys are
 * left as they are and a straight line is right; a fine curve for each channel makes the display's signal of them.
 */
import type { LogCurveId, Reference } from '../../../../shared/model/colour.ts'
import { LOG_CURVES } from './log-curves.ts'
import { bake, type Cube, type Curves, type Look } from './lut.ts'
import { apply, matrixBetween, type Triple } from './primaries.ts'
import { mobius, signalOf } from './tone-map.ts'

/** Points of the fine curve: every ten-bit code lies on one of them, so none is between two. */
const POINTS: Readonly<Record<Reference, number>> = { code: 1023 * 64 + 1, signal: 876 * 74 + 1 }

/** A conversion as tables over 0 to 1: the cube first. */
interface Conversion {
  readonly cube: Cube
  readonly curves: Curves
}

/** The tables of the built-in conversion of a log curve. Values are as the curve defines them (`reference`). */
export function displayConversion(id: LogCurveId): Conversion {
  return { cube: bake(inLog(id)), curves: displayCurves(id) }
}

/** What the cube of a conversion does: values of a log curve to values of the same curve, of light in range of Rec. 709. */
export function inLog(id: LogCurveId): Look {
  const { encode } = LOG_CURVES[id]
  const mapped = mappedLight(id)
  return (colour) => {
    const light = mapped(colour)
    return [encode(light[0]), encode(light[1]), encode(light[2])]
  }
}

/** The fine curve of each channel that comes after the cube: values of a log curve to signals of Rec. 709. */
export function displayCurves(id: LogCurveId): Curves {
  const { decode, reference } = LOG_CURVES[id]
  const size = POINTS[reference]
  const channel = Float64Array.from({ length: size }, (_, at) => signalOf(Math.min(1, decode(at / (size - 1)))))
  const values = new Float64Array(size * 3)
  for (const at of [0, 1, 2]) values.set(channel, at * size)
  return { size, from: [0, 0, 0], to: [1, 1, 1], values }
}

/**
 * The same as a function, exact: values of a log curve to signals of Rec. 709 from 0 to 1. 18 % grey comes out at the
 * same signal for every curve.
 */
export function displayLook(id: LogCurveId): Look {
  const mapped = mappedLight(id)
  return (colour) => {
    const light = mapped(colour)
    return [signalOf(light[0]), signalOf(light[1]), signalOf(light[2])]
  }
}

/** Values of a log curve to light of Rec. 709 up to 1. What is below black stays there: cut off, it would bend the cube. */
function mappedLight(id: LogCurveId): Look {
  const { decode, primaries } = LOG_CURVES[id]
  const matrix = matrixBetween(primaries, 'bt709')
  // The brightest that the curve can hold becomes white.
  const peak = decode(1)
  const toRange = (light: number): number => (peak > 1.01 ? Math.min(1, mobius(light, peak)) : Math.min(1, light))
  return (colour) => {
    const light = apply(matrix, [decode(colour[0]), decode(colour[1]), decode(colour[2])])
    const channel = (at: 0 | 1 | 2): number => toRange(light[at])
    return [channel(0), channel(1), channel(2)] satisfies Triple
  }
}

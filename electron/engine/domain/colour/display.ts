/**
 * From what a camera recorded to a picture of standard range: decode the curve, turn the primaries into those of
 * Rec. 709, bring what is brighter than white into range, and encode for a display of BT.1886.
 */
import { LOG_CURVES, type LogCurveId } from './log-curves.ts'
import type { Look } from './lut.ts'
import { apply, matrixBetween, type Triple } from './primaries.ts'
import { mobius, signalOf } from './tone-map.ts'

/**
 * The look of a log curve: values as the curve defines them (`reference`), to signals of Rec. 709 from 0 to 1. 18 % grey
 * comes out at the same signal for every curve.
 */
export function displayLook(id: LogCurveId): Look {
  const { decode, primaries } = LOG_CURVES[id]
  const matrix = matrixBetween(primaries, 'bt709')
  // The brightest that the curve can hold becomes white.
  const peak = decode(1)
  const toRange = (light: number): number => (peak > 1.01 ? mobius(light, peak) : Math.min(1, light))
  return (colour) => {
    const light = apply(matrix, [decode(colour[0]), decode(colour[1]), decode(colour[2])])
    const shown = (at: 0 | 1 | 2): number => signalOf(toRange(Math.max(0, light[at])))
    return [shown(0), shown(1), shown(2)] satisfies Triple
  }
}

/**
 * HDR brought down, as tables: what ffmpeg's chain does (recipes/tone-map-filters.ts), for a player that has a proxy
 * which no ffmpeg here could bring down.
 *
 * The cube leaves values of PQ, where greys lie evenly; a fine curve makes the display's signal of them.
 */
import type { Tone } from '../../../../shared/model/colour.ts'
import { nitsFromHlg, nitsFromPq, pqFromNits } from './hdr-curves.ts'
import type { LookPlan } from './look-tables.ts'
import { BAKED_SIZE, type Curves, type Look } from './lut.ts'
import { apply, matrixBetween, type Triple } from './primaries.ts'
import { mobius, peakOf, REFERENCE_WHITE_NITS, signalOf } from './tone-map.ts'

const POINTS = 16_385

/** The tables of a picture of PQ or HLG. */
export function planTone({ transfer, maxCll }: Tone): LookPlan {
  const peak = peakOf(maxCll)
  const matrix = matrixBetween('bt2020', 'bt709')
  // zimg lets HLG's gamma act on each channel, not on the luminance as BT.2100 has it: colours come out fuller, and the
  // player shows what is made.
  const nits = transfer === 'pq' ? nitsFromPq : (signal: number): number => nitsFromHlg(signal)
  const at: Look = (signal) => {
    const light = apply(
      matrix,
      each(signal, (one) => nits(Math.max(0, one)) / REFERENCE_WHITE_NITS),
    )
    // ffmpeg presses the brightest channel down, and the others with it: hues stay.
    const brightest = Math.max(...light, 1e-6)
    const scale = mobius(brightest, peak) / brightest
    return each(light, (one) => pqFromNits(Math.max(0, one * scale) * REFERENCE_WHITE_NITS))
  }
  return { reference: 'signal', domain: [0, 1], pre: null, cube: { size: BAKED_SIZE, at }, post: shown() }
}

/** Values of PQ as signals of the display. */
function shown(): Curves {
  const channel = Float64Array.from({ length: POINTS }, (_, at) =>
    signalOf(Math.min(1, nitsFromPq(at / (POINTS - 1)) / REFERENCE_WHITE_NITS)),
  )
  const values = new Float64Array(POINTS * 3)
  for (const at of [0, 1, 2]) values.set(channel, at * POINTS)
  return { size: POINTS, from: [0, 0, 0], to: [1, 1, 1], values }
}

function each([a, b, c]: Triple, of: (value: number) => number): Triple {
  return [of(a), of(b), of(c)]
}

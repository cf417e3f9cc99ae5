/**
 * Light: PQ, HLG, the tone map, primaries. Golden values are those of BT.2100 and of what ffmpeg's own filters gave.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nitsFromHlg, nitsFromPq, pqFromNits } from '../../../electron/engine/domain/colour/hdr-curves.ts'
import { tenBitCode } from '../../../electron/engine/domain/colour/log-curves.ts'
import { apply, matrixBetween, PRIMARIES, type PrimariesId } from '../../../electron/engine/domain/colour/primaries.ts'
import { mobius, peakOf, REFERENCE_WHITE_NITS, signalOf } from '../../../electron/engine/domain/colour/tone-map.ts'

const eightBit = (light: number): number => Math.round(16 + 219 * signalOf(light))
const mapped = (nits: number, peak: number): number => eightBit(mobius(nits / REFERENCE_WHITE_NITS, peak))
const nitsOfCode = (code: number): number => nitsFromPq((code - 64) / 876)

describe('PQ', () => {
  it.each([
    [1, 0.1499, 195],
    [10, 0.2997, 327],
    [26, 0.38, 397],
    [100, 0.5081, 509],
    [203, 0.5807, 573],
    [1000, 0.7518, 723],
    [4000, 0.9026, 855],
  ])('of %d nits', (nits, signal, code) => {
    expect(pqFromNits(nits)).toBeCloseTo(signal, 4)
    expect(Math.round(tenBitCode(pqFromNits(nits), 'signal'))).toBe(code)
  })

  it('leads back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 10_000, noNaN: true }), (nits) => {
        expect(nitsFromPq(pqFromNits(nits)) / nits).toBeCloseTo(1, 6)
      }),
    )
  })
})

describe('HLG on a display of 1,000 nits', () => {
  it.each([
    [0.38, 26.2],
    [0.5, 50.7],
    [0.75, 203.2],
    [1, 1000],
  ])('signal %d', (signal, nits) => {
    expect(nitsFromHlg(signal)).toBeCloseTo(nits, 1)
  })
})

describe('the tone map', () => {
  it('gives what ffmpeg gives, by its own peak and by that of the picture', () => {
    const codes = [195, 327, 397, 509, 573, 723, 855]
    expect(codes.map((code) => mapped(nitsOfCode(code), 10))).toEqual([40, 79, 109, 173, 201, 230, 237])
    expect(codes.slice(0, 6).map((code) => mapped(nitsOfCode(code), peakOf(1000)))).toEqual([
      40, 79, 109, 174, 202, 235,
    ])
  })

  it('has the peak of what the picture declares, within bounds', () => {
    expect(peakOf(1000)).toBeCloseTo(4.926, 3)
    expect(peakOf(null)).toBe(peakOf(1000))
    expect(peakOf(50)).toBe(1.01)
    expect(peakOf(1e9)).toBe(peakOf(10_000))
  })

  it('grows, keeps shadows as they are, and brings the peak to white', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.01, max: 49, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (peak, at) => {
          expect(mobius(peak, peak)).toBeCloseTo(1, 6)
          expect(mobius(at * 0.3, peak)).toBe(at * 0.3)
          expect(mobius(at * peak, peak)).toBeLessThanOrEqual(mobius(at * peak + 0.01, peak))
        },
      ),
    )
  })
})

describe('primaries', () => {
  it('of BT.2020 in Rec. 709 have the matrix of BT.2087', () => {
    const published = [
      [1.6605, -0.5876, -0.0728],
      [-0.1246, 1.1329, -0.0083],
      [-0.0182, -0.1006, 1.1187],
    ]
    for (const [row, values] of matrixBetween('bt2020', 'bt709').entries())
      for (const [column, value] of values.entries()) expect(value).toBeCloseTo(published[row]![column]!, 3)
  })

  it.each(Object.keys(PRIMARIES) as PrimariesId[])('%s keep grey grey, and lead back', (id) => {
    const there = matrixBetween(id, 'bt709')
    const back = matrixBetween('bt709', id)
    for (const value of apply(there, [0.18, 0.18, 0.18])) expect(value).toBeCloseTo(0.18, 9)
    const again = apply(back, apply(there, [0.2, 0.5, 0.9]))
    for (const [at, value] of [0.2, 0.5, 0.9].entries()) expect(again[at]).toBeCloseTo(value, 9)
  })
})

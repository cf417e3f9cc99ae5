/**
 * Colour decision lists: the arithmetic of the ASC, and how they stand in ALE and EDL.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyCdl, isNeutral, NEUTRAL_CDL, parseSop } from '../../../electron/engine/domain/colour/cdl.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })

describe('a colour decision list', () => {
  it('that is neutral changes nothing', () => {
    expect(isNeutral(NEUTRAL_CDL)).toBe(true)
    fc.assert(
      fc.property(unit, unit, unit, (r, g, b) => {
        for (const [at, value] of applyCdl(NEUTRAL_CDL, [r, g, b]).entries())
          expect(value).toBeCloseTo([r, g, b][at]!, 12)
      }),
    )
  })

  it('does slope, then offset, then power, then saturation, and clips between', () => {
    const cdl = { ...NEUTRAL_CDL, slope: [2, 1, 1], offset: [0, -0.1, 0.2], power: [1, 1, 2] } as const
    const [r, g, b] = applyCdl(cdl, [0.6, 0.5, 0.3])
    expect([r, g, b].map((one) => Number(one.toFixed(6)))).toEqual([1, 0.4, 0.25])
    const grey = applyCdl({ ...NEUTRAL_CDL, saturation: 0 }, [1, 0, 0])
    expect(grey).toEqual([0.2126, 0.2126, 0.2126])
  })

  it('is read as ALE and EDL write it', () => {
    expect(parseSop('(1.0 0.9 1.1)(0.01 -0.02 0)(1 1.2 0.8)', '0.85')).toEqual({
      slope: [1, 0.9, 1.1],
      offset: [0.01, -0.02, 0],
      power: [1, 1.2, 0.8],
      saturation: 0.85,
    })
    expect(parseSop('(1, 1, 1) (0, 0, 0) (1, 1, 1)', null)).toEqual(NEUTRAL_CDL)
  })

  it.each([
    ['(1 1 1)(0 0 0)', '1'],
    ['(1 1)(0 0 0)(1 1 1)', '1'],
    ['(1 1 x)(0 0 0)(1 1 1)', '1'],
    ['(-1 1 1)(0 0 0)(1 1 1)', '1'],
    ['(1 1 1)(0 0 0)(0 1 1)', '1'],
    ['(1 1 1)(0 0 0)(1 1 1)', '-1'],
    ['(1 1 1)(0 0 0)(1 1 1)', 'much'],
    ['(1 1 1)(0 0 1e999)(1 1 1)', '1'],
    ['(0x1 1 1)(0 0 0)(1 1 1)', '1'],
    ['(1 1 1)(0 0 0)(1 1 1)', '0b1'],
    ['(,1 1)(0 0 0)(1 1 1)', '1'],
  ])('is none: %s %s', (sop, saturation) => {
    expect(parseSop(sop, saturation)).toBeNull()
  })
})

/**
 * Looks as tables: joined, kept apart where a cube would lose a toe, and the same as a function.
 */
import { describe, expect, it } from 'vitest'
import type { Cdl, Look } from '../../../shared/model/colour.ts'
import { applyCdl } from '../../../electron/engine/domain/colour/cdl.ts'
import { fromHalf, toHalf } from '../../../electron/engine/domain/colour/half-float.ts'
import { planAsFunction, planLook } from '../../../electron/engine/domain/colour/look-tables.ts'
import { bake, lookOf, type Curves, type Lut } from '../../../electron/engine/domain/colour/lut.ts'
import { readLut } from '../../../electron/engine/domain/colour/lut-file.ts'
import { saidByName } from '../../../electron/engine/domain/colour/lut-words.ts'

const look = (cdl: Cdl | null, reference: 'code' | 'signal' = 'code'): Look => ({
  curve: null,
  cdl,
  lut: { hash: 'b'.repeat(64), reference },
})
const cdl: Cdl = { slope: [1.2, 1, 0.9], offset: [0.02, 0, 0], power: [1, 0.9, 1], saturation: 0.7 }
const cube: Lut = { title: null, curves: null, cube: bake(([r, g, b]) => [r ** 2, g * 0.8, b], 17) }
const shaper: Curves = {
  size: 1024,
  from: [0, 0, 0],
  to: [1, 1, 1],
  values: Float64Array.from({ length: 3 * 1024 }, (_, at) => Math.sqrt((at % 1024) / 1023)),
}

describe('the tables of a look with a LUT', () => {
  it('are the LUT’s own without a list, and one cube of 65 points with one', () => {
    expect(planLook(look(null), cube)).toMatchObject({
      reference: 'code',
      domain: [0, 1],
      pre: null,
      cube: { size: 17 },
      post: null,
    })
    const joined = planLook(look(cdl), cube)
    expect(joined).toMatchObject({ pre: null, cube: { size: 65 }, post: null })
    const colour = [0.3, 0.5, 0.7] as const
    expect(planAsFunction(joined)(colour)).toEqual(lookOf(cube)(applyCdl(cdl, colour)))
  })

  it('keep the curves before a cube as curves, with what a list does to each channel', () => {
    const both: Lut = { ...cube, curves: shaper }
    for (const list of [null, { ...cdl, saturation: 1 }]) {
      const plan = planLook(look(list), both)
      expect(plan.pre).not.toBeNull()
      expect(plan.cube!.size).toBe(17)
      for (const value of [0, 0.001, 0.01, 0.18, 0.5, 1]) {
        const colour = [value, value, value] as const
        const wanted = lookOf(both)(list === null ? colour : applyCdl(list, colour))
        for (const [at, found] of planAsFunction(plan)(colour).entries())
          expect(Math.abs(found - wanted[at]!)).toBeLessThan(2e-4)
      }
    }
    expect(planLook(look(cdl), both)).toMatchObject({ pre: null, cube: { size: 65 } })
  })

  it('reach as far below black and above white as the LUT and the file do, for signals alone', () => {
    const wide: Lut = { ...cube, cube: { ...cube.cube!, from: [-1, -0.05, 0], to: [1, 1.05, 4] } }
    expect(planLook(look(null, 'signal'), wide).domain).toEqual([-64 / 876, 959 / 876])
    expect(planLook(look(null, 'code'), wide).domain).toEqual([0, 1])
    // A list clips to 0 to 1, as the ASC asks.
    expect(planLook(look(cdl, 'signal'), wide).domain).toEqual([0, 1])
    for (const reference of ['code', 'signal'] as const)
      expect(planAsFunction(planLook(look(null, reference), wide))([0.5, 0.5, 0.5])[0]).toBeCloseTo(
        lookOf(wide)([0.5, 0.5, 0.5])[0],
        3,
      )
  })
})

describe('what the name of a LUT says', () => {
  it.each([
    ['SLog3SGamut3.CineToLC-709TypeA', 's-log3', 'S-Gamut3.Cine'],
    ['ARRI_LogC4_to_Rec709_65', 'logc4', ''],
    ['AlexaV3_EI0800_LogC_AWG_Rec709', 'logc3', 'ARRI Wide Gamut 3'],
    ['V-Log_to_V-709', 'v-log', ''],
    ['CinemaGamut_CanonLog3-to-BT709', 'c-log3', 'Cinema Gamut'],
    ['FLog2_to_WDR', 'f-log2', ''],
    ['XT4_F-Log', 'f-log', ''],
    ['AppleLogToRec709', 'apple-log', ''],
    ['AppleLog2', null, ''],
    ['RWG_Log3G10_to_REC709', 'log3g10', 'REDWideGamutRGB'],
    ['Kodak 2383 D60', null, ''],
  ] as const)('%s', (name, curve, gamut) => {
    expect(saidByName(name)).toEqual({ curve, gamut })
  })
})

describe('a .3dl file', () => {
  const body = Array.from(
    { length: 8 },
    (_, at) => `${(at >> 2) * 4095} ${((at >> 1) & 1) * 4095} ${(at & 1) * 4095}`,
  ).join('\n')
  it('whose mesh lies unevenly, is out of order, or has values below 0 is refused with its line', () => {
    const uneven = readLut(`0 10 1023 1023\n${Array.from({ length: 64 }, () => '0 0 0').join('\n')}`, '3dl')
    expect(uneven).toMatchObject({ fault: { line: 1, sentence: expect.stringContaining('evenly') as string } })
    expect(readLut(`0 1023\n${body.replace('4095', '-1')}`, '3dl')).toMatchObject({ fault: { line: 3 } })
    expect(readLut(`0 1023\n${body}`, '3dl')).toMatchObject({ lut: { cube: { size: 2 } } })
  })
})

describe('half floats', () => {
  it('are the nearest ones', () => {
    for (const value of [0, 1, 0.5, 0.1, 0.333, 65_504, -0.25, 2 ** -14, 2 ** -24, 3e-6, 0.9999]) {
      const half = fromHalf(toHalf(value))
      expect(Math.abs(half - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11))
    }
    for (let bits = 0; bits < 0x7c00; bits += 7) expect(toHalf(fromHalf(bits))).toBe(bits)
    expect(fromHalf(toHalf(1e9))).toBe(65_504)
  })
})

/**
 * The curves of cameras: golden values at black, grey and white, and that each way back leads to where it began.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogCurveId } from '../../../shared/model/colour.ts'
import { LOG_CURVES, tenBitCode } from '../../../electron/engine/domain/colour/log-curves.ts'

/** Value at 0 %, 18 % and 90 % scene light, with four places; seven of them are those of colour-science's own tests. */
const GOLDEN: Readonly<Record<LogCurveId, readonly [number, number, number]>> = {
  's-log3': [0.0929, 0.4106, 0.5845],
  logc3: [0.0928, 0.391, 0.5594],
  logc4: [0.0929, 0.2784, 0.418],
  'v-log': [0.125, 0.4233, 0.5882],
  'c-log2': [0.0929, 0.3983, 0.5623],
  'c-log3': [0.1251, 0.3434, 0.5645],
  'n-log': [0.1244, 0.3637, 0.5896],
  'f-log': [0.0929, 0.4593, 0.6895],
  'f-log2': [0.0929, 0.391, 0.5571],
  'bmd-film-5': [0.0925, 0.3836, 0.5214],
  log3g10: [0.0916, 0.3333, 0.4834],
  'apple-log': [0.1505, 0.4883, 0.6817],
  'd-log': [0.0929, 0.3988, 0.5729],
  protune: [0, 0.6456, 0.9779],
}

/** The same as 10-bit numbers in a file. */
const CODES: Partial<Record<LogCurveId, readonly [number, number, number]>> = {
  's-log3': [95, 420, 598],
  logc3: [145, 407, 554],
  logc4: [145, 308, 430],
  'v-log': [128, 433, 602],
  'c-log2': [95, 407, 575],
  'c-log3': [128, 351, 577],
  'n-log': [127, 372, 603],
  'f-log': [95, 470, 705],
  'f-log2': [95, 400, 570],
  'apple-log': [196, 492, 661],
}
const LIGHTS = [0, 0.18, 0.9] as const

describe('a log curve', () => {
  it.each(Object.entries(GOLDEN) as [LogCurveId, readonly number[]][])('%s has its published values', (id, golden) => {
    const { encode, reference } = LOG_CURVES[id]
    expect(LIGHTS.map((light) => Number(encode(light).toFixed(4)))).toEqual(golden)
    const codes = CODES[id]
    if (codes !== undefined)
      expect(LIGHTS.map((light) => Math.round(tenBitCode(encode(light), reference)))).toEqual(codes)
  })

  it.each(Object.keys(LOG_CURVES) as LogCurveId[])('%s leads back, grows, and has no step at its joint', (id) => {
    const { encode, decode } = LOG_CURVES[id]
    fc.assert(
      fc.property(fc.double({ min: 0, max: 16, noNaN: true }), (light) => {
        expect(decode(encode(light))).toBeCloseTo(light, 6 - Math.ceil(Math.log10(1 + light)))
        expect(encode(light + 0.001)).toBeGreaterThan(encode(light))
        expect(encode(light + 1e-6) - encode(light)).toBeLessThan(1e-3)
      }),
    )
  })
})

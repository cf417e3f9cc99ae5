/**
 * What the built-in conversions of log make of light.
 */
import { describe, expect, it } from 'vitest'
import { displayLook } from '../../../electron/engine/domain/colour/display.ts'
import type { LogCurveId } from '../../../shared/model/colour.ts'
import { LOG_CURVES } from '../../../electron/engine/domain/colour/log-curves.ts'
import { signalOf } from '../../../electron/engine/domain/colour/tone-map.ts'

describe('the built-in conversion', () => {
  it.each(Object.keys(LOG_CURVES) as LogCurveId[])(
    'of %s shows grey as grey, black as black, and never falls',
    (id) => {
      const look = displayLook(id)
      const of = (light: number) => {
        const value = LOG_CURVES[id].encode(light)
        return look([value, value, value])
      }
      const [r, g, b] = of(0.18)
      expect(r).toBeCloseTo(signalOf(0.18), 4)
      expect(g).toBeCloseTo(r, 9)
      expect(b).toBeCloseTo(r, 9)
      expect(of(0)[1]).toBeLessThan(0.01)
      const ramp = Array.from({ length: 1025 }, (_, step) => look([step / 1024, step / 1024, step / 1024])[1])
      for (const [step, value] of ramp.entries()) if (step > 0) expect(value).toBeGreaterThanOrEqual(ramp[step - 1]!)
      expect(ramp.at(-1)).toBeCloseTo(1, 6)
    },
  )
})

/**
 * When a remote is asked again, and when bytes may go.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpenHour, pollAfter, retryAfter } from '../../../electron/engine/domain/sync/sync-pace.ts'

describe('a remote is asked', () => {
  it('every few seconds while people work, and twice a minute when nobody does', () => {
    expect([0, 60_000, 10 * 60_000, 3_600_000].map(pollAfter)).toEqual([3_000, 3_000, 10_000, 30_000])
  })

  it('later and later after failures, never later than five minutes, never all at one moment', () => {
    expect([1, 2, 3, 20].map((failures) => retryAfter(failures, 1))).toEqual([2_000, 4_000, 8_000, 300_000])
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const after = retryAfter(failures, random)
        expect(after).toBeGreaterThanOrEqual(1_000)
        expect(after).toBeLessThanOrEqual(300_000)
      }),
    )
  })
})

describe('hours in which bytes go', () => {
  it('may go over midnight', () => {
    const night = { from: 22, to: 6 }
    expect([21, 22, 23, 0, 5, 6, 12].map((hour) => isOpenHour(night, hour))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it('are always, where none are said', () => {
    expect(isOpenHour(null, 3)).toBe(true)
    expect(isOpenHour({ from: 8, to: 8 }, 3)).toBe(true)
  })
})

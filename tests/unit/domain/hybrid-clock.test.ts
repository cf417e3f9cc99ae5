import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHybridTime, parseHybridTime, tick } from '../../../electron/engine/domain/sync/hybrid-clock.ts'

const time = fc.record({
  ms: fc.integer({ min: 0, max: 2 ** 47 }),
  counter: fc.integer({ min: 0, max: 0xffff }),
  device: fc.uuid(),
})

describe('the hybrid clock', () => {
  it('goes on with the wall clock, and counts where that stands still', () => {
    const start = { ms: 100, counter: 3, device: 'd' }
    expect(tick(start, 101)).toEqual({ ms: 101, counter: 0, device: 'd' })
    expect(tick(start, 100)).toEqual({ ms: 100, counter: 4, device: 'd' })
  })

  it('never goes back, whatever the wall clock says, and its text sorts as it runs', () => {
    fc.assert(
      fc.property(time, fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { maxLength: 50 }), (start, walls) => {
        let last = start
        for (const wall of walls) {
          const next = tick(last, wall)
          expect(formatHybridTime(next) > formatHybridTime(last)).toBe(true)
          last = next
        }
      }),
    )
  })

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(time, (value) => {
        expect(parseHybridTime(formatHybridTime(value))).toEqual(value)
      }),
    )
    expect(parseHybridTime('yesterday')).toBeNull()
  })
})

/**
 * Which proxies are let go for a budget: rules and properties.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseToEvict, type Evictable } from '../../../electron/engine/domain/cache/choose.ts'

const HOUR = 3_600_000
const NOW = 1000 * HOUR
const proxies = (sizes: readonly number[], age: (at: number) => number = (at) => (100 - at) * HOUR): Evictable[] =>
  sizes.map((bytes, at) => ({ id: String(at), path: `${at}.mp4`, bytes, usedAt: NOW - age(at) }))
const ids = (chosen: readonly Evictable[]): string => chosen.map(({ id }) => id).join()

it('lets nothing go while the budget is kept, or where there is none', () => {
  expect(chooseToEvict(proxies([10, 10]), { taken: 20, budget: 20, now: NOW })).toEqual([])
  expect(chooseToEvict(proxies([10, 10]), { taken: 20, budget: null, now: NOW })).toEqual([])
})

it('lets go of those unused longest, down to nine tenths of the budget', () => {
  expect(ids(chooseToEvict(proxies([10, 10, 10, 10]), { taken: 40, budget: 30, now: NOW }))).toBe('0,1')
})

it('never lets go of what was looked at within the hour, whatever the budget', () => {
  const some = proxies([10, 10, 10], (at) => (at === 0 ? 2 * HOUR : HOUR / 2))
  expect(ids(chooseToEvict(some, { taken: 30, budget: 0, now: NOW }))).toBe('0')
})

it('lets go of no more than is needed, and always of the first ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 50 }),
      fc.integer({ min: 0, max: 20_000 }),
      (sizes, budget) => {
        const all = proxies(sizes)
        const taken = sizes.reduce((sum, bytes) => sum + bytes, 0)
        const chosen = chooseToEvict(all, { taken, budget, now: NOW })
        expect(chosen).toEqual(all.slice(0, chosen.length))
        const freed = chosen.reduce((sum, one) => sum + one.bytes, 0)
        if (taken <= budget) expect(chosen).toEqual([])
        else expect(taken - freed).toBeLessThanOrEqual(budget * 0.9)
        const last = chosen.at(-1)
        if (last !== undefined) expect(taken - freed + last.bytes).toBeGreaterThan(budget * 0.9)
      },
    ),
  )
})

/**
 * How long proxies will take, by those that were made last.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { paceOf, secondsFor } from '../../../electron/engine/domain/edit-proxies/pace.ts'

const made = (bytes: number, startedAt: number, finishedAt: number) => ({ bytes, startedAt, finishedAt })

it('is bytes a second of the time in which anything was made: what one run made at once counts once', () => {
  expect(paceOf([made(1000, 0, 10_000), made(3000, 0, 10_000)])).toBe(400)
  // An hour in which nothing was asked for is no part of it.
  expect(paceOf([made(1000, 0, 5_000), made(1000, 3_600_000, 3_605_000)])).toBe(200)
})

it('is not known where nothing was made, in less than a second, or by a clock that was set back', () => {
  expect([paceOf([]), paceOf([made(1000, 0, 900)]), paceOf([made(1000, 9_000, 1_000)])]).toEqual([null, null, null])
  expect([secondsFor(1000, null), secondsFor(0, 10), secondsFor(1, 1000)]).toEqual([null, null, 1])
})

it('does not depend on the order, and twice as much takes twice as long', () => {
  const job = fc
    .tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2_000, max: 1e6 }))
    .map(([bytes, at, length]) => made(bytes, at, at + length))
  fc.assert(
    fc.property(fc.array(job, { minLength: 1, maxLength: 12 }), (jobs) => {
      const pace = paceOf(jobs)!
      expect(paceOf(jobs.toReversed())).toBe(pace)
      expect(paceOf(jobs.map((one) => ({ ...one, bytes: one.bytes * 2 })))).toBeCloseTo(pace * 2, 3)
    }),
  )
})

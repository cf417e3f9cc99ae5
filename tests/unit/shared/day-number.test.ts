/**
 * Numbers of shooting days: facts of the call sheet, never counted from what is in the library.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberOfDay } from '../../../shared/util/day-number.ts'

const DAYS = ['2026-11-02', '2026-11-03', '2026-11-05', '2026-11-06']
const none = { firstDay: null, dayNumbers: {} }

describe('the number of a shooting day', () => {
  it('is absent where nobody set one, whatever lies in the library', () => {
    expect(DAYS.map((day) => numberOfDay(day, none, DAYS))).toEqual([null, null, null, null])
  })

  it('counts shooting days from the first one that is named, and never before it', () => {
    const numbering = { firstDay: '2026-11-03', dayNumbers: {} }
    expect(DAYS.map((day) => numberOfDay(day, numbering, DAYS))).toEqual([null, 1, 2, 3])
  })

  it('goes on from a number that was set', () => {
    const numbering = { firstDay: '2026-11-02', dayNumbers: { '2026-11-03': 12 } }
    expect(DAYS.map((day) => numberOfDay(day, numbering, DAYS))).toEqual([1, 12, 13, 14])
  })

  it('counts on from a number alone, and leaves the days before it to their dates', () => {
    expect(DAYS.map((day) => numberOfDay(day, { firstDay: null, dayNumbers: { '2026-11-03': 12 } }, DAYS))).toEqual([
      null,
      12,
      13,
      14,
    ])
  })

  it('of a day that has its own does not change when older or newer files come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 28 }), { maxLength: 20 }), (days) => {
        const known = [...new Set(days)].map((day) => `2026-10-${String(day).padStart(2, '0')}`)
        expect(
          numberOfDay('2026-11-03', { firstDay: '2026-11-03', dayNumbers: { '2026-11-03': 7 } }, [...known, ...DAYS]),
        ).toBe(7)
        expect(
          numberOfDay('2026-11-05', { firstDay: '2026-11-03', dayNumbers: { '2026-11-03': 7 } }, [...known, ...DAYS]),
        ).toBe(8)
      }),
    )
  })
})

/**
 * The shooting day around midnight, across zones, and with timecode as a witness.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockAt, momentOf, readClock, shootingDay } from '../../../electron/engine/domain/shooting-day.ts'

const local = (text: string) => ({ clock: readClock(text)! })
const hours = (h: number, m: number, s: number) => ({ num: h * 3600 + m * 60 + s, den: 1 })

describe('the shooting day', () => {
  it.each([
    ['2026-11-20T23:59:59', '2026-11-20'],
    ['2026-11-21T00:00:00', '2026-11-20'],
    ['2026-11-21T03:59:59', '2026-11-20'],
    ['2026-11-21T04:00:00', '2026-11-21'],
    ['2026-01-01T02:00:00', '2025-12-31'],
    ['2024-03-01T01:00:00', '2024-02-29'],
  ])('of a clip started at %s is %s', (text, day) => {
    expect(shootingDay(local(text), 0)).toBe(day)
  })

  it('changes at the cut-off that the production sets', () => {
    expect(shootingDay(local('2026-11-21T03:00:00'), 0, 0)).toBe('2026-11-21')
    expect(shootingDay(local('2026-11-21T05:30:00'), 0, 360)).toBe('2026-11-20')
  })

  it('is the date on the set: UTC is moved there, an offset is the set itself', () => {
    expect(shootingDay(local('2026-11-21T02:00:00Z'), 600)).toBe('2026-11-21')
    expect(shootingDay(local('2026-11-21T02:00:00Z'), -300)).toBe('2026-11-20')
    expect(shootingDay(local('2019-02-12T15:27:12+08:00'), -480)).toBe('2019-02-12')
    expect(shootingDay(local('2021-05-29T23:14:19-0400'), 120)).toBe('2021-05-29')
  })

  it('believes a timecode that runs with the clock when the stamp is of the end of the clip', () => {
    // Began at 03:58 by timecode, closed at 04:06 by the file's time: still the day before.
    expect(shootingDay({ ...local('2026-11-21T04:06:00'), timecode: hours(3, 58, 0) }, 0)).toBe('2026-11-20')
    expect(shootingDay({ ...local('2026-11-21T00:00:10'), timecode: hours(23, 59, 50) }, 0, 0)).toBe('2026-11-20')
  })

  it('takes no notice of a timecode that counts the roll', () => {
    expect(shootingDay({ ...local('2026-11-21T15:00:00'), timecode: hours(1, 0, 0) }, 0)).toBe('2026-11-21')
  })
})

describe('a clock reading', () => {
  it('is read in the spellings that files use', () => {
    expect(readClock('2019:01:01 13:37:40')).toEqual({ local: '2019-01-01T13:37:40', offsetMinutes: null })
    expect(readClock('2014-12-04T02:05:17.000000Z')).toEqual({ local: '2014-12-04T02:05:17', offsetMinutes: 0 })
    expect(readClock('2021-05-29T15:14:19-0430')).toEqual({ local: '2021-05-29T15:14:19', offsetMinutes: -270 })
  })

  it.each(['', 'today', '0000-00-00T00:00:00Z', '1904-01-01T00:00:00Z', '2026-13-40T00:00:00'])(
    '"%s" is none',
    (text) => {
      expect(readClock(text)).toBeNull()
    },
  )

  it('and its moment come back from one another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4e10, max: 4e12 }), fc.integer({ min: -720, max: 840 }), (moment, offset) => {
        const whole = Math.floor(moment / 1000) * 1000
        expect(momentOf(clockAt(whole, offset), 0)).toBe(whole)
      }),
    )
  })
})

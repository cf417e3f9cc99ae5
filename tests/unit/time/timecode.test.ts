/**
 * Timecode: the published vectors, and what must hold for every frame of every rate.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowsDropFrame, STANDARD_RATES, type Rate } from '../../../shared/time/rate.ts'
import {
  addFrames,
  formatTimecode,
  framesPerDay,
  onRate,
  parseTimecode,
  readTimecode,
  timecode,
} from '../../../shared/time/timecode.ts'
import { RushesError } from '../../../shared/model/errors.ts'

const R2997: Rate = { num: 30_000, den: 1001 }
const R5994: Rate = { num: 60_000, den: 1001 }
const R23976: Rate = { num: 24_000, den: 1001 }

const vectors: readonly (readonly [Rate, boolean, number, string])[] = [
  [R2997, true, 0, '00:00:00;00'],
  [R2997, true, 1799, '00:00:59;29'],
  [R2997, true, 1800, '00:01:00;02'],
  [R2997, true, 17_981, '00:09:59;29'],
  [R2997, true, 17_982, '00:10:00;00'],
  [R2997, true, 107_892, '01:00:00;00'],
  [R2997, true, 2_589_407, '23:59:59;29'],
  [R5994, true, 1799, '00:00:29;59'],
  [R5994, true, 1800, '00:00:30;00'],
  [R5994, true, 17_982, '00:04:59;58'],
  [R5994, true, 3600, '00:01:00;04'],
  [R23976, false, 1800, '00:01:15:00'],
  [{ num: 25, den: 1 }, false, 90_000, '01:00:00:00'],
  [{ num: 48, den: 1 }, false, 47, '00:00:00:47'],
  [{ num: 50, den: 1 }, false, 180_049, '01:00:00:49'],
  [{ num: 60, den: 1 }, false, 59, '00:00:00:59'],
  [R2997, false, 1800, '00:01:00:00'],
]

describe('timecode', () => {
  it.each(vectors)('at %j, drop-frame %s, frame %i is %s', (rate, drop, frames, label) => {
    expect(formatTimecode(timecode(frames, rate, drop))).toBe(label)
    expect(parseTimecode(label, rate)).toEqual({ frames, rate, dropFrame: drop })
  })

  it('comes back from its own label, for every frame of every rate', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STANDARD_RATES),
        fc.boolean(),
        fc.integer({ min: 0, max: 25_000_000 }),
        (rate, drop, frames) => {
          const tc = timecode(frames, rate, drop)
          expect(readTimecode(formatTimecode(tc), rate)).toEqual(tc)
        },
      ),
    )
  })

  it('gives neighbouring frames different labels that sort as they run', () => {
    fc.assert(
      fc.property(fc.constantFrom(R2997, R5994), fc.integer({ min: 0, max: 2_589_406 }), (rate, frames) => {
        const [now, next] = [timecode(frames, rate, true), timecode(frames + 1, rate, true)]
        expect(formatTimecode(now) < formatTimecode(next)).toBe(true)
      }),
    )
  })

  it('counts 2,589,408 frames a day in 29.97 drop-frame and wraps at midnight', () => {
    expect(framesPerDay(R2997, true)).toBe(2_589_408)
    expect(framesPerDay(R5994, true)).toBe(5_178_816)
    expect(framesPerDay(R23976, false)).toBe(2_073_600)
    expect(formatTimecode(addFrames(parseTimecode('23:59:59;29', R2997), 1))).toBe('00:00:00;00')
    expect(formatTimecode(addFrames(parseTimecode('00:00:00:00', R23976), -1))).toBe('23:59:59:23')
  })

  it('knows drop-frame wherever 30 or a multiple is counted, and nowhere else, whatever the separator', () => {
    expect(STANDARD_RATES.filter(allowsDropFrame).map((rate) => Math.round(rate.num / rate.den))).toEqual([
      30, 30, 60, 60, 120, 120, 240, 240,
    ])
    expect(parseTimecode('10:00:00;12', R23976).dropFrame).toBe(false)
    expect(parseTimecode('10:00:00;12', { num: 25, den: 1 }).dropFrame).toBe(false)
  })

  it('counts at 30 and 60 as at 29.97 and 59.94 where the file has set the flag', () => {
    // A phone camera at 30 frames per second, and a mixer at "30 DF".
    expect(parseTimecode('16:37:10;02', { num: 30, den: 1 })).toMatchObject({ frames: 1_793_106, dropFrame: true })
    expect(formatTimecode(timecode(3601 * 30, { num: 30, den: 1 }, true))).toBe('01:00:04;18')
    expect(formatTimecode(timecode(3600, { num: 60, den: 1 }, true))).toBe('00:01:00;04')
    expect(parseTimecode('16:37:10:02', { num: 30, den: 1 })).toMatchObject({ frames: 1_794_902, dropFrame: false })
  })

  it('refuses labels that drop-frame leaves out, and labels outside the clock', () => {
    expect(readTimecode('00:01:00;00', R2997)).toBeNull()
    expect(readTimecode('00:01:00;03', R5994)).toBeNull()
    expect(readTimecode('00:10:00;00', R2997)).not.toBeNull()
    for (const wrong of ['24:00:00:00', '00:60:00:00', '00:00:60:00', '00:00:00:24', '1:2:3', '', '00:00:00']) {
      expect(readTimecode(wrong, R23976)).toBeNull()
    }
  })

  it('says in words what is wrong with a label', () => {
    const attempt = () => parseTimecode('10:00:00:30', R23976)
    expect(attempt).toThrow(RushesError)
    expect(attempt).toThrow('23.976')
  })

  it('moves a label to a rate of the same family and to no other', () => {
    expect(formatTimecode(onRate(parseTimecode('10:11:12;14', R2997), R5994)!)).toBe('10:11:12;28')
    expect(formatTimecode(onRate(parseTimecode('10:11:12:28', { num: 50, den: 1 }), { num: 25, den: 1 })!)).toBe(
      '10:11:12:14',
    )
    expect(onRate(parseTimecode('10:00:00:00', R23976), { num: 25, den: 1 })).toBeNull()
  })
})

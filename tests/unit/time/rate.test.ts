/**
 * Rates, ratios, samples and lengths: exact both ways.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationText, frameAt, framesOfSeconds, secondsOfFrames } from '../../../shared/time/duration.ts'
import { nominalRate, parseRate, rateLabel, sameRate, snapRate, STANDARD_RATES } from '../../../shared/time/rate.ts'
import { add, ceilOf, compare, floorOf, parseRational, rational, roundOf } from '../../../shared/time/rational.ts'
import { framesOfSamples, samplesOfTimecode, timecodeOfSamples } from '../../../shared/time/samples.ts'
import { formatTimecode, framesPerDay, timecode } from '../../../shared/time/timecode.ts'

const rates = fc.constantFrom(...STANDARD_RATES)

describe('rates', () => {
  it.each([
    ['24000/1001', 24_000, 1001],
    ['23.976', 24_000, 1001],
    ['23.98', 24_000, 1001],
    ['24', 24, 1],
    ['25/1', 25, 1],
    ['29.97', 30_000, 1001],
    ['2997/100', 30_000, 1001],
    ['90000/3003', 30_000, 1001],
    ['59.94', 60_000, 1001],
    ['47.95', 48_000, 1001],
    ['50', 50, 1],
    ['18', 18, 1],
  ])('%s is %i/%i', (text, num, den) => {
    expect(parseRate(text)).toEqual({ num, den })
  })

  it.each(['0/0', '0', '', 'fast', '-25', '25/0'])('"%s" is no rate', (text) => {
    expect(parseRate(text)).toBeNull()
  })

  it('are said as crews say them', () => {
    expect(STANDARD_RATES.map(rateLabel)).toEqual([
      '12',
      '15',
      '23.976',
      '24',
      '25',
      '29.97',
      '30',
      '47.95',
      '48',
      '50',
      '59.94',
      '60',
      '72',
      '75',
      '96',
      '100',
      '119.88',
      '120',
      '200',
      '239.76',
      '240',
    ])
  })

  it('never take one standard rate for another', () => {
    for (const a of STANDARD_RATES) for (const b of STANDARD_RATES) expect(sameRate(a, b)).toBe(a === b)
  })

  it('leave a rate of no standard as it is', () => {
    expect(snapRate({ num: 40_000, den: 1334 })).toEqual({ num: 20_000, den: 667 })
    expect(nominalRate({ num: 1, den: 10 })).toBe(1)
  })
})

describe('ratios', () => {
  it('are read from decimals and fractions exactly', () => {
    expect(parseRational('0.083417')).toEqual({ num: 83_417, den: 1_000_000 })
    expect(parseRational('-0.5')).toEqual({ num: -1, den: 2 })
    expect(parseRational('1:1')).toEqual({ num: 1, den: 1 })
    expect(parseRational('abc')).toBeNull()
  })

  it('round down, up and to the nearest without a float in between', () => {
    expect(floorOf(9_007_199_254_740_991, { num: 60_000, den: 60_000 })).toBe(9_007_199_254_740_991)
    expect(floorOf(-1, { num: 1, den: 2 })).toBe(-1)
    expect(ceilOf(1, { num: 1, den: 2 })).toBe(1)
    expect(roundOf(3, { num: 1, den: 2 })).toBe(2)
    expect(compare(add({ num: 1, den: 3 }, { num: 1, den: 6 }), rational(1, 2))).toBe(0)
  })
})

describe('frames and seconds', () => {
  it('come back exactly at every rate', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 50_000_000 }), (rate, frames) => {
        expect(frameAt(secondsOfFrames(frames, rate), rate)).toBe(frames)
        expect(framesOfSeconds(secondsOfFrames(frames, rate), rate)).toBe(frames)
      }),
    )
  })

  it('survive the six decimals that tools print', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 1_000_000 }), (rate, frames) => {
        const printed = ((frames * rate.den) / rate.num).toFixed(6)
        expect(framesOfSeconds(parseRational(printed)!, rate)).toBe(frames)
      }),
    )
  })

  it('read as people say them', () => {
    const r25 = { num: 25, den: 1 }
    expect(durationText(105, r25)).toBe('4.2 s')
    expect(durationText(25 * 723, r25)).toBe('12:03')
    expect(durationText(25 * 3723, r25)).toBe('1:02:03')
    expect(durationText(0, r25)).toBe('0.0 s')
  })
})

describe('samples since midnight', () => {
  const r23976 = { num: 24_000, den: 1001 }

  it('become timecode at the real rate: the vector of a 702T at 23.976', () => {
    const tc = timecodeOfSamples(2_190_940_753, 48_000, r23976)
    expect(tc.frames).toBe(1_094_376)
    expect(formatTimecode(tc)).toBe('12:39:59:00')
    expect(formatTimecode(timecodeOfSamples(2_191_661_476, 48_000, r23976))).toBe('12:40:14:00')
    expect(formatTimecode(timecodeOfSamples(3_917_280_000, 48_000, { num: 25, den: 1 }))).toBe('22:40:10:00')
  })

  it('come back to the frame, cut up or down to a whole sample by the recorder', () => {
    fc.assert(
      fc.property(
        rates,
        fc.constantFrom(44_100, 48_000, 48_048, 96_000, 192_000),
        fc.boolean(),
        fc.nat(),
        fc.boolean(),
        (rate, sampleRate, drop, n, down) => {
          const tc = timecode(n % framesPerDay(rate, false), rate, drop)
          const exact = samplesOfTimecode(tc, sampleRate)
          const cut = down && tc.frames > 0 ? exact - 1 : exact
          expect(timecodeOfSamples(cut, sampleRate, rate, drop)).toEqual(tc)
        },
      ),
    )
  })

  it('fill as many frames as they touch', () => {
    expect(framesOfSamples(48_000, 48_000, { num: 25, den: 1 })).toBe(25)
    expect(framesOfSamples(48_001, 48_000, { num: 25, den: 1 })).toBe(26)
  })
})

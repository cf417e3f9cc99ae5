/**
 * J K L, frames, ranges and the waveform.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANDARD_RATES } from '../../../shared/time/rate.ts'
import {
  frameOfClock,
  frameOfPresented,
  markRange,
  shuttleSpeed,
  timeInFrame,
  within,
} from '../../../renderer/features/player/shuttle.ts'
import { columnPeak, type Peaks } from '../../../renderer/features/waveform/peaks.ts'

describe('the shuttle', () => {
  it('grows with each press, to eight times', () => {
    const speeds = [0]
    for (let press = 0; press < 6; press += 1) speeds.push(shuttleSpeed(speeds.at(-1)!, 1))
    expect(speeds).toEqual([0, 1, 2, 4, 8, 8, 8])
  })

  it('turns round before it grows the other way', () => {
    expect([shuttleSpeed(4, -1), shuttleSpeed(-1, -1), shuttleSpeed(-2, 1)]).toEqual([-1, -2, 1])
  })
})

describe('a seek to a frame', () => {
  it('lands in that frame at every standard rate, to the end of a day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STANDARD_RATES), fc.nat(20_000_000), (rate, frame) => {
        expect(frameOfClock(timeInFrame(frame, rate), rate)).toBe(frame)
      }),
    )
  })

  it('is confirmed by the stamp of the presented frame, which a container has rounded', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STANDARD_RATES), fc.nat(2_000_000), (rate, frame) => {
        const stamp = Math.round(((frame * rate.den) / rate.num) * 1e6) / 1e6
        expect(frameOfPresented(stamp, rate)).toBe(frame)
      }),
    )
  })

  it('stays inside the clip', () => {
    expect([within(-3, 100), within(99, 100), within(1e9, 100)]).toEqual([0, 99, 99])
  })
})

describe('the range', () => {
  it('is marked at both ends', () => {
    expect(markRange(markRange({ from: null, to: null }, 'from', 10), 'to', 20)).toEqual({ from: 10, to: 20 })
  })

  it('lets go of an end that lies on the wrong side', () => {
    expect(markRange({ from: 10, to: 20 }, 'from', 30)).toEqual({ from: 30, to: null })
    expect(markRange({ from: 10, to: 20 }, 'to', 5)).toEqual({ from: null, to: 5 })
  })
})

describe('the waveform', () => {
  const peaks: Peaks = {
    version: 1,
    sampleRate: 48_000,
    channels: 2,
    samples: 4,
    samplesPerBucket: 1,
    buckets: 4,
    peaks: [
      [-10, 10, -20, 20, -30, 30, -40, 40],
      [-1, 100, 0, 0, 0, 0, -127, 0],
    ],
  }

  it('shows the loudest of all pieces that fall into a pixel', () => {
    expect(columnPeak(peaks, [0], 0, 2)).toEqual({ low: -20, high: 20 })
    expect(columnPeak(peaks, [0, 1], 0, 2)).toEqual({ low: -20, high: 100 })
    expect(columnPeak(peaks, [0, 1], 1, 2)).toEqual({ low: -127, high: 40 })
  })

  it('repeats a piece that is wider than a pixel', () => {
    expect(columnPeak(peaks, [0], 7, 8)).toEqual({ low: -40, high: 40 })
  })
})

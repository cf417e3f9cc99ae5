/**
 * Levels: what is kept of a sound to compare it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelMeter } from '../../../electron/engine/domain/sound-sync/levels.ts'
import { interleaved, seeded, speech, toMeter, withClaps, inRoom } from '../../helpers/sounds.ts'

function metered(samples: Int16Array, channels = 1) {
  const meter = levelMeter(channels)
  meter.feed(samples)
  return meter.finish()
}

describe('levels of a sound', () => {
  it('are half decibels above −96 dBFS, a hundred a second', () => {
    const square = Int16Array.from({ length: 8000 }, (_, at) => (at % 2 === 0 ? 32_767 : -32_767))
    const { levels } = metered(square)
    expect(levels).toHaveLength(100)
    expect(new Set(levels)).toEqual(new Set([192]))
    expect(metered(square.map((value) => value / 10)).levels[50]).toBe(152)
  })

  it('are the same however the samples come in', () => {
    const samples = toMeter(speech(3, 5))
    const whole = metered(samples)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 }), (cuts) => {
        const meter = levelMeter(1)
        let at = 0
        for (const cut of cuts) meter.feed(samples.subarray(at, (at += cut)))
        meter.feed(samples.subarray(at))
        expect(meter.finish()).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('leave out a track of timecode and a dead input, however loud', () => {
    const voice = toMeter(speech(5, 5))
    const random = seeded(3)
    let level = 20_000
    const timecode = voice.map(() => (random() < 0.3 ? (level = -level) : level))
    const dead = voice.map(() => 0)
    const { levels, lively } = metered(interleaved([timecode, dead, voice]), 3)
    expect(lively).toEqual([2])
    expect(levels).toEqual(metered(voice).levels)
  })

  it('skip channels beyond the eighth', () => {
    const voice = toMeter(speech(2, 5))
    const { lively, levels } = metered(interleaved(Array.from({ length: 24 }, () => voice)), 24)
    expect(lively).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(levels).toHaveLength(200)
  })

  it('say how much is clipped, and that silence has nothing lively', () => {
    const voice = speech(3, 5)
    expect(metered(toMeter(voice)).clipped).toBe(0)
    expect(metered(toMeter(voice.map((value) => value * 60))).clipped).toBeGreaterThan(0.2)
    expect(metered(new Int16Array(24_000)).lively).toEqual([])
    expect(metered(new Int16Array(0)).levels).toHaveLength(0)
  })

  it('hold claps to within three milliseconds, and no syllable for one', () => {
    const claps = [2, 11.5]
    const slated = withClaps(speech(20, 21), claps)
    for (const sound of [slated, inRoom(slated)]) {
      const found = metered(toMeter(sound)).claps
      expect(found).toHaveLength(2)
      found.forEach((ms, at) => expect(Math.abs(ms - claps[at]! * 1000)).toBeLessThanOrEqual(3))
    }
    expect(metered(toMeter(speech(60, 22))).claps).toEqual([])
  })
})

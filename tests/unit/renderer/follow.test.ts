/**
 * Synced sound that follows the picture.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SoundPlace } from '../../../shared/model/sound-sync.ts'
import { correction, soundTime, type Following } from '../../../renderer/features/player/follow.ts'

const place: SoundPlace = { offset: 480_000, sampleRate: 48_000, pull: '1', driftPpb: null }
const now = (more: Partial<Following> = {}): Following => ({
  picture: 2,
  speed: 1,
  sound: 12,
  length: 60,
  frame: 1 / 25,
  ...more,
})

it('the sound’s time is the place, the picture’s time, its pull and its clock', () => {
  expect(soundTime(place, 2)).toBe(12)
  expect(soundTime({ ...place, offset: -24_000 }, 2)).toBe(1.5)
  expect(soundTime({ ...place, pull: '1001/1000' }, 1000)).toBeCloseTo(1011, 9)
  expect(soundTime({ ...place, driftPpb: 20_000 }, 1000)).toBeCloseTo(1010.02, 9)
})

it('sound that is where it belongs plays as fast as the picture, also in shuttle', () => {
  expect(correction(place, now())).toEqual({ seek: null, rate: 1 })
  expect(correction(place, now({ speed: 4 }))).toEqual({ seek: null, rate: 4 })
})

it('sound that is far off jumps, sound that is near catches up', () => {
  expect(correction(place, now({ sound: 11 }))).toEqual({ seek: 12, rate: 1 })
  const { seek, rate } = correction(place, now({ sound: 11.95 }))
  expect(seek).toBeNull()
  expect(rate).toBeCloseTo(1.1, 6)
  expect(correction(place, now({ sound: 12.02 })).rate).toBeLessThan(1)
})

it('a picture that stands or runs backwards is silent, and the sound waits where play begins', () => {
  expect(correction(place, now({ speed: 0, sound: 3 }))).toEqual({ seek: 12, rate: 0 })
  expect(correction(place, now({ speed: 0 }))).toEqual({ seek: null, rate: 0 })
})

it('where the sound has nothing it is silent', () => {
  expect(correction({ ...place, offset: -480_000 }, now())).toEqual({ seek: null, rate: 0 })
  expect(correction(place, now({ length: 11 }))).toEqual({ seek: null, rate: 0 })
})

it('whatever it is off by, it is within a frame after two seconds, and stays there', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.16, max: 0.16, noNaN: true }),
      fc.constantFrom(24, 25, 30, 60),
      fc.constantFrom(1, 2),
      (off, rate, speed) => {
        let [picture, sound, furthest] = [0, 10 + off, 0]
        for (let step = 0; step < 3 * rate; step += 1) {
          const next = correction(place, { picture, speed, sound, length: 600, frame: 1 / rate })
          if (next.seek !== null) sound = next.seek
          sound += next.rate / rate
          picture += speed / rate
          if (step > 2 * rate) furthest = Math.max(furthest, Math.abs(sound - soundTime(place, picture)))
        }
        expect(furthest).toBeLessThan(1 / rate)
      },
    ),
  )
})

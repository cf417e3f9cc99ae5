/**
 * Looking around in pictures that surround the viewer.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  AHEAD,
  canLookAround,
  hasTwoEyes,
  turned,
  viewOf,
  widened,
} from '../../../renderer/features/player/view/around.ts'

it('turns all around and no further than up and down', () => {
  expect(turned(AHEAD, 190, 0)).toMatchObject({ yaw: -170, pitch: 0 })
  expect(turned(AHEAD, 0, 200).pitch).toBe(90)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }))),
      (turns) => {
        const end = turns.reduce((now, [right, up]) => turned(now, right, up), AHEAD)
        expect(end.yaw >= -180 && end.yaw <= 180 && end.pitch >= -90 && end.pitch <= 90).toBe(true)
      },
    ),
  )
})

it('looks closer and wider within what a picture stands', () => {
  const closest = Array.from({ length: 40 }).reduce<typeof AHEAD>((now) => widened(now, 1 / 1.1), AHEAD)
  expect([closest.field, widened(AHEAD, 10).field]).toEqual([30, 120])
})

it('is for spheres, halves of them and fisheyes; with both eyes where both are in the picture', () => {
  const can = (projection: string): boolean => canLookAround({ projection, stereo: 'mono' } as never)
  expect(['equirectangular', 'half-equirectangular', 'fisheye', 'dual-fisheye'].every(can)).toBe(true)
  expect(['flat', 'cubemap', 'gopro-max', 'equirectangular-tile'].some(can)).toBe(false)
  expect(canLookAround(null)).toBe(false)
  const two = { projection: 'equirectangular', stereo: 'top-bottom' } as const
  expect([hasTwoEyes(two), hasTwoEyes({ ...two, stereo: 'multiview' })]).toEqual([true, false])
  expect([viewOf(two, AHEAD, true).anaglyph, viewOf({ ...two, stereo: 'mono' }, AHEAD, true).anaglyph]).toEqual([
    true,
    false,
  ])
})

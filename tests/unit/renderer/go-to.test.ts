/**
 * What a person types to go to a frame, and where the picture and its guides lie.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goTo } from '../../../renderer/features/player/go-to.ts'
import { fitted, inset, masked, scaleFor } from '../../../renderer/features/player/view/picture-rect.ts'
import { formatTimecode, readTimecode, timecode } from '../../../shared/time/timecode.ts'

const AT_25 = { rate: { num: 25, den: 1 }, start: 25 * 3600 * 7, dropFrame: false, frames: 5000, now: 114 }
const DROP = { rate: { num: 30_000, den: 1001 }, start: 0, dropFrame: true, frames: 20_000, now: 1800 }

describe('going to a frame', () => {
  it.each([
    ['07:00:04:14', 114],
    ['7:0:4:14', 114],
    ['07000414', 114],
    // The rest is that of the frame that is shown: 07:00:04:14.
    ['14', 114],
    ['1:00', 25],
    ['100', 25],
    ['1.00', 25],
    ['1 00', 25],
    ['+12', 126],
    ['-100', 14],
    ['#48', 47],
  ])('“%s” is frame %d', (text, frame) => {
    expect(goTo(text, AT_25)).toEqual({ frame })
  })

  it.each(['', '4:99', '07:00:04:25', 'abc', '1:2:3:4:5', '#0', '+9999', '06:59:59:24', '25:00:00:00', '#5001'])(
    '“%s” leads nowhere, and says why',
    (text) => {
      expect(goTo(text, AT_25)).toMatchObject({ why: expect.stringMatching(/\.$/) })
    },
  )

  it('a label that drop-frame leaves out is none, and those around it are neighbours', () => {
    expect(goTo('00:01:00;00', DROP)).toMatchObject({ why: expect.any(String) })
    expect([goTo('00:00:59;29', DROP), goTo('00:01:00;02', DROP)]).toEqual([{ frame: 1799 }, { frame: 1800 }])
  })

  it('a clip without timecode takes frames', () => {
    const bare = { ...AT_25, rate: null }
    expect(goTo('#5', bare)).toEqual({ frame: 4 })
    expect(goTo('00:00:01:00', bare)).toMatchObject({ why: expect.stringContaining('no timecode') })
  })

  it('every frame is found by the label that the player shows of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(AT_25, DROP), fc.nat(), fc.nat(), (clip, one, other) => {
        const [frame, now] = [one % clip.frames, other % clip.frames]
        const label = formatTimecode(timecode(clip.start + frame, clip.rate, clip.dropFrame))
        expect(readTimecode(label, clip.rate, clip.dropFrame)?.frames).toBe(clip.start + frame)
        expect(goTo(label, { ...clip, now })).toEqual({ frame })
        expect(goTo(label.replaceAll(/[:;]/g, ''), { ...clip, now })).toEqual({ frame })
      }),
    )
  })
})

describe('the picture in its room', () => {
  const HD = { width: 1280, height: 720 }

  it('lies in the middle, whole; guides and masks lie in it', () => {
    const picture = fitted(HD, { width: 1000, height: 1000 })
    expect(picture).toEqual({ x: 0, y: 218.75, width: 1000, height: 562.5 })
    expect(inset(picture, 0.9).x).toBeCloseTo(50)
    const scope = masked(picture, '2.39')
    expect([scope.width, Math.round(scope.height)]).toEqual([1000, 418])
    expect(masked(picture, '1:1')).toMatchObject({ width: 562.5, height: 562.5, x: 218.75 })
    expect(masked(picture, '9:16').height).toBeCloseTo(562.5)
  })

  it('at 100 % one pixel of it is one of the screen, on dense screens too', () => {
    const room = { width: 640, height: 400 }
    expect([scaleFor('fit', HD, room, 1), scaleFor(1, HD, room, 1), scaleFor(1, HD, room, 2)]).toEqual([1, 2, 1])
    expect([scaleFor(2, HD, { width: 0, height: 0 }, 1), fitted({ width: 0, height: 0 }, room).width]).toEqual([1, 0])
  })
})

/**
 * Which proxy of a camera can stand for its clip, and what is said of those that can't.
 */
import { describe, expect, it } from 'vitest'
import { judgeProxy } from '../../../electron/engine/domain/media/adopt.ts'
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import { CLIP, CLIPS } from '../../helpers/media-facts.ts'

const [picture, sound] = [CLIP.video[0]!, CLIP.audio[0]!]
const proxy = (changes: Partial<VideoStream> = {}, facts: Partial<MediaFacts> = {}): MediaFacts => ({
  ...CLIPS['film']!,
  video: [
    {
      ...picture,
      codec: 'h264',
      width: 640,
      height: 360,
      displayWidth: 640,
      displayHeight: 360,
      bitDepth: 8,
      chroma: '4:2:0',
      pixelFormat: 'yuv420p',
      ...changes,
    },
  ],
  audio: [{ ...sound, codec: 'aac' }],
  ...facts,
})
const film = CLIPS['film']!
const other = { ...film.start!, text: '11:00:00:00', frames: 950_400 }

describe('a camera’s proxy', () => {
  it('with the same frames, rate, timecode and shape is the review proxy', () => {
    expect(judgeProxy(film, proxy())).toEqual({ good: true, framesHold: true, said: [] })
    // One that carries no timecode says nothing against it.
    expect(judgeProxy(film, proxy({}, { start: null })).good).toBe(true)
  })

  it.each([
    ['fewer frames', proxy({}, { durationFrames: 239 }), 'It has 239 frames, the original 240.'],
    ['another start', proxy({}, { start: other }), 'It starts at 11:00:00:00, the original at 10:00:00:00.'],
    ['another rate', proxy({ rate: { num: 25, den: 1 } }), 'It runs at 25 frames per second, the original at 23.976.'],
    ['another shape', proxy({ displayWidth: 480 }), 'Its picture is of another shape: 480 × 360 for 1920 × 1080.'],
  ])('%s: is none of this clip, and its frames don’t hold', (_, given, said) => {
    expect(judgeProxy(film, given)).toEqual({ good: false, framesHold: false, said: [said] })
  })

  it.each([
    ['uneven', { variableRate: true }, 'its frames are not evenly spaced'],
    ['trimmed', { trimmed: true }, 'an edit list chooses among its frames'],
    ['late', { delay: { num: 1, den: 25 } }, 'it does not begin at zero'],
  ])('%s: the frame may be off', (_, changes, why) => {
    const found = judgeProxy(film, proxy(changes))
    expect(found).toMatchObject({ good: false, framesHold: false })
    expect(found.said.join(' ')).toContain(`The frame may be off: ${why}.`)
  })

  it('of other channels is good to look at, and that is said', () => {
    const found = judgeProxy(film, proxy({}, { audio: [] }))
    expect(found).toEqual({
      good: true,
      framesHold: true,
      said: ['Its channels differ: no sound, and 2 in the original.'],
    })
  })

  it('that a window can’t play, or of HDR, leaves the review proxy to us, and its frames hold', () => {
    for (const [original, given] of [
      [film, proxy({ codec: 'mpeg2video' })],
      [film, proxy({ bitDepth: 10 })],
      [{ ...film, video: CLIPS['hdr']!.video }, proxy()],
    ] as const)
      expect(judgeProxy(original, given)).toMatchObject({ good: false, framesHold: true })
  })

  it.each([
    [{ codec: 'hevc' }, {}, 'it is H.265, and windows play H.264'],
    [{ bitDepth: 10, chroma: '4:2:2' }, {}, 'it has 10 bits and 4:2:2, and windows play 8 bits and 4:2:0'],
    [{ fieldOrder: 'top-first' }, {}, 'it is interlaced'],
    [{ rotation: 90 }, {}, 'it is turned otherwise than the original'],
    [{}, { audio: [{ ...sound, codec: 'opus' }] }, 'its sound is opus, which windows do not play'],
  ] as const)('that is refused gives its reason: %o', (changes, facts, why) => {
    const given = proxy(changes as Partial<VideoStream>, facts as Partial<MediaFacts>)
    expect(judgeProxy(film, given).said).toContain(`It is not used as the review proxy: ${why}.`)
  })

  it('of an original that can’t be read stands in for it, uncompared', () => {
    const raw = { ok: false, bytes: 1, reason: 'No reader.', log: '' } as const
    expect(judgeProxy(raw, proxy())).toMatchObject({
      good: false,
      framesHold: false,
      said: [expect.stringContaining('could not be compared')],
    })
    expect(judgeProxy(film, raw)).toEqual({ good: false, framesHold: false, said: ['It can’t be used: No reader.'] })
  })
})

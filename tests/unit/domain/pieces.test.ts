/**
 * What pieces of a recording add up to.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinPieces, withoutLength } from '../../../electron/engine/domain/media/pieces.ts'
import { inPieces } from '../../../electron/engine/media/pieces.ts'
import type { MediaFacts, Probe } from '../../../shared/model/probe.ts'

const piece = (frames: number, changes: { width?: number; channels?: number } = {}): MediaFacts =>
  ({
    ok: true,
    kind: 'video',
    bytes: frames * 1000,
    durationFrames: frames,
    duration: { num: frames * 1001, den: 24_000 },
    rate: { num: 24_000, den: 1001 },
    video: [
      {
        index: 0,
        codec: 'h264',
        tag: 'avc1',
        width: changes.width ?? 1920,
        height: 1080,
        pixelFormat: 'yuv420p',
        rate: { num: 24_000, den: 1001 },
        frames,
        framesExact: true,
      },
    ],
    audio: [{ index: 1, codec: 'aac', channels: changes.channels ?? 2, sampleRate: 48_000, samples: frames * 2002 }],
  }) as unknown as MediaFacts
const broken: Probe = { ok: false, bytes: 7, reason: 'The file is cut short. Look for another copy.', log: '' }

describe('pieces of one recording', () => {
  it('are as long as all of them together, exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 40 }), (lengths) => {
        const [first, ...further] = lengths.map((frames) => piece(frames))
        const whole = joinPieces(first!, further) as MediaFacts
        const frames = lengths.reduce((sum, length) => sum + length, 0)
        expect(whole).toMatchObject({
          durationFrames: frames,
          bytes: frames * 1000,
          video: [{ frames }],
          audio: [{ samples: frames * 2002 }],
        })
        expect(whole.duration!.num * 24_000).toBe(frames * 1001 * whole.duration!.den)
      }),
    )
  })

  it('are broken when one of them is, and which one is said', () => {
    expect(joinPieces(piece(10), [piece(10), broken])).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^Piece 3 of 3 .*cut short/) as unknown,
    })
  })

  it('that differ in picture or sound are none: the first speaks for itself', () => {
    expect(joinPieces(piece(10), [piece(10, { width: 1280 })])).toEqual(piece(10))
    expect(joinPieces(piece(10), [piece(10, { channels: 1 })])).toEqual(piece(10))
  })

  it('have no length as long as not all of them were seen', () => {
    expect(withoutLength(piece(10))).toMatchObject({
      ok: true,
      durationFrames: null,
      duration: null,
      video: [{ width: 1920, frames: null }],
    })
  })
})

describe('a filter graph over pieces', () => {
  const graphs = ['[0:0]scale=2:2[poster-picture]', '[0:1]anull[proxy-a0]', '[0:1]aresample=8000[wave]']

  it('stays what it is for one file', () => {
    expect(inPieces(graphs, 1, 0)).toEqual(graphs)
  })

  it('takes each stream of all files laid together, as often as it is used', () => {
    expect(inPieces(graphs, 3, 0)).toEqual([
      '[0:0][1:0][2:0]concat=n=3:v=1:a=0[whole0u0]',
      '[0:1][1:1][2:1]concat=n=3:v=0:a=1,asplit=2[whole1u0][whole1u1]',
      '[whole0u0]scale=2:2[poster-picture]',
      '[whole1u0]anull[proxy-a0]',
      '[whole1u1]aresample=8000[wave]',
    ])
  })
})

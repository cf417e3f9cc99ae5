/** What the verdict of an editing system rests on: the original's own tape name, counted frames, even spacing. */
import { describe, expect, it } from 'vitest'
import { framesOfPackets } from '../../../electron/engine/domain/edit-proxies/frame-count.ts'
import { linkVerdicts } from '../../../electron/engine/domain/edit-proxies/links.ts'
import type { LinkVerdict } from '../../../shared/model/edit-proxies.ts'
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'

const PICTURE = {
  index: 0,
  codec: 'prores',
  width: 1920,
  height: 1080,
  sar: { num: 1, den: 1 },
  rotation: 0,
  rate: { num: 25, den: 1 },
  variableRate: false,
  fieldOrder: 'progressive',
  frames: 100,
  framesExact: true,
  cover: false,
} as unknown as VideoStream
const start = { text: '10:00:00:00', source: 'tmcd', frames: 900_000, rate: { num: 25, den: 1 }, dropFrame: false }

function clip(facts: object = {}, picture: Partial<VideoStream> = {}): MediaFacts {
  const video = { ...PICTURE, ...picture }
  const base = { container: 'mov,mp4', tags: { major_brand: 'qt  ' }, reel: 'A003', start, audio: [] }
  return { ...base, durationFrames: video.frames, video: [video], ...facts } as unknown as MediaFacts
}

const verdicts = (original: MediaFacts, proxy: MediaFacts): LinkVerdict[] =>
  linkVerdicts({ stem: 'A', facts: original }, { stem: 'A', facts: proxy })
const avid = (original: MediaFacts, proxy: MediaFacts): LinkVerdict =>
  verdicts(original, proxy).find(({ editor }) => editor === 'avid')!

describe('Avid', () => {
  it('does not link a proxy of another tape name than the original’s own, and says both', () => {
    expect(avid(clip(), clip())).toEqual({ editor: 'avid', links: true, why: [] })
    const { links, why } = avid(clip({ reel: 'A003R2EC' }), clip({ reel: 'A003' }))
    expect([links, why.join(' ')]).toEqual([false, expect.stringContaining('“A003R2EC” in the original, “A003”')])
    // A file that bears none is linked by what the proxy bears.
    expect(avid(clip({ reel: null }), clip()).links).toBe(true)
  })

  it('does not link other frames', () => {
    expect(avid(clip(), clip({}, { frames: 99 })).why).toEqual(['The original has 100 frames, the proxy 99.'])
  })

  it('is told why there is no tape name', () => {
    const none = { reel: null }
    expect(avid(clip(), clip({ ...none, tags: { major_brand: 'isom' } })).why[0]).toContain('an MP4 has no place')
    const untimed = { ...none, start: null }
    expect(avid(clip({ start: null }), clip(untimed)).why[0]).toContain('has no timecode. Choose an MXF')
    expect(avid(clip(), clip(none)).why[0]).toContain('Give the clip a roll')
  })
})

it('a count that nobody made is a caution, and no reason for any to refuse', () => {
  for (const { links, why, cautions } of verdicts(clip({}, { frames: 98, framesExact: false }), clip()))
    expect([links, why, cautions]).toEqual([true, [], [expect.stringContaining('about 98 frames, the proxy 100')]])
})

it('frames that are not evenly spaced are said for every editing system', () => {
  for (const { why, cautions = [] } of verdicts(clip({}, { variableRate: true }), clip()))
    expect([...why, ...cautions]).toEqual(['The original’s frames are not evenly spaced: convert it before the edit.'])
})

it('packets are frames, and fields where each has its own', () => {
  const fields = { fieldOrder: 'top-first', frames: 11 } as const
  expect(framesOfPackets(26, fields)).toBe(13)
  expect(framesOfPackets(12, fields)).toBe(12)
  expect(framesOfPackets(25, fields)).toBeNull()
  expect(framesOfPackets(4, { fieldOrder: 'progressive', frames: 5 })).toBe(4)
})

/**
 * Clips in the crew's words, and never better than they were checked.
 */
import { describe, expect, it } from 'vitest'
import {
  common,
  copyTruth,
  formatText,
  frameLabel,
  frameNumber,
  lengthText,
  slateText,
} from '../../../renderer/features/library/facts.ts'

const now = new Date(2026, 10, 20, 18, 0)
const at = new Date(2026, 10, 20, 14, 2).getTime()

describe('what is known of a copy', () => {
  it('names when and how it was read back', () => {
    expect(
      copyTruth(
        { state: 'present', verification: 'verified', verifiedAt: at, readBack: 'device', elsewhere: true },
        now,
      ).text,
    ).toMatch(/^Verified by another computer /)
    expect(copyTruth({ state: 'present', verification: 'verified', verifiedAt: at, readBack: 'device' }, now)).toEqual({
      mark: 'verified',
      text: 'Verified 14:02 by read-back from the disk',
    })
    expect(
      copyTruth({ state: 'present', verification: 'verified', verifiedAt: at, readBack: 'page-cache' }, now).text,
    ).toContain('from the cache')
  })

  it('is not better than it was checked', () => {
    expect(copyTruth({ state: 'present', verification: 'copied', verifiedAt: null, readBack: null }, now)).toEqual({
      mark: 'copied',
      text: 'Copied, not yet verified',
    })
    expect(copyTruth({ state: 'present', verification: 'unknown', verifiedAt: null, readBack: null }, now).text).toBe(
      'Never checked',
    )
  })

  it('says first that the drive is not connected, then what was known', () => {
    expect(copyTruth({ state: 'offline', verification: 'verified', verifiedAt: at, readBack: 'device' }, now)).toEqual({
      mark: 'offline',
      text: 'Drive not connected · verified 14:02 by read-back from the disk',
    })
  })

  it('tells a missing file from a drive that is away', () => {
    expect(
      copyTruth({ state: 'missing', verification: 'verified', verifiedAt: at, readBack: 'device' }, now).mark,
    ).toBe('missing')
  })
})

describe('the timecode of a frame', () => {
  it('runs on from the start of the clip', () => {
    expect(frameLabel({ rate: { num: 25, den: 1 }, startTimecode: '10:41:30:00' }, 53)).toBe('10:41:32:03')
  })

  it('drops labels, not frames, in drop-frame', () => {
    expect(frameLabel({ rate: { num: 30_000, den: 1001 }, startTimecode: '00:00:59;28' }, 2)).toBe('00:01:00;02')
    expect(
      frameLabel({ rate: { num: 30_000, den: 1001 }, startTimecode: null, startFrame: 1798, dropFrame: true }, 2),
    ).toBe('00:01:00;02')
    expect(frameLabel({ rate: { num: 30, den: 1 }, startTimecode: '16:37:10;02' }, 1)).toBe('16:37:10;03')
    expect(frameLabel({ rate: { num: 60, den: 1 }, startTimecode: '00:00:59;58' }, 2)).toBe('00:01:00;04')
  })

  it('counts from zero where the clip has no timecode, and in frames where it has no rate', () => {
    expect(frameLabel({ rate: { num: 24, den: 1 }, startTimecode: null }, 25)).toBe('00:00:01:01')
    expect(frameLabel({ rate: null, startTimecode: null }, 7)).toBe('7')
  })
})

describe('a line about a clip', () => {
  it('names raster, codec and rate as the trade does', () => {
    expect(
      formatText({
        width: 3840,
        height: 2160,
        codec: 'prores',
        rate: { num: 24_000, den: 1001 },
        channels: 2,
        kind: 'video',
      }),
    ).toBe('UHD · ProRes · 23.976')
    expect(
      formatText({
        width: null,
        height: null,
        codec: 'pcm_s24le',
        rate: { num: 25, den: 1 },
        channels: 8,
        kind: 'audio',
      }),
    ).toBe('8 ch · PCM 24-bit')
  })

  it('of numbered frames goes by the numbers in the names of the files', () => {
    const frames = { first: 998, last: 1003, count: 6, padding: 4, holes: [] }
    expect([0, 2, 5].map((frame) => frameNumber({ frames }, frame))).toEqual(['0998', '1000', '1003'])
    expect(frameNumber({ frames: { ...frames, first: 8, padding: 0 } }, 3)).toBe('11')
    expect(frameNumber({ frames: null }, 3)).toBeNull()
  })

  it('has a slate only where there is one', () => {
    expect(slateText({ scene: '14', shot: 'A', take: '3' })).toBe('14A / 3')
    expect(slateText({ scene: null, shot: null, take: null })).toBe('')
  })

  it('has a length only where it is known', () => {
    expect(lengthText({ durationFrames: 144, rate: { num: 24, den: 1 } })).toBe('6.0 s')
    expect(lengthText({ durationFrames: null, rate: null })).toBe('')
  })
})

describe('several clips', () => {
  it('share a value or are mixed', () => {
    expect(common(['14', '14'])).toEqual({ value: '14', mixed: false })
    expect(common(['14', '15'])).toEqual({ value: null, mixed: true })
    expect(common([])).toEqual({ value: null, mixed: false })
  })
})

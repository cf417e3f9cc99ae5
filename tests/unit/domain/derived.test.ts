import { describe, expect, it } from 'vitest'
import {
  deriveAsset,
  derivedSchema,
  isSaneProbe,
  kindOf,
  type Beginnings,
} from '../../../electron/engine/domain/media/derived.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'

const from: Beginnings = {
  path: 'CARD/A003_1120R7/A003C001_261120_R7VX.MOV',
  roll: 'A003_1120R7',
  bytes: 1000,
  modifiedMs: Date.UTC(2026, 10, 20, 23, 30),
  zoneMinutes: 60,
  cutOffMinutes: 240,
  frames: null,
}

const media: MediaFacts = {
  ok: true,
  kind: 'video',
  bytes: 1000,
  container: 'mov',
  bitRate: null,
  duration: { num: 1001, den: 250 },
  durationFrames: 96,
  rate: { num: 24000, den: 1001 },
  video: [],
  audio: [],
  data: [],
  start: { frames: 1007, rate: { num: 24000, den: 1001 }, dropFrame: false, text: '00:00:41:23', source: 'tmcd' },
  recorded: { local: '2026-11-21T00:00:45', offsetMinutes: null, source: 'creation_time' },
  reel: 'A003',
  camera: {
    make: null,
    model: null,
    serial: null,
    name: null,
    lens: null,
    iso: null,
    shutter: null,
    whiteBalance: null,
    software: null,
  },
  sound: null,
  tags: {},
}

describe('a probe that another device tells of', () => {
  it('is believed while every column can be worked out from it', () => {
    expect(isSaneProbe(media)).toBe(true)
    expect(isSaneProbe({ ...media, bytes: 2 ** 50 })).toBe(true)
    expect(isSaneProbe({ ok: false, bytes: 5, reason: 'cut short', log: '' })).toBe(true)
  })

  it.each([
    ['a length of 2^50 frames', { durationFrames: 2 ** 50 }],
    ['a length of 2^53 s', { duration: { num: 2 ** 53 - 1, den: 1 } }],
    ['a timecode of 2^50 frames', { start: { ...media.start!, frames: 2 ** 50 } }],
    ['a timecode that runs backwards for ever', { start: { ...media.start!, frames: -(2 ** 50) } }],
    ['a bit rate of 1e300', { bitRate: 1e300 }],
    ['a moment that is none', { recorded: { ...media.recorded!, local: '+999999-99-99T99:99:99' } }],
  ])('is passed over with %s', (_, wrong) => {
    expect(isSaneProbe({ ...media, ...wrong })).toBe(false)
  })
})

describe('what the media says of an asset', () => {
  it("name, roll and camera come from the name; the day from the time stamp on the set's clock", () => {
    expect(deriveAsset(from, null)).toMatchObject({
      name: 'A003C001_261120_R7VX',
      roll: 'A003',
      camera: 'A',
      day: '2026-11-20',
      broken: null,
    })
  })

  it('a clip shot after midnight belongs to the day before, until the cut-off', () => {
    expect(deriveAsset(from, media).day).toBe('2026-11-20')
    expect(deriveAsset({ ...from, cutOffMinutes: 0 }, media).day).toBe('2026-11-21')
  })

  it('is always of the form that the catalogue keeps, also where a timecode gives fractions of milliseconds', () => {
    const derived = deriveAsset(from, media)
    expect(derivedSchema.parse(derived)).toEqual(derived)
    expect(Number.isInteger(derived.recordedAt)).toBe(true)
  })

  it('a broken file keeps its name and its kind, and says why', () => {
    const probe = { ok: false as const, bytes: 1000, reason: 'The file is cut short.', log: '' }
    expect(deriveAsset(from, probe)).toMatchObject({ name: 'A003C001_261120_R7VX', broken: 'The file is cut short.' })
    expect(kindOf('video', probe)).toBe('video')
  })

  it("what the tools can't read is not broken, and says what lacks", () => {
    const limit = { reason: "This build of ffmpeg (5.1) can't read JPEG XL.", tools: 'ffmpeg 5.1' }
    expect(deriveAsset(from, { ok: false, bytes: 1, reason: limit.reason, log: '', limit })).toMatchObject({
      broken: null,
      unsupported: limit.reason,
    })
    expect(deriveAsset(from, { ...media, limit })).toMatchObject({
      broken: null,
      unsupported: limit.reason,
      durationFrames: 96,
    })
  })

  it('a video file without pictures is sound; a document stays a document whatever is in it', () => {
    expect(kindOf('video', { ...media, kind: 'audio' })).toBe('audio')
    expect(kindOf('document', { ...media, kind: 'video' })).toBe('document')
  })

  it('a document goes by the whole name of its file', () => {
    expect(deriveAsset({ ...from, path: 'SR003/SoundReport.csv' }, null).name).toBe('SoundReport.csv')
  })
})

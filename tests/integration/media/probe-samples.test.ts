/** What is read from real camera files. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { probeSchema, type MediaFacts, type Probe } from '../../../shared/model/probe.ts'
import * as media from '../../helpers/media.ts'

const R23976 = { num: 24_000, den: 1001 }
const R2997 = { num: 30_000, den: 1001 }
const R5994 = { num: 60_000, den: 1001 }
const r = (num: number) => ({ num, den: 1 })

async function probed(path: string): Promise<Probe> {
  const probe = await probeFile(path, await media.mediaContext())
  return probeSchema.parse(probe)
}

async function facts(path: string): Promise<MediaFacts> {
  const probe = await probed(path)
  if (!probe.ok) throw new Error(`${path}: ${probe.reason}`)
  return probe
}

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-probe-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

const start = (text: string, source: string) => ({ start: { text, source } })
const SAMPLES: readonly (readonly [string, object])[] = [
  ['avid-dnxhd-23976.mxf', { rate: R23976, durationFrames: 6, reel: 'sample_footage', ...start('01:00:00:00', 'mxf') }],
  ['cineform-10bit.mov', { rate: r(24), durationFrames: 1, ...start('00:00:00:00', 'tmcd') }],
  ['dnxhr-12bit-tc.mov', { rate: r(24), video: [{ bitDepth: 12, chroma: '4:2:2' }], ...start('01:00:00:00', 'tmcd') }],
  [
    'dolbyvision81-pq.mp4',
    { rate: r(24), durationFrames: 10, video: [{ hdr: 'pq', dolbyVision: { profile: 8, compatibility: 1 } }] },
  ],
  [
    'iphone-dolbyvision84-hlg.mov',
    {
      durationFrames: 100,
      camera: { make: 'Apple', model: 'iPhone 12 mini' },
      recorded: { local: '2021-05-29T15:14:19', offsetMinutes: -240 },
      video: [
        {
          hdr: 'hlg',
          dolbyVision: { profile: 8, compatibility: 4 },
          rotation: 90,
          displayWidth: 1080,
          displayHeight: 1920,
          variableRate: true,
        },
      ],
    },
  ],
  [
    'iphone-meta.mov',
    {
      rate: r(60),
      camera: { model: 'iPhone X' },
      place: { latitude: 27.1281, longitude: 100.2508, altitude: 0 },
      recorded: { local: '2019-02-12T15:27:12', offsetMinutes: 480 },
      video: [{ range: 'full', primaries: 'smpte432' }],
    },
  ],
  [
    'gopro-max.mp4',
    {
      rate: R2997,
      durationFrames: 315,
      ...start('15:44:35:10', 'tmcd'),
      camera: { make: 'GoPro', model: 'GoPro Max', serial: 'C3353424500199', look: 'GOPRO', iso: '101' },
      place: { latitude: 33.1268, longitude: -117.3273 },
      gamma: null,
    },
  ],
  [
    'hdr10-tags.mkv',
    {
      rate: r(25),
      durationFrames: 10,
      video: [
        {
          hdr: 'pq',
          contentLight: { max: 1000, average: 300 },
          mastering: { primaries: 'Display P3', least: 0.01, most: 1000 },
        },
      ],
    },
  ],
  ['prores-422lt-2997.mov', { rate: R2997, durationFrames: 2, start: null }],
  [
    'prores-hdr10-5994df.mxf',
    {
      rate: R5994,
      durationFrames: 5,
      start: { text: '00:01:15;26', source: 'mxf', dropFrame: true, frames: 4522 },
      audio: [{ channels: 1 }, { channels: 1 }],
      video: [
        {
          hdr: 'pq',
          contentLight: { max: 1000, average: 100 },
          mastering: { primaries: 'Display P3', least: 0, most: 1000 },
        },
      ],
    },
  ],
  [
    'prores4444-alpha-tc.mov',
    { rate: r(25), video: [{ alpha: true, chroma: '4:4:4' }], ...start('01:00:00:00', 'tmcd') },
  ],
  // Its metadata track ends before its first frame: the zeros that ffprobe reads there are no timecode.
  ['sony-a7-xavc.mp4', { rate: r(50), durationFrames: 72, audio: [{ channels: 2 }], start: null }],
  [
    'sony-xavc-longgop-25.mxf',
    {
      rate: r(25),
      durationFrames: 336,
      audio: [{}, {}, {}, {}],
      video: [{ fieldOrder: 'top-first', bitDepth: 10 }],
      camera: { shutter: '1/50 s', whiteBalance: 'Preset' },
      ...start('08:00:37:05', 'mxf'),
    },
  ],
  [
    'sounddevices-A101_1.wav',
    {
      kind: 'audio',
      rate: R23976,
      reel: '18Y12M31',
      sound: {
        scene: 'A101',
        take: '1',
        timeReference: 2_190_940_753,
        tracks: [{ name: 'MKH516 A' }, { name: 'Boom' }],
      },
      audio: [{ channelNames: ['MKH516 A', 'Boom'] }],
      start: { text: '12:39:59:00', frames: 1_094_376, source: 'bext' },
      recorded: { local: '2018-12-31T12:40:00', offsetMinutes: null },
    },
  ],
  ['sounddevices-A101_3.wav', { sound: { scene: 'A101', take: '3' }, ...start('12:40:14:00', 'bext') }],
  [
    'metacorder-Sr001-2C-01_01.wav',
    { sound: { scene: '2C', take: '01', tape: 'Sr001', circled: false }, ...start('13:37:30:07', 'bext') },
  ],
  ['zoomf8-tr1.wav', { sound: { scene: 'Scene_1_2AG', take: '001', circled: false }, ...start('22:40:10:00', 'bext') }],
  ['dpx-10bit.dpx', { kind: 'still', video: [{ bitDepth: 10, chroma: 'RGB' }] }],
  ['exr-rec709.exr', { kind: 'still', video: [{ width: 610, height: 406, bitDepth: 32 }] }],
  [
    'canon-r6.cr3',
    {
      kind: 'still',
      camera: { make: 'Canon', model: 'Canon EOS R6', lens: 'EF100mm f/2.8L Macro IS USM' },
      recorded: { local: '2025-09-06T20:24:47', offsetMinutes: -480, source: 'exif' },
    },
  ],
  [
    'mpegts-h264.ts',
    { kind: 'video', video: [{ codec: 'h264', width: 82, height: 144 }], rate: r(15), durationFrames: 74 },
  ],
  ['editlist-24-of-48.mov', { durationFrames: 24, duration: r(1), video: [{ frames: 24, framesExact: true }] }],
  ['editlist-15-of-30.mov', { durationFrames: 15, duration: { num: 1, den: 2 } }],
  ['editlist-hevc-24-of-25.mp4', { durationFrames: 24 }],
  [
    'exif-rotated.jpg',
    {
      kind: 'still',
      video: [{ rotation: 90, displayWidth: 1152, displayHeight: 2048 }],
      camera: { make: 'SAMSUNG', model: 'SM-G900P' },
      recorded: { local: '2014-09-21T15:51:22', offsetMinutes: null, source: 'exif' },
    },
  ],
  [
    'exif-date.jpg',
    {
      camera: { make: 'Canon', model: 'Canon EOS 6D', lens: 'EF70-200mm f/4L IS USM', iso: '200', shutter: '1/640 s' },
      recorded: { local: '2013-11-26T15:53:55', source: 'exif' },
      video: [{ rotation: 0 }],
    },
  ],
  [
    'still.heic',
    {
      kind: 'still',
      limit: null,
      video: [{ displayWidth: 4000, displayHeight: 3000 }],
      camera: { make: 'samsung', model: 'SM-A326B' },
      recorded: { local: '2023-12-12T18:39:16', offsetMinutes: 60, source: 'exif' },
    },
  ],
  ['mpeg2-30fps.mp4', { rate: r(30) }],
  ['dv-25.dv', { rate: r(25), ...start('00:00:04:24', 'format') }],
  [
    'avchd-sony.mts',
    {
      camera: { make: 'Sony', model: 'ILCE-7M3' },
      recorded: { local: '2019-04-24T22:24:00', offsetMinutes: 120, source: 'avchd' },
      rate: r(25),
    },
  ],
  ['prores-proxy-bt709.mov', { video: [{ matrix: 'bt709', range: 'limited' }] }],
  ['size-changes.webm', { rate: r(30), durationFrames: 299 }],
  ['alpha.webp', { kind: 'still', video: [{ alpha: true }] }],
  [
    'bext-no-rate-5.1.wav',
    {
      start: null,
      rate: null,
      audio: [{ channels: 6 }],
      sound: { timeReference: 172_800_000, sampleRate: 48_000, timecodeRate: null },
    },
  ],
]

describe.skipIf(!media.HAVE_SAMPLES)('real camera files (RUSHES_SAMPLES)', { timeout: 60_000 }, () => {
  it('a float TIFF that this build of ffmpeg lacks is not called damaged', async () => {
    const probe = await probed(join(media.SAMPLES, 'tiff-float.tif'))
    const { tools } = await media.mediaContext()
    // A build that reads it describes it; one that does not says so of itself, and what EXIF tells is kept.
    if (probe.ok) expect(probe.video[0]).toMatchObject({ width: 8, height: 8 })
    else
      expect(probe).toMatchObject({
        reason: expect.stringMatching(/this build of ffmpeg .*can't read this kind of TIFF/i),
        limit: { tools: tools.identity },
      })
  })

  it.each(SAMPLES)('%s', async (name, expected) => {
    expect(await facts(join(media.SAMPLES, name))).toMatchObject(expected)
  })
})

/**
 * Probing real files: those that ffmpeg makes here, and camera files that nobody here made.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
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
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'rushes-probe-')) })
afterAll(async () => { await rm(dir, { recursive: true, force: true }) })

describe('probing', { timeout: 60_000 }, () => {
  it('reads rate, frames, timecode, tracks and colour of a film clip', async () => {
    const clip = await facts(await media.film())
    expect(clip).toMatchObject({
      kind: 'video', rate: R23976, durationFrames: 48, duration: { num: 1001, den: 500 },
      start: { frames: 864_000, rate: R23976, dropFrame: false, text: '10:00:00:00', source: 'tmcd' },
    })
    expect(clip.video[0]).toMatchObject({
      codec: 'prores', bitDepth: 10, chroma: '4:2:2', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709',
      hdr: 'none', framesExact: true,
    })
    expect(clip.audio).toMatchObject([{
      codec: 'pcm_s24le', channels: 2, bits: 24, sampleRate: 48_000, samples: 96_096,
    }])
  })

  it('counts drop-frame timecode as frames', async () => {
    expect((await facts(await media.dropFrame())).start).toMatchObject({
      text: '09:59:59;28', frames: 1_078_918, dropFrame: true, rate: R2997,
    })
  })

  it.each(['24', '25', '30', '48', '50', '60', '24000/1001', '30000/1001', '60000/1001'])('keeps the rate %s exact', async (rate) => {
    const [num, den] = rate.split('/').map(Number)
    expect((await facts(await media.plain(rate))).rate).toEqual({ num, den: den ?? 1 })
  })

  it('tells PQ from HLG from standard range', async () => {
    expect((await facts(await media.hdr('pq'))).video[0]).toMatchObject({ hdr: 'pq', primaries: 'bt2020' })
    expect((await facts(await media.hdr('hlg'))).video[0]).toMatchObject({ hdr: 'hlg', matrix: 'bt2020nc' })
  })

  it('squares pixels and turns pictures for the viewer', async () => {
    expect((await facts(await media.anamorphic())).video[0]).toMatchObject({
      width: 720, displayWidth: 1024, displayHeight: 576,
    })
    expect((await facts(await media.turned())).video[0]).toMatchObject({
      width: 320, rotation: 90, displayWidth: 180, displayHeight: 320,
    })
    expect((await facts(await media.oddSize())).video[0]).toMatchObject({ width: 641, height: 361 })
  })

  it('sees fields, uneven frames, and the tracks of MXF', async () => {
    expect((await facts(await media.interlaced())).video[0]?.fieldOrder).not.toBe('progressive')
    expect((await facts(await media.uneven())).video[0]).toMatchObject({ variableRate: true, frames: 60 })
    const mxf = await facts(await media.mxf())
    expect(mxf.start).toMatchObject({ text: '14:30:15:10', source: 'mxf' })
    expect(mxf.audio.map(({ channels }) => channels)).toEqual([1, 1, 1, 1])
    expect(mxf.durationFrames).toBe(25)
  })

  it.each(['png', 'tiff', 'dpx', 'exr', 'jpg', 'bmp', 'tga'])('knows a .%s as one picture without rate or length', async (ending) => {
    expect(await facts(await media.still(ending))).toMatchObject({
      kind: 'still', rate: null, duration: null, durationFrames: null, start: null,
    })
  })
})

describe('what is broken', { timeout: 60_000 }, () => {
  it.each([
    ['empty.mov', async () => Buffer.alloc(0), /empty/],
    ['cut.mov', async () => (await readFile(await media.plain('25'))).subarray(0, 3000), /index|cut short|no media/],
    ['text.mp4', async () => Buffer.from('This was never a clip.\n'.repeat(200)), /no media/],
    ['zeros.mxf', async () => Buffer.alloc(100_000), /no media|can't be read/],
    ['picture.jpg', async () => Buffer.from('no picture'), /no media|can't be read|nor sound/],
    ['sound.wav', async () => Buffer.from('RIFF....WAVEnothing'), /no media|can't be read|nor sound|cut short/],
  ])('%s is catalogued with a reason', async (name, bytes, reason) => {
    const path = join(dir, name)
    await writeFile(path, await bytes())
    const probe = await probed(path)
    expect(probe).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
  })

  it.skipIf(!media.HAVE_SAMPLES)('a HEIF picture is not called damaged', async () => {
    expect(await probed(join(media.SAMPLES, 'still.heic'))).toMatchObject({
      ok: false, reason: expect.stringMatching(/HEIF/),
    })
  })

  it('a file that is not there is no broken file', async () => {
    const failure = await probed(join(dir, 'gone.mov')).catch((error: unknown) => error)
    expect(isRushesError(failure) && failure.code).toBe('source.missing')
  })

  it('a probe can be cancelled, and is ended when it takes too long', async () => {
    const context = await media.mediaContext()
    const cancelled = await probeFile(await media.film(), context, { signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    )
    expect(isRushesError(cancelled) && cancelled.code).toBe('cancelled')
    expect(await probeFile(await media.film(), context, { timeLimitMs: 1 })).toMatchObject({
      ok: false, reason: expect.stringMatching(/not done/),
    })
  })
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
  ['iphone-dolbyvision84-hlg.mov', {
    durationFrames: 100, camera: { make: 'Apple', model: 'iPhone 12 mini' },
    recorded: { local: '2021-05-29T15:14:19', offsetMinutes: -240 },
    video: [{
      hdr: 'hlg', dolbyVision: { profile: 8, compatibility: 4 }, rotation: 90, displayWidth: 1080, displayHeight: 1920,
      variableRate: true,
    }],
  }],
  [
    'iphone-meta.mov',
    {
      rate: r(60), camera: { model: 'iPhone X' }, recorded: { local: '2019-02-12T15:27:12', offsetMinutes: 480 },
      video: [{ range: 'full', primaries: 'smpte432' }],
    },
  ],
  ['gopro-max.mp4', { rate: R2997, durationFrames: 315, ...start('15:44:35:10', 'tmcd') }],
  [
    'hdr10-tags.mkv',
    { rate: r(25), durationFrames: 10, video: [{ hdr: 'pq', contentLight: { max: 1000, average: 300 } }] },
  ],
  ['prores-422lt-2997.mov', { rate: R2997, durationFrames: 2, start: null }],
  ['prores-hdr10-5994df.mxf', {
    rate: R5994, durationFrames: 5, start: { text: '00:01:15;26', source: 'mxf', dropFrame: true, frames: 4522 },
    audio: [{ channels: 1 }, { channels: 1 }], video: [{ hdr: 'pq', contentLight: { max: 1000, average: 100 } }],
  }],
  [
    'prores4444-alpha-tc.mov',
    { rate: r(25), video: [{ alpha: true, chroma: '4:4:4' }], ...start('01:00:00:00', 'tmcd') },
  ],
  ['sony-a7-xavc.mp4', { rate: r(50), durationFrames: 72, audio: [{ channels: 2 }] }],
  [
    'sony-xavc-longgop-25.mxf',
    {
      rate: r(25), durationFrames: 336, audio: [{}, {}, {}, {}], video: [{ fieldOrder: 'top-first', bitDepth: 10 }],
      ...start('08:00:37:05', 'mxf'),
    },
  ],
  ['sounddevices-A101_1.wav', {
    kind: 'audio', rate: R23976, reel: '18Y12M31',
    sound: { scene: 'A101', take: '1', timeReference: 2_190_940_753, tracks: [{ name: 'MKH516 A' }, { name: 'Boom' }] },
    start: { text: '12:39:59:00', frames: 1_094_376, source: 'bext' },
    recorded: { local: '2018-12-31T12:40:00', offsetMinutes: null },
  }],
  ['sounddevices-A101_3.wav', { sound: { scene: 'A101', take: '3' }, ...start('12:40:14:00', 'bext') }],
  [
    'metacorder-Sr001-2C-01_01.wav',
    { sound: { scene: '2C', take: '01', tape: 'Sr001', circled: false }, ...start('13:37:30:07', 'bext') },
  ],
  ['zoomf8-tr1.wav', { sound: { scene: 'Scene_1_2AG', take: '001', circled: false }, ...start('22:40:10:00', 'bext') }],
  ['dpx-10bit.dpx', { kind: 'still', video: [{ bitDepth: 10, chroma: 'RGB' }] }],
  ['exr-rec709.exr', { kind: 'still', video: [{ width: 610, height: 406, bitDepth: 32 }] }],
  ['canon-r6.cr3', { kind: 'still', video: [{ width: 5472, height: 3648 }, {}, {}] }],
]

describe.skipIf(!media.HAVE_SAMPLES)('real camera files (RUSHES_SAMPLES)', { timeout: 60_000 }, () => {
  it.each(SAMPLES)('%s', async (name, expected) => {
    expect(await facts(join(media.SAMPLES, name))).toMatchObject(expected)
  })
})

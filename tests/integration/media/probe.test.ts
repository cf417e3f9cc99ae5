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
import { layeredPicture } from '../../helpers/psd.ts'
import * as media from '../../helpers/media.ts'

const R23976 = { num: 24_000, den: 1001 }
const R2997 = { num: 30_000, den: 1001 }
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

describe('probing', { timeout: 60_000 }, () => {
  it('reads rate, frames, timecode, tracks and colour of a film clip', async () => {
    const clip = await facts(await media.film())
    expect(clip).toMatchObject({
      kind: 'video',
      rate: R23976,
      durationFrames: 48,
      duration: { num: 1001, den: 500 },
      start: { frames: 864_000, rate: R23976, dropFrame: false, text: '10:00:00:00', source: 'tmcd' },
    })
    expect(clip.video[0]).toMatchObject({
      codec: 'prores',
      bitDepth: 10,
      chroma: '4:2:2',
      primaries: 'bt709',
      transfer: 'bt709',
      matrix: 'bt709',
      hdr: 'none',
      framesExact: true,
    })
    expect(clip.audio).toMatchObject([
      {
        codec: 'pcm_s24le',
        channels: 2,
        bits: 24,
        sampleRate: 48_000,
        samples: 96_096,
      },
    ])
  })

  it('counts drop-frame timecode as frames', async () => {
    expect((await facts(await media.dropFrame())).start).toMatchObject({
      text: '09:59:59;28',
      frames: 1_078_918,
      dropFrame: true,
      rate: R2997,
    })
  })

  it.each(['24', '25', '30', '48', '50', '60', '24000/1001', '30000/1001', '60000/1001'])(
    'keeps the rate %s exact',
    async (rate) => {
      const [num, den] = rate.split('/').map(Number)
      expect((await facts(await media.plain(rate))).rate).toEqual({ num, den: den ?? 1 })
    },
  )

  it('tells PQ from HLG from standard range', async () => {
    expect((await facts(await media.hdr('pq'))).video[0]).toMatchObject({ hdr: 'pq', primaries: 'bt2020' })
    expect((await facts(await media.hdr('hlg'))).video[0]).toMatchObject({ hdr: 'hlg', matrix: 'bt2020nc' })
  })

  it('squares pixels and turns pictures for the viewer', async () => {
    expect((await facts(await media.anamorphic())).video[0]).toMatchObject({
      width: 720,
      displayWidth: 1024,
      displayHeight: 576,
    })
    expect((await facts(await media.turned())).video[0]).toMatchObject({
      width: 320,
      rotation: 90,
      displayWidth: 180,
      displayHeight: 320,
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

  it.each(['png', 'tiff', 'dpx', 'exr', 'jpg', 'bmp', 'tga'])(
    'knows a .%s as one picture without rate or length',
    async (ending) => {
      expect(await facts(await media.still(ending))).toMatchObject({
        kind: 'still',
        rate: null,
        duration: null,
        durationFrames: null,
        start: null,
      })
    },
  )
})

describe('what is broken', { timeout: 60_000 }, () => {
  it.each([
    ['empty.mov', async () => Buffer.alloc(0), /empty/],
    ['cut.mov', async () => (await readFile(await media.plain('25'))).subarray(0, 3000), /index|cut short|no media/],
    ['text.mp4', async () => Buffer.from('This was never a clip.\n'.repeat(200)), /no media/],
    ['zeros.mxf', async () => Buffer.alloc(100_000), /no media|can't be read/],
    ['picture.jpg', async () => Buffer.from('no picture'), /can't be decoded/],
    ['sound.wav', async () => Buffer.from('RIFF....WAVEnothing'), /no media|can't be read|nor sound|cut short/],
  ])('%s is catalogued with a reason', async (name, bytes, reason) => {
    const path = join(dir, name)
    await writeFile(path, await bytes())
    const probe = await probed(path)
    expect(probe).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
  })

  it('a still is not told of an index, whatever it was cut from', async () => {
    const heic = Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from('ftypheic\0\0\0\0mif1heic'),
      Buffer.from([0, 0, 16, 0]),
      Buffer.from('meta'),
      Buffer.alloc(64),
    ])
    await writeFile(join(dir, 'cut.heic'), heic)
    const cut = await probed(join(dir, 'cut.heic'))
    expect(cut).toMatchObject({ ok: false, reason: expect.stringMatching(/cut short/) })
    expect(cut).not.toMatchObject({ reason: expect.stringMatching(/moov|index/) })
    const png = await readFile(await media.still('png'))
    await writeFile(join(dir, 'broken.png'), Buffer.concat([png.subarray(0, 40), Buffer.alloc(200, 7)]))
    expect(JSON.stringify(await probed(join(dir, 'broken.png')))).not.toMatch(/external library/)
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
    // That is the tool's or the drive's doing: the file is not called broken, and is probed again.
    expect(await probeFile(await media.film(), context, { timeLimitMs: 1 })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/did not answer in time/),
      limit: { tools: context.tools.identity },
    })
  })
})

describe("what the tools can't do", { timeout: 60_000 }, () => {
  it.each([
    ['JPEG XL', 'picture.jxl', Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.alloc(500, 9)])],
    ['Cineon', 'scan.cin', Buffer.concat([Buffer.from([0x80, 0x2a, 0x5f, 0xd7]), Buffer.alloc(2000, 1)])],
  ])('%s: the build is named, not the file blamed', async (name, file, bytes) => {
    const context = await media.mediaContext()
    if (name === 'JPEG XL' && context.tools.capabilities.decoders.has('libjxl')) return
    await writeFile(join(dir, file), bytes)
    const probe = await probed(join(dir, file))
    expect(probe).toMatchObject({ ok: false, limit: { tools: context.tools.identity } })
    expect(probe).toMatchObject({ reason: expect.stringContaining(`can't read ${name}`) })
    expect(probe).not.toMatchObject({ reason: expect.stringMatching(/damaged/) })
  })
})

/** A message of HDR10+ (SMPTE ST 2094-40 in ITU-T T.35) as a NAL unit of HEVC: one window, no curves. */
function hdr10PlusUnit(): Buffer {
  let bits = ''
  const put = (value: number, width: number): void => {
    bits += value.toString(2).padStart(width, '0')
  }
  put(1, 2)
  put(1000, 27)
  put(0, 1)
  for (let n = 0; n < 3; n += 1) put(50_001, 17)
  put(20_001, 17)
  put(0, 4)
  put(3, 10)
  put(0, 3)
  const window = Buffer.from(
    bits
      .padEnd(Math.ceil(bits.length / 8) * 8, '0')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  )
  const payload = Buffer.concat([Buffer.from([0xb5, 0x00, 0x3c, 0x00, 0x01, 0x04, 0x01]), window])
  const guarded: number[] = []
  for (const byte of Buffer.concat([Buffer.from([4, payload.length]), payload, Buffer.from([0x80])])) {
    if (byte <= 3 && guarded.at(-1) === 0 && guarded.at(-2) === 0) guarded.push(3)
    guarded.push(byte)
  }
  return Buffer.concat([Buffer.from([0, 0, 0, 1, 0x4e, 0x01]), Buffer.from(guarded)])
}

describe('HDR10+', { timeout: 60_000 }, () => {
  it('is told from plain PQ by what the frames carry', async () => {
    const tools = (await media.mediaContext()).tools
    if (!tools.capabilities.encoders.has('libx265')) return
    const plain = await media.madeWith('pq.hevc', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x180:rate=25:duration=0.2',
      '-pix_fmt',
      'yuv420p10le',
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:info=0',
    ])
    expect((await facts(plain)).video[0]).toMatchObject({ hdr: 'pq', hdr10Plus: false })
    const bytes = await readFile(plain)
    // Before the first slice: an IDR picture with or without leading pictures (NAL types 19 and 20).
    const slice = [0x26, 0x28].map((type) => bytes.indexOf(Buffer.from([0, 0, 1, type, 1]))).find((at) => at >= 0)!
    const at = bytes[slice - 1] === 0 ? slice - 1 : slice
    await writeFile(join(dir, 'plus.hevc'), Buffer.concat([bytes.subarray(0, at), hdr10PlusUnit(), bytes.subarray(at)]))
    expect((await facts(join(dir, 'plus.hevc'))).video[0]).toMatchObject({ hdr: 'pq', hdr10Plus: true })
  })
})

describe('a layered picture', { timeout: 60_000 }, () => {
  it('is one picture with the facts of its camera', async () => {
    await writeFile(join(dir, 'matte.psd'), layeredPicture({ version: 1, side: 64, model: 'ALEXA 35' }))
    expect(await facts(join(dir, 'matte.psd'))).toMatchObject({
      kind: 'still',
      camera: { model: 'ALEXA 35' },
      video: [{ codec: 'psd', width: 64, height: 64 }],
    })
  })

  it('that no build here reads keeps its facts, and is not called damaged', async () => {
    await writeFile(join(dir, 'matte.psb'), layeredPicture({ version: 2, side: 64, model: 'ALEXA 35' }))
    const probe = await probed(join(dir, 'matte.psb'))
    expect(JSON.stringify(probe)).not.toMatch(/damaged/)
    expect(probe).toMatchObject({
      ok: true,
      kind: 'still',
      camera: { model: 'ALEXA 35' },
      limit: { reason: expect.stringMatching(/can't read Photoshop’s large format/) },
    })
  })
})

describe('lengths', { timeout: 60_000 }, () => {
  it('of a stream without a header for it come from its packets', async () => {
    const path = await media.madeWith('pipe.webm', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=160x90:rate=25:duration=2',
      '-c:v',
      'libvpx',
      '-b:v',
      '100k',
      '-live',
      '1',
      '-f',
      'webm',
    ])
    const clip = await facts(path)
    expect(clip).toMatchObject({ durationFrames: 50, rate: r(25) })
    expect(clip.duration!.num / clip.duration!.den).toBeCloseTo(2, 1)
  })

  it('of a clip trimmed by an edit list are what plays', async () => {
    const path = await media.madeWith('trimmed.mov', ['-ss', '0.5', '-i', await media.plain('25'), '-c', 'copy'])
    expect(await facts(path)).toMatchObject({ durationFrames: 12 })
  })

  it('of a sound file whose header was never finished are told with a remark', async () => {
    const wav = await readFile(
      await media.madeWith('tone.wav', [
        '-f',
        'lavfi',
        '-i',
        'sine=frequency=440:sample_rate=48000:duration=1',
        '-c:a',
        'pcm_s16le',
        '-bitexact',
      ]),
    )
    wav.writeUInt32LE(0, wav.indexOf('data') + 4)
    wav.writeUInt32LE(0, 4)
    await writeFile(join(dir, 'power-loss.wav'), wav)
    expect(await probed(join(dir, 'power-loss.wav'))).toMatchObject({
      ok: true,
      remark: expect.stringMatching(/header was not finished/),
    })
  })
})

describe('drop-frame by the flag of the file', { timeout: 60_000 }, () => {
  it.each([
    ['30', '16:37:10;02', 1_793_106],
    ['60', '00:01:00;04', 3600],
  ])('at %s', async (rate, label, frames) => {
    const path = await media.madeWith(`flag-${rate}.mov`, [
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=160x90:rate=${rate}:duration=0.2`,
      '-c:v',
      'libx264',
      '-timecode',
      label,
    ])
    expect((await facts(path)).start).toMatchObject({ text: label, frames, dropFrame: true })
  })
})

/**
 * Posters, filmstrips, waveforms and proxies of real files, measured with ffprobe and ffmpeg themselves.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDerivative, makeDerivatives, type Derivative } from '../../../electron/engine/media/derive.ts'
import { recipesFor } from '../../../electron/engine/media/plan.ts'
import type { Waveform } from '../../../electron/engine/media/recipes/waveform.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'

const at = bench('derive')
const { make } = at

async function proxy(
  input: string,
): Promise<{ readonly original: MediaFacts; readonly copy: MediaFacts; readonly derivative: Derivative }> {
  const derivative = await make('proxy', input)
  return { original: await factsOf(input), copy: await factsOf(derivative.path), derivative }
}

/** Loudness of each channel of the first track, in decibels (RMS). */
async function loudness(path: string): Promise<number[]> {
  const { runner, tools } = await media.mediaContext()
  const measure = 'astats=measure_overall=none:measure_perchannel=RMS_level'
  const { log } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-hide_banner', '-nostdin', '-i', path, '-map', '0:a:0', '-af', measure, '-f', 'null', '-'],
  })
  return [...log.matchAll(/RMS level dB: (\S+)/g)].map((match) => Number(match[1]))
}

/** Hash of each frame of the first picture, as ffmpeg decodes it. */
async function frameHashes(path: string): Promise<string[]> {
  const { runner, tools } = await media.mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'error',
      '-i',
      path,
      '-map',
      '0:v:0',
      '-fps_mode',
      'passthrough',
      '-f',
      'framemd5',
      'pipe:1',
    ],
  })
  return output
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('0,'))
    .map((line) => line.split(',').at(-1)!.trim())
}

describe('a proxy', { timeout: 120_000 }, () => {
  it('keeps frames, rate, start timecode and channels of a film clip, in H.264 that any window plays', async () => {
    const { original, copy, derivative } = await proxy(await media.film())
    expect(copy).toMatchObject({
      durationFrames: 48,
      rate: original.rate,
      start: { text: '10:00:00:00', source: 'tmcd' },
      audio: [{ codec: 'aac', channels: 2 }],
    })
    expect(copy.video[0]).toMatchObject({
      codec: 'h264',
      profile: 'High',
      pixelFormat: 'yuv420p',
      width: 640,
      height: 360,
      sar: { num: 1, den: 1 },
    })
    expect(new Set(await frameHashes(derivative.path)).size).toBe(48)
  })

  it.each(['24', '25', '30', '48', '50', '60', '24000/1001', '30000/1001', '60000/1001'])(
    'keeps the rate %s and its timecode',
    async (rate) => {
      const { original, copy } = await proxy(await media.plain(rate))
      expect(copy.rate).toEqual(original.rate)
      expect(copy.durationFrames).toBe(original.durationFrames)
      expect(copy.start?.text).toBe('00:59:59:20')
    },
  )

  it('keeps drop-frame as drop-frame', async () => {
    expect((await proxy(await media.dropFrame())).copy.start).toMatchObject({
      text: '09:59:59;28',
      dropFrame: true,
      frames: 1_078_918,
    })
    expect((await proxy(await media.doubleRate())).copy.start).toMatchObject({ text: '01:00:00;00', dropFrame: true })
  })

  it('keeps eight channels in one track and four mono tracks apart, each with its own sound', async () => {
    const { copy, derivative } = await proxy(await media.eightChannels())
    expect(copy.audio).toMatchObject([{ channels: 8 }])
    // The tone is a tenth louder in each channel: none is mixed, moved, muffled or lost.
    const [before, after] = [await loudness(await media.eightChannels()), await loudness(derivative.path)]
    after.forEach((level, channel) => expect(Math.abs(level - before[channel]!)).toBeLessThan(0.5))
    expect(before).toEqual([...before].sort((a, b) => a - b))
    expect((await proxy(await media.mxf())).copy.audio.map(({ channels }) => channels)).toEqual([1, 1, 1, 1])
  })

  it('begins to play at once and stands alone at least twice a second', async () => {
    const { derivative } = await proxy(await media.film())
    const bytes = await readFile(derivative.path)
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
    const { runner, tools } = await media.mediaContext()
    const { output } = await runner.run({
      exe: tools.ffprobe.path,
      args: [
        '-v',
        'error',
        '-select_streams',
        'v:0',
        '-show_entries',
        'packet=flags',
        '-of',
        'csv=p=0',
        derivative.path,
      ],
    })
    const keys = output
      .toString('latin1')
      .trim()
      .split('\n')
      .map((flags, index) => (flags.startsWith('K') ? index : -1))
      .filter((index) => index >= 0)
    expect(keys[0]).toBe(0)
    expect(Math.max(...keys.slice(1).map((key, index) => key - keys[index]!))).toBeLessThanOrEqual(12)
  })

  it.each([['pq'], ['hlg']] as const)('of %s is brought to Rec.709 and says so', async (kind) => {
    const { copy, derivative } = await proxy(await media.hdr(kind))
    expect(copy.video[0]).toMatchObject({
      primaries: 'bt709',
      transfer: 'bt709',
      matrix: 'bt709',
      range: 'limited',
      hdr: 'none',
    })
    expect(derivative.meta['colour']).toBe('tone-mapped')
  })

  it('has square pixels, even sides, stands upright, and shows frames instead of fields', async () => {
    expect((await proxy(await media.anamorphic())).copy.video[0]).toMatchObject({
      width: 1024,
      height: 576,
      sar: { num: 1, den: 1 },
    })
    expect((await proxy(await media.oddSize())).copy.video[0]).toMatchObject({ width: 642, height: 362 })
    expect((await proxy(await media.turned())).copy.video[0]).toMatchObject({ width: 180, height: 320, rotation: 0 })
    const fields = await proxy(await media.interlaced())
    expect(fields.copy.video[0]?.fieldOrder).toBe('progressive')
    expect(fields.copy.durationFrames).toBe(25)
  })

  it('keeps the stamps of unevenly spaced frames', async () => {
    const { copy } = await proxy(await media.uneven())
    expect(copy.video[0]).toMatchObject({ frames: 60, variableRate: true })
  })

  it('keeps the colours: the mean of a frame is that of the original', async () => {
    const input = await media.film()
    const [before, after] = [await colourOf(input), await colourOf((await make('proxy', input)).path)]
    before.forEach((value, channel) => expect(Math.abs(value - after[channel]!)).toBeLessThanOrEqual(4))
  })
})

describe('poster, filmstrip and waveform', { timeout: 120_000 }, () => {
  it('the filmstrip says how it is laid out, and is laid out so', async () => {
    const strip = await make('filmstrip', await media.film())
    expect(strip.meta).toMatchObject({ columns: 10, rows: 5, count: 48, frameWidth: 240, frameHeight: 136 })
    expect(strip.meta['frames']).toEqual(Array.from({ length: 48 }, (_, frame) => frame))
    expect((await factsOf(strip.path)).video[0]).toMatchObject({ width: 2400, height: 680 })
    expect([strip.width, strip.height, strip.mime]).toEqual([2400, 680, 'image/jpeg'])
  })

  it('the poster passes over a black beginning, and is black only when all is', async () => {
    expect(Math.max(...(await colourOf((await make('poster', await media.blackStart())).path)))).toBeGreaterThan(40)
    expect(Math.max(...(await colourOf((await make('poster', await media.allBlack())).path)))).toBeLessThan(10)
  })

  it('the poster of a clip has its colours in a JPEG too', async () => {
    const input = await media.film()
    const [before, after] = [await colourOf(input), await colourOf((await make('poster', input)).path)]
    before.forEach((value, channel) => expect(Math.abs(value - after[channel]!)).toBeLessThanOrEqual(8))
  })

  it.each(['png', 'tiff', 'dpx', 'exr', 'jpg'])('a still .%s gets a poster', async (ending) => {
    expect(await make('poster', await media.still(ending))).toMatchObject({ width: 640, height: 480 })
  })

  it('the waveform shows tracks in their order, whatever their places', async () => {
    const wave = await make('waveform', await media.monoThenStereo())
    const { peaks } = JSON.parse(await readFile(wave.path, 'utf8')) as Waveform
    expect(peaks.map((channel) => Math.max(...channel) > 3)).toEqual([true, false, false])
  })

  it('the waveform counts every sample', async () => {
    const wave = await make('waveform', await media.film())
    expect(wave.meta).toMatchObject({ channels: 2, samples: 96_096, sampleRate: 48_000 })
  })

  it('one run makes all that is due, as each alone would', async () => {
    const input = await media.film()
    const probe = await factsOf(input)
    const progress: number[] = []
    const outDir = join(at.dir, 'all')
    const outcomes = await makeDerivatives(
      { recipes: recipesFor(probe), input, probe, outDir, onProgress: (share) => progress.push(share) },
      await media.mediaContext(),
    )
    expect(outcomes.map((outcome) => [outcome.recipe, outcome.ok])).toEqual([
      ['poster', true],
      ['filmstrip', true],
      ['waveform', true],
      ['proxy', true],
    ])
    const alone = await make('filmstrip', input)
    const together = outcomes.find((outcome) => outcome.recipe === 'filmstrip')
    expect(together?.ok && together.derivative.meta).toEqual(alone.meta)
    expect(progress.at(-1)).toBeGreaterThan(0.9)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect((await readdir(outDir)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe("what can't be made", { timeout: 120_000 }, () => {
  it('leaves no file, and carries the command and the log', async () => {
    const input = await media.film()
    const probe = await factsOf(input)
    const outDir = join(at.dir, 'lie')
    // The probe promises twice the frames: as if the original had been cut short since.
    const lying: MediaFacts = {
      ...probe,
      duration: { num: 1001, den: 250 },
      video: [{ ...probe.video[0]!, frames: 96 }],
    }
    const failure = await makeDerivative(
      { recipe: 'proxy', input, probe: lying, outDir },
      await media.mediaContext(),
    ).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'media.failed', message: expect.stringContaining('48 of 96 frames') })
    expect(isRushesError(failure) && String(failure.details['command'])).toContain('libx264')
    expect(isRushesError(failure) && String(failure.details['log'])).toContain('prores')
    expect(await readdir(outDir)).toEqual([])
  })

  it('costs the others nothing', async () => {
    const input = await media.plain('25')
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives(
      { recipes: ['waveform', 'poster'], input, probe, outDir: join(at.dir, 'some') },
      await media.mediaContext(),
    )
    expect(outcomes).toMatchObject([
      { recipe: 'waveform', ok: false, error: { code: 'media.unsupported' } },
      { recipe: 'poster', ok: true },
    ])
  })

  it('is cancelled at once: the child ends, nothing is left', async () => {
    const input = await media.long()
    const context = await media.mediaContext()
    const abort = new AbortController()
    const outDir = join(at.dir, 'cancelled')
    const working = makeDerivative(
      {
        recipe: 'proxy',
        input,
        probe: await factsOf(input),
        outDir,
        signal: abort.signal,
        onProgress: () => abort.abort(),
      },
      context,
    )
    const failure = await working.catch((error: unknown) => error)
    expect(isRushesError(failure) && failure.code).toBe('cancelled')
    expect(context.runner.running()).toEqual([])
    expect(await readdir(outDir)).toEqual([])
  })
})

describe.skipIf(!media.HAVE_SAMPLES)('real camera files (RUSHES_SAMPLES)', { timeout: 120_000 }, () => {
  it.each([
    'avid-dnxhd-23976.mxf',
    'cineform-10bit.mov',
    'dnxhr-12bit-tc.mov',
    'prores-422lt-2997.mov',
    'prores-hdr10-5994df.mxf',
    'prores4444-alpha-tc.mov',
    'gopro-max.mp4',
    'iphone-dolbyvision84-hlg.mov',
    'iphone-meta.mov',
    'sounddevices-A101_1.wav',
    'zoomf8-tr1.wav',
  ])('%s gets all that it can have, and the proxy is true to it', async (name) => {
    const input = join(media.SAMPLES, name)
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives(
      { recipes: recipesFor(probe), input, probe, outDir: join(at.dir, name) },
      await media.mediaContext(),
    )
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
    const copy = await factsOf(join(at.dir, name, probe.kind === 'audio' ? 'proxy.v1.m4a' : 'proxy.v1.mp4'))
    expect(copy.start?.text ?? null).toBe(probe.kind === 'audio' ? null : (probe.start?.text ?? null))
    expect(copy.audio.map(({ channels }) => channels)).toEqual(probe.audio.map(({ channels }) => channels))
    expect(probe.kind === 'audio' ? null : copy.durationFrames).toBe(
      probe.kind === 'audio' ? null : probe.durationFrames,
    )
  })

  it('a raw still gets its poster from the JPEG that the camera put inside', async () => {
    const poster = await make('poster', join(media.SAMPLES, 'canon-r6.cr3'))
    expect(poster).toMatchObject({ width: 1280, height: 854 })
    expect((await readdir(dirname(poster.path))).length).toBe(1)
  })

  it.each([
    ['sony-a7-xavc.mp4', /no frame that can be read/],
    ['sony-xavc-longgop-25.mxf', /of 336 frames could be decoded/],
    ['canon-r6.cr3', /CRAW|single picture/],
  ])('%s gets no proxy, and the reason is said', async (name, reason) => {
    const input = join(media.SAMPLES, name)
    const failure = await make('proxy', input).catch((error: unknown) => error)
    expect(String(failure)).toMatch(reason)
  })

  it('originals are left as they were', async () => {
    const path = join(media.SAMPLES, 'gopro-max.mp4')
    const before = await stat(path)
    await make('poster', path)
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs)
  })
})

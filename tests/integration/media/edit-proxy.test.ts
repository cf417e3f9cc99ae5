/**
 * Edit proxies of real files, read back: frames, rate, start, reel, channels, raster, fields, tags, and what each
 * editing system says to them.
 */
import { describe, expect, it } from 'vitest'
import { PICTURE_FORMATS, type EditFormat } from '../../../shared/model/edit-proxies.ts'
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import { linkVerdicts } from '../../../electron/engine/domain/edit-proxies/links.ts'
import { makeDerivative, type Derivative } from '../../../electron/engine/media/derive.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'

const at = bench('edit-proxy')
/** Those that editing systems link. */
const LINKED = PICTURE_FORMATS.filter((format) => !format.endsWith('-archive'))

interface Made {
  readonly original: MediaFacts
  readonly copy: MediaFacts
  readonly path: string
  readonly derivative: Derivative
}

async function made(input: string, format: EditFormat, more: object = {}): Promise<Made> {
  const original = await factsOf(input)
  const request = { recipe: 'edit-proxy', params: { format, ...more }, input, probe: original, outDir: at.next() }
  const derivative = await makeDerivative(request, await media.mediaContext())
  return { original, copy: await factsOf(derivative.path), path: derivative.path, derivative }
}

const picture = (facts: MediaFacts): VideoStream => facts.video.find(({ cover }) => !cover)!
/** MXF has one label for the curve of Rec. 601 and Rec. 709, and one for both matrices of Rec. 601. */
const inMxf = <T extends Pick<VideoStream, 'transfer' | 'matrix'>>(format: EditFormat, tags: T): T =>
  format === 'dnxhr-lb-mxf'
    ? {
        ...tags,
        transfer: tags.transfer?.replace('smpte170m', 'bt709') ?? null,
        matrix: tags.matrix?.replace('smpte170m', 'bt470bg') ?? null,
      }
    : tags
/** Editors that link it, or what they say. */
const links = ({ original, copy }: Made, stem = 'A003C001'): Record<string, string | true> =>
  Object.fromEntries(
    linkVerdicts({ stem, facts: original }, { stem, facts: copy }).map((one) => [
      one.editor,
      one.links || one.why.join(' '),
    ]),
  )

describe.each(LINKED)('an edit proxy as %s', (format) => {
  it.each([
    ['23.976', () => media.plain('24000/1001')],
    ['29.97 drop frame', media.dropFrame],
    ['59.94 from a 29.97 timecode', media.doubleRate],
    ['eight channels', media.eightChannels],
    ['a mono and a stereo track', media.monoThenStereo],
    ['an MXF', media.mxf],
  ])('of %s has its frames, rate, start and channels', async (_what, source) => {
    const result = await made(await source(), format, { reel: 'A003' })
    const { original, copy } = result
    expect({
      frames: copy.durationFrames,
      rate: copy.rate,
      channels: copy.audio.map(({ channels }) => channels),
      pcm: copy.audio.every(({ codec }) => codec?.startsWith('pcm_') === true),
      sar: picture(copy).sar,
      reel: copy.reel,
    }).toEqual({
      frames: original.durationFrames,
      rate: original.rate,
      channels: original.audio.map(({ channels }) => channels),
      pcm: true,
      sar: picture(original).sar,
      reel: original.start === null && format !== 'dnxhr-lb-mxf' ? null : 'A003',
    })
    expect(picture(original).width % picture(copy).width).toBe(0)
    // Tagged, always: with the source's own words, else by its lines.
    const { primaries, transfer, matrix, height } = picture(original)
    const otherwise = height >= 720 ? 'bt709' : height === 576 ? 'bt470bg' : 'smpte170m'
    const said = {
      primaries: primaries ?? otherwise,
      transfer: transfer ?? (height >= 720 ? 'bt709' : 'smpte170m'),
      matrix: matrix ?? otherwise,
      range: 'limited',
    }
    expect(inMxf(format, picture(copy))).toMatchObject(inMxf(format, said))
  })
})

it('every editing system links a ProRes proxy of a clip with timecode, reel and sound', async () => {
  expect(links(await made(await media.film(), 'prores-proxy', { reel: 'A003' }))).toEqual({
    resolve: true,
    premiere: true,
    'final-cut': true,
    avid: true,
  })
})

it('keeps the shape of pixels, and says where a format does not', async () => {
  for (const format of ['prores-proxy', 'dnxhr-lb', 'h264-intra'] as const) {
    const { original, copy } = await made(await media.anamorphic(), format)
    expect(picture(copy).sar).toEqual(picture(original).sar)
  }
  await expect(made(await media.anamorphic(), 'dnxhr-lb-mxf')).rejects.toMatchObject({
    code: 'media.unsupported',
    message: expect.stringContaining('not square'),
  })
})

it('is the size of the source divided by a whole number, and all of it where none divides', async () => {
  const uhd = await media.madeWith('uhd.mov', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=3840x2160:rate=25:duration=0.12',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ])
  const sizeOf = ({ copy }: Made): string => `${picture(copy).width}×${picture(copy).height}`
  expect(sizeOf(await made(uhd, 'prores-proxy'))).toBe('1920×1080')
  expect(sizeOf(await made(uhd, 'h264-intra', { divide: 4 }))).toBe('960×540')
  const odd = await made(await media.film(), 'prores-proxy', { divide: 4 })
  expect(sizeOf(odd)).toBe('160×90')
  // DNxHR takes nothing smaller than 256 × 120.
  const narrow = await made(await media.plain('25'), 'dnxhr-lb', { divide: 4 })
  expect(sizeOf(narrow)).toBe('320×180')
})

it('a picture of odd sides is refused with the reason, for no such proxy would lie on it', async () => {
  await expect(made(await media.oddSize(), 'prores-proxy')).rejects.toMatchObject({
    code: 'media.unsupported',
    message: expect.stringContaining('641 × 361'),
  })
})

it('fields stay fields, the first one first, where the codec keeps them, and DNxHR says that it does not', async () => {
  for (const format of ['prores-proxy', 'h264-intra'] as const) {
    const { original, copy } = await made(await media.interlaced(), format)
    expect([picture(original).fieldOrder, picture(copy).fieldOrder]).toEqual(['top-first', 'top-first'])
    expect(picture(copy)).toMatchObject({ width: 720, height: 576 })
  }
  await expect(made(await media.interlaced(), 'dnxhr-lb')).rejects.toMatchObject({
    code: 'media.unsupported',
    message: expect.stringContaining('interlaced'),
  })
})

it('HDR stays HDR in ten bits with its tags, and is brought down to Rec. 709 in eight', async () => {
  for (const kind of ['pq', 'hlg'] as const) {
    const source = await media.hdr(kind)
    const deep = await made(source, 'prores-proxy')
    expect(picture(deep.copy)).toMatchObject({ hdr: kind, primaries: 'bt2020', matrix: 'bt2020nc', bitDepth: 10 })
    expect(deep.derivative.meta['colour']).toBe('as-is')
    const flat = await made(source, 'dnxhr-lb')
    expect(picture(flat.copy)).toMatchObject({ hdr: 'none', primaries: 'bt709', transfer: 'bt709' })
    expect(flat.derivative.meta['colour']).toBe('tone-mapped')
  }
})

it('a phone’s picture stands upright, and one with uneven frames keeps each of them', async () => {
  const upright = await made(await media.turned(), 'prores-proxy')
  expect([picture(upright.copy).width, picture(upright.copy).height]).toEqual([180, 320])
  const uneven = await made(await media.uneven(), 'prores-proxy')
  expect(picture(uneven.copy).frames).toBe(picture(uneven.original).frames)
  expect(links(uneven).premiere).toContain('not evenly spaced')
  await expect(made(await media.uneven(), 'dnxhr-lb-mxf')).rejects.toMatchObject({ code: 'media.unsupported' })
})

it.each(PICTURE_FORMATS)('has the colours of the source as %s', async (format) => {
  const source = await media.film()
  const { path } = await made(source, format)
  const [there, here] = [await colourOf(source), await colourOf(path)]
  for (const [at, value] of there.entries()) expect(Math.abs(value - here[at]!)).toBeLessThanOrEqual(3)
})

describe('what an editing system says', () => {
  it('of another name, of a start that lies elsewhere, of an MXF for a QuickTime original', async () => {
    const result = await made(await media.film(), 'dnxhr-lb-mxf', { reel: 'A003' })
    expect(links(result)).toMatchObject({ premiere: true, avid: true })
    expect(links(result).resolve).toContain('does not believe an MXF')
    expect(links(result)['final-cut']).toContain('nothing else')
    const named = linkVerdicts({ stem: 'A003C001', facts: result.original }, { stem: 'proxy', facts: result.copy })
    expect(named.find(({ editor }) => editor === 'resolve')!.why[0]).toContain('“A003C001” and “proxy”')
  })

  it('of a timecode that stands in no timecode track', async () => {
    const camera = await made(await media.mxf(), 'prores-proxy', { reel: 'A003' })
    expect(links(camera)).toMatchObject({ resolve: true, premiere: true, avid: true })
    expect(links(camera)['final-cut']).toContain('timecode tracks alone')
  })

  it('of other tracks and channels', async () => {
    const { original, copy } = await made(await media.monoThenStereo(), 'prores-proxy')
    const lost = { ...copy, audio: copy.audio.slice(1) }
    const [resolve, premiere] = linkVerdicts({ stem: 'a', facts: original }, { stem: 'a', facts: lost })
    expect(resolve!.why).toEqual(['The original has 2 sound tracks, the proxy 1 sound track.'])
    expect(premiere!.why[0]).toContain('1 + 2 in the original, 2 in the proxy')
  })
})

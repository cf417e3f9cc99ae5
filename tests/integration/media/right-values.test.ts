/**
 * Facts that readers get wrong: what plays of an edited clip, rates of fields and tapes, the day of a photo, and the
 * kinds of picture that a build lacks.
 */
import { copyFile, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import { makeDerivatives } from '../../../electron/engine/media/derive.ts'
import { recipesFor } from '../../../electron/engine/media/plan.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { bench, factsOf } from '../../helpers/derived.ts'
import { withEdits, type Edit } from '../../helpers/edit-list.ts'
import { withExif } from '../../helpers/exif.ts'
import { testLibrary } from '../../helpers/library.ts'
import { layeredPicture } from '../../helpers/psd.ts'
import { deepExr, radiance, tiffOf } from '../../helpers/rare-pictures.ts'
import { until } from '../../helpers/until.ts'
import * as media from '../../helpers/media.ts'

const at = bench('right-values')

/** What a crew reads of a file, by label. */
const shown = (facts: MediaFacts): Map<string, string> =>
  new Map(describeProbe(JSON.stringify(facts)).map(({ label, value }) => [label, value]))

/** 24 frames a second for four seconds, a picture that stands alone each second, two that lean on others between. */
const recording = (): Promise<string> =>
  media.madeWith('b-frames.mov', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x180:rate=24:duration=4',
    '-c:v',
    'libx264',
    '-bf',
    '2',
    '-g',
    '24',
  ])
/** The first frame stands two frames late, for the order in which frames are decoded. */
const frame = (number: number): number => (number + 2) / 24

describe('a clip with an edit list', () => {
  it.each<readonly [string, number, readonly Edit[]]>([
    ['of one piece', 24, [{ from: frame(0), length: 1 }]],
    ['that begins in the middle of a group', 48, [{ from: frame(29), length: 2 }]],
    ['that begins at a frame that leans on others', 24, [{ from: frame(5), length: 1 }]],
    ['that begins before the first frame', 22, [{ from: 0, length: 1 }]],
    [
      'of two pieces',
      42,
      [
        { from: frame(0), length: 1 },
        { from: frame(48), length: 0.75 },
      ],
    ],
    [
      'that plays a piece twice',
      48,
      [
        { from: frame(0), length: 1 },
        { from: frame(0), length: 1 },
      ],
    ],
  ])('%s is as long as what plays, its proxy too', async (name, frames, edits) => {
    const path = join(at.dir, `${name}.mov`)
    await writeFile(path, withEdits(await readFile(await recording()), edits))
    expect(await factsOf(path)).toMatchObject({
      durationFrames: frames,
      rate: { num: 24, den: 1 },
      video: [{ frames, framesExact: true }],
    })
    expect((await factsOf((await at.make('proxy', path)).path)).durationFrames).toBe(frames)
  })
})

describe('rates', () => {
  const fields = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=720x576:rate=50:duration=1',
    '-vf',
    'tinterlace=interleave_top,setfield=tff',
    '-flags',
    '+ildct+ilme',
  ]
  it.each(['ts', 'mkv', 'mp4', 'h264'])('of fields in a .%s are those of frames', async (ending) => {
    const facts = await factsOf(
      await media.madeWith(`fields.${ending}`, [...fields, '-c:v', 'libx264', '-x264opts', 'tff=1']),
    )
    expect(facts).toMatchObject({ rate: { num: 25, den: 1 }, durationFrames: 25 })
  })

  it.each(['m2v', 'mpg'])('of MPEG-2 in fields, in a .%s, are those of frames', async (ending) => {
    expect(await factsOf(await media.madeWith(`fields.${ending}`, [...fields, '-c:v', 'mpeg2video']))).toMatchObject({
      rate: { num: 25, den: 1 },
      durationFrames: 25,
    })
  })

  it.each([
    ['pal', 576, 25, 1],
    ['ntsc', 480, 30_000, 1001],
  ])('of a tape (%s) are those of its lines, in one frame too', async (target, lines, num, den) => {
    const length = String(den / num)
    const tape = await media.madeWith(`${target}.dv`, [
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=720x${lines}:rate=${num}/${den}:duration=${length}`,
      '-target',
      `${target}-dv`,
      '-an',
    ])
    expect(await factsOf(tape)).toMatchObject({ rate: { num, den }, durationFrames: 1 })
  })
})

describe('a stream without a length', () => {
  it('is as long as its proxy', async () => {
    const path = await media.madeWith('live.webm', [
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
    const facts = await factsOf(path)
    expect((await factsOf((await at.make('proxy', path)).path)).durationFrames).toBe(facts.durationFrames)
    expect(shown(facts).get('Duration')).toBe('2.0 s · 50 frames')
  })
})

/** Takes a file into a library and gives the day that it counts to; its copy was written on another one. */
async function dayOf(picture: string, name: string): Promise<string | null> {
  await using library = await testLibrary()
  const path = join(library.dir, name)
  await copyFile(picture, path)
  await utimes(path, new Date('2026-11-28T12:00:00Z'), new Date('2026-11-28T12:00:00Z'))
  for await (const event of await library.client.catalogue.add({ paths: [path] })) void event
  const row = await until('it was looked into', async () =>
    (await library.client.assets.list({})).rows.find(({ codec }) => codec !== null),
  )
  return row.day
}

describe('the day of a photo', () => {
  it('is the day on which it was taken, by the camera’s own clock and zone, not that of its copy', async () => {
    const path = join(at.dir, 'IMG_0001.JPG')
    // Still the 25th where the camera was, the 26th in Greenwich.
    await writeFile(
      path,
      withExif(await readFile(await media.still('jpg')), {
        make: 'Canon',
        model: 'Canon EOS 6D',
        taken: '2013:11:25 20:53:55',
        zone: '-05:00',
      }),
    )
    const facts = await factsOf(path)
    expect(facts).toMatchObject({
      camera: { make: 'Canon', model: 'Canon EOS 6D' },
      recorded: { local: '2013-11-25T20:53:55', offsetMinutes: -300, source: 'exif' },
    })
    expect(shown(facts).get('Recorded')).toBe('2013-11-25 20:53:55 UTC−05:00 (EXIF)')
    expect(await dayOf(path, 'IMG_0001.JPG')).toBe('2013-11-25')
  })

  it.skipIf(!media.HAVE_SAMPLES)('of a Canon is that of its EXIF (RUSHES_SAMPLES)', async () => {
    expect(await dayOf(join(media.SAMPLES, 'exif-date.jpg'), 'elephants.jpg')).toBe('2013-11-26')
  })
})

describe('a whole picture that a build may lack', () => {
  const ANIMATED = 'libwebp_anim'
  const animated = async (): Promise<Buffer> =>
    readFile(
      await media.madeWith('animated.webp', [
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=64x64:rate=5:duration=1',
        '-c:v',
        ANIMATED,
      ]),
    )
  it.for<readonly [string, string, () => Buffer | Promise<Buffer>]>([
    ['an animated WebP', 'animated.webp', animated],
    ['a deep EXR', 'deep.exr', deepExr],
    ['a TIFF of 12 bits', 'twelve.tif', () => tiffOf(12, 'whole')],
    ['a TIFF of 32 bits', 'thirty-two.tif', () => tiffOf(32, 'whole')],
    ['a TIFF of floats', 'float.tif', () => tiffOf(32, 'float')],
    ['a Radiance picture', 'light.hdr', radiance],
  ])('%s is read, or the build is named: it is never called damaged', async ([, name, bytes], { skip }) => {
    const context = await media.mediaContext()
    skip(
      bytes === animated && !context.tools.capabilities.encoders.has(ANIMATED),
      `this ffmpeg writes no animated WebP (${ANIMATED})`,
    )
    const path = join(at.dir, name)
    await writeFile(path, await bytes())
    const probe = await probeFile(path, context)
    const lack = expect.stringMatching(/[Tt]his build of ffmpeg .* can't read /)
    if (!probe.ok) return expect(probe).toMatchObject({ limit: { tools: context.tools.identity }, reason: lack })
    if (probe.limit != null) expect(recipesFor(probe)).toEqual([])
    const [poster] = await makeDerivatives({ recipes: ['poster'], input: path, probe, outDir: at.next() }, context)
    expect(poster).toMatchObject(
      poster!.ok
        ? { derivative: { width: expect.any(Number) } }
        : { error: { code: 'media.unsupported', message: lack } },
    )
  })

  it('a layered picture has its poster', async () => {
    const path = join(at.dir, 'matte.psd')
    await writeFile(path, layeredPicture({ version: 1, side: 64, model: 'ALEXA 35' }))
    expect(await at.make('poster', path)).toMatchObject({ width: 64, height: 64 })
  })

  it('one that is broken is told so in words for people', async () => {
    const png = await readFile(await media.still('png'))
    const data = png.indexOf('IDAT') + 4
    const path = join(at.dir, 'broken.png')
    await writeFile(path, Buffer.concat([png.subarray(0, data), Buffer.alloc(60, 7), png.subarray(data + 60)]))
    const failure = await at.make('poster', path).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'media.failed',
      message: expect.stringMatching(/the data in it are damaged/),
    })
    expect(String(failure)).not.toMatch(/external library/)
  })
})

describe.skipIf(!media.HAVE_SAMPLES)('real files are shown by the names that people use (RUSHES_SAMPLES)', () => {
  it.each<readonly [string, Readonly<Record<string, string | RegExp>>]>([
    ['canon-r6.cr3', { Format: 'Canon CR3', Camera: 'Canon EOS R6', Recorded: '2025-09-06 20:24:47 UTC−08:00 (EXIF)' }],
    ['prores-proxy-bt709.mov', { Format: 'QuickTime', Codec: 'ProRes 422 Proxy', Colour: /Rec\.709/ }],
    ['still.heic', { Format: 'HEIC', Camera: 'samsung SM-A326B' }],
    ['avchd-sony.mts', { Camera: 'Sony ILCE-7M3', Recorded: '2019-04-24 22:24:00 UTC+02:00 (AVCHD)' }],
    [
      'bext-no-rate-5.1.wav',
      { Start: /: 01:00:00\.000 \(time of day/, Duration: /: \d+\.\d s$/, Codec: /: PCM \d+-bit$/, Format: 'WAV' },
    ],
    ['metacorder-Sr001-2C-01_01.wav', { Tape: 'Sr001' }],
  ])('%s', async (name, facts) => {
    const words = shown(await factsOf(join(media.SAMPLES, name)))
    for (const [label, value] of Object.entries(facts))
      expect(`${label}: ${words.get(label)}`).toMatch(typeof value === 'string' ? `${label}: ${value}` : value)
  })

  it.each([
    'gopro-max.mp4',
    'iphone-meta.mov',
    'iphone-dolbyvision84-hlg.mov',
    'prores-422lt-2997.mov',
    'sony-a7-xavc.mp4',
  ])('%s shows no name that every writer gives', async (name) => {
    expect(JSON.stringify([...shown(await factsOf(join(media.SAMPLES, name)))])).not.toMatch(/handler|Core Media/i)
  })
})

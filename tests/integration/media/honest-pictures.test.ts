/**
 * Pictures and proxies of what is out of the ordinary: trimmed clips, turned stills, see-through pictures, pictures
 * that change their size, drop-frame at 30, and tools that die or can't.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDerivative, makeDerivatives } from '../../../electron/engine/media/derive.ts'
import { recipesFor } from '../../../electron/engine/media/plan.ts'
import { probeFile, type MediaContext } from '../../../electron/engine/media/probe.ts'
import { createRunner } from '../../../electron/engine/media/runner.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import { withExif } from '../../helpers/exif.ts'
import { standIn } from '../../helpers/stand-ins.ts'
import * as media from '../../helpers/media.ts'

const at = bench('pictures')
const { make } = at

const near = (colour: readonly number[], wanted: readonly number[]): boolean =>
  colour.every((value, at) => Math.abs(value - wanted[at]!) < 24)

/** A JPEG of four quarters, red green over blue white, with an orientation in its EXIF. */
async function oriented(orientation: number): Promise<string> {
  const plain = await media.madeWith('quarters.jpg', [
    '-f',
    'lavfi',
    '-i',
    'color=red:size=160x80',
    '-f',
    'lavfi',
    '-i',
    'color=lime:size=160x80',
    '-f',
    'lavfi',
    '-i',
    'color=blue:size=160x80',
    '-f',
    'lavfi',
    '-i',
    'color=white:size=160x80',
    '-filter_complex',
    '[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack',
    '-frames:v',
    '1',
    '-q:v',
    '1',
  ])
  const path = join(at.dir, `quarters-${orientation}.jpg`)
  await writeFile(path, withExif(await readFile(plain), { orientation }))
  return path
}

describe('a still', { timeout: 120_000 }, () => {
  // What stands at the upper left after the turn, by the orientation of EXIF.
  const [red, green, blue, white] = [
    [254, 0, 0],
    [0, 255, 1],
    [0, 0, 254],
    [255, 255, 255],
  ] as const
  it.each([
    [1, 320, 160, red, green],
    [2, 320, 160, green, red],
    [3, 320, 160, white, blue],
    [4, 320, 160, blue, white],
    [5, 160, 320, red, blue],
    [6, 160, 320, blue, red],
    [7, 160, 320, white, green],
    [8, 160, 320, green, white],
  ])('of orientation %i stands upright', async (orientation, width, height, upperLeft, upperRight) => {
    const poster = await make('poster', await oriented(orientation))
    expect([poster.width, poster.height]).toEqual([width, height])
    expect(await colourOf(poster.path, { x: 0.2, y: 0.2 })).toSatisfy((colour: number[]) => near(colour, upperLeft))
    expect(await colourOf(poster.path, { x: 0.7, y: 0.2 })).toSatisfy((colour: number[]) => near(colour, upperRight))
  })

  it('that is see-through is laid on grey, and the colour underneath is not shown', async () => {
    const picture = await media.madeWith('see-through.png', [
      '-f',
      'lavfi',
      '-i',
      'color=0xff00ff:size=64x64',
      '-vf',
      "format=rgba,geq=r=255:g=0:b=255:a='if(lt(X,32),0,255)'",
      '-frames:v',
      '1',
    ])
    const poster = await make('poster', picture)
    expect(await colourOf(poster.path, { x: 0.2, y: 0.5 })).toSatisfy((colour: number[]) =>
      near(colour, [128, 128, 128]),
    )
    expect(await colourOf(poster.path, { x: 0.8, y: 0.5 })).toSatisfy((colour: number[]) => near(colour, [255, 0, 255]))
  })
})

describe('a proxy', { timeout: 120_000 }, () => {
  it('of a trimmed clip holds what plays', async () => {
    const path = await media.madeWith('trimmed-30.mov', ['-ss', '0.6', '-i', await media.plain('30'), '-c', 'copy'])
    const { durationFrames } = await factsOf(path)
    expect((await factsOf((await make('proxy', path)).path)).durationFrames).toBe(durationFrames)
  })

  it.each([
    ['30', '16:37:10;02'],
    ['60', '00:59:59;56'],
  ])('at %s with the flag of drop-frame keeps the flag', async (rate, label) => {
    const path = await media.madeWith(`drop-${rate}.mov`, [
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=160x90:rate=${rate}:duration=0.2`,
      '-c:v',
      'libx264',
      '-timecode',
      label,
    ])
    expect((await factsOf((await make('proxy', path)).path)).start).toMatchObject({ text: label, dropFrame: true })
  })

  it('of a picture whose size changes inside has the rate and the frames of its original', async () => {
    const part = (size: string): Promise<string> =>
      media.madeWith(`part-${size}.h264`, [
        '-f',
        'lavfi',
        '-i',
        `testsrc2=size=${size}:rate=25:duration=1`,
        '-c:v',
        'libx264',
        '-bf',
        '0',
        '-g',
        '5',
      ])
    const both = join(at.dir, 'changes.h264')
    await writeFile(both, Buffer.concat([await readFile(await part('320x180')), await readFile(await part('640x360'))]))
    const path = await media.madeWith('changes.ts', ['-i', both, '-c', 'copy', '-bsf:v', 'setts=ts=N*3600'])
    const copy = await factsOf((await make('proxy', path)).path)
    expect(copy).toMatchObject({ rate: { num: 25, den: 1 }, durationFrames: 50 })
  })
})

describe.skipIf(!media.HAVE_SAMPLES)('of real files (RUSHES_SAMPLES)', { timeout: 120_000 }, () => {
  it.each([
    ['editlist-24-of-48.mov', 24],
    ['editlist-15-of-30.mov', 15],
    ['editlist-hevc-24-of-25.mp4', 24],
    ['mpegts-h264.ts', 74],
    ['size-changes.webm', 300],
  ])('%s gets everything that is due, its proxy with %i frames', async (name, frames) => {
    const input = join(media.SAMPLES, name)
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives(
      { recipes: recipesFor(probe), input, probe, outDir: at.next() },
      await media.mediaContext(),
    )
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
    expect(outcomes.find((outcome) => outcome.recipe === 'proxy')).toMatchObject({
      derivative: { meta: { frames, rate: probe.rate } },
    })
  })

  it('a turned photo stands upright, and a rose stands on grey', async () => {
    expect(await make('poster', join(media.SAMPLES, 'exif-rotated.jpg'))).toMatchObject({ width: 720, height: 1280 })
    const rose = await make('poster', join(media.SAMPLES, 'alpha.webp'))
    expect(await colourOf(rose.path, { x: 0.9, y: 0.9 })).toSatisfy((colour: number[]) => near(colour, [128, 128, 128]))
  })

  it('a HEIC has its poster, whether or not this build opens the container', async () => {
    const poster = await make('poster', join(media.SAMPLES, 'still.heic'))
    expect([poster.width, poster.height]).toEqual([1280, 960])
    // Rows of thread: browns at the left, blues at the right, each in its place.
    expect(await colourOf(poster.path, { x: 0.07, y: 0.36 })).toSatisfy(
      (colour: number[]) => colour[0]! > colour[2]! + 15,
    )
    expect(await colourOf(poster.path, { x: 0.92, y: 0.36 })).toSatisfy(
      (colour: number[]) => colour[2]! > colour[0]! + 15,
    )
    expect(await readdir(dirname(poster.path))).toEqual(['poster.v1.jpg'])
  })

  it('a TIFF that this build lacks is told of as the build’s lack', async () => {
    const input = join(media.SAMPLES, 'tiff-float.tif')
    const context = await media.mediaContext()
    const probe = await probeFile(input, context)
    if (!probe.ok || probe.limit != null)
      return expect(probe).toMatchObject({ limit: { tools: context.tools.identity } })
    const [outcome] = await makeDerivatives(
      { recipes: ['poster'], input, probe, outDir: join(at.dir, 'float') },
      context,
    )
    if (outcome!.ok) return
    expect(outcome).toMatchObject({
      error: { code: 'media.unsupported', message: expect.stringMatching(/this build of ffmpeg/) },
    })
    expect(outcome!.error.message).not.toMatch(/cut short|damaged/)
  })
})

describe.skipIf(process.platform === 'win32')('a decoder that dies', { timeout: 120_000 }, () => {
  async function contextWith(name: string, spare: boolean): Promise<MediaContext> {
    const { tools } = await media.mediaContext()
    const path = await standIn(join(at.dir, name), 'ffmpeg', { before: 'kill -SEGV $$' })
    return {
      runner: createRunner(),
      tools: {
        ...tools,
        ffmpeg: { ...tools.ffmpeg, path, version: name },
        spares: { ffmpegs: spare ? [tools.ffmpeg] : [], ffprobes: [] },
      },
    }
  }

  it('costs the file nothing where another build is there', async () => {
    const input = await media.plain('25')
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives(
      { recipes: ['poster', 'proxy'], input, probe, outDir: join(at.dir, 'spare') },
      await contextWith('dies-with-spare', true),
    )
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true])
  })

  it('is named where none is, and the file is not blamed', async () => {
    const input = await media.plain('25')
    const failure = await makeDerivative(
      { recipe: 'poster', input, probe: await factsOf(input), outDir: join(at.dir, 'alone') },
      await contextWith('dies-alone', false),
    ).catch((error: unknown) => error)
    expect(isRushesError(failure) && [failure.code, failure.message]).toEqual([
      'media.unsupported',
      expect.stringMatching(/this build of ffmpeg \(dies-alone\) was ended by SIGSEGV/),
    ])
  })
})

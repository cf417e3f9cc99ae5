/**
 * Pictures and proxies of what is out of the ordinary: trimmed clips, turned stills, see-through pictures, pictures that
 * change their size, drop-frame at 30, and tools that die or can't.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDerivative, makeDerivatives, type Derivative } from '../../../electron/engine/media/derive.ts'
import { recipesFor } from '../../../electron/engine/media/plan.ts'
import { probeFile, type MediaContext } from '../../../electron/engine/media/probe.ts'
import type { RecipeName } from '../../../electron/engine/media/recipes/recipe.ts'
import { createRunner } from '../../../electron/engine/media/runner.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import * as media from '../../helpers/media.ts'

let dir = ''
let made = 0
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'rushes-pictures-')) })
afterAll(async () => { await rm(dir, { recursive: true, force: true }) })

async function factsOf(path: string): Promise<MediaFacts> {
  const probe = await probeFile(path, await media.mediaContext())
  if (!probe.ok) throw new Error(`${path}: ${probe.reason}`)
  return probe
}

async function make(recipe: RecipeName, input: string): Promise<Derivative> {
  made += 1
  return makeDerivative({ recipe, input, probe: await factsOf(input), outDir: join(dir, String(made)) }, await media.mediaContext())
}

/** The colour at a place of a picture, 0 … 255 each; places are shares of width and height. */
async function colourAt(path: string, x: number, y: number): Promise<number[]> {
  const { runner, tools } = await media.mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-hide_banner', '-nostdin', '-loglevel', 'error', '-i', path, '-frames:v', '1', '-vf', `crop=4:4:iw*${x}:ih*${y},scale=1:1:flags=area`, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  })
  return [...output.subarray(0, 3)]
}

const near = (colour: readonly number[], wanted: readonly number[]): boolean => colour.every((value, at) => Math.abs(value - wanted[at]!) < 24)

/** A JPEG of four quarters, red green over blue white, with an orientation in its EXIF. */
async function oriented(orientation: number): Promise<string> {
  const plain = await media.madeWith('quarters.jpg', [
    '-f', 'lavfi', '-i', 'color=red:size=160x80', '-f', 'lavfi', '-i', 'color=lime:size=160x80', '-f', 'lavfi', '-i', 'color=blue:size=160x80',
    '-f', 'lavfi', '-i', 'color=white:size=160x80', '-filter_complex', '[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack', '-frames:v', '1', '-q:v', '1',
  ])
  const jpeg = await readFile(plain)
  const tiff = Buffer.from('4d4d002a000000080001011200030000000100000000000000000000', 'hex')
  tiff.writeUInt16BE(orientation, 18)
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  const path = join(dir, `quarters-${orientation}.jpg`)
  await writeFile(path, Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)]))
  return path
}

describe('a still', { timeout: 120_000 }, () => {
  // What stands at the upper left after the turn, by the orientation of EXIF.
  const [red, green, blue, white] = [[254, 0, 0], [0, 255, 1], [0, 0, 254], [255, 255, 255]] as const
  it.each([
    [1, 320, 160, red, green], [2, 320, 160, green, red], [3, 320, 160, white, blue], [4, 320, 160, blue, white],
    [5, 160, 320, red, blue], [6, 160, 320, blue, red], [7, 160, 320, white, green], [8, 160, 320, green, white],
  ])('of orientation %i stands upright', async (orientation, width, height, upperLeft, upperRight) => {
    const poster = await make('poster', await oriented(orientation))
    expect([poster.width, poster.height]).toEqual([width, height])
    expect(await colourAt(poster.path, 0.2, 0.2)).toSatisfy((colour: number[]) => near(colour, upperLeft))
    expect(await colourAt(poster.path, 0.7, 0.2)).toSatisfy((colour: number[]) => near(colour, upperRight))
  })

  it('that is see-through is laid on grey, and the colour underneath is not shown', async () => {
    const picture = await media.madeWith('see-through.png', [
      '-f', 'lavfi', '-i', 'color=0xff00ff:size=64x64', '-vf', 'format=rgba,geq=r=255:g=0:b=255:a=\'if(lt(X,32),0,255)\'', '-frames:v', '1',
    ])
    const poster = await make('poster', picture)
    expect(await colourAt(poster.path, 0.2, 0.5)).toSatisfy((colour: number[]) => near(colour, [128, 128, 128]))
    expect(await colourAt(poster.path, 0.8, 0.5)).toSatisfy((colour: number[]) => near(colour, [255, 0, 255]))
  })
})

describe('a proxy', { timeout: 120_000 }, () => {
  it('of a trimmed clip holds what plays', async () => {
    const path = await media.madeWith('trimmed-30.mov', ['-ss', '0.6', '-i', await media.plain('30'), '-c', 'copy'])
    const { durationFrames } = await factsOf(path)
    expect((await factsOf((await make('proxy', path)).path)).durationFrames).toBe(durationFrames)
  })

  it.each([['30', '16:37:10;02'], ['60', '00:59:59;56']])('at %s with the flag of drop-frame keeps the flag', async (rate, label) => {
    const path = await media.madeWith(`drop-${rate}.mov`, ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=${rate}:duration=0.2`, '-c:v', 'libx264', '-timecode', label])
    expect((await factsOf((await make('proxy', path)).path)).start).toMatchObject({ text: label, dropFrame: true })
  })

  it('of a picture whose size changes inside has the rate and the frames of its original', async () => {
    const part = (size: string): Promise<string> => media.madeWith(`part-${size}.h264`, ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=1`, '-c:v', 'libx264', '-bf', '0', '-g', '5'])
    const both = join(dir, 'changes.h264')
    await writeFile(both, Buffer.concat([await readFile(await part('320x180')), await readFile(await part('640x360'))]))
    const path = await media.madeWith('changes.ts', ['-i', both, '-c', 'copy', '-bsf:v', 'setts=ts=N*3600'])
    const copy = await factsOf((await make('proxy', path)).path)
    expect(copy).toMatchObject({ rate: { num: 25, den: 1 }, durationFrames: 50 })
  })
})

describe.skipIf(!media.HAVE_SAMPLES)('of real files (RUSHES_SAMPLES)', { timeout: 120_000 }, () => {
  it.each([
    ['editlist-24-of-48.mov', 24], ['editlist-15-of-30.mov', 15], ['editlist-hevc-24-of-25.mp4', 24], ['mpegts-h264.ts', 74], ['size-changes.webm', 300],
  ])('%s gets everything that is due, its proxy with %i frames', async (name, frames) => {
    made += 1
    const input = join(media.SAMPLES, name)
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives({ recipes: recipesFor(probe), input, probe, outDir: join(dir, String(made)) }, await media.mediaContext())
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
    expect(outcomes.find((outcome) => outcome.recipe === 'proxy')).toMatchObject({ derivative: { meta: { frames, rate: probe.rate } } })
  })

  it('a turned photo stands upright, and a rose stands on grey', async () => {
    expect(await make('poster', join(media.SAMPLES, 'exif-rotated.jpg'))).toMatchObject({ width: 720, height: 1280 })
    const rose = await make('poster', join(media.SAMPLES, 'alpha.webp'))
    expect(await colourAt(rose.path, 0.9, 0.9)).toSatisfy((colour: number[]) => near(colour, [128, 128, 128]))
  })

  it('a HEIC has its poster, whether or not this build opens the container', async () => {
    const poster = await make('poster', join(media.SAMPLES, 'still.heic'))
    expect([poster.width, poster.height]).toEqual([1280, 960])
    // Rows of thread: browns at the left, blues at the right, each in its place.
    expect(await colourAt(poster.path, 0.07, 0.36)).toSatisfy((colour: number[]) => colour[0]! > colour[2]! + 15)
    expect(await colourAt(poster.path, 0.92, 0.36)).toSatisfy((colour: number[]) => colour[2]! > colour[0]! + 15)
    expect(await readdir(join(dir, String(made)))).toEqual(['poster.v1.jpg'])
  })

  it('a TIFF that this build lacks is told of as the build’s lack', async () => {
    const input = join(media.SAMPLES, 'tiff-float.tif')
    const context = await media.mediaContext()
    const probe = await probeFile(input, context)
    if (!probe.ok || probe.limit != null) return expect(probe).toMatchObject({ limit: { tools: context.tools.identity } })
    const [outcome] = await makeDerivatives({ recipes: ['poster'], input, probe, outDir: join(dir, 'float') }, context)
    if (outcome!.ok) return
    expect(outcome).toMatchObject({ error: { code: 'media.unsupported', message: expect.stringMatching(/this build of ffmpeg/) } })
    expect(outcome!.error.message).not.toMatch(/cut short|damaged/)
  })
})

describe.skipIf(process.platform === 'win32')('a decoder that dies', { timeout: 120_000 }, () => {
  async function contextWith(name: string, spare: boolean): Promise<MediaContext> {
    const { tools } = await media.mediaContext()
    const path = join(dir, name, 'ffmpeg')
    await mkdir(join(dir, name))
    await writeFile(path, '#!/bin/sh\nkill -SEGV $$\n')
    await chmod(path, 0o755)
    return { runner: createRunner(), tools: { ...tools, ffmpeg: { ...tools.ffmpeg, path, version: name }, spares: { ffmpegs: spare ? [tools.ffmpeg] : [], ffprobes: [] } } }
  }

  it('costs the file nothing where another build is there', async () => {
    const input = await media.plain('25')
    const probe = await factsOf(input)
    const outcomes = await makeDerivatives({ recipes: ['poster', 'proxy'], input, probe, outDir: join(dir, 'spare') }, await contextWith('dies-with-spare', true))
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true])
  })

  it('is named where none is, and the file is not blamed', async () => {
    const input = await media.plain('25')
    const failure = await makeDerivative({ recipe: 'poster', input, probe: await factsOf(input), outDir: join(dir, 'alone') }, await contextWith('dies-alone', false)).catch((error: unknown) => error)
    expect(isRushesError(failure) && [failure.code, failure.message]).toEqual(['media.unsupported', expect.stringMatching(/this build of ffmpeg \(dies-alone\) was ended by SIGSEGV/)])
  })
})

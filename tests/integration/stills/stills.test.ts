/**
 * Stills: the very frame that was asked for, in the values that were promised, over nothing that is there.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import { newId } from '../../../shared/util/ids.ts'
import { bench, factsOf } from '../../helpers/derived.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

const at = bench('stills')

/** A small grey copy of one picture, or of one frame counted from the beginning. */
async function greys(path: string, frame: number | null): Promise<Buffer> {
  const { runner, tools } = await media.mediaContext()
  const pick = frame === null ? '' : `select=eq(n\\,${frame}),`
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-v',
      'error',
      '-i',
      path,
      '-frames:v',
      '1',
      '-vf',
      `${pick}scale=32:18:flags=area,format=gray`,
      '-f',
      'rawvideo',
      'pipe:1',
    ],
  })
  return output
}

/** The frame that a picture is most like, of the first so many. */
async function likest(picture: string, path: string, frames: number): Promise<number> {
  const wanted = await greys(picture, null)
  const differences: number[] = []
  for (let frame = 0; frame < frames; frame += 1) {
    const one = await greys(path, frame)
    differences.push(one.reduce((sum, value, at) => sum + Math.abs(value - wanted[at]!), 0))
  }
  return differences.indexOf(Math.min(...differences))
}

async function stillOf(input: string, frame: number, format = 'tiff'): Promise<string> {
  const { path } = await makeDerivative(
    { recipe: 'still', params: { frame, format }, input, probe: await factsOf(input), outDir: at.next() },
    await media.mediaContext(),
  )
  return path
}

/** Reds, greens and blues of the first line, 16 bits each. */
async function lineOf(path: string, width: number): Promise<number[][]> {
  const { runner, tools } = await media.mediaContext()
  const args = ['-v', 'error', '-i', path, '-vf', `crop=${width}:1:0:0`, '-pix_fmt', 'rgb48le', '-f', 'rawvideo']
  const { output } = await runner.run({ exe: tools.ffmpeg.path, args: [...args, 'pipe:1'] })
  return Array.from({ length: width }, (_, x) => [0, 2, 4].map((at) => output.readUInt16LE(x * 6 + at)))
}

describe('a TIFF', () => {
  it.each([
    ['ten bits of limited range', 'yuv422p10le', 1024, 512, 'tv', (code: number) => code * 64],
    ['eight bits of limited range', 'yuv420p', 256, 128, 'tv', (code: number) => code * 256],
    ['ten bits of full range', 'yuv422p10le', 1024, 512, 'pc', (code: number) => Math.round((code * 65_535) / 1023)],
  ] as const)('has every code as recorded, of %s, below black and above white too', async (...row) => {
    const [, pixels, width, grey, range, wanted] = row
    const ramp = `color=c=black:size=${width}x32:rate=25:duration=0.04,format=${pixels},geq=lum=X:cb=${grey}:cr=${grey}`
    const tags = ['-color_range', range, '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709']
    const name = `ramp-${pixels}-${range}.mkv`
    const source = await media.madeWith(name, ['-f', 'lavfi', '-i', ramp, ...tags, '-c:v', 'ffv1'])
    const line = await lineOf(await stillOf(source, 0), width)
    expect(line).toEqual(Array.from({ length: width }, (_, code) => Array(3).fill(wanted(code))))
  })
})

/** A picture of frame numbers that no two frames share, as seen after any scaling: 8 bars that are black or white. */
const BARS = Array.from(
  { length: 8 },
  (_, bit) => `drawbox=x=iw*${bit}/8:y=0:w=iw/8:h=ih:color=white:t=fill:enable='mod(floor(n/${2 ** bit}),2)'`,
).join(',')
const counted = (name: string, args: readonly string[]): Promise<string> =>
  media.madeWith(name, ['-f', 'lavfi', '-i', 'color=c=black:size=320x180:rate=25:duration=4', '-vf', BARS, ...args])

async function numberIn(path: string): Promise<number> {
  const { runner, tools } = await media.mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-v',
      'error',
      '-i',
      path,
      '-frames:v',
      '1',
      '-vf',
      'scale=8:1:flags=area,format=gray',
      '-f',
      'rawvideo',
      'pipe:1',
    ],
  })
  return [...output].reduce((sum, value, bit) => sum + (value > 127 ? 2 ** bit : 0), 0)
}

describe('a still', { timeout: 120_000 }, () => {
  it.each([
    ['B-frames, long groups', 'long.mp4', ['-c:v', 'libx264', '-bf', '3', '-g', '60', '-pix_fmt', 'yuv420p']],
    ['every frame by itself', 'intra.mov', ['-c:v', 'prores', '-profile:v', '0']],
    ['an MXF', 'long.mxf', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12', '-q:v', '2']],
    ['a transport stream', 'long.ts', ['-c:v', 'libx264', '-bf', '2', '-g', '25', '-pix_fmt', 'yuv420p']],
  ] as const)('is the frame of its number: %s', async (_what, name, args) => {
    const input = await counted(name, args)
    for (const frame of [0, 1, 24, 59, 60, 99])
      expect([frame, await numberIn(await stillOf(input, frame))]).toEqual([frame, frame])
  })

  it('of uneven frames is counted, and is the same one', async () => {
    const input = await media.uneven()
    expect(await likest(await stillOf(input, 7), input, 12)).toBe(7)
  })

  it('has the values as they were recorded as TIFF of 16 bits, and Rec. 709 as PNG', async () => {
    const hlg = await media.hdr('hlg')
    const [tiff, png] = [await factsOf(await stillOf(hlg, 2)), await factsOf(await stillOf(hlg, 2, 'png'))]
    expect([tiff.video[0]!.pixelFormat, png.video[0]!.pixelFormat]).toEqual(['rgb48le', 'rgb24'])
  })

  it('shows square pixels as PNG, and what was stored as TIFF', async () => {
    const wide = await media.anamorphic()
    const size = async (format: string): Promise<string> => {
      const { width, height } = (await factsOf(await stillOf(wide, 0, format))).video[0]!
      return `${width}×${height}`
    }
    expect([await size('png'), await size('tiff')]).toEqual(['1024×576', '720×576'])
  })
})

describe('stills of a library', { timeout: 120_000 }, () => {
  let library: TestLibrary
  let to = ''
  const op = () => ({ opId: newId() })
  const idOf = async (query: string): Promise<string> => (await library.client.assets.list({ query })).rows[0]!.id

  beforeAll(async () => {
    library = await testLibrary()
    await library.client.settings.set({ ...op(), changes: { makeProxies: false } })
    const shoot = join(library.dir, 'shoot', 'A003')
    mkdirSync(join(shoot, 'vfx'), { recursive: true })
    copyFileSync(await media.dropFrame(), join(shoot, 'A003C001.mov'))
    const exr = await media.still('exr')
    for (const frame of [1001, 1002, 1004]) copyFileSync(exr, join(shoot, 'vfx', `shot.${frame}.exr`))
    for await (const _ of await library.client.catalogue.add({ paths: [join(library.dir, 'shoot')] })) {
      /* until it is done */
    }
    to = join(library.dir, 'stills')
    mkdirSync(to)
  }, 120_000)
  afterAll(() => library[Symbol.asyncDispose]())

  const save = (assetId: string, frame: number, format: 'png' | 'tiff' | 'exr') =>
    library.client.stills.save({ ...op(), assetId, frame, format, to })

  it('are named by clip and timecode, and write over nothing', async () => {
    const id = await idOf('A003C001')
    const { path } = await save(id, 2, 'png')
    // The two labels after a minute that drops do not exist: ;28, ;29, then 00;02.
    expect(path).toBe(join(to, 'A003C001_10-00-00-00.png'))
    const before = readFileSync(path)
    await expect(save(id, 2, 'png')).rejects.toMatchObject({ code: 'destination.conflict' })
    expect(readFileSync(path).equals(before)).toBe(true)
    await expect(save(id, 5000, 'png')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('the last one is'),
    })
    await expect(save(id, 1, 'exr')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('Choose TIFF'),
    })
    expect(readdirSync(library.folder.derivatives).filter((name) => name.startsWith('still-'))).toEqual([])
  })

  it('of an EXR sequence are the frame itself, by its own number; a missing one is told', async () => {
    const id = await idOf('shot')
    const { path } = await save(id, 1004, 'exr')
    expect(path).toBe(join(to, 'shot_001004.exr'))
    expect(readFileSync(path).equals(readFileSync(join(library.dir, 'shoot', 'A003', 'vfx', 'shot.1004.exr')))).toBe(
      true,
    )
    await expect(save(id, 1003, 'exr')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('1003 of'),
    })
    await expect(save(id, 1, 'png')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('1001 to 1004'),
    })
    rmSync(path)
  })

  it('need a folder that is there', async () => {
    await expect(
      library.client.stills.save({
        ...op(),
        assetId: await idOf('A003C001'),
        frame: 0,
        format: 'png',
        to: join(to, 'none'),
      }),
    ).rejects.toMatchObject({ code: 'destination.missing' })
  })
})

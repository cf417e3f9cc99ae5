/**
 * Looks through the real ffmpeg, by the tables that the product writes: makers' LUTs in both references, LUTs with
 * curves, decision lists, what lies above white, a steep toe. Measured before any encoding, in ten bits.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cdl, Look, Reference } from '../../../shared/model/colour.ts'
import { applyCdl } from '../../../electron/engine/domain/colour/cdl.ts'
import { displayLook } from '../../../electron/engine/domain/colour/display.ts'
import { LOG_CURVES, tenBitCode } from '../../../electron/engine/domain/colour/log-curves.ts'
import { bake, lookOf, type Curves, type Lut } from '../../../electron/engine/domain/colour/lut.ts'
import type { Triple } from '../../../electron/engine/domain/colour/primaries.ts'
import { nitsFromHlg, nitsFromPq } from '../../../electron/engine/domain/colour/hdr-curves.ts'
import { mobius, peakOf, REFERENCE_WHITE_NITS, signalOf } from '../../../electron/engine/domain/colour/tone-map.ts'
import { writeTables } from '../../../electron/engine/media/look-tables.ts'
import { toneMap } from '../../../electron/engine/media/recipes/tone-map-filters.ts'
import { throughTables } from '../../../electron/engine/media/recipes/colour-lut.ts'
import { scratch } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'

const SIZE = 16
const HASH = 'a'.repeat(64)
const KR = 0.2126
const KB = 0.0722
type Codes = readonly [number, number, number]

let ffmpeg: string
beforeAll(async () => {
  ffmpeg = (await mediaContext()).tools.ffmpeg.path
})

/** Flat pictures of these ten-bit Y′CbCr, sent through the tables of a look; what comes out, in 4:4:4. */
async function through(look: Look, lut: Lut | null, codes: readonly Codes[]): Promise<Codes[]> {
  using place = scratch('rushes-golden-')
  const tables = await writeTables(join(place.dir, "it's, [here]: looks"), { look, lut })
  return filtered(place.dir, throughTables(tables, 'yuv444p10le'), codes)
}

/** Ten-bit lumas of greys that went through filters. */
function lumas(folder: string, filters: string, codes: readonly number[]): number[] {
  return filtered(folder, filters, codes.map(grey)).map(([luma]) => luma)
}

function filtered(folder: string, filters: string, codes: readonly Codes[]): Codes[] {
  const [input, output] = [join(folder, 'in.yuv'), join(folder, 'out.yuv')]
  const plane = (code: number): Buffer => Buffer.from(new Uint16Array(SIZE * SIZE).fill(code).buffer)
  writeFileSync(input, Buffer.concat(codes.flatMap((code) => code.map(plane))))
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv444p10le', '-video_size', `${SIZE}x${SIZE}`]
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...raw, '-i', input, '-vf', filters, '-f', 'rawvideo', output])
  const made = readFileSync(output)
  const bytes = SIZE * SIZE * 2
  return codes.map((_, frame) => {
    const at = (channel: number): number => made.readUInt16LE((frame * 3 + channel) * bytes + SIZE)
    return [at(0), at(1), at(2)]
  })
}

/** Y′CbCr of Rec. 709 as RGB; `signal` by limited range, `code` by numbers as they are. */
function rgbOf([y, cb, cr]: Codes, reference: Reference): Triple {
  const [luma, blue, red] =
    reference === 'code'
      ? [y / 1023, (cb - 512) / 1023, (cr - 512) / 1023]
      : [(y - 64) / 876, (cb - 512) / 896, (cr - 512) / 896]
  const [r, b] = [luma + 2 * (1 - KR) * red, luma + 2 * (1 - KB) * blue]
  return [r, (luma - KR * r - KB * b) / (1 - KR - KB), b]
}

/** RGB of signals as Y′CbCr of limited range, not rounded. */
function ycbcrOf([r, g, b]: Triple): Codes {
  const luma = KR * r + (1 - KR - KB) * g + KB * b
  return [64 + 876 * luma, 512 + (448 * (b - luma)) / (1 - KB), 512 + (448 * (r - luma)) / (1 - KR)]
}

const grey = (code: number): Codes => [code, 512, 512]
/** One code, and the half that rounding adds. */
const ONE = 1.5
const GREYS = [64, 95, 150, 200, 300, 420, 500, 598, 700, 800, 900, 940]
const COLOURS: readonly Codes[] = [
  [420, 480, 560],
  [300, 540, 490],
  [550, 470, 540],
  [620, 530, 500],
  [380, 560, 530],
]

/** What a maker's LUT does: log to a picture, with a soft shoulder. */
const maker = (id: keyof typeof LOG_CURVES): ((colour: Triple) => Triple) => {
  const { decode } = LOG_CURVES[id]
  const channel = (value: number): number => Math.min(1, Math.max(0, decode(value))) ** (1 / 2.4)
  return ([r, g, b]) => [channel(r), channel(g), channel(b)]
}
const lutOf = (look: (colour: Triple) => Triple, size: number): Lut => ({
  title: null,
  curves: null,
  cube: bake(look, size),
})
const lookWith = (reference: Reference, cdl: Cdl | null = null): Look => ({
  curve: null,
  cdl,
  lut: { hash: HASH, reference },
})

async function expectGreys(
  look: Look,
  lut: Lut | null,
  wanted: (colour: Triple) => Triple,
  codes = GREYS,
): Promise<void> {
  const reference = look.lut?.reference ?? (look.curve === null ? 'signal' : LOG_CURVES[look.curve].reference)
  const found = await through(look, lut, codes.map(grey))
  for (const [index, code] of codes.entries()) {
    const expected = ycbcrOf(wanted(rgbOf(grey(code), reference)))
    for (const channel of [0, 1, 2] as const)
      expect(Math.abs(found[index]![channel] - expected[channel]), `code ${code}`).toBeLessThanOrEqual(ONE)
  }
}

describe('a maker’s LUT', () => {
  it.each([
    ['code', 's-log3'],
    ['signal', 'logc3'],
  ] as const)('made for values as %s has its greys where it says, at 33 and 65 points', async (reference, curve) => {
    for (const size of [33, 65]) {
      const lut = lutOf(maker(curve), size)
      await expectGreys(lookWith(reference), lut, lookOf(lut))
    }
  })

  it('brings code 598 of S-Log3 to 903, where a decoder of limited range would make 939 of it', async () => {
    const slope = maker('s-log3')
    const lut = lutOf(slope, 65)
    const [found] = await through(lookWith('code'), lut, [grey(598)])
    const value = 598 / 1023
    expect(Math.abs(found![0] - (64 + 876 * lookOf(lut)([value, value, value])[0]))).toBeLessThanOrEqual(ONE)
    const [wrong] = await through(lookWith('signal'), lut, [grey(598)])
    expect(wrong![0] - found![0]).toBeGreaterThan(25)
  })

  it('made for signals has its colours within one code of eight bits, and for codes within 2.5 %', async () => {
    for (const [reference, curve, near] of [
      ['signal', 'logc3', 4.5],
      ['code', 's-log3', 0.025 * 876],
    ] as const) {
      const lut = lutOf(maker(curve), 65)
      const found = await through(lookWith(reference), lut, COLOURS)
      for (const [index, code] of COLOURS.entries()) {
        // By signals, whatever the reference: the difference of the two is what 2.5 % are allowed for.
        const truth: Triple =
          reference === 'signal'
            ? rgbOf(code, 'signal')
            : (rgbOf(code, 'signal').map((value) => (64 + 876 * value) / 1023) as unknown as Triple)
        const expected = lookOf(lut)(truth)
        const shown = rgbOf(found[index]!, 'signal')
        for (const channel of [0, 1, 2] as const)
          expect(
            Math.abs(shown[channel] - expected[channel]) * 876,
            `${reference} ${code.join(' ')}`,
          ).toBeLessThanOrEqual(near)
      }
    }
  })
})

describe('a LUT of one dimension, and one with curves before its cube', () => {
  const shaper: Curves = {
    size: 4096,
    from: [0, 0, 0],
    to: [1, 1, 1],
    values: Float64Array.from({ length: 3 * 4096 }, (_, at) => ((at % 4096) / 4095) ** 0.4),
  }
  it('keep a steep toe that a cube alone would lose', async () => {
    await expectGreys(
      lookWith('signal'),
      { title: null, curves: shaper, cube: null },
      ([r, g, b]) => [r ** 0.4, g ** 0.4, b ** 0.4],
      [68, 72, 80, 95, 150, 420, 940],
    )
    const cube = bake(([r, g, b]) => [r ** 1.1, g ** 1.1, b ** 1.1], 33)
    const lut: Lut = { title: null, curves: shaper, cube }
    await expectGreys(lookWith('signal'), lut, lookOf(lut), [64, 68, 72, 80, 95, 150, 420, 940])
  })

  it('take a list before them, with its saturation or without', async () => {
    const cube = bake(([r, g, b]) => [r ** 1.1, g ** 1.1, b ** 1.1], 33)
    const lut: Lut = { title: null, curves: { ...shaper, values: shaper.values.map((value) => value ** 1.5) }, cube }
    for (const saturation of [1, 0.7]) {
      const cdl: Cdl = { slope: [1.1, 1.1, 1.1], offset: [0.02, 0.02, 0.02], power: [0.9, 0.9, 0.9], saturation }
      await expectGreys(
        lookWith('signal', cdl),
        lut,
        (colour) => lookOf(lut)(applyCdl(cdl, colour)),
        [150, 300, 420, 600, 800],
      )
    }
  })
})

describe('what lies above white and below black', () => {
  it('is kept by a LUT whose domain says so, and clipped by one that ends at white', async () => {
    const codes = [4, 32, 64, 420, 940, 980, 1019]
    const whole: Lut = {
      title: null,
      curves: null,
      cube: {
        size: 33,
        from: [-0.073, -0.073, -0.073],
        to: [1.095, 1.095, 1.095],
        values: bake(([r, g, b]) => [r * 1.168 - 0.073, g * 1.168 - 0.073, b * 1.168 - 0.073], 33).values,
      },
    }
    await expectGreys(lookWith('signal'), whole, (colour) => colour, codes)
    const [clipped] = await through(
      lookWith('signal'),
      lutOf((colour) => colour, 33),
      [grey(1019)],
    )
    expect(clipped![0]).toBe(940)
  })
})

describe('a steep toe', () => {
  it('is lost between the points of a coarse cube, less at 65, and not at all by the built-in tables', async () => {
    // Black of a log curve lies between two points of a cube of 33.
    const toe = (colour: Triple): Triple => {
      const channel = (value: number): number => signalOf(Math.max(0, (value - 0.0929) / 0.9071) ** 1.4)
      return [channel(colour[0]), channel(colour[1]), channel(colour[2])]
    }
    const off = async (size: number): Promise<number> => {
      const [found] = await through(lookWith('code'), lutOf(toe, size), [grey(95)])
      return Math.abs(found![0] - (64 + 876 * toe([95 / 1023, 95 / 1023, 95 / 1023])[0]))
    }
    const [coarse, fine] = [await off(33), await off(65)]
    expect(fine).toBeLessThan(coarse)
    expect(coarse).toBeGreaterThan(3)
    await expectGreys({ curve: 's-log3', cdl: null }, null, displayLook('s-log3'), [95, 96, 98, 104, 120])
  })
})

describe('HDR', () => {
  const codes = [195, 327, 397, 509, 573, 723]
  const [PQ, HLG] = ['smpte2084', 'arib-std-b67']
  it.each([
    [PQ, 1000, codes, (code: number) => nitsFromPq((code - 64) / 876)],
    [PQ, null, codes, (code: number) => nitsFromPq((code - 64) / 876)],
    [PQ, 4000, [...codes, 855], (code: number) => nitsFromPq((code - 64) / 876)],
    [HLG, null, [397, 502, 721, 940], (code: number) => nitsFromHlg((code - 64) / 876)],
  ] as const)('of %s with a MaxCLL of %s comes down by its formula', (transfer, maxCll, wanted, nits) => {
    const tags = `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc:range=tv`
    const chain = toneMap(maxCll).replace('format=yuv420p', 'format=yuv444p10le')
    using place = scratch('rushes-golden-hdr-')
    const found = lumas(place.dir, `${tags},${chain}`, wanted)
    for (const [index, code] of wanted.entries()) {
      const expected = 64 + 876 * signalOf(mobius(nits(code) / REFERENCE_WHITE_NITS, peakOf(maxCll)))
      expect(Math.abs(found[index]! - expected), `code ${code}`).toBeLessThanOrEqual(ONE)
    }
  })
})

describe('a decision list', () => {
  const LISTS: readonly Cdl[] = [
    { slope: [1.2, 1, 0.9], offset: [0.01, -0.02, 0.03], power: [0.9, 1.1, 1], saturation: 1 },
    { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 0.6 },
    { slope: [0.8, 1.3, 1.1], offset: [0.05, 0, -0.05], power: [1.3, 0.8, 1.2], saturation: 1.4 },
  ]
  it('is within one code of eight bits, greys and colours', async () => {
    for (const cdl of LISTS) {
      const codes = [...GREYS.map(grey), ...COLOURS]
      const found = await through({ curve: null, cdl }, null, codes)
      for (const [index, code] of codes.entries()) {
        const expected = applyCdl(cdl, rgbOf(code, 'signal'))
        const shown = rgbOf(found[index]!, 'signal')
        for (const channel of [0, 1, 2] as const)
          expect(Math.abs(shown[channel] - expected[channel]) * 255, `code ${code.join(' ')}`).toBeLessThanOrEqual(1)
      }
    }
  })

  it.each(['s-log3', 'logc4', 'protune'] as const)('comes before the conversion of %s', async (curve) => {
    const cdl = LISTS[0]!
    const { encode, reference } = LOG_CURVES[curve]
    const codes = [0.09, 0.18, 0.36, 0.9].map((light) => grey(Math.round(tenBitCode(encode(light), reference))))
    const found = await through({ curve, cdl }, null, codes)
    for (const [index, code] of codes.entries()) {
      const expected = displayLook(curve)(applyCdl(cdl, rgbOf(code, reference)))
      const shown = rgbOf(found[index]!, 'signal')
      for (const channel of [0, 1, 2] as const)
        expect(Math.abs(shown[channel] - expected[channel]) * 255, `code ${code.join(' ')}`).toBeLessThanOrEqual(1.5)
    }
  })
})

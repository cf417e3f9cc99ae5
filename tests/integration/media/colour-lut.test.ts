/**
 * Cubes through the real ffmpeg: greys come out within one code of ten bits, in both references.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { displayConversion, displayLook } from '../../../electron/engine/domain/colour/display.ts'
import type { LogCurveId } from '../../../shared/model/colour.ts'
import { LOG_CURVES, tenBitCode } from '../../../electron/engine/domain/colour/log-curves.ts'
import { writeCube, writeCurves } from '../../../electron/engine/domain/colour/lut-file.ts'
import { throughTables } from '../../../electron/engine/media/recipes/colour-lut.ts'
import { scratch } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'

const SIZE = 64
/** Light from black to eight times white, in stops below and above grey. */
const LIGHTS = [0, 0.02, 0.045, 0.09, 0.18, 0.36, 0.72, 0.9, 1.44, 4]

let ffmpeg: string
beforeAll(async () => {
  ffmpeg = (await mediaContext()).tools.ffmpeg.path
})

/** Flat pictures of these ten-bit lumas, sent through filters; the lumas that come out. */
function lumasThrough(folder: string, codes: readonly number[], filters: string): number[] {
  const [input, output] = [join(folder, 'in.yuv'), join(folder, 'out.yuv')]
  const chroma = Buffer.from(new Uint16Array((SIZE * SIZE) / 2).fill(512).buffer)
  const frames = codes.map((code) =>
    Buffer.concat([Buffer.from(new Uint16Array(SIZE * SIZE).fill(code).buffer), chroma]),
  )
  writeFileSync(input, Buffer.concat(frames))
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p10le', '-video_size', `${SIZE}x${SIZE}`]
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...raw, '-i', input, '-vf', filters, '-f', 'rawvideo', output])
  const made = readFileSync(output)
  const frame = SIZE * SIZE * 3
  return codes.map((_, index) => made.readUInt16LE(index * frame + SIZE * SIZE))
}

describe('the built-in conversion of a log curve through ffmpeg', () => {
  it.each(Object.keys(LOG_CURVES) as LogCurveId[])('of %s has its greys where they belong', (id) => {
    using place = scratch('rushes-lut-')
    const { encode, reference } = LOG_CURVES[id]
    const look = displayLook(id)
    const { cube, curves } = displayConversion(id)
    const tables = { cube: join(place.dir, "it's a cube, [1].cube"), curves: join(place.dir, 'curves: a;b.cube') }
    writeFileSync(tables.cube, writeCube(cube, id))
    writeFileSync(tables.curves, writeCurves(curves, id))
    // Light that the curve can't hold has no code in the file.
    const codes = LIGHTS.map((light) => Math.round(tenBitCode(encode(light), reference))).filter((code) => code <= 940)
    const expected = codes.map((code) => {
      const value = reference === 'code' ? code / 1023 : (code - 64) / 876
      return 64 + 876 * look([value, value, value])[0]
    })
    const found = lumasThrough(place.dir, codes, throughTables({ ...tables, reference }, 'yuv420p10le'))
    // One code, and the half that rounding adds.
    for (const [index, code] of found.entries())
      expect(Math.abs(code - expected[index]!), `code ${codes[index]} became ${code}`).toBeLessThanOrEqual(1.5)
  })
})

/**
 * A chart of patches: what ffmpeg makes of it with a look before any compression, and what the player's shader draws of
 * the same signals in the browser, read back as floats.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Look, Tone } from '../../shared/model/colour.ts'
import type { WireTables } from '../../shared/model/luts.ts'
import type { LookPlan } from '../../electron/engine/domain/colour/look-tables.ts'
import type { Lut } from '../../electron/engine/domain/colour/lut.ts'
import { wireTables } from '../../electron/engine/luts/wire-tables.ts'
import { writeTables } from '../../electron/engine/media/look-tables.ts'
import { toneMap } from '../../electron/engine/media/recipes/tone-map-filters.ts'
import { throughTables } from '../../electron/engine/media/recipes/colour-lut.ts'

type Triple = readonly [number, number, number]
/** Weights of red and blue in the luma of a matrix. */
type Weights = readonly [number, number]
const REC709: Weights = [0.2126, 0.0722]
export const REC2020: Weights = [0.2627, 0.0593]
const SIDE = 16
const LOOK_FOLDER = join(import.meta.dirname, '../../renderer/features/player/look')

/** Greys and colours as ten-bit Y′CbCr of limited range, as cameras record log: none of it out of range. */
export function patches(): Triple[] {
  const greys = [64, 80, 95, 105, 120, 150, 200, 260, 330, 407, 420, 500, 560, 598, 650, 720, 800, 880].map(
    (y): Triple => [y, 512, 512],
  )
  const tints = [
    [0, 40],
    [40, 0],
    [-40, 20],
    [30, -40],
    [-25, -25],
    [60, -20],
  ] as const
  const colours = [180, 300, 420, 520, 600].flatMap((y) => tints.map(([b, r]): Triple => [y, 512 + b, 512 + r]))
  return [...greys, ...colours]
}

/** Signals of such patches. */
function signalOf([y, cb, cr]: Triple, [KR, KB]: Weights = REC709): Triple {
  const [luma, blue, red] = [(y - 64) / 876, (cb - 512) / 896, (cr - 512) / 896]
  const [r, b] = [luma + 2 * (1 - KR) * red, luma + 2 * (1 - KB) * blue]
  return [r, (luma - KR * r - KB * b) / (1 - KR - KB), b]
}

/** What ffmpeg makes of the patches, as signals, before it is encoded. `folder` takes the files. */
export async function byFfmpeg(ffmpeg: string, folder: string, look: Look, lut: Lut | null): Promise<Triple[]> {
  const tables = await writeTables(join(folder, 'looks'), { look, lut })
  return throughFilters(ffmpeg, folder, throughTables(tables, 'yuv444p10le'))
}

/** The same of HDR that ffmpeg brings down. */
export function toneByFfmpeg(ffmpeg: string, folder: string, { transfer, maxCll }: Tone): Triple[] {
  const name = transfer === 'pq' ? 'smpte2084' : 'arib-std-b67'
  const tags = `setparams=color_primaries=bt2020:color_trc=${name}:colorspace=bt2020nc:range=tv`
  return throughFilters(ffmpeg, folder, `${tags},${toneMap(maxCll).replace('format=yuv420p', 'format=yuv444p10le')}`)
}

function throughFilters(ffmpeg: string, folder: string, filters: string): Triple[] {
  const codes = patches()
  const [input, output] = [join(folder, 'in.yuv'), join(folder, 'out.yuv')]
  const plane = (code: number): Buffer => Buffer.from(new Uint16Array(SIDE * SIDE).fill(code).buffer)
  writeFileSync(input, Buffer.concat(codes.flatMap((code) => code.map(plane))))
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv444p10le', '-video_size', `${SIDE}x${SIDE}`]
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...raw, '-i', input, '-vf', filters, '-f', 'rawvideo', output])
  const made = readFileSync(output)
  const bytes = SIDE * SIDE * 2
  return codes.map((_, frame) => {
    const at = (channel: number): number => made.readUInt16LE((frame * 3 + channel) * bytes + SIDE)
    return signalOf([at(0), at(1), at(2)])
  })
}

/** The player's own modules without their types, as one text: a page that is no bundle can run it. */
function rendererText(): string {
  const text = (name: string): string => stripTypeScriptTypes(readFileSync(join(LOOK_FOLDER, name), 'utf8'))
  return ['../view/exposure.ts', '../view/around.ts', 'shader.ts', 'look-renderer.ts']
    .map((name) => text(name).replace(/^import .*$/gm, ''))
    .join('\n')
}

/** What the shader draws of the same patches, given as eight-bit pixels as a proxy gives them. */
export async function byShader(page: Page, plan: LookPlan, weights = REC709): Promise<Triple[]> {
  const tables: WireTables = await wireTables(plan)
  const pixels = patches().flatMap((code) => [
    ...signalOf(code, weights).map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255)),
    255,
  ])
  const values = await page.evaluate(
    async ({ text, tables: given, pixels: bytes }) => {
      const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
      const { createLookRenderer } = (await import(url)) as {
        createLookRenderer: (
          canvas: HTMLCanvasElement,
          tables: unknown,
        ) => {
          readBack: (picture: ImageData, width: number, height: number) => Float32Array
        } | null
      }
      const renderer = createLookRenderer(document.createElement('canvas'), given)
      if (renderer === null) throw new Error('This browser has no WebGL 2.')
      const width = bytes.length / 4
      return [...renderer.readBack(new ImageData(new Uint8ClampedArray(bytes), width, 1), width, 1)]
    },
    { text: rendererText(), tables, pixels },
  )
  return patches().map((_, at): Triple => [values[at * 4]!, values[at * 4 + 1]!, values[at * 4 + 2]!])
}

/**
 * Three patches through a build of ffmpeg: PQ and HLG brought down, and codes through a table. Builds differ in zimg,
 * and one that gets these wrong would make every picture of a shoot wrong without a word. It is not used for colour.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { nitsFromHlg, nitsFromPq } from '../domain/colour/hdr-curves.ts'
import { bake } from '../domain/colour/lut.ts'
import { writeCube } from '../domain/colour/lut-file.ts'
import { mobius, peakOf, REFERENCE_WHITE_NITS, signalOf } from '../domain/colour/tone-map.ts'
import { throughTables } from './recipes/colour-lut.ts'
import { toneMap } from './recipes/tone-map-filters.ts'
import type { Runner } from './runner.ts'

/** What a build gets right. */
interface ColourTrial {
  readonly toneMapping: boolean
  readonly tables: boolean
}

const LIMIT_MS = 10_000
const SIZE = 16
/** Bytes of one picture in yuv420p, its luma first. */
const FRAME = (SIZE * SIZE * 3) / 2
/** 10-bit codes of limited range: 203 nits in PQ and HLG, and 90 % of S-Log3 as its maker's code. */
const CODES = { pq: 573, hlg: 721, code: 598 } as const
/** ffmpeg's own answers lie within one code of eight bits; a wrong range or peak is off by ten. */
const NEAR = 2

/** Eight-bit lumas that the patches come out as, from the same functions that make the tables. */
export function rightPatches(): readonly [number, number, number] {
  const shown = (nits: number): number => 16 + 219 * signalOf(mobius(nits / REFERENCE_WHITE_NITS, peakOf(null)))
  const signal = (code: number): number => (code - 64) / 876
  return [shown(nitsFromPq(signal(CODES.pq))), shown(nitsFromHlg(signal(CODES.hlg))), 16 + 219 * (CODES.code / 1023)]
}

/** Tries a build. One that fails, hangs or dies gets nothing right. Throws RushesError 'cancelled'. */
export async function tryColour(
  exe: string,
  filters: ReadonlySet<string>,
  runner: Runner,
  signal?: AbortSignal,
): Promise<ColourTrial> {
  const able = {
    toneMapping: filters.has('zscale') && filters.has('tonemap'),
    tables: ['zscale', 'lut3d', 'lut1d'].every((filter) => filters.has(filter)),
  }
  if (!able.toneMapping && !able.tables) return able
  const folder = await mkdtemp(join(tmpdir(), 'rushes-colour-'))
  try {
    const cube = join(folder, 'identity.cube')
    await writeFile(
      cube,
      writeCube(
        bake((colour) => colour, 2),
        'Rushes',
      ),
    )
    const hdr = (transfer: string): string =>
      `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc:range=tv,${toneMap(null)}`
    const patches: readonly (readonly [boolean, number, string])[] = [
      [able.toneMapping, CODES.pq, hdr('smpte2084')],
      [able.toneMapping, CODES.hlg, hdr('arib-std-b67')],
      [able.tables, CODES.code, throughTables({ cube, curves: null, reference: 'code' }, 'yuv420p')],
    ]
    const wanted = patches.filter(([due]) => due)
    const lumas = await lumasOf(
      exe,
      wanted.map(([, code, chain]) => [code, chain] as const),
      runner,
      signal,
    )
    const right = rightPatches().filter((_, at) => patches[at]![0])
    const good = right.map((value, at) => Math.abs((lumas[at] ?? -1000) - value) <= NEAR)
    return {
      toneMapping: able.toneMapping && good[0] === true && good[1] === true,
      tables: able.tables && good.at(-1) === true,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One flat picture a chain, in one run; the luma of each that comes out. */
async function lumasOf(
  exe: string,
  chains: readonly (readonly [number, string])[],
  runner: Runner,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const graph = [
    ...chains.map(
      ([code, chain], at) =>
        `color=black:size=${SIZE}x${SIZE}:rate=1:duration=1,format=yuv420p10le,lutyuv=y=${code}:u=512:v=512,${chain}[p${at}]`,
    ),
    `${chains.map((_, at) => `[p${at}]`).join('')}concat=n=${chains.length}:v=1[out]`,
  ].join(';')
  try {
    const { code, output } = await runner.run({
      exe,
      args: [
        '-hide_banner',
        '-nostdin',
        '-v',
        'error',
        '-filter_complex',
        graph,
        '-map',
        '[out]',
        '-pix_fmt',
        'yuv420p',
        '-f',
        'rawvideo',
        'pipe:1',
      ],
      timeLimitMs: LIMIT_MS,
      signal,
    })
    return code === 0 ? chains.map((_, at) => output[at * FRAME + SIZE] ?? -1000) : []
  } catch (error) {
    if (isRushesError(error) && error.code !== 'cancelled') return []
    throw error
  }
}

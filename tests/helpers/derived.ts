/**
 * Files probed and things made of them, for tests: one folder a test file, one below it each time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeDerivative, type Derivative } from '../../electron/engine/media/derive.ts'
import { probeFile } from '../../electron/engine/media/probe.ts'
import type { MediaFacts } from '../../shared/model/probe.ts'
import type { RecipeName } from '../../shared/model/work.ts'
import { mediaContext } from './media.ts'

/** What is known of a file; throws the reason where it can't be read. */
export async function factsOf(path: string): Promise<MediaFacts> {
  const probe = await probeFile(path, await mediaContext())
  if (!probe.ok) throw new Error(`${path}: ${probe.reason}`)
  return probe
}

/** Where a test file makes its things. */
export interface Bench {
  /** The folder; it is there when the tests run, and is removed behind them. */
  readonly dir: string
  /** A folder that nothing was made in yet. */
  next(): string
  /** Makes one thing of a file, in a folder of its own. */
  make(recipe: RecipeName, input: string): Promise<Derivative>
}

/** Lays a bench for the test file that calls it. */
export function bench(name: string): Bench {
  let dir = ''
  let made = 0
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), `rushes-${name}-`))
  })
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true })
  })
  const next = (): string => join(dir, String((made += 1)))
  return {
    get dir() {
      return dir
    },
    next,
    make: async (recipe, input) =>
      makeDerivative({ recipe, input, probe: await factsOf(input), outDir: next() }, await mediaContext()),
  }
}

/** The colour of a part of the first picture, 0 … 255 each: all of it, or four pixels at shares of width and height. */
export async function colourOf(path: string, at?: { readonly x: number; readonly y: number }): Promise<number[]> {
  const { runner, tools } = await mediaContext()
  const part = at === undefined ? '' : `crop=4:4:iw*${at.x}:ih*${at.y},`
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'error',
      '-i',
      path,
      '-frames:v',
      '1',
      '-vf',
      `${part}scale=1:1:flags=area`,
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
      'pipe:1',
    ],
  })
  return [...output.subarray(0, 3)]
}

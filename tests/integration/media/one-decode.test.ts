/**
 * One read and one decode feed everything that is due on a recording, each into its own folder.
 */
import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { makeDerivatives, type Derivative, type RecipeRequest } from '../../../electron/engine/media/derive.ts'
import type { MediaContext } from '../../../electron/engine/media/probe.ts'
import { bench, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'

const at = bench('one-decode')

/** Counts the runs of ffmpeg, and keeps their arguments. */
async function counted(): Promise<{ readonly context: MediaContext; readonly runs: (readonly string[])[] }> {
  const { tools, runner } = await media.mediaContext()
  const runs: (readonly string[])[] = []
  const context: MediaContext = {
    tools,
    runner: {
      ...runner,
      run: async (request) => {
        if (request.exe === tools.ffmpeg.path) runs.push(request.args)
        return await runner.run(request)
      },
    },
  }
  return { context, runs }
}

const edit = (format: string, more: object = {}): RecipeRequest => ({
  recipe: 'edit-proxy',
  params: { format, ...more },
  outDir: at.next(),
})

async function made(input: string, recipes: readonly (string | RecipeRequest)[]): Promise<(Derivative | string)[]> {
  const { context, runs } = await counted()
  const outcomes = await makeDerivatives({ recipes, input, probe: await factsOf(input), outDir: at.next() }, context)
  expect(runs).toHaveLength(1)
  return outcomes.map((one) => (one.ok ? one.derivative : one.error.message))
}

describe('one run', { timeout: 120_000 }, () => {
  it('makes pictures, proxy and edit proxies of two presets, each as it would be alone', async () => {
    const input = await media.film()
    const wishes = ['filmstrip', 'waveform', 'proxy', edit('prores-proxy', { reel: 'A003' }), edit('h264-intra')]
    const together = await made(input, wishes)
    for (const [index, wish] of wishes.entries()) {
      const [alone] = await made(input, [typeof wish === 'string' ? wish : { ...wish, outDir: at.next() }])
      const { path: _, bytes: __, ...rest } = together[index] as Derivative
      expect(alone).toMatchObject(rest)
      const facts = async (one: unknown) => {
        const { video, audio, start, reel, durationFrames } = await factsOf((one as Derivative).path)
        return {
          video: video.map(({ bitRate: _rate, ...more }) => more),
          audio: audio.length,
          start,
          reel,
          durationFrames,
        }
      }
      if (!(together[index] as Derivative).mime.startsWith('video/')) continue
      expect(await facts(together[index])).toEqual(await facts(alone))
    }
  })

  it.each([
    ['top-first', media.interlaced],
    ['bottom-first', media.bottomFirst],
  ])('joins fields (%s) for the window, and keeps them for an edit proxy', async (order, source) => {
    const [proxy, kept] = await made(await source(), ['proxy', edit('prores-proxy')])
    expect((await factsOf((proxy as Derivative).path)).video[0]!.fieldOrder).toBe('progressive')
    expect((await factsOf((kept as Derivative).path)).video[0]!.fieldOrder).toBe(order)
  })

  it('that fails is tried one by one: what is wrong with one costs the others nothing', async () => {
    const { context, runs } = await counted()
    const input = await media.film()
    const outDir = at.next()
    const outcomes = await makeDerivatives(
      { recipes: ['filmstrip', edit('prores-proxy'), 'proxy'], input, probe: await factsOf(input), outDir },
      withBroken(context, ['prores_aw', 'prores_ks']),
    )
    expect(outcomes.map(({ recipe, ok }) => [recipe, ok])).toEqual([
      ['filmstrip', true],
      ['edit-proxy', false],
      ['proxy', true],
    ])
    expect(runs.length).toBeLessThanOrEqual(4)
    expect((await readdir(outDir)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

/** An ffmpeg whose encoders fail when they are used. */
function withBroken(context: MediaContext, encoders: readonly string[]): MediaContext {
  const { runner } = context
  return {
    ...context,
    runner: {
      ...runner,
      run: (request) =>
        runner.run({
          ...request,
          args: request.args.map((word) => (encoders.includes(word) ? 'no-such-encoder' : word)),
        }),
    },
  }
}

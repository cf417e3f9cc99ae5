/**
 * The list of recipes: what it makes of every kind of clip is what it made before recipes were objects, and parameters
 * identify.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { planRecipe, planRun, recipesFor } from '../../../electron/engine/media/plan.ts'
import { KEPT, RECIPES, recipeOf } from '../../../electron/engine/media/recipes/index.ts'
import { defineRecipe } from '../../../electron/engine/media/recipes/recipe.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { CLIP, CLIPS, FULL_TOOLS } from '../../helpers/media-facts.ts'

interface Recorded {
  readonly together: string
  readonly alone: Readonly<Record<string, string>>
  readonly pieces: string
}

/** Command lines as they were recorded when recipes were still spread over the engine. */
const GOLDEN = JSON.parse(readFileSync(new URL('../../fixtures/recipes/argv.json', import.meta.url), 'utf8')) as Record<
  string,
  Recorded
>

function commandOf(
  facts: MediaFacts,
  recipes: readonly string[],
  inputs = ['/media/clip.mov'],
  params?: unknown,
): string {
  const parts = recipes.map((one) => planRecipe(one, facts, FULL_TOOLS, { params }).plan.part)
  return planRun(inputs, facts, parts, FULL_TOOLS, (part) => `file:/out/${part.recipe}`).join(' ')
}

describe('the command of a recipe with its defaults', () => {
  it.each(Object.keys(CLIPS))('is what it always was: %s', (name) => {
    const facts = CLIPS[name]!
    const recipes = recipesFor(facts)
    expect({
      together: commandOf(facts, recipes),
      alone: Object.fromEntries(recipes.map((one) => [one, commandOf(facts, [one])])),
      pieces: commandOf(facts, recipes, ['/media/1.mov', '/media/2.mov']),
    }).toEqual(GOLDEN[name])
  })

  it('goes into the file that it always went into', () => {
    const names = (facts: MediaFacts): string[] =>
      recipesFor(facts).map((one) => planRecipe(one, facts, FULL_TOOLS).fileName)
    expect(names(CLIP)).toEqual(['poster.v1.jpg', 'filmstrip.v1.jpg', 'waveform.v1.json', 'proxy.v1.mp4'])
    expect(names(CLIPS['sound']!)).toEqual(['waveform.v1.json', 'proxy.v1.m4a'])
  })
})

describe('parameters', () => {
  const { parse } = recipeOf('proxy')

  it('are identified by what differs from the defaults, in one form', () => {
    expect(parse(undefined)).toEqual({ text: '{}', hash: 'default' })
    expect(parse({})).toEqual(parse({ height: 720 }))
    expect(parse({ height: 360 })).toEqual({ text: '{"height":360}', hash: 'a38e19a695ad3743' })
    expect(parse({ height: 540 }).hash).not.toBe(parse({ height: 360 }).hash)
  })

  it.each([
    [{ height: 361 }],
    [{ height: 0 }],
    [{ height: 100_000 }],
    [{ height: '360' }],
    [{ height: 360, lut: 'x' }],
    ['360'],
    [[]],
  ])('that are none are refused in words: %j', (params) => {
    expect(() => parse(params)).toThrow(/A proxy can't be made with these parameters\. ./)
    expect(() => planRecipe('proxy', CLIP, FULL_TOOLS, { params })).toThrow(
      expect.objectContaining({ code: 'usage' }) as Error,
    )
  })

  it('change the size of a proxy and nothing else, and give its file a name of its own', () => {
    const small = planRecipe('proxy', CLIP, FULL_TOOLS, { params: { height: 360 } })
    expect(small.fileName).toBe('proxy.v1.a38e19a695ad3743.mp4')
    const [before, after] = [commandOf(CLIP, ['proxy']), commandOf(CLIP, ['proxy'], undefined, { height: 360 })]
    expect(after).toContain('w=640:h=360:')
    expect(after.replaceAll('w=640:h=360:', 'w=1280:h=720:')).toBe(before)
    expect(commandOf(CLIPS['portrait']!, ['proxy'], undefined, { height: 360 })).toContain('w=360:h=640:')
  })

  it('of a recipe that has none are none', () => {
    expect(() => recipeOf('poster').parse({ height: 360 })).toThrow(/A poster can't be made/)
  })
})

describe('the list', () => {
  it('says of a name that is not in it which there are', () => {
    expect(() => recipeOf('gif')).toThrow(`“gif” is not a recipe. Choose from ${KEPT.map(({ id }) => id).join(', ')}.`)
  })

  it('has every name once, and priorities that bring pictures first', () => {
    expect(new Set(RECIPES.map(({ id }) => id)).size).toBe(RECIPES.length)
    expect(RECIPES.toSorted((a, b) => b.cost.priority - a.cost.priority)[0]?.id).toBe('poster')
  })

  it('takes a recipe that is one object', () => {
    const tone = defineRecipe({
      id: 'tone',
      version: 3,
      params: z.strictObject({ hertz: z.number().default(440), loud: z.boolean().default(false) }),
      needs: ['sound'],
      cost: { lane: 'cpu', priority: 1, decodes: 'all' },
      types: ['audio/mp4'],
      build: ({ params }) => ({
        part: {
          recipe: 'tone',
          picture: null,
          sound: [`sine=${params.hertz}[t]`],
          soundEnds: ['t'],
          output: ['-f', 'ipod'],
        },
      }),
      file: () => ({ ending: 'm4a', mime: 'audio/mp4' }),
      check: () => ({ width: null, height: null, meta: {} }),
    })
    const planned = tone.plan(
      CLIP,
      { loud: true, hertz: 220 },
      {
        capabilities: FULL_TOOLS,
        tables: () => {
          throw new Error('it shows no picture')
        },
        font: '',
      },
    )
    expect(planned.params.text).toBe('{"hertz":220,"loud":true}')
    expect(planned.fileName).toBe(`tone.v3.${planned.params.hash}.m4a`)
    expect([planned.again(), planned.begin().text, planned.begin().onLog]).toEqual([null, null, undefined])
  })
})

describe('canonical JSON', () => {
  it('has one text for equal values, however they were written', () => {
    expect(canonicalJson({ b: [1, { d: 2, c: null }], a: 'ü' })).toBe('{"a":"ü","b":[1,{"c":null,"d":2}]}')
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}')
    expect(canonicalJson([])).toBe('[]')
  })
})

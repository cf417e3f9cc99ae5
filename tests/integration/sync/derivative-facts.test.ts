/**
 * What devices tell of derivatives: three parts for a recipe's defaults, a fourth for other parameters; what a version
 * doesn't know it keeps, passes on, and applies when it does.
 */
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { picturesToFetch, proxyToFetch } from '../../../electron/engine/db/sync/transfer-classes.ts'
import { upsertDerivative } from '../../../electron/engine/db/catalogue/derivatives.ts'
import { takeFact } from '../../../electron/engine/db/sync/import-records.ts'
import { tellingsOf } from '../../../electron/engine/db/sync/export-records.ts'
import { upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { foldedFacts, foldFact, openFold } from '../../../electron/engine/db/core/fold-file.ts'
import { knowsParams, RECIPES } from '../../../electron/engine/media/recipes/index.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { defineRecipe, type Recipe } from '../../../electron/engine/media/recipes/recipe.ts'
import { scratch } from '../../helpers/library.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-derivative-facts-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store = createMemoryStore()): Sharer {
  nth += 1
  const made = sharer(place.dir, `device ${nth}`, store)
  open.push(made)
  return made
}

const HASH = 'a38e19a695ad3743'
const KEY = `${'1'.repeat(32)}-77`
const hex = (digit: string): string => digit.repeat(32)
const value = (xxh128: string, changes: object = {}) => ({
  bytes: 5,
  xxh128,
  mime: 'video/mp4',
  width: 640,
  height: 360,
  meta: {},
  ...changes,
})
const take = (to: Sharer, id: string, told: object, clock = '000000000001'): string[] =>
  takeFact(to.context.library.writer, { clock, kind: 'derivative', id, value: told }, { now: 1, device: 'other' })

/** Two proxies and their content, hashed as for a remote. */
function twoProxies({ context }: Sharer): { contentId: string; plain: string; small: string } {
  const { writer } = context.library
  const contentId = upsertContent(writer, { bytes: 77, hashes: { xxh128: '1'.repeat(32) }, kind: 'video', now: 1 })
  const proxy = {
    contentId,
    recipe: 'proxy',
    recipeVersion: 1,
    path: 'x/p.mp4',
    bytes: 5,
    mime: 'video/mp4',
    width: 640,
    height: 360,
    meta: {},
  }
  const plain = upsertDerivative(writer, proxy, 1)
  const small = upsertDerivative(
    writer,
    { ...proxy, params: '{"height":360}', paramsHash: HASH, path: `x/p.${HASH}.mp4` },
    1,
  )
  const hash = writer.prepare('UPDATE derivative SET xxh128 = ? WHERE id = ?')
  hash.run(hex('a'), plain)
  hash.run(hex('b'), small)
  return { contentId, plain, small }
}
const rows = ({ context }: Sharer): unknown[] =>
  context.library.reader
    .prepare(
      'SELECT recipe, recipe_version, params, params_hash, xxh128, mime FROM remote_derivative ORDER BY recipe, params_hash',
    )
    .all()

describe('what is told of a derivative', () => {
  it('made with the defaults has three parts and no parameters: a version without them understands it', () => {
    const a = device()
    const { plain } = twoProxies(a)
    const told = tellingsOf(a.context.library.reader, { kind: 'derivative', id: plain })
    expect(told).toEqual([{ kind: 'derivative', id: `${KEY}/proxy/1`, value: value(hex('a')) }])
  })

  it('made with others has a fourth part, and then what the version before needs to lose none', () => {
    const a = device()
    const { small } = twoProxies(a)
    expect(tellingsOf(a.context.library.reader, { kind: 'derivative', id: small })).toEqual([
      { kind: 'derivative', id: `${KEY}/proxy/1/${HASH}`, value: { ...value(hex('b')), params: { height: 360 } } },
      { kind: 'derivative', id: `${KEY}/proxy/1`, value: value(hex('a')) },
      { kind: 'derivative', id: `${KEY}/proxy-${HASH}/1`, value: value(hex('b')) },
    ])
  })

  it('comes to another device as two, each to be fetched by its parameters', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    await a.sync()
    await b.sync()
    twoProxies(a)
    await a.sync()
    await b.sync()
    expect(rows(b)).toEqual([
      {
        recipe: 'proxy',
        recipe_version: 1,
        params: '{"height":360}',
        params_hash: HASH,
        xxh128: hex('b'),
        mime: 'video/mp4',
      },
      { recipe: 'proxy', recipe_version: 1, params: '{}', params_hash: 'default', xxh128: hex('a'), mime: 'video/mp4' },
    ])
    const { reader } = b.context.library
    const { id } = reader.prepare('SELECT id FROM content').get() as { id: string }
    expect(proxyToFetch(reader, id, RECIPES)?.xxh128).toBe(hex('a'))
    expect(proxyToFetch(reader, id, RECIPES, HASH)).toMatchObject({ xxh128: hex('b'), params: '{"height":360}' })
    expect(proxyToFetch(reader, id, RECIPES, '0'.repeat(16))).toBeUndefined()
  })
})

describe('what this version does not know', () => {
  const extended: readonly Recipe[] = [
    ...RECIPES.filter(({ id }) => id !== 'poster'),
    ...['poster', 'storyboard'].map((id) =>
      defineRecipe({
        id,
        version: 1,
        params: z.strictObject({ look: z.string().default('') }),
        needs: ['motion'],
        cost: { lane: 'cpu', priority: 1, decodes: 'all' },
        types: ['image/jpeg', 'image/webp'],
        build: () => ({ part: { recipe: id, picture: 'null', sound: [], soundEnds: [], output: [] } }),
        file: () => ({ ending: 'jpg', mime: 'image/jpeg' }),
        check: () => ({ width: 1, height: 1, meta: {} }),
      }),
    ),
  ]

  it('is kept as it was told, fetched by nobody, and fetched once a version knows it', () => {
    const a = device()
    take(a, `${KEY}/storyboard/1`, value(hex('c'), { mime: 'image/jpeg' }))
    take(
      a,
      `${KEY}/poster/1/${'d'.repeat(64)}`,
      value(hex('d'), { mime: 'image/jpeg', params: { look: 'noir', depth: [2, 1] } }),
    )
    take(a, `${KEY}/proxy/1`, value(hex('e'), { mime: 'video/av1' }))
    expect(rows(a)).toEqual([
      {
        recipe: 'poster',
        recipe_version: 1,
        params: '{"depth":[2,1],"look":"noir"}',
        params_hash: 'd'.repeat(64),
        xxh128: hex('d'),
        mime: 'image/jpeg',
      },
      { recipe: 'proxy', recipe_version: 1, params: '{}', params_hash: 'default', xxh128: hex('e'), mime: 'video/av1' },
      {
        recipe: 'storyboard',
        recipe_version: 1,
        params: '{}',
        params_hash: 'default',
        xxh128: hex('c'),
        mime: 'image/jpeg',
      },
    ])
    const { reader } = a.context.library
    expect(picturesToFetch(reader, 10, RECIPES)).toEqual([])
    expect(picturesToFetch(reader, 10, extended)).toMatchObject([{ recipe: 'storyboard', xxh128: hex('c') }])
    expect(
      proxyToFetch(reader, (reader.prepare('SELECT id FROM content').get() as { id: string }).id, RECIPES),
    ).toBeUndefined()
  })

  it('of parameters is told from what it knows by the hash of what it reads', () => {
    const hash = extended.find(({ id }) => id === 'poster')!.parse({ look: 'noir' }).hash
    expect(knowsParams('poster', '{"look":"noir"}', hash)).toBe(false)
    expect(knowsParams('poster', '{"look":"noir"}', hash, extended)).toBe(true)
    expect(knowsParams('proxy', '{"height":360}', HASH)).toBe(true)
    expect(knowsParams('proxy', '{"height":360}', 'f'.repeat(16))).toBe(false)
    expect(knowsParams('proxy', '{}', 'default')).toBe(true)
    expect(knowsParams('storyboard', '{}', 'default')).toBe(false)
  })

  it.each([
    `${KEY}/proxy/1/../../x`,
    `${KEY}/proxy/1/${HASH}/more`,
    `${KEY}/proxy/1/DEADBEEFDEADBEEF`,
    `${KEY}/proxy/1/`,
    `${KEY}/pro..xy/1`,
    `${KEY}/proxy/one`,
    `${KEY}/proxy-${HASH}/1`,
  ])('and is nothing that could be kept leaves no trace: %s', (id) => {
    const a = device()
    expect(take(a, id, value(hex('a')))).toEqual([])
    expect(rows(a)).toEqual([])
  })

  it('is in a checkpoint as it was told, those with parameters before the one without', () => {
    using fold = openFold(join(place.dir, 'fold.db'))
    const ids = [
      `${KEY}/proxy/1`,
      `${KEY}/proxy/1/${HASH}`,
      `${KEY}/proxy/1/${'0'.repeat(64)}`,
      `${KEY}/never-heard-of/7/${HASH}`,
      `${KEY}/proxy/10`,
    ]
    for (const [n, id] of ids.entries())
      foldFact(fold.db, { clock: `00000000000${n}`, kind: 'derivative', id, value: { ...value(hex('a')), later: n } })
    foldFact(fold.db, { clock: '000000000009', kind: 'derivative', id: ids[0]!, value: { later: 'newer' } })
    const told: unknown[] = []
    let after = { id: '', slot: '' }
    // A page at a time, as the writer of a checkpoint does.
    for (
      let page = foldedFacts(fold.db, 'derivative', after, 1);
      page.length > 0;
      page = foldedFacts(fold.db, 'derivative', after, 1)
    ) {
      told.push(...page.map(({ id, value: kept }) => [id, (kept as { later: unknown }).later]))
      after = page[0]!
    }
    expect(told).toEqual([
      [ids[3], 3],
      [ids[2], 2],
      [ids[1], 1],
      [ids[0], 'newer'],
      [ids[4], 4],
    ])
  })
})

/**
 * Where neither proxies nor stills may lie: cards, sealed rolls, the library itself, and in the place of an original.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

const op = () => ({ opId: newId() })
const params = editParamsSchema.parse({ format: 'prores-proxy' })
let library: TestLibrary
let at = ''
let assetId = ''

/** Everything below the card, the roll and the drive, so that one more file would be seen. */
const files = (): string[] =>
  ['card', 'drive'].flatMap((name) => readdirSync(join(at, name), { recursive: true, encoding: 'utf8' })).toSorted()

beforeAll(async () => {
  library = await testLibrary()
  at = library.dir
  mkdirSync(join(at, 'card', 'CLIPS'), { recursive: true })
  mkdirSync(join(at, 'drive'))
  copyFileSync(await media.film(), join(at, 'card', 'CLIPS', 'A001C001.mov'))
  const { client } = library
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  const { id } = await client.offloads.start({
    ...op(),
    sources: [join(at, 'card')],
    destinations: [join(at, 'drive')],
  })
  for await (const _ of await client.offloads.watch({ id })) {
    /* until it is done */
  }
  assetId = (await client.assets.list({ query: 'A001C001' })).rows[0]!.id
}, 120_000)
afterAll(() => library[Symbol.asyncDispose]())

it.each([
  ['the card', () => join(at, 'card'), 'was offloaded'],
  ['a folder of the card', () => join(at, 'card', 'CLIPS'), 'was offloaded'],
  ['the sealed roll', () => join(at, 'drive', 'card', 'CLIPS'), 'sealed'],
  ['a folder of the sealed roll', () => join(at, 'drive', 'card', 'CLIPS', 'ascmhl'), 'sealed'],
  ['the library', () => library.folder.derivatives, 'library'],
])('%s takes no proxies and no stills', async (_, folder, why) => {
  const before = files()
  const to = folder()
  const { client } = library
  await expect(client.editProxies.plan({ query: '', to, params })).rejects.toMatchObject({
    message: expect.stringContaining(why),
  })
  await expect(client.editProxies.start({ ...op(), query: '', to, params })).rejects.toMatchObject({
    message: expect.stringContaining(why),
  })
  await expect(client.stills.save({ ...op(), assetId, frame: 1, format: 'png', to })).rejects.toMatchObject({
    message: expect.stringContaining(why),
  })
  expect(files()).toEqual(before)
})

it('above a sealed roll the folders of the roll lead into it: a conflict, and nothing is written', async () => {
  const before = files()
  const plan = await library.client.editProxies.plan({ query: '', to: join(at, 'drive', 'card'), params })
  expect(plan.rows[0]).toMatchObject({ state: 'conflict', why: expect.stringContaining('sealed by a history') })
  expect(files()).toEqual(before)
})

it('the clip itself is never taken for its proxy, whatever it is encoded as', async () => {
  const { client } = library
  const shoot = join(at, 'shoot', 'B001')
  mkdirSync(shoot, { recursive: true })
  copyFileSync(await media.dropFrame(), join(shoot, 'B001C001.mov'))
  const bytes = readFileSync(join(shoot, 'B001C001.mov'))
  for await (const _ of await client.catalogue.add({ paths: [join(at, 'shoot')] })) {
    /* until it is done */
  }
  for (const format of ['prores-proxy', 'h264-intra'] as const) {
    const plan = await client.editProxies.plan({
      query: 'B001C001',
      to: join(at, 'shoot'),
      params: editParamsSchema.parse({ format }),
    })
    expect(plan.rows[0]).toMatchObject({ state: 'conflict', why: expect.stringContaining('is the clip itself') })
  }
  expect(readFileSync(join(shoot, 'B001C001.mov')).equals(bytes)).toBe(true)
})

it('a history that is told to ignore proxies lets them lie beside its clips, and the roll verifies as before', async () => {
  const { client } = library
  const roll = join(at, 'drive', 'card', 'CLIPS')
  const verified = async (ignore: string[]) => {
    let last: unknown
    for await (const event of await client.verify.folder({ path: roll, ignore })) last = event
    return last as { type: string; ok: boolean; counts: Record<string, number> }
  }
  const beside = () => client.editProxies.plan({ ids: [assetId], to: null, params })
  // A name that is sealed is never let go; a pattern or a path is none.
  await expect(verified(['A001C001.mov'])).rejects.toMatchObject({
    message: expect.stringContaining('verified no more'),
  })
  for (const name of ['*', 'a/b', '..', '!A001C001.mov', '', '#x'])
    await expect(client.verify.folder({ path: roll, ignore: [name] })).rejects.toBeDefined()
  const originals = join(at, 'card', 'CLIPS')
  rmSync(originals, { recursive: true })
  for await (const _ of await client.catalogue.add({ paths: [join(at, 'drive')] })) {
    /* the copy on the drive is the one that is read now */
  }
  expect((await beside()).rows[0]).toMatchObject({ state: 'conflict', why: expect.stringContaining('--ignore Proxy') })
  expect(await verified(['Proxy'])).toMatchObject({ type: 'done', ok: true })
  expect((await beside()).rows[0]).toMatchObject({
    state: 'ready',
    target: expect.stringContaining('Proxy/A001C001.mov'),
  })
  const { jobs } = await client.editProxies.start({ ...op(), ids: [assetId], to: null, params })
  for await (const job of await client.jobs.watch({ id: jobs[0]! }))
    if (['done', 'failed', 'held'].includes(job.state)) break
  expect((await client.jobs.get({ id: jobs[0]! })).state).toBe('done')
  expect(files().some((path) => path.endsWith('Proxy/A001C001.mov'))).toBe(true)
  // The pattern stays, and the proxy is no stranger.
  expect(await verified([])).toMatchObject({ type: 'done', ok: true })
}, 60_000)

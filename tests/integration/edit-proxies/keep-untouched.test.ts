/**
 * Where neither proxies nor stills may lie: cards, sealed rolls, the library itself, and in the place of an original.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
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

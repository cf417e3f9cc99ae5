/**
 * What the crew says of a clip beside its slate, and tags within tags: written, found, counted, undone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groundOf, op, type Ground } from '../../helpers/contract-calls.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'

let library: TestLibrary
let ground: Ground
beforeAll(async () => {
  library = await testLibrary()
  ground = await groundOf(library)
})
afterAll(() => library[Symbol.asyncDispose]())

const find = async (query: string) => (await library.client.assets.list({ query })).rows.map(({ id }) => id)
const values = async (field: string) => library.client.assets.values({ field })
const undo = () => library.client.history.undo(op())

describe('unit, episode, location and slate', () => {
  beforeAll(async () => {
    await library.client.assets.set({
      ...op(),
      ids: [ground.assetId],
      changes: { unit: 'Second', episode: '101', location: 'Harbour, pier 3', slate: '47B' },
    })
  })

  it.each([
    'unit:second',
    'unit:any',
    'episode:99..102',
    'episode>100',
    'location:harbour*',
    'location:"Harbour, pier 3"',
    'slate:47..48',
    'has:unit',
    'has:location -unit:Main',
    'pier',
  ])('%s finds the clip that has it', async (query) => {
    expect(await find(query)).toEqual([ground.assetId])
  })

  it.each(['unit:none', 'unit:Main', 'episode>101', 'location:pier', 'no:slate', '-has:episode'])(
    '%s does not find it',
    async (query) => {
      expect(await find(query)).not.toContain(ground.assetId)
    },
  )

  it('are suggested with how many clips have them, and counted anew when they are taken back', async () => {
    expect(await values('unit')).toEqual([{ value: 'Second', count: 1 }])
    await library.client.assets.set({ ...op(), ids: [ground.assetId], changes: { unit: null } })
    expect(await values('unit')).toEqual([])
    expect(await find('unit:none')).toContain(ground.assetId)
    expect((await undo()).label).toBe('Unit on 1 clip')
    expect(await values('unit')).toEqual([{ value: 'Second', count: 1 }])
    expect(await library.client.assets.get({ id: ground.assetId })).toMatchObject({
      unit: 'Second',
      episode: '101',
      location: 'Harbour, pier 3',
      slate: '47B',
    })
  })
})

it('a tag stands for those below it, and for no other that begins so', async () => {
  await library.client.assets.tag({ ...op(), ids: [ground.assetId], add: ['place/Harbour/pier'], remove: [] })
  for (const query of ['tag:place', 'tag:PLACE', 'tag:place/harbour', 'tag:place/harbour/pier', 'tag:*bour'])
    expect([query, await find(query)]).toEqual([query, [ground.assetId]])
  for (const query of ['tag:plac', 'tag:harbour', 'tag:place/harb', '-tag:place'])
    expect([query, (await find(query)).includes(ground.assetId)]).toEqual([query, false])
  expect((await library.client.assets.count({ query: 'tag:place' })).total).toBe(1)
})

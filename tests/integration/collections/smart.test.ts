/**
 * Smart collections and folders through the engine: made, nested, refused where they go round, undone.
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

const collections = () => library.client.collections
const smart = async (name: string, query: string, folder: string | null = null) =>
  (await collections().createSmart({ ...op(), name, query, folder })).id
const node = async (id: string) => (await collections().tree({})).find((one) => one.id === id)
const find = async (query: string) => (await library.client.assets.list({ query })).rows.map(({ id }) => id)
const undo = () => library.client.history.undo(op())

describe('a smart collection', () => {
  it('finds what its search finds, as it is now', async () => {
    const id = await smart('Good', 'rating>=4')
    expect(await find(`in:${id}`)).toEqual([])
    await library.client.assets.set({ ...op(), ids: [ground.assetId], changes: { rating: 5 } })
    expect(await find('in:good')).toEqual([ground.assetId])
    expect((await library.client.assets.count({ query: `in:${id}` })).total).toBe(1)
    expect(await find('-in:good')).not.toContain(ground.assetId)
    await collections().change({ ...op(), id, query: 'rating:1' })
    expect(await find('in:good')).toEqual([])
    expect((await undo()).label).toBe('Search of “Good”')
    expect(await find('in:good')).toEqual([ground.assetId])
  })

  it('is refused where its search is not understood or names nothing', async () => {
    await expect(smart('Odd', 'kind:movie')).rejects.toMatchObject({ code: 'query.unknown' })
    await expect(smart('Odd', 'in:Nowhere')).rejects.toThrow('“Nowhere”')
    expect((await collections().tree({})).map(({ name }) => name)).not.toContain('Odd')
  })

  it('is refused where it would go round, by its search, a name or a folder', async () => {
    const a = await smart('Ring 1', 'circled')
    const b = await smart('Ring 2', 'in:"Ring 1" rating:5')
    await expect(collections().change({ ...op(), id: a, query: 'in:"Ring 2"' })).rejects.toThrow(
      '“Ring 1” asks for “Ring 2”, and “Ring 2” asks for “Ring 1” again',
    )
    const { id: folder } = await collections().createFolder({ ...op(), name: 'Ring folder' })
    await collections().change({ ...op(), id: a, query: 'in:"Ring folder" circled' })
    await expect(collections().place({ ...op(), id: b, folder, before: null })).rejects.toThrow('holds “Ring 2”')
    expect(await node(b)).toMatchObject({ parent: null, trouble: null })
  })

  it('follows the names of those that it names', async () => {
    const first = await smart('Rushes of day 1', 'rating:5')
    const second = await smart('Names it', 'in:"Rushes of day 1" circled')
    await collections().rename({ ...op(), id: first, name: 'Rushes (1)' })
    expect(await node(second)).toMatchObject({ query: 'in:"Rushes (1)" circled', trouble: null })
    await undo()
    expect(await node(second)).toMatchObject({ query: 'in:"Rushes of day 1" circled', trouble: null })
  })

  it('says what is missing when what it names was deleted, until that is undone', async () => {
    const first = await smart('Short-lived', 'rating:5')
    const second = await smart('Rests on it', 'in:Short-lived')
    await collections().remove({ ...op(), id: first })
    expect((await node(second))?.trouble).toContain('“Short-lived”, which is not here')
    await expect(find('in:"Rests on it"')).rejects.toMatchObject({ code: 'query.unknown' })
    await undo()
    expect(await find('in:"Rests on it"')).toEqual([ground.assetId])
  })

  it('takes no clips by hand', async () => {
    const id = await smart('Only a search', 'circled')
    await expect(collections().add({ ...op(), id, assetIds: [ground.assetId] })).rejects.toThrow('smart collection')
  })
})

describe('folders', () => {
  it('hold collections of every kind in the order that people give them', async () => {
    const { id: folder } = await collections().createFolder({ ...op(), name: 'Act one' })
    const { id: inner } = await collections().createFolder({ ...op(), name: 'Scene 12', folder })
    const list = (await collections().create({ ...op(), name: 'By hand', folder: inner })).id
    const search = await smart('By search', 'circled', inner)
    const inside = async () =>
      (await collections().tree({})).filter(({ parent }) => parent === inner).map(({ id }) => id)
    expect(await inside()).toEqual([list, search])
    await collections().place({ ...op(), id: search, folder: inner, before: list })
    expect(await inside()).toEqual([search, list])
    await collections().add({ ...op(), id: list, assetIds: [ground.assetId] })
    expect(await find('in:"act one"')).toEqual([ground.assetId])
    await expect(collections().place({ ...op(), id: folder, folder: inner, before: null })).rejects.toThrow(
      'can’t be moved into a folder that is in it',
    )
    await collections().remove({ ...op(), id: inner })
    expect(await node(list)).toMatchObject({ parent: folder })
    await undo()
    expect(await node(list)).toMatchObject({ parent: inner })
    await collections().place({ ...op(), id: list, folder: null, before: null })
    expect(await node(list)).toMatchObject({ parent: null })
    await undo()
    expect(await inside()).toEqual([search, list])
  })
})

/**
 * The catalogue over real files: ingested, searched, changed, undone.
 */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'

let library: TestLibrary
const op = () => ({ opId: newId() })
const names = async (query: string) =>
  (await library.client.assets.list({ query, sort: { field: 'name', direction: 'asc' } })).rows.map((row) => row.name)
const idOf = async (name: string) => (await library.client.assets.list({ query: `name:"${name}"` })).rows[0]!.id

beforeAll(async () => {
  library = await testLibrary()
  const folder = join(library.dir, 'A003_1120R7')
  mkdirSync(folder)
  for (let clip = 1; clip <= 30; clip += 1)
    writeFileSync(join(folder, `note ${String(clip).padStart(2, '0')} Käthe.txt`), `take ${clip}`)
  for await (const _ of await library.client.catalogue.add({ paths: [folder] })) void _
})
afterAll(() => library[Symbol.asyncDispose]())

describe('taking in where it lies', () => {
  it('every file is an asset, once, with its roll', async () => {
    expect((await library.client.assets.list({})).total).toBe(30)
    for await (const event of await library.client.catalogue.add({ paths: [join(library.dir, 'A003_1120R7')] })) {
      expect(event.added).toBe(0)
    }
    expect((await library.client.assets.list({})).total).toBe(30)
    expect((await library.client.assets.outline({})).rolls).toEqual([{ roll: 'A003', camera: 'A', count: 30 }])
  })

  it('what was never checked is shown as unknown', async () => {
    const { rows } = await library.client.assets.list({ limit: 1 })
    expect(rows[0]).toMatchObject({ verification: 'unknown', verifiedAt: null, copies: 1, state: 'present' })
    expect((await library.client.assets.list({ query: 'unverified' })).total).toBe(30)
  })
})

describe('windows on a list', () => {
  it.each(['asc', 'desc'] as const)(
    'walked by cursor %s, every row comes once and in order, also over empty values',
    async (direction) => {
      await library.client.assets.set({ ...op(), ids: [await idOf('note 07 Käthe.txt')], changes: { scene: '14A' } })
      for (const field of ['name', 'scene', 'rating', 'bytes', 'startTimecode'] as const) {
        const seen: string[] = []
        let cursor: string | null = null
        do {
          const page: { rows: { id: string }[]; cursor: string | null } = await library.client.assets.list({
            sort: { field, direction },
            cursor,
            limit: 7,
          })
          seen.push(...page.rows.map((row) => row.id))
          cursor = page.cursor
        } while (cursor !== null)
        const whole = (await library.client.assets.list({ sort: { field, direction }, limit: 500 })).rows.map(
          (row) => row.id,
        )
        expect(seen).toEqual(whole)
        expect(new Set(seen).size).toBe(30)
      }
    },
  )

  it('an offset drags the scroll bar to the same rows', async () => {
    const whole = (await library.client.assets.list({ limit: 500 })).rows.map((row) => row.id)
    expect((await library.client.assets.list({ offset: 12, limit: 5 })).rows.map((row) => row.id)).toEqual(
      whole.slice(12, 17),
    )
  })

  it('a cursor of another place is refused with a sentence', async () => {
    await expect(library.client.assets.list({ cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('searching', () => {
  it('finds by the beginning of words, without accents, in any order', async () => {
    expect(await names('kathe 07')).toEqual(['note 07 Käthe.txt'])
    expect(await names('Kä')).toHaveLength(30)
    // No word begins so: then it is looked for inside names, as a clip's number is that stands in the middle of one.
    expect(await names('äthe')).toHaveLength(30)
    expect(await names('"äthe"')).toEqual([])
  })

  it('finds what a person wrote: notes, tags, scenes', async () => {
    const id = await idOf('note 03 Käthe.txt')
    await library.client.notes.add({ ...op(), assetId: id, frame: null, text: 'boom in shot' })
    await library.client.assets.tag({ ...op(), ids: [id], add: ['pick-up'] })
    expect(await names('boom')).toEqual(['note 03 Käthe.txt'])
    expect(await names('tag:pick-up noted')).toEqual(['note 03 Käthe.txt'])
    expect(await names('-noted')).toHaveLength(29)
  })

  it('counts a clip once that bears several of the tags, or the word in several places', async () => {
    const [both, one] = [await idOf('note 11 Käthe.txt'), await idOf('note 12 Käthe.txt')]
    await library.client.assets.tag({ ...op(), ids: [both], add: ['reshoot', 'rain'] })
    await library.client.assets.tag({ ...op(), ids: [one], add: ['rain'] })
    await library.client.notes.add({ ...op(), assetId: both, frame: null, text: 'rain on the lens, rain on the slate' })
    const rainy = ['note 11 Käthe.txt', 'note 12 Käthe.txt']
    for (const [query, found] of [
      ['tag:reshoot,rain', rainy],
      ['tag:rain -circled', rainy],
      ['rain', rainy],
      ['tag:rain lens', ['note 11 Käthe.txt']],
    ] as const) {
      expect(await names(query)).toEqual(found)
      expect((await library.client.assets.list({ query })).total).toBe(found.length)
      expect((await library.client.assets.facets({ query })).kind.map(({ count }) => count)).toEqual([found.length])
    }
    expect(await names('tag:rain -tag:reshoot')).toEqual(['note 12 Käthe.txt'])
  })

  it('counts a field’s own facet without the terms of that field, and names values for suggestions', async () => {
    const counts = async (query: string) =>
      Object.fromEntries((await library.client.assets.facets({ query })).tag.map(({ value, count }) => [value, count]))
    const all = await counts('')
    expect(await counts('tag:reshoot')).toEqual(all)
    expect(await counts('(tag:reshoot OR tag:pick-up)')).toEqual(all)
    expect(await counts('tag:reshoot noted')).toEqual({ 'pick-up': 1, rain: 1, reshoot: 1 })
    const values = async (field: string, part: string) => await library.client.assets.values({ field, part })
    expect(await values('tag', 'r')).toEqual([
      { value: 'rain', count: 2 },
      { value: 'reshoot', count: 1 },
    ])
    expect(await values('scene', '14')).toEqual([{ value: '14A', count: 1 }])
    expect(await values('name', 'note')).toEqual([])
  })

  it('whatever is typed is answered, or refused with a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 30 }), async (query) => {
        const answer = await library.client.assets.list({ query, limit: 1 }).then(
          () => 'answered',
          (error: { code: string }) => error.code,
        )
        expect(['answered', 'query.unknown']).toContain(answer)
      }),
      { numRuns: 200 },
    )
  })
})

describe('changes, their journal, undo and redo', () => {
  it('undo takes the last change back, redo does it again, a new change ends the old future', async () => {
    const id = await idOf('note 10 Käthe.txt')
    const rating = async () => (await library.client.assets.get({ id })).rating
    await library.client.assets.set({ ...op(), ids: [id], changes: { rating: 2 } })
    await library.client.assets.set({ ...op(), ids: [id], changes: { rating: 5 } })
    expect(await library.client.history.undo(op())).toMatchObject({ label: 'Stars on 1 clip' })
    expect(await rating()).toBe(2)
    await library.client.history.undo(op())
    expect(await rating()).toBe(0)
    await library.client.history.redo(op())
    expect(await rating()).toBe(2)
    await library.client.assets.set({ ...op(), ids: [id], changes: { rating: 4 } })
    expect(await library.client.history.redo(op())).toMatchObject({ label: null })
    expect(await rating()).toBe(4)
  })

  it("undo gives the media's own value back where the person had none", async () => {
    const id = await idOf('note 11 Käthe.txt')
    await library.client.assets.set({ ...op(), ids: [id], changes: { roll: null, camera: 'Z' } })
    expect(await library.client.assets.get({ id })).toMatchObject({ roll: null, camera: 'Z' })
    await library.client.history.undo(op())
    expect(await library.client.assets.get({ id })).toMatchObject({ roll: 'A003', camera: 'A' })
  })

  it('a note that is taken back comes back with redo, and was never lost', async () => {
    const id = await idOf('note 12 Käthe.txt')
    await library.client.notes.add({ ...op(), assetId: id, frame: null, text: 'keep' })
    await library.client.history.undo(op())
    expect((await library.client.assets.get({ id })).noteList).toEqual([])
    await library.client.history.redo(op())
    expect((await library.client.assets.get({ id })).noteList).toMatchObject([{ text: 'keep' }])
  })

  it('any run of changes undone as often is the state from before', async () => {
    const id = await idOf('note 20 Käthe.txt')
    const state = async () => {
      const { rating, circled, scene, tags, noteList } = await library.client.assets.get({ id })
      return { rating, circled, scene, tags, notes: noteList.map((note) => note.text) }
    }
    const change = fc.oneof(
      fc.record({ kind: fc.constant('rating' as const), value: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('circled' as const), value: fc.boolean() }),
      fc.record({ kind: fc.constant('scene' as const), value: fc.option(fc.string({ maxLength: 5 })) }),
      fc.record({ kind: fc.constant('tag' as const), value: fc.constantFrom('a', 'b') }),
      fc.record({ kind: fc.constant('note' as const), value: fc.constantFrom('x', 'y') }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const before = await state()
        for (const { kind, value } of changes) {
          if (kind === 'tag') await library.client.assets.tag({ ...op(), ids: [id], add: [value] })
          else if (kind === 'note') await library.client.notes.add({ ...op(), assetId: id, frame: null, text: value })
          else await library.client.assets.set({ ...op(), ids: [id], changes: { [kind]: value } })
        }
        const after = await state()
        for (const _ of changes) await library.client.history.undo(op())
        expect(await state()).toEqual(before)
        for (const _ of changes) await library.client.history.redo(op())
        expect(await state()).toEqual(after)
      }),
      { numRuns: 20 },
    )
  })

  it('collections hold clips, and the search finds them by it', async () => {
    const id = await idOf('note 15 Käthe.txt')
    const { id: selects } = await library.client.collections.create({ ...op(), name: 'Selects' })
    await library.client.collections.add({ ...op(), id: selects, assetIds: [id] })
    expect(await names('collection:selects')).toEqual(['note 15 Käthe.txt'])
    expect(await library.client.collections.list({})).toContainEqual({ id: selects, name: 'Selects', count: 1 })
    await library.client.collections.remove({ ...op(), id: selects })
    expect(await names('collection:selects')).toEqual([])
    await library.client.history.undo(op())
    expect(await names('collection:selects')).toEqual(['note 15 Käthe.txt'])
  })
})

describe('shooting days', () => {
  it('follow the hour at which the crew says that a day begins; what a person has set stays', async () => {
    const night = join(library.dir, 'NIGHT')
    mkdirSync(night)
    for (const name of ['one.txt', 'two.txt']) {
      writeFileSync(join(night, name), name)
      const at = new Date(2026, 10, 21, 3, 30)
      utimesSync(join(night, name), at, at)
    }
    for await (const _ of await library.client.catalogue.add({ paths: [night] })) void _
    const day = async (name: string) => (await library.client.assets.get({ id: await idOf(name) })).day
    expect(await day('one.txt')).toBe('2026-11-20')
    await library.client.assets.set({ ...op(), ids: [await idOf('two.txt')], changes: { day: '2026-11-19' } })
    await library.client.settings.set({ ...op(), changes: { dayStartHour: 3 } })
    expect([await day('one.txt'), await day('two.txt')]).toEqual(['2026-11-21', '2026-11-19'])
    expect(await names('day:2026-11-21')).toEqual(['one.txt'])
  })
})

describe('a sealed folder taken in where it lies', () => {
  it('gives its media, not its manifests', async () => {
    const roll = join(library.dir, 'SEALED')
    mkdirSync(join(roll, 'ascmhl'), { recursive: true })
    writeFileSync(join(roll, 'take.txt'), 'a take')
    writeFileSync(join(roll, 'ascmhl', '0001_SEALED_2026-11-20_101010Z.mhl'), '<hashlist/>')
    let files = 0
    for await (const event of await library.client.catalogue.add({ paths: [roll] })) files = event.files
    expect(files).toBe(1)
    expect(await names('0001_SEALED')).toEqual([])
  })
})

/**
 * Smart collections and folders that several devices change while apart.
 */
import { afterEach, expect, it } from 'vitest'
import type { Change, Json } from '../../../electron/engine/db/entities/changes.ts'
import { readCollectionTree } from '../../../electron/engine/db/search/collection-tree.ts'
import { readConflicts } from '../../../electron/engine/sync/conflicts.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { say } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-smart-')
const open: Sharer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function pair(name: string): { a: Sharer; b: Sharer; meet: () => Promise<void> } {
  const store = createMemoryStore()
  const [a, b] = [`${name}-a`, `${name}-b`].map((one) => sharer(place.dir, one, store)) as [Sharer, Sharer]
  open.push(a, b)
  const meet = async () => {
    for (const one of [a, b, a, b]) await one.sync()
  }
  return { a, b, meet }
}
const change = (entity: string, entityId: string, field: string, value: Json): Change => ({
  entity,
  entityId,
  field,
  value,
})
const search = (text: string) => ({ text, language: 1 })
const makeSmart = (at: Sharer, id: string, name: string, text: string): void =>
  say(
    at,
    change('smartCollection', id, 'new', { name, search: search(text), createdAt: 5 }),
    change('smartCollection', id, 'removed', false),
  )
const tree = ({ context }: Sharer) => readCollectionTree(context.library.reader)

it('keeps both of two searches that only together go round, and says on both devices why they can’t be run', async () => {
  const { a, b, meet } = pair('ring')
  const [one, two] = [newId(), newId()]
  makeSmart(a, one, 'One', 'circled')
  makeSmart(a, two, 'Two', 'circled')
  await meet()
  say(a, change('smartCollection', one, 'search', search('in:Two')))
  say(b, change('smartCollection', two, 'search', search('in:One')))
  await meet()
  expect(tree(a)).toEqual(tree(b))
  expect(tree(b)).toMatchObject([
    {
      name: 'One',
      query: 'in:Two',
      trouble: expect.stringContaining('“One” asks for “Two”, and “Two” asks for “One”'),
    },
    { name: 'Two', query: 'in:One', trouble: expect.stringContaining('goes round in a circle') },
  ])
  say(b, change('smartCollection', two, 'search', search('rating:5')))
  await meet()
  expect(tree(a).map(({ trouble }) => trouble)).toEqual([null, null])
})

it('shows folders that were moved each into the other, with all that is in them, in one way on all devices', async () => {
  const { a, b, meet } = pair('folders')
  const [one, two, list] = [newId(), newId(), newId()]
  for (const [id, name] of [
    [one, 'One'],
    [two, 'Two'],
  ] as const)
    say(
      a,
      change('collectionFolder', id, 'new', { name, createdAt: 5 }),
      change('collectionFolder', id, 'removed', false),
    )
  say(
    a,
    change('collection', list, 'new', { name: 'List', createdAt: 5 }),
    change('collection', list, 'removed', false),
  )
  say(a, change('collection', list, 'parent', two))
  await meet()
  say(a, change('collectionFolder', one, 'parent', two))
  say(b, change('collectionFolder', two, 'parent', one), change('collectionFolder', two, 'position', 'V'))
  await meet()
  expect(tree(a)).toEqual(tree(b))
  expect(tree(a).map(({ name }) => name)).toEqual(['One', 'Two', 'List'])
  expect(readConflicts(a.context.library.reader)).toEqual([])
})

it('asks which of two searches is meant when both changed one', async () => {
  const { a, b, meet } = pair('both')
  const id = newId()
  makeSmart(a, id, 'Best', 'circled')
  await meet()
  say(a, change('smartCollection', id, 'search', search('rating:5')))
  say(b, change('smartCollection', id, 'search', search('rating:4')))
  await meet()
  const [conflict] = readConflicts(a.context.library.reader)
  expect(conflict).toMatchObject({ name: 'Best' })
  expect(JSON.stringify(conflict)).toMatch(/rating:4.*rating:5|rating:5.*rating:4/)
})

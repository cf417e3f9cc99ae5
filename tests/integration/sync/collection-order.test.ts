/**
 * The order of a collection that several people arrange.
 */
import { afterEach, expect, it } from 'vitest'
import {
  movingChanges,
  readCollectionItems,
  readCollectionNotes,
} from '../../../electron/engine/db/entities/collection-order.ts'
import { readConflicts } from '../../../electron/engine/sync/conflicts.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, say } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-order-')
const open: Sharer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function orderAt({ context }: Sharer, list: string, names: ReadonlyMap<string, string>): string {
  return readCollectionItems(context.library.reader, list)
    .map((item) => names.get(item.assetId))
    .join('')
}

it('holds every move and note, also those that were made apart, and is the same on all devices', async () => {
  const store = createMemoryStore()
  const [a, b] = ['a', 'b'].map((name) => sharer(place.dir, name, store)) as [Sharer, Sharer]
  open.push(a, b)
  const list = newId()
  const names = new Map(['A', 'B', 'C', 'D', 'E'].map((name, index) => [clip(a, `${name}.mov`, `b${index}`), name]))
  const [idA, idB, idC, idD, idE] = [...names.keys()] as [string, string, string, string, string]
  say(
    a,
    { entity: 'collection', entityId: list, field: 'new', value: { name: 'Reel', createdAt: 5 } },
    { entity: 'collection', entityId: list, field: 'removed', value: false },
    ...[...names.keys()].map((id) => ({
      entity: 'collection' as const,
      entityId: list,
      field: `item:${id}`,
      value: true,
    })),
  )
  const move = (at: Sharer, ids: string[], before: string | null): void => {
    say(at, ...movingChanges(at.context.library.reader, list, ids, before))
  }
  for (const one of [a, b, a]) await one.sync()
  expect(orderAt(b, list, names)).toBe('ABCDE')
  move(a, [idE, idD], idB)
  expect(orderAt(a, list, names)).toBe('AEDBC')
  for (const one of [a, b, a]) await one.sync()
  expect(orderAt(b, list, names)).toBe('AEDBC')

  move(a, [idC], idA)
  move(b, [idB], idE)
  say(b, { entity: 'collection', entityId: list, field: `item:${idD}`, value: false })
  for (const one of [a, b, a, b]) await one.sync()
  expect(orderAt(a, list, names)).toBe('CABE')
  expect(orderAt(b, list, names)).toBe('CABE')

  move(a, [idA], null)
  move(b, [idA], idC)
  for (const one of [a, b, a, b]) await one.sync()
  expect(orderAt(a, list, names)).toBe(orderAt(b, list, names))
  expect(readConflicts(a.context.library.reader)).toEqual([])

  const note = (at: Sharer, id: string, text: string): void =>
    say(at, { entity: 'collection', entityId: list, field: `note:${id}`, value: text })
  note(a, idB, 'opens the reel')
  note(b, idE, 'ends it')
  for (const one of [a, b, a, b]) await one.sync()
  for (const { context } of [a, b])
    expect(readCollectionNotes(context.library.reader, list)).toEqual({ [idB]: 'opens the reel', [idE]: 'ends it' })
  note(a, idB, 'opens the reel, slowly')
  note(b, idB, 'opens the trailer')
  for (const one of [a, b, a, b]) await one.sync()
  expect(readCollectionNotes(a.context.library.reader, list)).toEqual(
    readCollectionNotes(b.context.library.reader, list),
  )
  // Neither is lost: a person chooses.
  expect(JSON.stringify(readConflicts(a.context.library.reader))).toMatch(/slowly.*trailer|trailer.*slowly/)
})

/**
 * What another device changed stands in the log of events too, in the transaction that makes it true here.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { lastEvent, readEvents } from '../../../electron/engine/db/core/events.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-told-')
const open: Sharer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe('a change of another device', () => {
  it('is an event here, once, and none where it was made', async () => {
    const store = createMemoryStore()
    const [a, b] = [sharer(place.dir, 'a', store), sharer(place.dir, 'b', store)]
    open.push(a, b)
    const id = clip(a, 'A003C001.mov', 'c1')
    const changes = (one: Sharer, after: number) =>
      readEvents(one.context.library.reader, after, ['assets.changed'], 100).map((event) => event.data)
    await a.sync()
    await b.sync()
    // A clip comes in as many transactions as others get their turn between, each with its event.
    const came = changes(b, 0)
    expect(came.length).toBeGreaterThan(0)
    expect(came).toEqual(came.map(() => ({ label: 'Sync', ids: [id], count: 1 })))

    const [fromA, fromB] = [lastEvent(a.context.library.reader), lastEvent(b.context.library.reader)]
    say(a, rate(id, 4))
    const own = changes(a, fromA)
    await a.sync()
    await b.sync()
    await b.sync()
    expect(changes(b, fromB)).toEqual([{ label: 'Sync', ids: [id], count: 1 }])
    expect(changes(a, fromA)).toEqual(own)
  })
})

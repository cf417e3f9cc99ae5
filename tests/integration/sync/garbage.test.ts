/** Removing what nothing needs: nothing that anybody needs goes, whoever sends at the same time. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { repositoryAt, startDevice } from '../../helpers/byte-sync.ts'

const go = new AbortController().signal
const DAY = 24 * 3_600_000

/** Devices, and a store whose clock goes ahead of theirs: ages are by the store's. */
async function world() {
  let ahead = 0
  const clock = (): number => Date.now() + ahead
  const store = createMemoryStore({ clock })
  const repository = await repositoryAt(store)
  const device = (over: ObjectStore = store) => startDevice(over, { repository })
  return {
    store,
    repository,
    device,
    later: (ms: number) => {
      ahead += ms
    },
  }
}

async function packs(store: ObjectStore): Promise<number> {
  let count = 0
  for await (const { key } of store.list('packs/')) count += key === '' ? 0 : 1
  return count
}

describe('garbage', () => {
  it('goes in two looks that lie a day apart, and only what is a week old', async () => {
    const { store, device, later } = await world()
    using here = await device()
    const [old, kept] = [here.write('old', randomBytes(1_200_000)), here.write('kept', randomBytes(1_200_000))]
    await here.send(old)
    await here.send(kept)
    const options = { dryRun: false, isLive: ({ xxh128 }: { xxh128: string }) => xxh128 === kept.xxh128 }
    expect((await here.sync.collectGarbage(options, go)).planned).toMatchObject({ packs: 0, manifests: 0 })
    await here.sync.drop(['old'])
    later(8 * DAY)
    const dry = await here.sync.collectGarbage({ ...options, dryRun: true }, go)
    const before = await packs(store)
    const planned = await here.sync.collectGarbage(options, go)
    expect(planned.planned).toEqual(dry.planned)
    expect(planned.planned.manifests).toBe(1)
    expect(await packs(store)).toBe(before)
    later(DAY / 2)
    expect(await here.sync.collectGarbage(options, go)).toMatchObject({
      removed: { packs: 0 },
      waits: expect.stringContaining('not old enough') as string,
    })
    later(DAY)
    expect((await here.sync.collectGarbage(options, go)).removed).toMatchObject({
      packs: planned.planned.packs,
      manifests: 1,
    })
    expect(await packs(store)).toBe(before - planned.planned.packs)
    await here.sync.fetch(kept, here.path('back'), { signal: go })
    await expect(here.sync.fetch(old, here.path('gone'), { signal: go })).rejects.toMatchObject({ code: 'not_found' })
    expect((await here.sync.verifyRemote({ depth: 'full', repair: false }, go)).problems).toEqual([])
  })

  it('that somebody needs again after all is sent again, or stays', async () => {
    const { device, later } = await world()
    using here = await device()
    using there = await device()
    const bytes = randomBytes(1_200_000)
    await here.send(here.write('A001.mov', bytes))
    later(8 * DAY)
    const options = { dryRun: false, isLive: () => false }
    expect((await here.sync.collectGarbage(options, go)).planned.packs).toBeGreaterThan(0)
    // A device that knew the chunks before does not rest on them now.
    const again = await there.send(there.write('same', bytes))
    expect(again.sentBytes).toBeGreaterThan(1_200_000)
    later(2 * DAY)
    await here.sync.collectGarbage({ ...options, isLive: () => true }, go)
    await there.sync.fetch(await there.described('same'), there.path('back'), { signal: go })
    expect(there.read('back').equals(bytes)).toBe(true)
  })

  it('waits for a device that began to send before the plan', async () => {
    const { store, device, later } = await world()
    using here = await device()
    const bytes = randomBytes(1_200_000)
    await here.send(here.write('A001.mov', bytes))
    later(8 * DAY)
    // It has looked what is there, and rests on it; then it hangs before it says so.
    let goOn = (): void => {}
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let reached = (): void => {}
    const there = new Promise<void>((resolve) => {
      reached = resolve
    })
    const slow: ObjectStore = {
      ...store,
      put: async (key, value, options) => {
        if (key.startsWith('m/')) {
          reached()
          await hanging
        }
        return store.put(key, value, options)
      },
    }
    using other = await device(slow)
    // A file that has the whole old one in it, so that its chunks are rested on.
    const sending = other.send(other.write('same', Buffer.concat([bytes, randomBytes(100_000)])))
    await there
    const options = { dryRun: false, isLive: () => false }
    await here.sync.collectGarbage(options, go)
    later(2 * DAY)
    expect(await here.sync.collectGarbage(options, go)).toMatchObject({
      removed: { packs: 0 },
      waits: expect.stringContaining('sending') as string,
    })
    goOn()
    await sending
    later(DAY)
    await here.sync.collectGarbage({ ...options, isLive: ({ bytes: length }) => length === 1_300_000 }, go)
    await other.sync.fetch(await other.described('same'), other.path('back'), { signal: go })
    expect(other.read('back').equals(other.read('same'))).toBe(true)
  })

  it('is never named while a manifest can’t be read', async () => {
    const { store, device, later } = await world()
    using here = await device()
    await here.send(here.write('A001.mov', randomBytes(100_000)))
    await store.put('m/b/device/0000000009-aa', randomBytes(64))
    later(8 * DAY)
    await expect(here.sync.collectGarbage({ dryRun: false, isLive: () => false }, go)).rejects.toMatchObject({
      code: 'remote.damaged',
    })
  })

  it('of a device that was away for months costs it bytes and nothing else', async () => {
    const { store, device, later } = await world()
    using here = await device()
    // It sent a pack and went away before it could tell anybody.
    const stop = new AbortController()
    const cut: ObjectStore = {
      ...store,
      put: async (key, value, options) => {
        if (key.startsWith('idx/')) {
          stop.abort()
          throw new Error('away')
        }
        return store.put(key, value, options)
      },
    }
    using gone = await startDevice(cut, { repository: await repositoryAt(store) })
    const bytes = randomBytes(1_200_000)
    const clip = gone.write('A001.mov', bytes)
    await gone.sync.enqueue([clip])
    await expect(gone.sync.run(stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    later(100 * DAY)
    expect((await here.sync.collectGarbage({ dryRun: false }, go)).planned.packs).toBeGreaterThan(0)
    later(5 * DAY)
    expect((await here.sync.collectGarbage({ dryRun: false }, go)).removed.packs).toBeGreaterThan(0)
    cut.put = (key, value, options) => store.put(key, value, options)
    await gone.sync.run(go)
    await here.sync.fetch(clip, here.path('back'), { signal: go })
    expect(here.read('back').equals(bytes)).toBe(true)
  })
})

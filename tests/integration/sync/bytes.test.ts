/**
 * Bytes to a remote and back, over every kind of store: what comes is what went, nothing goes twice, and what goes is
 * only what changed.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { repositoryAt, startDevice } from '../../helpers/byte-sync.ts'
import { storeKinds } from '../../helpers/stores.ts'

const go = new AbortController().signal
/** s3rver does not list more than a thousand, and is the same as Ceph but for what it can't do. */
const kinds = storeKinds()

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

describe.each(kinds)('bytes and a store in $name', (kind) => {
  let running: Awaited<ReturnType<typeof kind.start>> | undefined
  let store: ObjectStore
  beforeAll(async () => {
    running = await kind.start()
  }, 240_000)
  afterAll(async () => {
    await running?.close()
  })
  beforeEach(() => {
    store = running!.make()
  })

  it.each([
    ['plain', null],
    ['encrypted', 'three sodden geese'],
  ])('come to another device as they went (%s)', async (_, passphrase) => {
    const repository = await repositoryAt(store, passphrase)
    using here = await startDevice(store, { repository })
    using there = await startDevice(store, { repository })
    const clip = here.write('A001.mov', randomBytes(7_300_000))
    const poster = here.write('poster.jpg', randomBytes(20_000), 'posters')
    const script = here.write('script.fountain', Buffer.from('INT. KITCHEN - NIGHT\n'.repeat(20_000)), 'documents')
    const empty = here.write('empty.txt', Buffer.alloc(0), 'documents')
    const sent = await here.send(clip, poster, script, empty)
    expect(sent.contents).toBe(4)
    expect(sent.sentBytes).toBeLessThan(7_500_000)
    for (const content of [clip, poster, script, empty]) {
      expect(here.sync.state(content.contentId)).toMatchObject({ state: 'done' })
      await there.sync.fetch(content, there.path(content.contentId), {
        signal: go,
        root: here.sync.state(content.contentId).root!,
      })
      expect(there.read(content.contentId).equals(here.read(content.contentId))).toBe(true)
    }
    expect([...here.warnings, ...there.warnings]).toEqual([])
    expect(await keysBelow(store, 'sess/')).toEqual([])
  })

  it('go once: a second run, another device with the same bytes, and a rename send nothing', async () => {
    using here = await startDevice(store)
    using there = await startDevice(store)
    const bytes = randomBytes(3_000_000)
    await here.send(here.write('A001.mov', bytes))
    const objects = await keysBelow(store, '')
    expect((await here.send()).sentBytes).toBe(0)
    const renamed = await there.send(there.write('A001_renamed.mov', bytes))
    expect(renamed).toMatchObject({ contents: 1, skippedBytes: 3_000_000, sentBytes: 0 })
    expect(await keysBelow(store, '')).toEqual(objects)
  })

  it('go as little as changed: appended, put in the middle, overwritten', async () => {
    using here = await startDevice(store)
    const bytes = randomBytes(12_000_000)
    await here.send(here.write('A001.mov', bytes))
    const appended = await here.send(here.write('v2', Buffer.concat([bytes, randomBytes(300_000)])))
    expect(appended.sentBytes).toBeLessThan(300_000 + 2_200_000)
    const inserted = await here.send(
      here.write('v3', Buffer.concat([bytes.subarray(0, 6_000_000), randomBytes(100_000), bytes.subarray(6_000_000)])),
    )
    expect(inserted.sentBytes).toBeLessThan(100_000 + 4_400_000)
    const overwritten = Buffer.from(bytes)
    randomBytes(4096).copy(overwritten, 5_000_000)
    expect((await here.send(here.write('v4', overwritten))).sentBytes).toBeLessThan(4_400_000)
  })
})

describe('bytes that go', () => {
  it('are told before they go', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    const bytes = randomBytes(4_000_000)
    const first = here.write('v1', bytes)
    const second = here.write('v2', Buffer.concat([bytes, randomBytes(100_000)]))
    expect(await here.sync.plan([first, second])).toEqual({
      contents: 2,
      contentBytes: 8_100_000,
      newBytes: 8_100_000,
      unread: 2,
    })
    const exact = await here.sync.plan([first, second], { read: true })
    expect(exact.newBytes).toBeLessThan(4_000_000 + 2_300_000)
    await here.send(first)
    expect(await here.sync.plan([first], { read: true })).toEqual({
      contents: 0,
      contentBytes: 0,
      newBytes: 0,
      unread: 0,
    })
    const rest = await here.sync.plan([first, second], { read: true })
    const sent = await here.send(second)
    expect(sent.sentBytes - rest.newBytes).toBeLessThan(2000)
  })

  it('go in the order of their cargo', async () => {
    const store = createMemoryStore()
    const order: string[] = []
    using here = await startDevice(store, {
      threads: 1,
      source: async ({ contentId }) => {
        order.push(contentId)
        return { path: here.path(contentId) }
      },
    })
    await here.send(
      here.write('original', randomBytes(1000)),
      here.write('document', randomBytes(1000), 'documents'),
      here.write('poster', randomBytes(1000), 'posters'),
      here.write('proxy', randomBytes(1000), 'proxies'),
    )
    expect(order).toEqual(['poster', 'proxy', 'document', 'original'])
  })

  it('of a file that changed since it was catalogued never go under its name', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    const clip = here.write('A001.mov', randomBytes(2_000_000))
    writeFileSync(here.path('A001.mov'), randomBytes(2_000_000))
    await here.send(clip)
    expect(here.sync.state('A001.mov')).toMatchObject({
      state: 'waiting',
      note: 'the file was changed and is being looked at again' as string,
    })
    await expect(here.sync.fetch(clip, here.path('back'), { signal: go })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of a drive that is away wait for it, and the rest goes', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    const away = { contentId: 'away', cargo: 'originals' as const, bytes: 1000, xxh128: '0'.repeat(32) }
    const clip = here.write('A001.mov', randomBytes(200_000))
    expect((await here.send(away, clip)).contents).toBe(1)
    expect(here.sync.state('away')).toMatchObject({
      state: 'waiting',
      note: expect.stringContaining('drive') as string,
    })
    const late = here.write('away', randomBytes(1000))
    await here.sync.drop(['away'])
    await here.send(late)
    expect(here.sync.state('away').state).toBe('done')
  })

  it('of many small contents go in few requests', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    await here.send(
      ...Array.from({ length: 300 }, (_, index) => here.write(`poster${index}`, randomBytes(2000), 'posters')),
    )
    expect((await keysBelow(store, '')).length).toBeLessThan(8)
    using there = await startDevice(store)
    await there.sync.fetch({ xxh128: (await here.described('poster77')).xxh128, bytes: 2000 }, there.path('x'), {
      signal: go,
    })
    expect(there.read('x').equals(here.read('poster77'))).toBe(true)
  })

  it('can be paused, and go on where they were', async () => {
    const store = createMemoryStore()
    const stop = new AbortController()
    let puts = 0
    const counting: ObjectStore = {
      ...store,
      put: async (key, bytes, options) => {
        if (key.startsWith('packs/') && ++puts === 4) stop.abort()
        return store.put(key, bytes, options)
      },
    }
    using here = await startDevice(counting, { repository: await repositoryAt(store) })
    const clip = here.write('A001.mov', randomBytes(15_000_000))
    await here.sync.enqueue([clip])
    await expect(here.sync.run(stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(here.sync.state('A001.mov').state).toBe('waiting')
    const rest = await here.sync.run(go)
    expect(rest.sentBytes).toBeLessThan(13_500_000)
    expect(here.sync.state('A001.mov').state).toBe('done')
    const total = (
      await Promise.all((await keysBelow(store, 'packs/')).map(async (key) => (await store.head(key))!.bytes))
    ).reduce((sum, one) => sum + one, 0)
    // What was on its way when it was paused may lie there twice: four lanes of a pack each.
    expect(total).toBeLessThan(15_000_000 + 5 * 2_200_000)
  })
})

describe('bytes that come', () => {
  it('are only those that are missing: from a version here, and from what an earlier try left', async () => {
    const store = createMemoryStore()
    let got = 0
    const counting: ObjectStore = {
      ...store,
      get: async (key, options) => {
        const bytes = await store.get(key, options)
        if (key.startsWith('packs/')) got += bytes?.length ?? 0
        return bytes
      },
    }
    using here = await startDevice(store)
    using there = await startDevice(counting, { repository: await repositoryAt(store) })
    const bytes = randomBytes(10_000_000)
    const second = here.write('v2', Buffer.concat([bytes, randomBytes(200_000)]))
    await here.send(second)
    there.write('v1', bytes)
    await there.sync.fetch(second, there.path('v2'), { signal: go, near: [there.path('v1')] })
    expect(there.read('v2').equals(here.read('v2'))).toBe(true)
    expect(got).toBeLessThan(2_400_000)

    got = 0
    const stop = new AbortController()
    await expect(
      there.sync.fetch(second, there.path('again'), {
        signal: stop.signal,
        onBytes: (there) => {
          if (there > 5_000_000) stop.abort()
        },
      }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    const before = got
    await there.sync.fetch(second, there.path('again'), { signal: go })
    expect(got - before).toBeLessThan(6_000_000)
    expect(there.read('again').equals(here.read('v2'))).toBe(true)
  })

  it('are known to be there by a device that sent none of them', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    using there = await startDevice(store)
    const [large, small] = [
      here.write('A001.mov', randomBytes(50_000_000)),
      here.write('poster', randomBytes(1000), 'posters'),
    ]
    await here.send(large, small)
    expect([there.sync.has(large), there.sync.has(small)]).toEqual([false, false])
    await there.sync.learnContents(go)
    expect([there.sync.has(large), there.sync.has(small), there.sync.has({ ...small, bytes: 7 })]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('are never written over anything', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    const clip = here.write('A001.mov', randomBytes(100_000))
    await here.send(clip)
    here.write('taken', Buffer.from('mine'))
    await expect(here.sync.fetch(clip, here.path('taken'), { signal: go })).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(join(here.folder, 'taken'), 'utf8')).toBe('mine')
  })

  it('are refused when they are not what was told of them', async () => {
    const store = createMemoryStore()
    using here = await startDevice(store)
    const clip = here.write('A001.mov', randomBytes(100_000))
    await here.send(clip)
    await expect(here.sync.fetch(clip, here.path('back'), { signal: go, root: randomBytes(32) })).rejects.toMatchObject(
      { code: 'remote.damaged' },
    )
    await expect(
      here.sync.fetch({ ...clip, xxh128: 'f'.repeat(32) }, here.path('back'), { signal: go }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

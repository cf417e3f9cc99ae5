/** A remote that somebody meddles with, or a line that lies: nothing false is ever kept, and what can be had is had. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { frameOverhead } from '../../../electron/engine/sync/format/pack.ts'
import { contentRoot, writeBundle, writeManifest } from '../../../electron/engine/sync/format/manifest.ts'
import { packKey } from '../../../electron/engine/sync/format/names.ts'
import { writeIndex } from '../../../electron/engine/sync/format/pack-index.ts'
import { createNamer } from '../../../electron/engine/sync/format/secrets.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { repositoryAt, startDevice } from '../../helpers/byte-sync.ts'

const go = new AbortController().signal

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

const flip = (bytes: Uint8Array, at: number): Uint8Array => {
  const other = Uint8Array.from(bytes)
  other[at]! ^= 4
  return other
}

describe.each([
  ['plain', null],
  ['encrypted', 'three sodden geese'],
] as const)('a remote that was meddled with (%s)', (_, passphrase) => {
  it('gives no byte of a pack that was changed, cut or taken away, and nothing stands at the target', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store, passphrase)
    using here = await startDevice(store, { repository })
    const clip = here.write('A001.mov', randomBytes(3_000_000))
    await here.send(clip)
    const key = (await keysBelow(store, 'packs/'))[0]!
    const pack = (await store.get(key))!
    // How large a pack is follows from chance; its first quarter is chunks.
    const meddle = [
      () => store.put(key, flip(pack, pack.length >> 2)),
      () => store.put(key, pack.slice(0, pack.length >> 2)),
      () => store.remove(key),
      () => store.put(key, randomBytes(pack.length)),
    ]
    for (const change of meddle) {
      await change()
      await expect(here.sync.fetch(clip, here.path('back'), { signal: go })).rejects.toMatchObject({
        code: 'remote.damaged',
      })
      expect(existsSync(here.path('back'))).toBe(false)
    }
    await store.put(key, pack)
    await here.sync.fetch(clip, here.path('back'), { signal: go })
    expect(here.read('back').equals(here.read('A001.mov'))).toBe(true)
  })

  it('gives no other file under a file’s name', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store, passphrase)
    using here = await startDevice(store, { repository })
    const [one, other] = [here.write('one', randomBytes(100_000)), here.write('other', randomBytes(100_000))]
    await here.send(one)
    await here.send(other)
    const [first, second] = await keysBelow(store, 'm/')
    const [a, b] = [(await store.get(first!))!, (await store.get(second!))!]
    await store.put(first!, b)
    await store.put(second!, a)
    await expect(here.sync.fetch(one, here.path('back'), { signal: go })).rejects.toMatchObject({
      code: expect.stringMatching(/remote.damaged|not_found/) as string,
    })
    expect(existsSync(here.path('back'))).toBe(false)
  })
})

describe('what a hostile device can write into a plain library', () => {
  it('an index that says chunks lie where they don’t costs a repair, never a wrong byte', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store)
    const namer = createNamer(repository.secrets)
    // Less than the shortest cut: one chunk.
    const bytes = randomBytes(60_000)
    const name = namer.name(bytes)
    await store.put(
      'idx/evil/0000000001-aaaaaaaa',
      writeIndex([
        { name: randomBytes(32), bytes: 200_000, chunks: [{ name, offset: 4, stored: 60_005, bytes: 60_000 }] },
      ]),
    )
    using here = await startDevice(store, { repository })
    const clip = here.write('A001.mov', bytes)
    await here.send(clip)
    await expect(here.sync.fetch(clip, here.path('back'), { signal: go })).rejects.toMatchObject({
      code: 'remote.damaged',
    })
    const check = await here.sync.verifyRemote({ depth: 'sizes', repair: true }, go)
    expect(check.problems.length).toBeGreaterThan(0)
    expect(check.problems.every((one) => one.repaired)).toBe(true)
    await here.sync.fetch(clip, here.path('back'), { signal: go })
    expect(here.read('back').equals(bytes)).toBe(true)
  })

  it('a manifest with chunks of its own for a known file is found out by the file’s hash', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store)
    using here = await startDevice(store, { repository })
    using evil = await startDevice(store, { repository })
    const wanted = here.write('A001.mov', randomBytes(50_000))
    const bad = evil.write('bad', randomBytes(50_000))
    await evil.send(bad)
    // The bad file's chunks under the good file's name.
    const namer = createNamer(repository.secrets)
    const name = namer.name(evil.read('bad'))
    const packs = await keysBelow(store, 'packs/')
    const chunk = { name, bytes: 50_000, pack: Buffer.from(packs[0]!.split('/')[2]!, 'hex'), offset: 4, stored: 50_005 }
    const content = { xxh128: wanted.xxh128, bytes: 50_000, contentClass: 'media' as const }
    await store.put(
      'm/b/evil/0000000001-aaaaaaaa',
      writeBundle([
        writeManifest(
          { ...content, root: contentRoot(namer, content, [chunk]), chunks: [chunk] },
          frameOverhead(repository.secrets),
        ),
      ]),
    )
    await expect(here.sync.fetch(wanted, here.path('back'), { signal: go })).rejects.toMatchObject({
      code: 'remote.damaged',
    })
    expect(existsSync(here.path('back'))).toBe(false)
  })

  it('objects that are any other bytes are left out, and the work goes on', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store)
    for (const key of [
      'idx/evil/0000000001-aaaaaaaa',
      'm/b/evil/0000000001-aaaaaaaa',
      'gc/evil',
      'packs/aa/evil',
      'packs/zz',
    ])
      await store.put(key, randomBytes(500))
    using here = await startDevice(store, { repository })
    const clip = here.write('A001.mov', randomBytes(50_000))
    await here.send(clip)
    await here.sync.fetch(clip, here.path('back'), { signal: go })
    expect(here.warnings.length).toBeGreaterThanOrEqual(3)
  })
})

describe('a remote that lost something', () => {
  const harms: [string, 'sizes' | 'sample' | 'full', (store: ObjectStore) => Promise<void>][] = [
    [
      'a pack is gone',
      'sizes',
      async (store) => {
        await store.remove((await keysBelow(store, 'packs/'))[1]!)
      },
    ],
    [
      'a pack is cut',
      'sizes',
      async (store) => {
        const key = (await keysBelow(store, 'packs/'))[0]!
        await store.put(key, (await store.get(key))!.slice(0, 1000))
      },
    ],
    [
      'bits fell over',
      'full',
      async (store) => {
        for (const key of await keysBelow(store, 'packs/')) await store.put(key, flip((await store.get(key))!, 5000))
      },
    ],
    [
      'manifests can’t be read',
      'sample',
      async (store) => {
        for (const key of await keysBelow(store, 'm/')) await store.put(key, randomBytes(100))
      },
    ],
    [
      'manifests are gone',
      'sizes',
      async (store) => {
        for (const key of await keysBelow(store, 'm/')) await store.remove(key)
      },
    ],
  ]

  it.each(harms)('is found and repaired when %s', async (_, depth, harm) => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store)
    using here = await startDevice(store, { repository })
    using there = await startDevice(store, { repository })
    const clips = [
      here.write('A001.mov', randomBytes(2_500_000)),
      here.write('A002.mov', randomBytes(1_500_000)),
      here.write('poster', randomBytes(3000), 'posters'),
    ]
    await here.send(...clips)
    expect((await here.sync.verifyRemote({ depth: 'full', repair: false }, go)).problems).toEqual([])
    await harm(store)
    expect((await here.sync.verifyRemote({ depth, repair: false }, go)).problems.length).toBeGreaterThan(0)
    const mended = await here.sync.verifyRemote({ depth, repair: true }, go)
    expect(mended.problems.filter((one) => !one.repaired)).toEqual([])
    expect((await here.sync.verifyRemote({ depth: 'full', repair: false }, go)).problems).toEqual([])
    for (const clip of clips) {
      await there.sync.fetch(clip, there.path(clip.contentId), { signal: go })
      expect(there.read(clip.contentId).equals(here.read(clip.contentId))).toBe(true)
    }
  })

  it('tells other devices, so that they rest on nothing that is gone', async () => {
    const store = createMemoryStore()
    const repository = await repositoryAt(store)
    using here = await startDevice(store, { repository })
    using there = await startDevice(store, { repository })
    const bytes = randomBytes(2_500_000)
    await here.send(here.write('A001.mov', bytes))
    await there.send(there.write('other', randomBytes(1000)))
    for (const key of await keysBelow(store, 'packs/')) if (key !== packKey(Buffer.alloc(32))) await store.remove(key)
    // Its own file is gone here: it can say what is missing and not send it.
    await here.sync.verifyRemote({ depth: 'sizes', repair: true }, go)
    const sent = await there.send(there.write('same', bytes))
    expect(sent.contents).toBe(1)
    await there.sync.fetch(await there.described('same'), there.path('back'), { signal: go })
    expect(there.read('back').equals(bytes)).toBe(true)
  })
})

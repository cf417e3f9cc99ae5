/**
 * A device whose journal is damaged or hostile: it is held back alone, that is said, and everybody else goes on; so
 * does what is said here.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { deviceRow } from '../../../electron/engine/db/sync/journal.ts'
import { segmentFileName, segmentKey } from '../../../electron/engine/sync/journal/journal-keys.ts'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'
import { clip, rate, say, seen } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const NEVER = new AbortController().signal
const place = scratch('rushes-held-back-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store: Parameters<typeof sharer>[2]): Sharer {
  nth += 1
  const made = sharer(place.dir, `device ${nth}`, store)
  open.push(made)
  return made
}

/** Sorts before every device's own id: it is met first. */
const EVIL = '00000000-0000-7000-8000-000000000000'
let tick = 0
const clock = (): string => {
  tick += 1
  return `0190${tick.toString(16).padStart(12, '0')}`
}
const key = segmentKey(EVIL, segmentFileName(1, 'aaaaaaaa'))

/** A first segment with these lines, as text. */
function segment(...lines: string[]): Buffer {
  const header = JSON.stringify({
    rushes: 'journal',
    v: 1,
    device: EVIL,
    name: 'Evil',
    author: 'Eve',
    seq: 1,
    prev: '',
    clock: '',
  })
  return zstdCompressSync(Buffer.from([header, ...lines].join('\n')))
}
const fact = (kind: string, id: string, value: unknown): string => JSON.stringify(['f', clock(), kind, id, value])

const hash = 'f'.repeat(32)
const drive = fact('volume', 'evil drive', { label: 'Evil', kind: 'external', capacity: 1, fsUuid: null })
const placeOf = (over: object): unknown => ({
  content: `${hash}-5`,
  bytes: 5,
  mtime: 1,
  state: 'present',
  role: 'primary',
  asset: newId(),
  verification: 'verified',
  verifiedAt: 1,
  readBack: 'device',
  ...over,
})
const version = (over: object, from: object = {}): unknown => ({
  asset: newId(),
  kind: 'video',
  reason: 'offload',
  author: 'Eve',
  device: 'Evil',
  bytes: 5,
  at: 1,
  modified: 1,
  label: null,
  rank: 1,
  parts: [['primary', 'a.mov', `${hash}-5`]],
  from: { path: 'a.mov', roll: null, bytes: 5, modifiedMs: 1, zoneMinutes: 0, cutOffMinutes: 0, frames: null, ...from },
  ...over,
})
const deep = (open_: string, close: string): string =>
  `["f","${clock()}","content","${hash}-5",{"kind":"video","probe":${open_.repeat(200_000)}1${close.repeat(200_000)}}]`

const BROKEN: readonly (readonly [string, string])[] = [
  ...[1e300, -1e300, 2 ** 63].map(
    (mtime) => [`a place's mtime of ${mtime}`, fact('place', 'evil drive\u001fa.mov', placeOf({ mtime }))] as const,
  ),
  ...[1e300, 0.5, -1, 2 ** 53].map(
    (bytes) => [`a place of ${bytes} bytes`, fact('place', 'evil drive\u001fa.mov', placeOf({ bytes }))] as const,
  ),
  ['a content of more bytes than can be', fact('content', `${hash}-9999999999999999`, { kind: 'video', probe: null })],
  ['a check at 1e300', fact('place', 'evil drive\u001fa.mov', placeOf({ verifiedAt: 1e300 }))],
  ['a capacity of 1e300', fact('volume', 'other', { label: 'x', kind: 'external', capacity: 1e300, fsUuid: null })],
  ['a rank of 1e300', fact('version', newId(), version({ rank: 1e300 }))],
  ['a version at 8.64e15', fact('version', newId(), version({ at: 8.64e15 }))],
  ['a file time of 1e15 beyond dates', fact('version', newId(), version({}, { modifiedMs: 9e15 }))],
  ['a zone of 1e12 minutes', fact('version', newId(), version({}, { zoneMinutes: 1e12 }))],
  [
    'a picture 1e300 wide',
    fact('derivative', `${hash}-5/poster/1`, {
      bytes: 1,
      xxh128: hash,
      mime: 'image/jpeg',
      width: 1e300,
      height: 1,
      meta: {},
    }),
  ],
  ...(
    [
      ['that ends before it begins', { first: 9, last: 1 }],
      ['of 2^52 frames', { last: 2 ** 52 }],
      ['of names a billion digits long', { padding: 1e9 }],
      ['that begins below 0', { first: -1 }],
      ['with more frames than numbers', { count: 99 }],
      ['with a gap outside of it', { holes: [[5, 2 ** 50]] }],
    ] as const
  ).map(
    ([what, over]) =>
      [
        `a sequence ${what}`,
        fact(
          'version',
          newId(),
          version({ kind: 'sequence' }, { frames: { first: 1, last: 10, count: 10, padding: 4, holes: [], ...over } }),
        ),
      ] as const,
  ),
  ['a rank of 2^52', fact('version', newId(), version({ rank: 2 ** 52 }))],
  ['lists 200,000 deep', deep('[', ']')],
  ['objects 200,000 deep', deep('{"a":', '}')],
  ['no JSON', '["f",'],
]

describe('a segment that is not what it should be', () => {
  it.each(BROKEN)(
    '%s: its device is held back, nothing of it is applied, all others go on both ways',
    async (_, line) => {
      const store = createMemoryStore()
      const [a, b] = [device(store), device(store)]
      const mine = clip(a, 'A003C001.mov', 'c1')
      await a.sync()
      await store.put(key, segment(drive, line))
      const yours = clip(b, 'A003C002.mov', 'c2')
      for (let round = 0; round < 2; round += 1) {
        const { damage } = await b.journal.pull(NEVER)
        if (round === 0) expect(damage).toMatchObject({ code: 'remote.damaged', exit: 3, details: { device: EVIL } })
        await b.journal.publish(NEVER)
      }
      expect(b.journal.untold()).toBe(0)
      expect(deviceRow(b.context.library.writer, EVIL).seq).toBe(0)
      expect(b.context.library.reader.prepare(`SELECT 1 FROM volume WHERE identity = 'evil drive'`).all()).toEqual([])
      await a.journal.pull(NEVER)
      for (const one of [a, b])
        expect((seen(one) as { id: string }[]).map(({ id }) => id)).toEqual([mine, yours].toSorted())
      // A checkpoint holds nothing of it either: whoever joins by one is held back by nobody.
      await b.journal.tidy(NEVER, true)
      const c = device(store)
      await c.journal.pull(NEVER)
      expect(seen(c)).toEqual(seen(a))
    },
  )

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'a kind of a later version'])(
    'a fact of the kind %j is one that this version doesn’t know: it is left alone',
    async (kind) => {
      const store = createMemoryStore()
      const a = device(store)
      await store.put(key, segment(fact(kind, 'x', 1), drive))
      expect((await a.journal.pull(NEVER)).damage).toBeNull()
      expect(deviceRow(a.context.library.writer, EVIL).seq).toBe(1)
      expect(a.context.library.reader.prepare(`SELECT 1 FROM volume WHERE identity = 'evil drive'`).all()).toHaveLength(
        1,
      )
    },
  )

  it('of a newer version holds back its device alone, in rounds and in checkpoints', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const mine = clip(a, 'A003C001.mov', 'c1')
    await a.sync()
    await store.put(
      key,
      zstdCompressSync(
        Buffer.from(
          JSON.stringify({
            rushes: 'journal',
            v: 2,
            device: EVIL,
            name: 'Later',
            author: 'Eve',
            seq: 1,
            prev: '',
            clock: '',
          }),
        ),
      ),
    )
    await store.put(
      `ck/ffffffffffff-${EVIL}-aaaaaaaa/list`,
      zstdCompressSync(
        Buffer.from(
          JSON.stringify({
            rushes: 'checkpoint',
            v: 2,
            device: EVIL,
            at: '2026-11-29',
            vector: [],
            segments: 0,
            facts: 0,
            heads: 0,
            digest: '',
            parts: [],
          }),
        ),
      ),
    )
    const yours = clip(b, 'A003C002.mov', 'c2')
    for (let round = 0; round < 2; round += 1) {
      const { damage } = await b.journal.pull(NEVER)
      if (round === 0)
        expect(damage).toMatchObject({
          code: 'remote.newer',
          details: { device: EVIL },
          message: expect.stringMatching(/has a newer Rushes: its changes wait/) as string,
        })
      await b.journal.publish(NEVER)
    }
    await a.journal.pull(NEVER)
    for (const one of [a, b])
      expect((seen(one) as { id: string }[]).map(({ id }) => id)).toEqual([mine, yours].toSorted())
    // Who can't read the newest checkpoint makes none, and removes nothing.
    const before: string[] = []
    for await (const one of store.list('')) before.push(one.key)
    await expect(b.journal.tidy(NEVER, true)).rejects.toMatchObject({ code: 'remote.newer' })
    const after: string[] = []
    for await (const one of store.list('')) after.push(one.key)
    expect(after.filter((one) => !one.startsWith('acks/'))).toEqual(before.filter((one) => !one.startsWith('acks/')))
  })

  it('numbers at their bounds are taken', async () => {
    const store = createMemoryStore()
    const a = device(store)
    const asset = newId()
    await store.put(
      key,
      segment(
        drive,
        fact('version', newId(), version({ asset, at: 8e15, modified: 8e15 }, { modifiedMs: 8e15, zoneMinutes: 840 })),
        fact('place', 'evil drive\u001fa.mov', placeOf({ asset, mtime: 9.2e18 })),
      ),
    )
    expect((await a.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(a)).toMatchObject([{ id: asset }])
  })

  it('goes on when the segment is whole again', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C003.mov', 'c3')
    say(a, rate(id, 3))
    await a.sync()
    const found: string[] = []
    for await (const one of store.list(`j/${a.context.library.deviceId}/`)) found.push(one.key)
    const whole = (await store.get(found[0]!))!
    await store.put(found[0]!, whole.slice(0, whole.length >> 1))
    expect((await b.journal.pull(NEVER)).damage).toMatchObject({ code: 'remote.damaged' })
    await store.put(found[0]!, whole)
    expect((await b.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(b)).toMatchObject([{ id, rating: 3 }])
  })
})

describe('a library with such a remote', () => {
  it('sends what is said here, says which device is damaged, and ends with 3', async () => {
    await using it_ = await testLibrary()
    const [media, shuttle] = [join(it_.dir, 'media'), join(it_.dir, 'shuttle')]
    for (const folder of [media, shuttle]) mkdirSync(folder)
    const { remote } = await it_.client.remotes.add({ opId: newId(), url: `file://${shuttle}` })
    const run = async (): Promise<void> => {
      for await (const event of await it_.client.remotes.run({ id: remote.id })) void event
    }
    await run()
    const store = createFolderStore(shuttle)
    await store.put(key, segment(drive, BROKEN[0]![1]))
    for (const name of ['one.txt', 'two.txt']) {
      writeFileSync(join(media, name), name)
      for await (const event of await it_.client.catalogue.add({ paths: [join(media, name)] })) void event
      // The journals themselves are listed now and then: its head makes it known at once.
      await store.put(
        `heads/${EVIL}`,
        Buffer.from(
          JSON.stringify({ device: EVIL, seq: 1, tip: '', name: 'Evil', last: [segmentFileName(1, 'aaaaaaaa')] }),
        ),
      )
      await expect(run()).rejects.toMatchObject({
        code: 'remote.damaged',
        message: expect.stringContaining(EVIL) as string,
      })
      const [told] = await it_.client.remotes.list({})
      expect(told).toMatchObject({ state: 'failed', note: expect.stringContaining(EVIL) as string })
      expect(told!.outgoing.filter(({ cargo }) => cargo === 'metadata')).toEqual([])
    }
  })
})

/**
 * Libraries of several devices that share a store: what each says while apart is the same on all of them afterwards.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { refreshAssets } from '../../../electron/engine/db/catalogue/asset-row.ts'
import { readCellOf, writeHead } from '../../../electron/engine/db/entities/cells.ts'
import { addVersion, upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { readDevices } from '../../../electron/engine/db/sync/journal.ts'
import { readCell } from '../../../electron/engine/domain/replica/reading.ts'
import { deriveAsset } from '../../../electron/engine/domain/media/derived.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen, tag } from '../../helpers/said.ts'
import { openSharer, sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-journals-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store: Parameters<typeof sharer>[2], skewMs = 0): Sharer {
  nth += 1
  const made = sharer(join(place.dir), `device ${nth}`, store, skewMs)
  open.push(made)
  return made
}

async function meet(...devices: Sharer[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const one of devices) await one.sync()
}

describe('two devices', () => {
  it('see each other’s clips with all that was said of them, and where they are', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C001.mov', 'c1')
    say(a, rate(id, 4), tag(id, 'hero', true), {
      entity: 'note',
      entityId: newId(),
      field: 'new',
      value: { assetId: id, frame: 12, text: 'boom in frame', author: 'Ada', createdAt: 5 },
    })
    await meet(a, b)
    expect(seen(b)).toMatchObject([{ id, name: 'A003C001', rating: 4, tags: '["hero"]', copies: 1 }])
    const copy = b.context.library.reader
      .prepare(
        'SELECT f.path, f.state, f.verification, v.label, v.online FROM file f JOIN volume v ON v.id = f.volume_id',
      )
      .all()
    expect(copy).toEqual([
      { path: 'A003/A003C001.mov', state: 'offline', verification: 'verified', label: `RAID of ${a.name}`, online: 0 },
    ])
    expect(b.journal.untold()).toBe(0)
  })

  it('that say different things while apart agree afterwards, and keep both', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C002.mov', 'c2')
    await meet(a, b)
    say(a, rate(id, 2), tag(id, 'hero', true))
    say(b, rate(id, 5), tag(id, 'night', true), { entity: 'asset', entityId: id, field: 'description', value: 'wide' })
    await meet(a, b)
    expect(seen(a)).toEqual(seen(b))
    expect(seen(a)).toMatchObject([{ rating: 5, tags: '["hero","night"]', description: 'wide' }])
    for (const one of [a, b])
      expect(
        readCell('last', readCellOf(one.context.library.reader, 'asset', id, 'rating')).conflict.map(
          (head) => head.value,
        ),
      ).toEqual([2, 5])
    // Choosing is one more word over both.
    say(a, rate(id, 2))
    await meet(a, b)
    expect(seen(b)).toMatchObject([{ rating: 2 }])
    expect(readCell('last', readCellOf(b.context.library.reader, 'asset', id, 'rating')).conflict).toEqual([])
  })

  it('that offload one card while apart have one clip afterwards, with what was said of either', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const mine = clip(a, 'A003C003.mov', 'c3')
    const yours = clip(b, 'A003C003.mov', 'c3')
    say(a, rate(mine, 3))
    say(b, tag(yours, 'hero', true), {
      entity: 'note',
      entityId: newId(),
      field: 'new',
      value: { assetId: yours, frame: null, text: 'take this', author: 'Bo', createdAt: 5 },
    })
    await meet(a, b)
    expect(seen(a)).toEqual(seen(b))
    expect(seen(a)).toMatchObject([
      { id: [mine, yours].toSorted()[0], rating: 3, tags: '["hero"]', copies: 2, versions: 1 },
    ])
    // What is said of the name that went is said of the one that stays.
    say(b, rate([mine, yours].toSorted()[0]!, 1))
    await meet(a, b)
    expect(seen(a)).toMatchObject([{ rating: 1 }])
  })

  it('undo on one is undone on the other', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C004.mov', 'c4')
    say(a, rate(id, 2))
    await meet(a, b)
    say(b, { entity: 'asset', entityId: id, field: 'rating', value: undefined })
    await meet(a, b)
    expect(seen(a)).toMatchObject([{ rating: 0 }])
    expect(seen(a)).toEqual(seen(b))
  })

  it('a device whose clock is years ahead does not win over what was said after it', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store, 9 * 365 * 86_400_000), device(store)]
    const id = clip(a, 'A003C005.mov', 'c5')
    say(a, rate(id, 1))
    await meet(a, b)
    say(b, rate(id, 4))
    await meet(a, b)
    for (const one of [a, b]) expect(seen(one)).toMatchObject([{ rating: 4 }])
    expect(readDevices(b.context.library.reader).find((one) => one.name === a.name)?.aheadMs).toBeGreaterThan(
      8 * 365 * 86_400_000,
    )
  })

  it('a new version on one is a version on the other', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'titles.mov', 'c6')
    await meet(a, b)
    const { writer: db } = a.context.library
    db.transaction(() => {
      const contentId = upsertContent(db, {
        bytes: 1200,
        hashes: { xxh128: 'c61'.padStart(32, '0') },
        kind: 'video',
        now: a.context.now(),
      })
      const derived = deriveAsset(
        {
          path: 'titles.mov',
          roll: null,
          bytes: 1200,
          modifiedMs: 1_763_640_000_000,
          zoneMinutes: 0,
          cutOffMinutes: 0,
          frames: null,
        },
        null,
      )
      addVersion(db, id, {
        derived,
        parts: [{ role: 'primary', name: 'titles.mov', contentId }],
        reason: 'changed on disk',
        author: 'Ada',
        device: a.name,
        now: a.context.now(),
      })
      refreshAssets(db, [id])
    })()
    await meet(a, b)
    expect(seen(b)).toMatchObject([{ id, versions: 2 }])
  })
})

describe('what one hears of late', () => {
  it('is shown when what it is about is known: a word on a clip of a third device', async () => {
    const [ab, bc] = [createMemoryStore(), createMemoryStore()]
    const a = device(ab)
    const b = device(ab)
    const id = clip(a, 'A003C007.mov', 'c7')
    await meet(a, b)
    say(b, rate(id, 5), {
      entity: 'collection',
      entityId: newId(),
      field: 'new',
      value: { name: 'Selects', createdAt: 5 },
    })
    // C hears B alone at first.
    const c = device(bc)
    for await (const { key } of ab.list(''))
      if (key.includes(b.context.library.deviceId)) await bc.put(key, (await ab.get(key))!)
    await c.sync()
    expect(seen(c)).toEqual([])
    await b.sync()
    for await (const { key } of ab.list('')) await bc.put(key, (await ab.get(key))!)
    await c.sync()
    await c.sync()
    expect(seen(c)).toEqual(seen(b))
    expect(seen(c)).toMatchObject([{ id, rating: 5 }])
  })

  it('waits for a segment that is missing, and goes on when it is there', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C008.mov', 'c8')
    await a.sync()
    for (const value of [1, 2, 3]) {
      say(a, rate(id, value))
      await a.sync()
    }
    const keys: string[] = []
    for await (const { key } of store.list('j/')) if (key.includes(a.context.library.deviceId)) keys.push(key)
    const held = (await store.get(keys[1]!))!
    await store.remove(keys[1]!)
    await b.sync()
    expect(seen(b)).toMatchObject([{ rating: 0 }])
    await store.put(keys[1]!, held)
    await b.sync()
    expect(seen(b)).toMatchObject([{ rating: 3 }])
  })

  it('is refused when it was changed on the way, and nothing of it is applied', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C009.mov', 'c9')
    say(a, rate(id, 3))
    await a.sync()
    const [key] = await keysOf(store, 'j/')
    const bytes = Buffer.from((await store.get(key!))!)
    bytes[bytes.length >> 1]! ^= 1
    await store.remove(key!)
    await store.put(key!, bytes)
    expect((await b.journal.pull(new AbortController().signal)).damage).toMatchObject({
      code: 'remote.damaged',
      details: { device: a.context.library.deviceId },
    })
    expect(seen(b)).toEqual([])
  })
})

describe('a library that was copied with its catalogue', () => {
  it('takes a name of its own, and both go on', async () => {
    const store = createMemoryStore()
    const a = device(store)
    const id = clip(a, 'A003C010.mov', 'ca')
    say(a, rate(id, 1))
    await a.sync()
    const copied = join(place.dir, 'a copy')
    await a.close()
    open.splice(open.indexOf(a), 1)
    cpSync(a.folder.path, copied, { recursive: true })
    const [one, other] = [openSharer(a.folder, 'one', store), openSharer(libraryFolder(copied), 'other', store)]
    open.push(one, other)
    say(one, rate(id, 4))
    await one.sync()
    say(other, tag(id, 'hero', true))
    await expect(other.sync()).rejects.toMatchObject({ code: 'conflict' })
    await other.reopen()
    expect(other.context.library.deviceId).not.toBe(one.context.library.deviceId)
    await meet(one, other)
    expect(seen(one)).toEqual(seen(other))
    expect(seen(one)).toMatchObject([{ rating: 4, tags: '["hero"]' }])
  })
})

async function keysOf(store: Parameters<typeof sharer>[2], prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

describe('any number of devices', () => {
  it('that offload one card while apart have one clip in the end, whoever meets whom first', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [1, 0, 2],
    ]) {
      const store = createMemoryStore()
      const devices = [device(store), device(store), device(store)]
      const ids = devices.map((one) => clip(one, 'A003C020.mov', 'cc', { drive: `RAID ${one.name}` }))
      devices.forEach((one, index) => {
        say(one, tag(ids[index]!, `by ${index}`, true), rate(ids[index]!, index + 1))
      })
      for (let round = 0; round < 4; round += 1) for (const at of order) await devices[at]!.sync()
      const [first, ...others] = devices.map(seen)
      for (const other of others) expect(other).toEqual(first)
      expect(first).toMatchObject([
        { id: ids.toSorted()[0], rating: 3, tags: '["by 0","by 1","by 2"]', copies: 3, versions: 1 },
      ])
    }
  })
})

describe('a device that says nonsense', () => {
  it('stops nobody: what has not the form of its field is kept and not shown', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'A003C030.mov', 'cd')
    await meet(a, b)
    say(a, rate(id, 3))
    // What a mistaken or hostile engine might write: heads without a way through the commands.
    const told = [
      ['asset', id, 'rating', 'seven'],
      ['asset', id, 'name', ''],
      ['asset', id, 'nothing like it', 1],
      ['note', newId(), 'new', { assetId: 5 }],
      ['asset', 'no such clip', 'rating', 2],
    ] as const
    for (const [entity, entityId, field, value] of told) {
      const clock = b.context.recorder.clock()
      writeHead(b.context.library.writer, entity, entityId, field, clock, value)
      b.context.library.writer
        .prepare(
          `INSERT INTO op (op_id, clock, device, entity, entity_id, field, old, new, over) VALUES (?, ?, ?, ?, ?, ?, NULL, ?, '[]')`,
        )
        .run(newId(), clock, b.context.library.deviceId, entity, entityId, field, JSON.stringify(value))
    }
    say(b, tag(id, 'after it', true))
    await meet(a, b)
    await meet(a, b)
    expect(seen(a)).toMatchObject([{ id, name: 'A003C030', rating: 3, tags: '["after it"]' }])
  })
})

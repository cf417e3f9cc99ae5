/**
 * Journals that are folded into checkpoints, and removed: who joins later, comes back after months, or lost something.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { dropHead } from '../../../electron/engine/db/entities/cells.ts'
import { upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { headsDigest } from '../../../electron/engine/db/sync/head-digest.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen, tag } from '../../helpers/said.ts'
import { openSharer, sharer, type Sharer } from '../../helpers/synced.ts'

const DAY_MS = 86_400_000
const NEVER = new AbortController().signal
const place = scratch('rushes-checkpoints-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** A store whose time passes when it is told to. */
function oldStore(): { store: ObjectStore; pass: (days: number) => void } {
  let passed = 0
  return {
    store: createMemoryStore({ clock: () => Date.now() + passed }),
    pass: (days) => {
      passed += days * DAY_MS
    },
  }
}

function device(store: ObjectStore): Sharer {
  nth += 1
  const made = sharer(place.dir, `device ${nth}`, store)
  open.push(made)
  return made
}

async function meet(...devices: Sharer[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const one of devices) await one.sync()
}

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

/** Two who have worked for a while, with everything that can be said. */
async function work(a: Sharer, b: Sharer): Promise<string[]> {
  const ids = ['b1', 'b2', 'b3'].map((hash) => clip(a, `A001${hash}.mov`, `a${nth}${hash}`))
  clip(b, 'A001b1.mov', `a${nth}b1`)
  await meet(a, b)
  const [note, list] = [newId(), newId()]
  say(
    a,
    rate(ids[1]!, 3),
    tag(ids[1]!, 'hero', true),
    {
      entity: 'note',
      entityId: note,
      field: 'new',
      value: { assetId: ids[1]!, frame: 3, text: 'boom', author: 'Ada', createdAt: 5 },
    },
    { entity: 'note', entityId: note, field: 'removed', value: false },
  )
  say(
    b,
    rate(ids[1]!, 5),
    { entity: 'collection', entityId: list, field: 'new', value: { name: 'Selects', createdAt: 5 } },
    { entity: 'collection', entityId: list, field: 'removed', value: false },
    { entity: 'collection', entityId: list, field: `item:${ids[2]!}`, value: true },
  )
  await meet(a, b)
  say(a, tag(ids[1]!, 'hero', false), {
    entity: 'asset',
    entityId: ids[2]!,
    field: 'description',
    value: 'a thing that a later Rushes says',
  })
  await meet(a, b)
  return ids
}

/** Folds, so that two checkpoints hold everything, and removes what may go. */
async function fold(one: Sharer, pass: (days: number) => void, days = 31): Promise<{ removedSegments: number }> {
  await one.journal.tidy(NEVER, true)
  pass(days)
  await one.journal.tidy(NEVER, true)
  return await one.journal.tidy(NEVER, true)
}

describe('a library that joins', () => {
  it('has from a checkpoint and the rest exactly what all segments would have given it', async () => {
    const { store, pass } = oldStore()
    const [a, b] = [device(store), device(store)]
    const ids = await work(a, b)
    const all = device(store)
    await all.sync()
    const copy = createMemoryStore()
    await fold(a, pass)
    await fold(b, pass)
    for (const key of await keysOf(store, '')) await copy.put(key, (await store.get(key))!)
    await b.journal.tidy(NEVER, true)
    expect(await keysOf(store, 'j/')).toEqual([])
    say(b, rate(ids[0]!, 1))
    await meet(a, b)
    const joined = device(store)
    await joined.sync()
    await all.sync()
    expect(seen(joined)).toEqual(seen(b))
    expect(seen(all)).toEqual(seen(b))
    for (const one of [a, b, all, joined]) await one.sync()
    const digests = await Promise.all([a, b, all, joined].map((one) => headsDigest(one.context.library.reader, NEVER)))
    expect(new Set(digests).size).toBe(1)
    // It goes on as one of them.
    say(joined, rate(ids[1]!, 2))
    await meet(joined, a, b)
    expect(seen(a)).toEqual(seen(joined))
  })

  it('takes the journals where a checkpoint is broken, or was never finished', async () => {
    const { store } = oldStore()
    const [a, b] = [device(store), device(store)]
    await work(a, b)
    await a.journal.tidy(NEVER, true)
    await a.journal.tidy(NEVER, true)
    const lists = (await keysOf(store, 'ck/')).filter((key) => key.endsWith('/list'))
    await store.remove(lists.at(-1)!)
    await store.put(lists[0]!, Buffer.from('nonsense'))
    const joined = device(store)
    await joined.sync()
    expect(seen(joined)).toEqual(seen(a))
  })

  it('that is cut off in the middle begins again, with another checkpoint if need be', async () => {
    const { store, pass } = oldStore()
    const [a, b] = [device(store), device(store)]
    const ids = await work(a, b)
    await fold(a, pass, 31)
    await fold(b, pass, 31)
    await a.journal.tidy(NEVER, true)
    const stop = new AbortController()
    let parts = 0
    const joined = device({
      ...store,
      get: async (key, options) => {
        // Cut off with its only part in hand, before anything says that it was taken.
        if (/^ck.*\d$/.test(key)) parts += 1
        if (parts === 1) stop.abort()
        return await store.get(key, key.startsWith('ck') ? {} : options)
      },
    })
    await expect(joined.journal.pull(stop.signal)).rejects.toThrow(/abort/i)
    // Clips are shown when all of it is here; what is said of them before is kept all the same.
    expect(seen(joined)).toEqual([])
    const taken = joined.context.library.reader.prepare<[], { id: string }>('SELECT id FROM asset').all()
    expect(taken).toHaveLength(3)
    say(joined, ...taken.map(({ id }) => rate(id, 2)))
    say(a, rate(ids[1]!, 1), tag(ids[1]!, 'later', true))
    await a.sync()
    await a.journal.tidy(NEVER, true)
    await joined.reopen()
    await meet(joined, a, b)
    expect(seen(joined)).toEqual(seen(a))
    expect(seen(joined)).toEqual(seen(b))
  })
})

describe('a device that comes back after months', () => {
  it('begins from a checkpoint, and what it said meanwhile reaches everybody with its own clocks', async () => {
    const { store, pass } = oldStore()
    const [a, b, away] = [device(store), device(store), device(store)]
    const ids = await work(a, b)
    await away.sync()
    await away.journal.tidy(NEVER, true)
    say(away, tag(ids[1]!, 'said on the road', true), rate(ids[2]!, 4))
    say(a, rate(ids[1]!, 1), tag(ids[0]!, 'new here', true))
    await meet(a, b)
    pass(100)
    await fold(a, pass)
    await fold(b, pass)
    say(b, rate(ids[2]!, 2))
    await meet(a, b)
    expect((await keysOf(store, 'j/')).length).toBeLessThan(4)
    await meet(away, a, b)
    expect(seen(away)).toEqual(seen(a))
    expect(seen(a)).toEqual(seen(b))
    expect(seen(a)).toMatchObject([
      expect.anything(),
      { rating: 1, tags: expect.stringContaining('said on the road') },
      expect.anything(),
    ])
  })

  it('holds the segments that it has not taken, until it counts as gone', async () => {
    const { store, pass } = oldStore()
    const [a, b, slow] = [device(store), device(store), device(store)]
    const ids = await work(a, b)
    await slow.sync()
    await slow.journal.tidy(NEVER, true)
    say(a, rate(ids[0]!, 4))
    await meet(a, b)
    await b.journal.tidy(NEVER, true)
    await fold(a, pass, 40)
    const held = await keysOf(store, `j/${a.context.library.deviceId}/`)
    expect(held.length).toBeGreaterThan(0)
    await b.sync()
    await b.journal.tidy(NEVER, true)
    pass(60)
    await b.journal.tidy(NEVER, true)
    await a.journal.tidy(NEVER, true)
    expect(await keysOf(store, `j/${a.context.library.deviceId}/`)).toEqual([])
  })

  it('that is a copy of one that went on takes a name of its own, though the journals are folded', async () => {
    const { store, pass } = oldStore()
    const [a, b] = [device(store), device(store)]
    const ids = await work(a, b)
    await a.close()
    open.splice(open.indexOf(a), 1)
    const copied = join(place.dir, `a copy ${nth}`)
    cpSync(a.folder.path, copied, { recursive: true })
    const one = openSharer(a.folder, 'one', store)
    open.push(one)
    say(one, rate(ids[0]!, 4))
    await meet(one, b)
    pass(100)
    await fold(one, pass)
    await fold(b, pass)
    await one.journal.tidy(NEVER, true)
    const other = openSharer(libraryFolder(copied), 'other', store)
    open.push(other)
    say(other, tag(ids[0]!, 'of the copy', true))
    await expect(other.sync()).rejects.toMatchObject({ code: 'conflict' })
    await other.reopen()
    await meet(other, one, b)
    expect(seen(one)).toEqual(seen(other))
    expect(seen(one)).toMatchObject([{ rating: 4, tags: '["of the copy"]' }, expect.anything(), expect.anything()])
  })
})

describe('a device that lost something', () => {
  it('is told by its digest, and puts it right without beginning again', async () => {
    const { store } = oldStore()
    const [a, b] = [device(store), device(store)]
    const ids = await work(a, b)
    await a.journal.tidy(NEVER, true)
    const { writer: db } = b.context.library
    const { clock } = db
      .prepare<[string], { clock: string }>(
        `SELECT clock FROM cell_head WHERE entity = 'asset' AND entity_id = ? AND field = 'description'`,
      )
      .get(ids[2]!)!
    dropHead(db, clock)
    db.prepare('DELETE FROM asset_field WHERE asset_id = ?').run(ids[2]!)
    const tidied = await b.journal.tidy(NEVER, true)
    expect(tidied.mended).toBe(1)
    expect(seen(b)).toEqual(seen(a))
    expect((await a.journal.tidy(NEVER, true)).mended).toBe(0)
    expect(await headsDigest(a.context.library.reader, NEVER)).toBe(await headsDigest(db, NEVER))
  })
})

describe('a version that grows', () => {
  it('grows on the others too', async () => {
    const { store } = oldStore()
    const [a, b] = [device(store), device(store)]
    const id = clip(a, 'titles.mov', `9${nth}`)
    await meet(a, b)
    const { writer: db } = a.context.library
    db.transaction(() => {
      const contentId = upsertContent(db, {
        bytes: 12,
        hashes: { xxh128: 'dd'.padStart(32, '0') },
        kind: 'sidecar',
        now: 5,
      })
      const { version } = db
        .prepare<[string], { version: string }>('SELECT version_id AS version FROM asset WHERE id = ?')
        .get(id)!
      db.prepare(
        `INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, 1, 'sidecar', 'titles.xml', ?)`,
      ).run(version, contentId)
    })()
    await meet(a, b)
    expect(b.context.library.reader.prepare('SELECT role, name FROM version_part ORDER BY position').all()).toEqual([
      { role: 'primary', name: 'titles.mov' },
      { role: 'sidecar', name: 'titles.xml' },
    ])
  })
})

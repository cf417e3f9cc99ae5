/**
 * Checkpoints that nobody made from journals: whoever can write to a remote can lay one down. It is refused, that is
 * told, and everybody else is heard as before.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readDevices, readVector } from '../../../electron/engine/db/sync/journal.ts'
import { statement } from '../../../electron/engine/db/core/handles.ts'
import {
  lineText,
  readList,
  writeList,
  writePart,
  type CheckpointDevice,
  type CheckpointList,
} from '../../../electron/engine/sync/format/checkpoint.ts'
import {
  checkpointListKey,
  checkpointName,
  checkpointPartKey,
  deviceOfHead,
} from '../../../electron/engine/sync/journal/journal-keys.ts'
import { readHead } from '../../../electron/engine/sync/journal/heads.ts'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const NEVER = new AbortController().signal
const DAY_MS = 86_400_000
const place = scratch('rushes-forged-checkpoints-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store: ObjectStore): Sharer {
  nth += 1
  const made = sharer(place.dir, `device ${nth}`, store)
  open.push(made)
  return made
}

const EVIL = 'eeeeeeee-0000-7000-8000-000000000016'
const UNKNOWN = 'dddddddd-0000-7000-8000-000000000001'

type Store = readonly [name: string, make: () => ObjectStore]
const STORES: readonly Store[] = [
  ['memory', () => createMemoryStore()],
  ['a folder', () => createFolderStore(mkdtempSync(join(place.dir, 'remote-')))],
]

interface Forged {
  readonly list: CheckpointList
  readonly parts?: readonly Buffer[]
  /** By how much its name is of a later time, ms. */
  readonly laterMs?: number
}

/** Lays one down. Returns the key of its list. */
async function lay(store: ObjectStore, { list, parts = [], laterMs = 1000 }: Forged): Promise<string> {
  const name = checkpointName(Date.now() + laterMs, EVIL, 'aaaaaaaa')
  for (const [index, bytes] of parts.entries())
    await store.put(checkpointPartKey(name, String(index + 1).padStart(6, '0')), bytes)
  await store.put(checkpointListKey(name), writeList({ ...list, device: EVIL }))
  return checkpointListKey(name)
}

const listOf = (vector: readonly CheckpointDevice[], over: Partial<CheckpointList> = {}): CheckpointList => ({
  device: EVIL,
  at: new Date().toISOString(),
  vector: [...vector],
  segments: vector.reduce((sum, { seq }) => sum + seq, 0),
  facts: 0,
  heads: 0,
  digest: '0'.repeat(16),
  parts: [],
  ...over,
})
const claim = (of: string, over: Partial<CheckpointDevice> = {}): CheckpointDevice => ({
  device: of,
  seq: 100_000,
  clock: `ffffffffffffffff-${of}`,
  tip: 'ff'.repeat(32),
  name: 'x',
  author: 'y',
  changes: 1,
  ...over,
})
/** A part with one line, and how a list names it: what `parts: []` alone would give away is not what is tested. */
function onePart(of: string): { parts: Buffer[]; named: CheckpointList['parts'] } {
  const bytes = writePart([
    lineText({ is: 'fact', clock: `0190000000000000-${of}`, kind: 'a kind of a later version', id: 'x', value: 1 }),
  ])
  return {
    parts: [bytes],
    named: [{ name: '000001', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }],
  }
}

/** Two that have worked, and the newest true checkpoint of what they said. */
async function worked(
  store: ObjectStore,
): Promise<{ n: Sharer; m: Sharer; id: string; list: CheckpointList; parts: Buffer[] }> {
  const [n, m] = [device(store), device(store)]
  const id = clip(n, 'A003C001.mov', `f${nth}`)
  say(n, rate(id, 2))
  await n.sync()
  await m.sync()
  clip(m, 'A003C002.mov', `e${nth}`)
  await m.sync()
  await n.sync()
  await n.journal.tidy(NEVER, true)
  const keys: string[] = []
  for await (const { key } of store.list('ck/')) keys.push(key)
  const list = readList((await store.get(keys.find((key) => key.endsWith('/list'))!))!)
  const parts = await Promise.all(
    keys.filter((key) => !key.endsWith('/list')).map(async (key) => Buffer.from((await store.get(key))!)),
  )
  return { n, m, id, list, parts }
}

const idOf = (one: Sharer): string => one.context.library.deviceId
/** What is laid beside the true one, of the vector of that. */
type Forgery = readonly [what: string, forge: (true_: CheckpointList, n: string, m: string) => Partial<Forged>]
const others = (list: CheckpointList, of: string): CheckpointDevice[] => list.vector.filter((one) => one.device !== of)
const with_ = (list: CheckpointList, one: CheckpointDevice): CheckpointList =>
  listOf([...others(list, one.device), one], { parts: onePart(one.device).named, facts: 1 })
const entry = (list: CheckpointList, of: string): CheckpointDevice => list.vector.find((one) => one.device === of)!

const FORGED: readonly Forgery[] = [
  ['claims what a device never said, and holds nothing', (_, n) => ({ list: listOf([claim(n)]) })],
  [
    'claims what a device never said, with a part',
    (list, n) => ({ list: with_(list, claim(n)), parts: onePart(n).parts }),
  ],
  [
    'claims that, with a clock of now',
    (list, n) => ({
      list: with_(list, claim(n, { clock: `${Date.now().toString(16).padStart(12, '0')}0000-${n}` })),
      parts: onePart(n).parts,
    }),
  ],
  [
    'claims one segment more',
    (list, n) => ({
      list: with_(list, { ...entry(list, n), seq: entry(list, n).seq + 1 }),
      parts: onePart(n).parts,
    }),
  ],
  [
    'claims it of all devices, and of one that nobody knows',
    (list) => ({
      list: listOf([...list.vector.map((one) => claim(one.device)), claim(UNKNOWN)], {
        parts: onePart(UNKNOWN).named,
        facts: 1,
      }),
      parts: onePart(UNKNOWN).parts,
    }),
  ],
  [
    'names a device that nobody knows',
    (list) => ({ list: with_(list, claim(UNKNOWN, { seq: 1 })), parts: onePart(UNKNOWN).parts }),
  ],
  [
    'has an impossible clock',
    (list, n) => ({
      list: with_(list, { ...entry(list, n), clock: `ffffffffffffffff-${n}` }),
      parts: onePart(n).parts,
    }),
  ],
  [
    'has the clock of another device',
    (list, n, m) => ({
      list: with_(list, { ...entry(list, n), clock: entry(list, m).clock }),
      parts: onePart(n).parts,
    }),
  ],
  [
    'has another tip',
    (list, n) => ({ list: with_(list, { ...entry(list, n), tip: 'ab'.repeat(32) }), parts: onePart(n).parts }),
  ],
  [
    'has a tip that is no hash',
    (list, n) => ({ list: with_(list, { ...entry(list, n), tip: '' }), parts: onePart(n).parts }),
  ],
  ['names a device twice', (list, n) => ({ list: listOf([...list.vector, entry(list, n)], { parts: list.parts }) })],
  ['counts other segments', (list) => ({ list: { ...list, segments: 1e6 } })],
]

const PARTS: readonly Forgery[] = [
  ['counts other values', (list) => ({ list: { ...list, heads: list.heads + 1 } })],
  ['has another digest', (list) => ({ list: { ...list, digest: '0123456789abcdef' } })],
  ['leaves its values away', (list, n) => ({ list: { ...list, parts: onePart(n).named }, parts: onePart(n).parts })],
  ['names parts that are not there', (list) => ({ list, parts: [] })],
  ['names other parts than there are', (list, n) => ({ list, parts: onePart(n).parts })],
  [
    'holds a word later than the journals that it names',
    (list, n) => {
      const bytes = writePart([
        lineText({ is: 'head', clock: `ffffffffffffffff-${n}`, entity: 'asset', id: 'x', field: 'rating', value: 1 }),
      ])
      return {
        list: {
          ...list,
          facts: 0,
          heads: 1,
          parts: [{ name: '000001', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }],
        },
        parts: [bytes],
      }
    },
  ],
]

describe.each(STORES)('on %s, a checkpoint that', (_, makeStore) => {
  it.each(FORGED)('%s: is refused and told, and silences nobody', async (__, forge) => {
    const store = makeStore()
    const { n, m, id, list } = await worked(store)
    say(n, rate(id, 5))
    await n.sync()
    const key = await lay(store, { list, parts: [], ...forge(list, idOf(n), idOf(m)) })
    const before = new Map(readVector(m.context.library.reader))
    await m.reopen()
    const told = await m.journal.pull(NEVER)
    expect(told.damage).toMatchObject({
      code: 'remote.damaged',
      exit: 3,
      details: { object: key },
      message: expect.stringMatching(/^A checkpoint .* is not believed/) as string,
    })
    expect(seen(m)).toMatchObject([{ id, rating: 5 }, expect.anything()])
    for (const [device_, { seq }] of readVector(m.context.library.reader))
      expect(seq - (before.get(device_)?.seq ?? 0)).toBeLessThan(2)
    // The one that it speaks of goes on under its own name.
    await n.reopen()
    expect((await n.journal.pull(NEVER)).damage).toMatchObject({ details: { object: key } })
    say(n, rate(id, 4))
    await n.journal.publish(NEVER)
    await m.journal.pull(NEVER)
    expect(seen(m)).toEqual(seen(n))
    // Who joins has everything, and no name out of it.
    const joined = device(store)
    expect((await joined.journal.pull(NEVER)).damage).toMatchObject({ details: { object: key } })
    expect(seen(joined)).toEqual(seen(n))
    expect(readDevices(joined.context.library.reader).filter(({ name }) => name === 'x')).toEqual([])
    expect((await joined.journal.check(NEVER)).problems).toEqual([
      { what: 'checkpoint not believed', name: key, repaired: false },
    ])
    // Nothing rests on it: what is folded next is the fold of what was said. Where nothing else is known of a device
    // that it speaks of, a person removes it.
    const { problems } = await n.journal.check(NEVER, true)
    expect(problems).toMatchObject([{ name: key }])
    if (problems[0]!.repaired) expect((await n.journal.pull(NEVER)).damage).toBeNull()
    else await store.remove(key)
    expect(problems[0]!.repaired).toBe(!JSON.stringify(forge(list, idOf(n), idOf(m))).includes(UNKNOWN))
    await n.journal.tidy(NEVER, true)
    expect((await n.journal.check(NEVER)).problems).toEqual([])
  })

  it.each(PARTS)('%s: is read whole before anything of it is taken, and refused', async (__, forge) => {
    const store = makeStore()
    const { n, m, id, list, parts } = await worked(store)
    const key = await lay(store, { list, parts, ...forge(list, idOf(n), idOf(m)) })
    expect((await n.journal.check(NEVER)).problems).toEqual([
      { what: 'checkpoint not believed', name: key, repaired: false },
    ])
    // Whoever folds goes on from the one before, and whoever needs one takes that.
    await n.journal.tidy(NEVER, true)
    for await (const one of store.list(`j/${idOf(n)}/`)) await store.remove(one.key)
    const joined = device(store)
    expect((await joined.journal.pull(NEVER)).damage).toMatchObject({ details: { object: key } })
    expect(seen(joined)).toEqual(seen(n))
    expect(seen(joined)).toMatchObject([{ id, rating: 2 }, expect.anything()])
  })
})

describe('a true checkpoint', () => {
  it('is taken by a newcomer whose old segments are gone, also where a head is lost and clocks are years ahead', async () => {
    let passed = 0
    const store = createMemoryStore({ clock: () => Date.now() + passed })
    const [n, m] = [sharer(place.dir, `ahead ${nth}`, store, 400 * DAY_MS), device(store)]
    open.push(n)
    const id = clip(n, 'A003C001.mov', `d${nth}`)
    say(n, rate(id, 3))
    for (const one of [n, m, n, m]) await one.sync()
    for (const one of [n, m]) await one.journal.tidy(NEVER, true)
    passed = 31 * DAY_MS
    for (const one of [m, n, m]) await one.journal.tidy(NEVER, true)
    for await (const { key } of store.list('j/')) throw new Error(`${key} is still there`)
    const first = device(store)
    expect((await first.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(first)).toEqual(seen(n))
    await store.remove(`heads/${idOf(n)}`)
    const second = device(store)
    expect((await second.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(second)).toEqual(seen(n))
  })
})

describe('a library that an older version had poisoned', () => {
  it('forgets what no head bears out, has its values back, and hears the device again', async () => {
    const store = createMemoryStore()
    const { n, m, id } = await worked(store)
    say(n, rate(id, 5))
    await n.sync()
    // What was done by a forged checkpoint: its vector written down, values that it did not hold dropped.
    const { writer: db } = m.context.library
    statement(
      db,
      `UPDATE replica_device SET seq = 100000, clock = 'ffffffffffffffff-' || device, tip = ?, name = 'x', ahead_ms = NULL WHERE device = ?`,
    ).run('ff'.repeat(32), idOf(n))
    statement(db, 'DELETE FROM cell_head').run()
    await m.reopen()
    await m.journal.pull(NEVER)
    expect(seen(m)).toMatchObject([{ id, rating: 5 }, expect.anything()])
    expect(readDevices(m.context.library.reader).filter(({ name }) => name === 'x')).toEqual([])
    say(n, rate(id, 1))
    await n.sync()
    await m.sync()
    expect(seen(m)).toEqual(seen(n))
    const { seq } = (await readHead(store, idOf(n), NEVER))!
    expect(readVector(m.context.library.reader).get(idOf(n))?.seq).toBe(seq)
    for await (const { key } of store.list('heads/')) expect(deviceOfHead(key)).not.toBeNull()
  })
})

describe('a device’s own journal', () => {
  it('is not called another’s for an object below its name that is no segment', async () => {
    const store = createMemoryStore()
    const { n, m, id } = await worked(store)
    const junk = `j/${idOf(n)}/0000100000-aaaaaaaa`
    await store.put(junk, Buffer.from('no segment'))
    say(n, rate(id, 4))
    await n.reopen()
    await n.sync()
    await m.journal.pull(NEVER)
    expect(seen(m)).toEqual(seen(n))
    expect((await n.journal.check(NEVER)).problems).toContainEqual({
      what: 'journal damaged',
      name: junk,
      repaired: false,
    })
  })
})

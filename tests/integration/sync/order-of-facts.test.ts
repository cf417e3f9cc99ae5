/**
 * Facts come in any order, and from devices whose clocks are wrong: what stands in the end does not depend on either. A
 * copy that any device found bad is bad until that device, or a reading here, says otherwise.
 */
import { describe, expect, it } from 'vitest'
import { takeFact } from '../../../electron/engine/db/sync/import-records.ts'
import { showPending } from '../../../electron/engine/sync/journal/show-pending.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip } from '../../helpers/said.ts'
import { devices } from '../../helpers/devices.ts'
import type { Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-order-of-facts-')
const device = devices(place.dir)

interface Fact {
  readonly clock: string
  readonly kind: string
  readonly id: string
  readonly value: unknown
}

const YEAR = 365 * 86_400_000
const NOW = Date.now()
const [HONEST, SKEWED, THIRD] = ['bbbbbbbb', 'cccccccc', 'dddddddd'].map(
  (id) => `${id}-0000-7000-8000-000000000000`,
) as [string, string, string]
const clockOf = (of: string, ms: number): string => `${ms.toString(16).padStart(12, '0')}0000-${of}`

const KEY = `${'f'.repeat(32)}-5`
const ASSET = '01900000-0000-7000-8000-000000000001'
const PLACE = 'the shuttle\u001fA003/a.mov'
const volume = (of: string, ms: number): Fact => ({
  clock: clockOf(of, ms),
  kind: 'volume',
  id: 'the shuttle',
  value: { label: 'Shuttle', kind: 'external', capacity: null, fsUuid: null },
})
const version: Fact = {
  clock: clockOf(HONEST, NOW - 90_000),
  kind: 'version',
  id: '01900000-0000-7000-8000-000000000002',
  value: {
    asset: ASSET,
    kind: 'video',
    reason: 'offload',
    author: 'Ada',
    device: 'Cart',
    bytes: 5,
    at: 1,
    modified: 1,
    label: null,
    rank: 0,
    parts: [['primary', 'a.mov', KEY]],
    from: { path: 'a.mov', roll: null, bytes: 5, modifiedMs: 1, zoneMinutes: 0, cutOffMinutes: 0, frames: null },
  },
}
const says = (of: string, ms: number, verification: string, verifiedAt: number | null = ms): Fact => ({
  clock: clockOf(of, ms),
  kind: 'place',
  id: PLACE,
  value: {
    content: KEY,
    bytes: 5,
    mtime: 1,
    state: 'present',
    role: 'primary',
    asset: ASSET,
    verification,
    verifiedAt,
    readBack: 'device',
  },
})
const gone = (of: string, ms: number): Fact => ({ clock: clockOf(of, ms), kind: 'place', id: PLACE, value: null })

/** Every order in which each device's own facts keep theirs: journals are read so. */
function* orders(journals: readonly (readonly Fact[])[]): Generator<Fact[]> {
  if (journals.every((one) => one.length === 0)) yield []
  for (const [at, [first, ...rest]] of journals.entries()) {
    if (first === undefined) continue
    for (const others of orders(journals.with(at, rest))) yield [first, ...others]
  }
}

/** The same facts of another drive and clip, so that one library takes every order anew. */
function renamed(facts: readonly Fact[], run: number): Fact[] {
  const n = run.toString(16).padStart(6, '0')
  return JSON.parse(
    JSON.stringify(facts)
      .replaceAll('the shuttle', `shuttle ${n}`)
      .replaceAll('f'.repeat(32), `${n}${'f'.repeat(26)}`)
      .replaceAll('01900000-0000-7000-8000-000000', `01900000-0000-7000-8000-${n}`),
  ) as Fact[]
}

/**
 * What stands of these facts after they were taken, one after the other, with a look at what waits after each or at the
 * end.
 */
async function stands(at: Sharer, facts: readonly Fact[], looksEach: boolean, run: number): Promise<unknown> {
  const { writer: db } = at.context.library
  for (const fact of renamed(facts, run)) {
    db.transaction(() => takeFact(db, fact, { now: NOW, device: 'Other' }))()
    if (looksEach) await showPending(at.context)
  }
  await showPending(at.context)
  return db
    .prepare(
      'SELECT f.path, f.verification, f.verified_at AS verifiedAt, f.state FROM file f JOIN volume v ON v.id = f.volume_id WHERE v.identity = ?',
    )
    .all(`shuttle ${run.toString(16).padStart(6, '0')}`)
}

async function all(...journals: readonly (readonly Fact[])[]): Promise<unknown[]> {
  const at = device()
  const found: unknown[] = []
  for (const order of orders(journals))
    for (const looksEach of [true, false]) found.push(await stands(at, order, looksEach, found.length))
  expect(found.length).toBeGreaterThan(1)
  return found
}
const bad = (verifiedAt: number): unknown => [
  { path: 'A003/a.mov', verification: 'failed', verifiedAt, state: 'offline' },
]

describe('a copy that one device found bad', () => {
  it.each([
    ['years ahead', 10 * YEAR],
    ['six minutes ahead', 360_000],
    ['right', 1_000],
  ])('is bad in every order, though another whose clock is %s says verified', async (_, skew) => {
    for (const found of await all(
      [volume(THIRD, NOW - 60_000)],
      [version],
      [says(SKEWED, NOW + skew, 'verified')],
      [says(HONEST, NOW - 1_000, 'failed')],
    ))
      expect(found).toEqual(bad(NOW - 1_000))
  })

  it('is bad in every order though another says that it is gone', async () => {
    for (const found of await all(
      [volume(THIRD, NOW - 60_000)],
      [version, says(HONEST, NOW - 1_000, 'failed')],
      [gone(SKEWED, NOW + YEAR)],
    ))
      expect(found).toEqual(bad(NOW - 1_000))
  })

  it('is good in every order once its finder has read it again, with the latest check of all', async () => {
    const journals = [
      [volume(THIRD, NOW - 60_000), version],
      [says(SKEWED, NOW + YEAR, 'verified', NOW - 500)],
      [says(HONEST, NOW - 1_000, 'failed'), says(HONEST, NOW - 900, 'verified')],
    ]
    for (const found of await all(...journals))
      expect(found).toEqual([{ path: 'A003/a.mov', verification: 'verified', verifiedAt: NOW - 500, state: 'offline' }])
  })

  it('is bad with the earliest of two findings, in every order', async () => {
    for (const found of await all(
      [volume(THIRD, NOW - 60_000), version],
      [says(SKEWED, NOW + YEAR, 'failed', NOW - 500)],
      [says(HONEST, NOW - 1_000, 'failed')],
    ))
      expect(found).toEqual(bad(NOW - 1_000))
  })
})

it('what is written after a clock years ahead was seen holds over it, of any kind', async () => {
  const at = device()
  const { writer: db } = at.context.library
  const made = (of: string, ms: number, bytes: number): Fact => ({
    clock: clockOf(of, ms),
    kind: 'derivative',
    id: `${KEY}/poster/1`,
    value: { bytes, xxh128: 'a'.repeat(32), mime: 'image/jpeg', width: 1, height: 1, meta: {} },
  })
  for (const fact of [made(SKEWED, NOW + YEAR, 1), made(HONEST, NOW, 2), made(SKEWED, NOW + YEAR + 1, 3)])
    db.transaction(() => takeFact(db, fact, { now: NOW, device: 'Other' }))()
  expect(db.prepare('SELECT bytes FROM remote_derivative').all()).toEqual([{ bytes: 2 }])
})

it('a device that joins by a checkpoint hears the bad finding, though a clock years ahead says verified', async () => {
  const store = createMemoryStore()
  const [honest, skewed] = [device(0, store), device(10 * YEAR, store)]
  clip(honest, 'A003C001.mov', 'c1', { drive: 'the shuttle' })
  await honest.sync()
  await skewed.sync()
  skewed.context.library.writer.prepare(`UPDATE file SET verification = 'verified', verified_at = ?`).run(NOW)
  await skewed.sync()
  honest.context.library.writer.prepare(`UPDATE file SET verification = 'failed', verified_at = ?`).run(NOW + 5)
  await honest.sync()
  const found = (one: Sharer): unknown =>
    one.context.library.reader.prepare('SELECT verification, verified_at AS verifiedAt FROM file').all()
  const third = device(0, store)
  await third.sync()
  expect(found(third)).toEqual([{ verification: 'failed', verifiedAt: NOW + 5 }])
  await honest.journal.tidy(new AbortController().signal, true)
  for await (const { key } of store.list('j/')) await store.remove(key)
  const joined = device(0, store)
  await joined.sync()
  expect(found(joined)).toEqual([{ verification: 'failed', verifiedAt: NOW + 5 }])
})

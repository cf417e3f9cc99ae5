/**
 * Offloads at the edges of the queue: paused, cancelled, ended and grown at the worst moment.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { newId } from '../../../shared/util/ids.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { faulty } from './drives.ts'
import { makeCard, workshop } from './stage.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

const op = () => ({ opId: newId() })
const FILES = { 'a.mov': 3_000_000, 'b.mov': 2_000_000, 'c.xml': 900 }
async function engineAt(path: string) {
  const folder = libraryFolder(path)
  if (!existsSync(folder.database)) makeLibrary(folder)
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  return { client: createRouterClient(engine.router, { context: ADMIN }), [Symbol.asyncDispose]: () => engine.close() }
}

describe('an offload', () => {
  it('whose beginning can’t be written down fails, and holds nobody up', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const card = makeCard(join(at, 'A001'), FILES)
    const db = new Database(library.folder.database)
    db.exec(
      `CREATE TRIGGER full BEFORE UPDATE ON offload WHEN new.state = 'copying' BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    )
    const first = await client.offloads.start({ ...op(), sources: [card], destinations: [join(at, 'raid')] })
    await until('over', async () => (await client.offloads.get({ id: first.id })).state === 'failed')
    db.exec('DROP TRIGGER full')
    db.close()
    const second = await client.offloads.start({
      ...op(),
      sources: [makeCard(join(at, 'A002'), FILES)],
      destinations: [join(at, 'raid')],
    })
    await until('done', async () => (await client.offloads.get({ id: second.id })).state === 'done')
    expect((await client.offloads.get({ id: first.id })).queue).toBeNull()
  }, 60_000)
})

describe.skipIf(!CAN_FUSE)('an offload (FUSE drives, needs root)', () => {
  it('that is paused while it is sealed is done, and has no place in the queue', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), [
      { on: 'write', path: '.mhl', slow: 300 },
      { on: 'fsync', path: '.mhl', slow: 300 },
      { on: 'any', path: '.xml', slow: 100 },
    ])
    const card = makeCard(join(at, 'A001'), FILES)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [raid.path] })
    await until(
      'sealing',
      async () =>
        (await client.offloads.get({ id })).destinations[0]?.state === 'sealing' ||
        (await client.offloads.get({ id })).state === 'sealing',
    )
    await client.offloads.pause({ ...op(), id })
    await until('it is over', async () =>
      ['done', 'parked', 'failed'].includes((await client.offloads.get({ id })).state),
    )
    const { state, queue } = await client.offloads.get({ id })
    expect({ state, queue }).toEqual({ state: 'done', queue: null })
  }, 60_000)
  it('that was sealed when the engine ended is not run again', async () => {
    const at = workshop()
    const raid = await faulty(join(at, 'raid'), [
      { on: 'write', path: '.mhl', slow: 300 },
      { on: 'fsync', path: '.mhl', slow: 300 },
    ])
    const card = makeCard(join(at, 'A001'), FILES)
    let id = ''
    {
      await using first = await engineAt(join(at, 'library'))
      id = (await first.client.offloads.start({ ...op(), sources: [card], destinations: [raid.path] })).id
      await until(
        'sealing',
        async () =>
          (await first.client.offloads.get({ id })).destinations[0]?.state === 'sealing' ||
          (await first.client.offloads.get({ id })).state === 'sealing',
      )
    }
    raid.rules([])
    await using second = await engineAt(join(at, 'library'))
    expect((await second.client.offloads.get({ id })).queue).toBeNull()
    const again = await second.client.offloads.continue(op())
    expect(again.ids).toEqual([])
  }, 60_000)
  it('counts what the card holds when its turn comes', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), [{ on: 'write', slow: 150 }])
    const a = makeCard(join(at, 'A001'), FILES)
    const b = makeCard(join(at, 'A002'), { 'x.mov': 500_000 })
    await client.offloads.start({ ...op(), sources: [a], destinations: [raid.path] })
    const { id } = await client.offloads.start({ ...op(), sources: [b], destinations: [raid.path] })
    makeCard(b, { 'y.mov': 2_000_000, 'z.mov': 2_000_000 })
    raid.rules([])
    await until('ended', async () => ['done', 'failed'].includes((await client.offloads.get({ id })).state))
    const s = await client.offloads.get({ id })
    expect(s.files).toBe(3)
  }, 60_000)
  it('that is cancelled while it is planned does not begin', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), [{ on: 'write', slow: 150 }])
    const card = makeCard(join(at, 'A001'), FILES)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [raid.path] })
    await client.offloads.pause({ ...op(), id })
    const resumed = client.offloads.resume({ ...op(), id })
    const stopped = client.offloads.stop({ ...op(), id })
    await Promise.all([resumed, stopped])
    const s = await client.offloads.get({ id })
    raid.rules([])
    expect(s.state).toBe('parked')
  }, 60_000)
  it('goes on as it was asked for last', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), [{ on: 'write', slow: 150 }])
    const card = makeCard(join(at, 'A001'), FILES)
    const req = { sources: [card], destinations: [raid.path] }
    const { id } = await client.offloads.start({ ...op(), ...req, level: 'source' })
    await client.offloads.pause({ ...op(), id })
    const two = await client.offloads.start({ ...op(), ...req, level: 'full' })
    expect(two).toMatchObject({ id, resumed: true })
    expect((await client.offloads.get({ id })).level).toBe('full')
    await client.offloads.pause({ ...op(), id })
    await client.offloads.resume({ ...op(), id })
    const s = await client.offloads.get({ id })
    raid.rules([])
    expect(s.level).toBe('full')
  }, 60_000)
  it('keeps its record when another card comes to the same place', async () => {
    const at = workshop()
    const raid = await faulty(join(at, 'raid'), [
      { on: 'write', path: '.mhl', slow: 300 },
      { on: 'fsync', path: '.mhl', slow: 300 },
    ])
    const card = makeCard(join(at, 'UNTITLED'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
    let id = ''
    {
      await using first = await engineAt(join(at, 'library'))
      id = (await first.client.offloads.start({ ...op(), sources: [card], destinations: [raid.path] })).id
      await until('sealing', async () => {
        const g = await first.client.offloads.get({ id })
        return g.state === 'sealing' || g.destinations[0]?.state === 'sealing'
      })
    }
    raid.rules([])
    await using second = await engineAt(join(at, 'library'))
    const { client } = second
    const before = (await client.offloads.files({ id })).rows.map((r) => r.path)
    rmSync(card, { recursive: true })
    makeCard(card, { 'x.mov': 1_000_000 })
    await client.offloads.continue(op())
    await until('ended', async () => (await client.offloads.get({ id })).queue === null)
    expect((await client.offloads.files({ id })).rows.map((r) => r.path)).toEqual(before)
  }, 60_000)
})

describe('a copy of an earlier offload', () => {
  it('that rotted is no longer verified in the catalogue when the offload finds it out', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), { 'CLIP/A001C001.mov': 1_500_000, 'CLIP/A001C002.mov': 30_000 })
    const to = join(dir, 'drive')
    mkdirSync(to)
    const run = async (name: string) => {
      const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [to], name })
      for await (const _ of await client.offloads.watch({ id }));
      return client.offloads.get({ id })
    }
    await run('Day1_{name}')
    const there = join(to, 'Day1_A001/CLIP/A001C001.mov')
    const { atime, mtime } = statSync(there)
    const bytes = readFileSync(there)
    bytes[700_000] = (bytes[700_000] ?? 0) ^ 1
    writeFileSync(there, bytes)
    utimesSync(there, atime, mtime)
    await run('Day2_{name}')
    const db = new Database(library.folder.database, { readonly: true })
    const moved = db.prepare(`SELECT verification FROM file WHERE path LIKE '%Day1%A001C001.mov'`).all() as {
      verification: string
    }[]
    db.close()
    expect(moved).toHaveLength(1)
    expect(moved[0]!.verification).not.toBe('verified')
  }, 60_000)
})

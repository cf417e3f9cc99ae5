/**
 * Real drives (loop-mounted ext4) unplugged, swapped, cloned and mounted elsewhere: nothing of the catalogue is ever
 * lost, and what was on a drive is back as it was the moment the drive is, without a scan.
 */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/index.ts'
import { libraryFolder, type LibraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import type { Volume } from '../../shared/model/work.ts'
import { newId } from '../../shared/util/ids.ts'
import { ADMIN } from '../helpers/callers.ts'
import { catalogueDigest } from '../helpers/catalogue-digest.ts'
import { scratch } from '../helpers/library.ts'
import { canMount, loopDrives, type LoopDrives } from '../helpers/loop-drives.ts'
import { until } from '../helpers/until.ts'
import { sharedTools } from '../helpers/shared-tools.ts'

const CLIPS = 12
const op = () => ({ opId: newId() })

interface Stage extends AsyncDisposable {
  readonly drives: LoopDrives
  readonly folder: LibraryFolder
  client(): EngineClient
  restart(): Promise<void>
  stop(): Promise<void>
  /** The drive of this label. */
  drive(label?: string): Promise<Volume>
  /** Waits until the drive is here (at this mount point) or away, and its clips with it. */
  isHere(point: string, label?: string): Promise<void>
  isAway(label?: string): Promise<void>
  /**
   * What of the catalogue is not as it was at the last `remember`, table by table. Other drives may have come to be
   * known.
   */
  lost(): readonly string[]
  remember(): void
}

async function stage(): Promise<Stage> {
  const place = scratch('rushes-drives-')
  const drives = loopDrives(place.dir)
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  let engine: Engine | null = null
  let client: EngineClient
  let before: ReadonlyMap<string, readonly string[]> = new Map()
  const start = async (): Promise<void> => {
    engine = await createEngine({
      folder,
      version: '0.0.0-test',
      workers: workerUrls(),
      resourcesDir: null,
      now: Date.now,
      logLevel: 'silent',
      findTools: sharedTools,
      pace: { drivesMs: 500 },
    })
    client = createRouterClient(engine.router, { context: ADMIN })
  }
  const stop = async (): Promise<void> => {
    await engine?.close()
    engine = null
  }
  await start()
  const drive = async (label = 'A'): Promise<Volume> =>
    (await client.volumes.list({})).find((volume) => volume.label === label)!
  const count = async (query: string): Promise<number> => (await client.assets.list({ query })).total
  const one: Stage = {
    drives,
    folder,
    stop,
    drive,
    client: () => client,
    async restart() {
      await stop()
      await start()
    },
    async isHere(point, label = 'A') {
      await until(`${label} is at ${point}`, async () => {
        const now = await drive(label)
        return now.online && now.mountPoint === drives.at(point) && (await count('offline')) === 0
      })
    },
    async isAway(label = 'A') {
      await until(
        `${label} is away`,
        async () => !(await drive(label)).online && (label !== 'A' || (await count('offline')) === CLIPS),
      )
      expect(await count('missing')).toBe(0)
    },
    remember: () => {
      before = catalogueDigest(folder.database)
    },
    lost() {
      const now = catalogueDigest(folder.database)
      return [...before].flatMap(([table, rows]) => {
        const still = new Set(now.get(table))
        const added = table === 'volume' || table === 'volume_count' ? 0 : still.size - new Set(rows).size
        return [
          ...rows.filter((row) => !still.has(row)).map((row) => `${table}: ${row}`),
          ...(added > 0 && !STORE.has(table) ? [`${table}: ${added} more`] : []),
        ]
      })
    },
    async [Symbol.asyncDispose]() {
      await stop()
      drives[Symbol.dispose]()
      place[Symbol.dispose]()
    },
  }
  drives.make('a.img', 'A')
  drives.make('b.img', 'B')
  await fill(one)
  one.remember()
  return one
}

/** Clips on drive A, and everything that can be said of them. */
async function fill({ drives, client }: Stage): Promise<void> {
  const point = drives.mount('a.img', 'mnt')
  const card = drives.at('A003_1120R7')
  mkdirSync(card)
  for (let clip = 1; clip <= CLIPS; clip += 1) writeFileSync(join(card, `clip ${clip}.txt`), `take ${clip}`)
  const { id } = await client().offloads.start({ ...op(), sources: [card], destinations: [point] })
  for await (const _ of await client().offloads.watch({ id })) void _
  rmSync(card, { recursive: true })
  const { rows } = await client().assets.list({ sort: { field: 'name', direction: 'asc' } })
  expect(rows).toHaveLength(CLIPS)
  await client().assets.set({
    ...op(),
    ids: rows.slice(0, 5).map((row) => row.id),
    changes: { rating: 4, scene: '14', circled: true },
  })
  await client().assets.tag({ ...op(), ids: [rows[0]!.id, rows[1]!.id], add: ['hero', 'night'] })
  await client().notes.add({ ...op(), assetId: rows[2]!.id, frame: 12, text: 'focus goes at the door' })
  const collection = await client().collections.create({ ...op(), name: 'Selects' })
  await client().collections.add({ ...op(), id: collection.id, assetIds: [rows[3]!.id] })
}

/**
 * The library's own store: a drive that comes brings the bytes of documents that are not kept yet. Less of it would be
 * a loss, more is none.
 */
const STORE: ReadonlySet<string> = new Set(['pack', 'chunk', 'kept_content'])

describe.skipIf(!canMount)('nothing is lost when a drive', () => {
  it('is unplugged, and plugged in again', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    await one.isAway()
    expect(one.lost()).toEqual([])
    one.drives.mount('a.img', 'mnt')
    await one.isHere('mnt')
    expect(one.lost()).toEqual([])
  })

  it('is pulled under an open file', async () => {
    await using one = await stage()
    const open = openSync(join(one.drives.at('mnt'), 'A003_1120R7', 'clip 1.txt'), 'r')
    try {
      one.drives.pull('mnt')
      await one.isAway()
      expect(one.lost()).toEqual([])
    } finally {
      closeSync(open)
    }
  })

  it('is plugged in elsewhere', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    one.drives.mount('a.img', 'elsewhere')
    await one.isHere('elsewhere')
    expect(one.lost()).toEqual([])
    const [row] = (await one.client().assets.list({})).rows
    const { copyList } = await one.client().assets.get({ id: row!.id })
    expect(copyList.map((copy) => copy.path.startsWith(one.drives.at('elsewhere')))).toEqual([true])
  })

  it('is swapped for another one at the same mount point', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    one.drives.mount('b.img', 'mnt')
    await one.isAway()
    expect(one.lost()).toEqual([])
    await one.drives.unmount('mnt')
    one.drives.mount('a.img', 'mnt')
    await one.isHere('mnt')
    expect(one.lost()).toEqual([])
  })

  it('and its clone are here at once: they are two, and the known one is the one that was there', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    await one.isAway()
    one.drives.clone('a.img', 'clone.img')
    one.drives.mount('a.img', 'mnt')
    await one.isHere('mnt')
    const { id } = await one.drive()
    one.drives.mount('clone.img', 'mnt-clone')
    await until('the clone is known', () => one.drive('A (clone)'))
    expect(await one.drive()).toMatchObject({ id, online: true, mountPoint: one.drives.at('mnt') })
    expect(await one.drive('A (clone)')).toMatchObject({
      online: true,
      mountPoint: one.drives.at('mnt-clone'),
      assets: 0,
    })
    expect(one.lost()).toEqual([])
  })

  it('is away and its clone comes alone: taken for the drive, so that no copy is told twice', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    one.drives.clone('a.img', 'clone.img')
    await one.isAway()
    one.drives.mount('clone.img', 'mnt-clone')
    await one.isHere('mnt-clone')
    expect(one.lost()).toEqual([])
    expect((await one.client().assets.list({})).rows.every((row) => row.copies === 1)).toBe(true)
    one.drives.mount('a.img', 'mnt')
    await until('the other is told from it', () => one.drive('A (clone)'))
    expect(one.lost()).toEqual([])
  })

  it('receives clips that are on it and on its clone: each is entered where it lies', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    await one.isAway()
    one.drives.clone('a.img', 'clone.img')
    one.drives.mount('a.img', 'mnt')
    await one.isHere('mnt')
    const clone = one.drives.mount('clone.img', 'mnt-clone')
    for await (const _ of await one.client().catalogue.add({ paths: [join(clone, 'A003_1120R7')] })) void _
    expect(await one.drive('A (clone)')).toMatchObject({ online: true, assets: CLIPS })
    expect(await one.drive()).toMatchObject({ online: true, assets: CLIPS, mountPoint: one.drives.at('mnt') })
  })

  it('is mounted read-only, and becomes read-only', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    await one.isAway()
    one.drives.mount('a.img', 'mnt', 'ro')
    await one.isHere('mnt')
    expect((await one.drive()).readOnly).toBe(true)
    expect(one.lost()).toEqual([])
    await one.drives.unmount('mnt')
    one.drives.mount('a.img', 'mnt')
    await until('it can be written', async () => !(await one.drive()).readOnly)
    one.drives.remount('mnt', 'ro')
    await until('it can not be written any more', async () => (await one.drive()).readOnly)
    expect(one.lost()).toEqual([])
  })

  it('leaves its mount point behind, empty', async () => {
    await using one = await stage()
    await one.drives.unmount('mnt')
    expect(readdirSync(one.drives.at('mnt'))).toEqual([])
    await one.isAway()
    expect(one.lost()).toEqual([])
  })

  it('is away and its watched folder is scanned at the empty mount point, and on another drive there', async () => {
    await using one = await stage()
    const root = await one.client().roots.add({ ...op(), path: one.drives.at('mnt') })
    const scan = async () => {
      for await (const _ of await one.client().roots.scan({ id: root.id })) void _
    }
    await scan()
    await until('all is taken in', async () => (await one.client().roots.list({}))[0]!.waiting === 0)
    one.remember()
    // What a root says of its scans is no part of what could be lost; its files are.
    const lost = () => one.lost().filter((row) => !row.startsWith('root: '))
    await one.drives.unmount('mnt')
    expect(await scan().then(() => null, toRushesError)).toMatchObject({ code: 'volume.offline' })
    await one.isAway()
    expect(lost()).toEqual([])
    one.drives.mount('b.img', 'mnt')
    expect(await scan().then(() => null, toRushesError)).toMatchObject({ code: 'volume.offline' })
    expect(lost()).toEqual([])
    await one.drives.unmount('mnt')
    one.drives.mount('a.img', 'elsewhere')
    await one.isHere('elsewhere')
    expect(lost()).toEqual([])
    await scan()
    expect(lost()).toEqual([])
    expect((await one.client().roots.list({}))[0]).toMatchObject({
      id: root.id,
      path: one.drives.at('elsewhere'),
      missing: 0,
    })
  })

  it('goes while the engine is away, and comes elsewhere while it is away', async () => {
    await using one = await stage()
    await one.stop()
    await one.drives.unmount('mnt')
    await one.restart()
    await one.isAway()
    expect(one.lost()).toEqual([])
    await one.stop()
    one.drives.mount('a.img', 'elsewhere')
    await one.restart()
    await one.isHere('elsewhere')
    expect(one.lost()).toEqual([])
  })

  it('is swapped with another known one between two looks', async () => {
    await using one = await stage()
    const b = one.drives.mount('b.img', 'mnt-b')
    writeFileSync(join(b, 'b.txt'), 'on B alone')
    for await (const _ of await one.client().catalogue.add({ paths: [join(b, 'b.txt')] })) void _
    one.remember()
    await one.drives.unmount('mnt')
    await one.drives.unmount('mnt-b')
    one.drives.mount('b.img', 'mnt')
    one.drives.mount('a.img', 'mnt-b')
    await one.isHere('mnt-b')
    await one.isHere('mnt', 'B')
    expect(one.lost()).toEqual([])
  })

  it('is reached through a second door: its files are not counted twice', async () => {
    await using one = await stage()
    const door = one.drives.bind('mnt/A003_1120R7', 'door')
    for await (const _ of await one.client().catalogue.add({ paths: [door] })) void _
    expect(one.lost()).toEqual([])
    expect((await one.client().assets.list({})).rows.every((row) => row.copies === 1)).toBe(true)
    expect((await one.drive()).mountPoint).toBe(one.drives.at('mnt'))
  })
})

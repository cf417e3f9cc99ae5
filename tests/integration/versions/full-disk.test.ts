/**
 * No room under `<library>/versions`: nothing of the catalogue is lost, one sentence says what is the matter, and the
 * bytes are kept once there is room.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createContext, type EngineContext } from '../../../electron/engine/context.ts'
import { upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { createKeeping } from '../../../electron/engine/versions/keeping.ts'
import { createStoreThread } from '../../../electron/engine/versions/store/store-thread.ts'
import { openStore } from '../../../electron/engine/versions/store/store.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'
import { canMount } from '../../helpers/loop-drives.ts'
import { until } from '../../helpers/until.ts'
import { faultsOf, linesOf, readKept } from '../../helpers/whole-catalogue.ts'

const MB = 1 << 20

/** A folder with so much room. */
function mountMemory(path: string, megabytes: number): Disposable {
  mkdirSync(path, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'rushes-test', path])
  return {
    [Symbol.dispose]: () => {
      execFileSync('umount', ['-l', path])
    },
  }
}
const makeRoom = (path: string, megabytes: number): void => {
  execFileSync('mount', ['-o', `remount,size=${megabytes}m`, path])
}

describe.skipIf(!canMount)('the store of versions on a full drive (needs root to mount)', () => {
  let place: ReturnType<typeof scratch>
  let close: () => Promise<void>
  let context: EngineContext
  let store: ReturnType<typeof openStore>

  beforeEach(() => {
    place = scratch()
    const folder = libraryFolder(join(place.dir, 'library'))
    makeLibrary(folder)
    const room = mountMemory(folder.versions, 4)
    const library = openLibrary(folder, new Date())
    const thread = createStoreThread(workerUrls().store)
    const log = createLog(folder.logs, 'warn')
    context = createContext({
      library,
      events: createStaleEvents(Date.now()),
      log: log.log,
      now: Date.now,
      userName: 'crew',
    })
    store = openStore({ db: library.writer, folder: folder.versions, thread, now: Date.now })
    close = async () => {
      await thread.close()
      library.close()
      await log.close()
      room[Symbol.dispose]()
    }
  })
  afterEach(async () => {
    await close()
    place[Symbol.dispose]()
  })

  function document(
    name: string,
    megabytes: number,
  ): { contentId: string; path: string; xxh128: string; bytes: Buffer } {
    const [path, bytes] = [join(place.dir, name), randomBytes(megabytes * MB)]
    writeFileSync(path, bytes)
    const xxh128 = digestBytes('xxh128', bytes)
    return {
      contentId: upsertContent(context.library.writer, {
        bytes: bytes.length,
        hashes: { xxh128 },
        kind: 'document',
        now: 0,
      }),
      path,
      xxh128,
      bytes,
    }
  }
  const inStore = (): string[] =>
    readdirSync(context.library.folder.versions, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.pack'),
    )
  async function back(contentId: string): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of store.read(contentId)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  it('refuses in one sentence, leaves nothing half done, and keeps the same bytes once there is room', async () => {
    const [small, large] = [document('a.pdf', 2), document('b.pdf', 6)]
    expect(await store.keep(small.contentId, small.xxh128, small.path)).toBe(true)
    const packs = inStore()
    await expect(store.keep(large.contentId, large.xxh128, large.path)).rejects.toMatchObject({
      code: 'disk.full',
      message: 'The library’s drive is full: a version was not kept. Make room there.',
    })
    expect([store.has(large.contentId), inStore()]).toEqual([false, packs])
    expect(await store.mend()).toEqual({ adopted: 0, removed: 0, missing: 0, lost: 0 })
    expect((await back(small.contentId)).equals(small.bytes)).toBe(true)
    makeRoom(context.library.folder.versions, 32)
    expect(await store.keep(large.contentId, large.xxh128, large.path)).toBe(true)
    expect((await back(large.contentId)).equals(large.bytes)).toBe(true)
    expect(await store.mend()).toEqual({ adopted: 0, removed: 0, missing: 0, lost: 0 })
  })

  it('sweeps the half of a pack that a kill on a full drive has left, and what was kept stays', async () => {
    const small = document('a.pdf', 2)
    expect(await store.keep(small.contentId, small.xxh128, small.path)).toBe(true)
    writeFileSync(join(context.library.folder.versions, 'half.pack.part'), randomBytes(MB))
    expect(await store.mend()).toMatchObject({ removed: 1, lost: 0 })
    expect((await back(small.contentId)).equals(small.bytes)).toBe(true)
  })

  it('keeps what is small enough, and says the trouble once', async () => {
    const keeping = createKeeping(context, store, () => {})
    const [large, larger, small] = [document('a.pdf', 9), document('b.pdf', 12), document('c.pdf', 1)]
    for (const one of [large, larger, small]) keeping.keep(one.contentId, one.path)
    await keeping.idle()
    expect([large, larger, small].map((one) => store.has(one.contentId))).toEqual([false, false, true])
    expect(keeping.trouble()).toBe('The library’s drive is full: a version was not kept. Make room there.')
    const said = readdirSync(context.library.folder.logs)
      .map((name) => readFileSync(join(context.library.folder.logs, name), 'utf8'))
      .join('')
    expect(said.match(/there is no room for versions/g) ?? []).toHaveLength(1)
    keeping.end()
  })
})

describe.skipIf(!canMount)('an engine whose store has no room (needs root to mount)', () => {
  it('loses nothing of the catalogue, says so in doctor, and keeps all once there is room', async () => {
    await using library = await testLibrary()
    const { client, folder } = library
    const top = join(library.dir, 'graphics')
    const files = Array.from({ length: 6 }, (_, index) => join(top, `titles ${index}.psd`))
    mkdirSync(top)
    for (const path of files) writeFileSync(path, randomBytes(2 * MB))
    rmSync(folder.versions, { recursive: true, force: true })
    using _room = mountMemory(folder.versions, 5)
    const { id } = await client.roots.add({ opId: newId(), path: top })
    const scan = async (): Promise<void> => {
      for await (const _ of await client.roots.scan({ id })) void _
    }
    const check = async () => (await client.engine.doctor({})).find((one) => one.id === 'versions.store')
    await scan()
    await until('all is taken in', async () => (await client.assets.list({})).rows.length === files.length)
    await until('doctor says that there is no room', async () => (await check())?.state === 'failure')
    expect(await check()).toMatchObject({
      found: expect.stringMatching(/^\d+ files are not kept: the drive of .* is full$/) as string,
      advice:
        'The library’s drive is full: a version was not kept. Make room there. It is tried again every half minute.',
    })
    expect(faultsOf(folder)).toEqual([])
    const lines = linesOf(folder).filter((line) => line.startsWith('asset'))
    makeRoom(folder.versions, 64)
    // The full ones are tried again by themselves.
    writeFileSync(join(top, 'credits.psd'), randomBytes(MB))
    await scan()
    await until('all is kept', async () => (await readKept(folder)).whole.size === files.length + 1)
    await until('doctor is content', async () => (await check())?.state === 'ok')
    expect((await readKept(folder)).broken).toEqual([])
    expect(faultsOf(folder)).toEqual([])
    expect(linesOf(folder).filter((line) => line.startsWith('asset') && !line.includes('credits'))).toEqual(lines)
  })
})

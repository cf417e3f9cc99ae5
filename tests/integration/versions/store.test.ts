/**
 * The store of versions: what goes in comes out, bit for bit, or not at all.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chunkListOf, packOf, storeBytes } from '../../../electron/engine/db/versions/chunks.ts'
import { upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary, type OpenLibrary } from '../../../electron/engine/library/open.ts'
import { readIndex } from '../../../electron/engine/versions/store/pack-format.ts'
import { packPath } from '../../../electron/engine/versions/store/read-packs.ts'
import { createStoreThread, type StoreThread } from '../../../electron/engine/versions/store/store-thread.ts'
import { openStore, type VersionStore } from '../../../electron/engine/versions/store/store.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'

describe('the store of versions', () => {
  let place: ReturnType<typeof scratch>
  let library: OpenLibrary
  let thread: StoreThread
  let store: VersionStore
  const packs = (): string[] =>
    readdirSync(library.folder.versions, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pack'))
      .map((name) => join(library.folder.versions, name))

  beforeEach(() => {
    place = scratch()
    const folder = libraryFolder(join(place.dir, 'library'))
    makeLibrary(folder)
    library = openLibrary(folder, new Date())
    thread = createStoreThread(workerUrls().store)
    store = openStore({ db: library.writer, folder: folder.versions, thread, now: Date.now })
  })
  afterEach(async () => {
    await thread.close()
    library.close()
    place[Symbol.dispose]()
  })

  async function keep(bytes: Buffer): Promise<string> {
    const path = join(place.dir, 'document')
    writeFileSync(path, bytes)
    const xxh128 = digestBytes('xxh128', bytes)
    const id = upsertContent(library.writer, { bytes: bytes.length, hashes: { xxh128 }, kind: 'document', now: 0 })
    expect(await store.keep(id, xxh128, path)).toBe(true)
    return id
  }
  const packName = (path: string): string => basename(path, '.pack')
  const packIdOf = (contentId: string): string =>
    packOf(library.reader, chunkListOf(library.reader, contentId)!.subarray(0, 32))!
  async function back(id: string): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of store.read(id)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  it('gives back what it was given, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 600_000 }), fc.boolean(), async (length, text) => {
        const bytes = text ? Buffer.from('<clip name="A003C012"/>\n'.repeat(length / 24)) : randomBytes(length)
        expect((await back(await keep(bytes))).equals(bytes)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('stores of an edited document little more than the edit', async () => {
    const first = randomBytes(8 << 20)
    await keep(first)
    const before = storeBytes(library.reader)
    const second = Buffer.concat([first.subarray(0, 3 << 20), randomBytes(1000), first.subarray(3 << 20)])
    const id = await keep(second)
    expect(storeBytes(library.reader) - before).toBeLessThan(600_000)
    expect((await back(id)).equals(second)).toBe(true)
  })

  it('stores a document that was only renamed, or copied, not at all', async () => {
    const bytes = randomBytes(1 << 20)
    const id = await keep(bytes)
    const before = storeBytes(library.reader)
    expect(await keep(bytes)).toBe(id)
    expect(storeBytes(library.reader)).toBe(before)
  })

  it('does not keep a file that holds other bytes by now', async () => {
    const path = join(place.dir, 'moving')
    writeFileSync(path, 'the next draft')
    const xxh128 = digestBytes('xxh128', Buffer.from('the draft'))
    const id = upsertContent(library.writer, { bytes: 9, hashes: { xxh128 }, kind: 'document', now: 0 })
    expect(await store.keep(id, xxh128, path)).toBe(false)
    expect(store.has(id)).toBe(false)
  })

  it('says that a pack is damaged and serves nothing of it', async () => {
    const id = await keep(randomBytes(300_000))
    const [pack] = packs()
    const bytes = readFileSync(pack!)
    bytes[bytes.length >> 1]! ^= 0x40
    writeFileSync(pack!, bytes)
    await expect(back(id)).rejects.toMatchObject({ code: 'version.damaged' })
  })

  it('sweeps what a crash has left, and nothing else', async () => {
    const id = await keep(randomBytes(300_000))
    const kept = packs()
    writeFileSync(
      kept[0]!.replace(/[0-9a-f]{4}-[0-9a-f]{12}\.pack$/, (end) => `ffff${end.slice(4)}`),
      'a pack that no catalogue knows',
    )
    writeFileSync(`${kept[0]!}.part`, 'half a pack')
    await store.mend()
    expect(packs()).toEqual(kept)
    await expect(back(id)).resolves.toHaveLength(300_000)
  })

  it('takes up packs that a catalogue gone back to a backup does not know, and finds its chunks in them', async () => {
    const bytes = randomBytes(400_000)
    const id = await keep(bytes)
    // The pack was written anew under another name since the backup.
    const anew = packPath(library.folder.versions, newId())
    mkdirSync(dirname(anew), { recursive: true })
    renameSync(packs()[0]!, anew)
    expect(await store.mend()).toMatchObject({ adopted: 1, missing: 1, lost: 0 })
    expect((await back(id)).equals(bytes)).toBe(true)
    expect(await store.mend()).toMatchObject({ adopted: 0, removed: 0, missing: 0, lost: 0 })
  })

  it('does not call kept what is in no pack any more', async () => {
    const [lost, other] = [await keep(randomBytes(300_000)), await keep(randomBytes(300_000))]
    rmSync(packs().find((path) => packIdOf(lost) === packName(path))!)
    expect(await store.mend()).toMatchObject({ missing: 1, lost: 1 })
    expect([store.has(lost), store.has(other)]).toEqual([false, true])
  })

  it('gives nothing up when its whole folder is away', async () => {
    const id = await keep(randomBytes(300_000))
    renameSync(library.folder.versions, `${library.folder.versions}-away`)
    expect(await store.mend()).toMatchObject({ missing: 1, lost: 0 })
    renameSync(`${library.folder.versions}-away`, library.folder.versions)
    await expect(back(id)).resolves.toHaveLength(300_000)
  })

  it('mends a damaged pack from the file that is about to be replaced', async () => {
    const bytes = randomBytes(300_000)
    const id = await keep(bytes)
    const [pack] = packs()
    const damaged = readFileSync(pack!)
    damaged[damaged.length >> 1]! ^= 0x40
    writeFileSync(pack!, damaged)
    expect(await store.keepProven(id, digestBytes('xxh128', bytes), join(place.dir, 'document'))).toBe(true)
    expect((await back(id)).equals(bytes)).toBe(true)
  })

  it('keeps many contents while its folder is mended', async () => {
    const files = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const path = join(place.dir, `document ${index}`)
        const bytes = randomBytes(100_000 + index)
        writeFileSync(path, bytes)
        const xxh128 = digestBytes('xxh128', bytes)
        const id = upsertContent(library.writer, { bytes: bytes.length, hashes: { xxh128 }, kind: 'document', now: 0 })
        const [kept] = await Promise.all([store.keep(id, xxh128, path), store.mend()])
        return { id, bytes, kept }
      }),
    )
    for (const { id, bytes, kept } of files) {
      expect(kept).toBe(true)
      expect((await back(id)).equals(bytes)).toBe(true)
    }
  })

  it('writes packs whose own index tells all that the catalogue knows of them', async () => {
    await keep(randomBytes(900_000))
    const bytes = readFileSync(packs()[0]!)
    const entries = readIndex(
      statSync(packs()[0]!).size,
      (offset, length) => bytes.subarray(offset, offset + length),
      'pack',
    )
    const rows = library.reader
      .prepare<[], { hash: Buffer; offset: number; stored: number; bytes: number }>(
        'SELECT hash, offset, stored, bytes FROM chunk ORDER BY offset',
      )
      .all()
    expect(entries).toEqual(rows)
  })
})

/**
 * The store of versions: what goes in comes out, bit for bit, or not at all.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeBytes } from '../../../electron/engine/db/chunks.ts'
import { upsertContent } from '../../../electron/engine/db/files-write.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary, type OpenLibrary } from '../../../electron/engine/library/open.ts'
import { readIndex } from '../../../electron/engine/versions/store/pack-format.ts'
import { createStoreThread, type StoreThread } from '../../../electron/engine/versions/store/store-thread.ts'
import { openStore, type VersionStore } from '../../../electron/engine/versions/store/store.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { scratch } from '../../helpers/library.ts'

describe('the store of versions', () => {
  let place: ReturnType<typeof scratch>
  let library: OpenLibrary
  let thread: StoreThread
  let store: VersionStore
  const packs = (): string[] => readdirSync(library.folder.versions, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pack')).map((name) => join(library.folder.versions, name))

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
  async function back(id: string): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of store.read(id)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  it('gives back what it was given, whatever that is', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 600_000 }), fc.boolean(), async (length, text) => {
      const bytes = text ? Buffer.from('<clip name="A003C012"/>\n'.repeat(length / 24)) : randomBytes(length)
      expect((await back(await keep(bytes))).equals(bytes)).toBe(true)
    }), { numRuns: 15 })
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
    writeFileSync(`${kept[0]!.slice(0, -5)}0.pack`, 'a pack that no catalogue knows')
    writeFileSync(`${kept[0]!}.part`, 'half a pack')
    await store.sweep()
    expect(packs()).toEqual(kept)
    await expect(back(id)).resolves.toHaveLength(300_000)
  })

  it('writes packs whose own index tells all that the catalogue knows of them', async () => {
    await keep(randomBytes(900_000))
    const bytes = readFileSync(packs()[0]!)
    const entries = readIndex(statSync(packs()[0]!).size, (offset, length) => bytes.subarray(offset, offset + length), 'pack')
    const rows = library.reader.prepare<[], { hash: Buffer; offset: number; stored: number; bytes: number }>('SELECT hash, offset, stored, bytes FROM chunk ORDER BY offset').all()
    expect(entries).toEqual(rows)
  })
})

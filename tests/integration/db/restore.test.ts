/**
 * Going back to a copy of the catalogue.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { listBackups, restoreCatalogue } from '../../../electron/engine/library/restore.ts'
import { SCHEMA_VERSION } from '../../../electron/engine/db/core/migrate.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

/** A library in which one clip has three stars in the backup, and five now. */
async function stage(dir: string) {
  const folder = libraryFolder(join(dir, 'library'))
  makeLibrary(folder)
  const media = join(dir, 'media')
  mkdirSync(media)
  writeFileSync(join(media, 'notes.txt'), 'wild tracks')
  let path = ''
  await withEngine(dir, async (client) => {
    for await (const _ of await client.catalogue.add({ paths: [media] })) void _
    await rate(client, 3)
    path = (await client.engine.backup({ opId: newId() })).path
    await rate(client, 5)
  })
  return { folder, path }
}

async function withEngine<T>(
  dir: string,
  work: (client: EngineClient) => Promise<T>,
  restart?: () => void,
): Promise<T> {
  const engine = await createEngine({
    folder: libraryFolder(join(dir, 'library')),
    version: 'test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
    ...(restart === undefined ? {} : { restart }),
  })
  try {
    return await work(createRouterClient(engine.router, { context: ADMIN }))
  } finally {
    await engine.close()
  }
}

const first = async (client: EngineClient) => (await client.assets.list({})).rows[0]!
const rate = async (client: EngineClient, rating: number) =>
  client.assets.set({ opId: newId(), ids: [(await first(client)).id], changes: { rating } })
const stars = (dir: string): Promise<number> => withEngine(dir, async (client) => (await first(client)).rating)

describe('restoring the catalogue', () => {
  it('goes back to the copy and keeps what stood there, so that one can go back on it', async () => {
    using place = scratch()
    const { folder, path } = await stage(place.dir)
    const kept = restoreCatalogue(folder, path, new Date())
    expect(await stars(place.dir)).toBe(3)
    restoreCatalogue(folder, kept!, new Date())
    expect(await stars(place.dir)).toBe(5)
  })

  it('is a command, which names the backup by its path or its name', async () => {
    using place = scratch()
    const { folder, path } = await stage(place.dir)
    const listed = await startCli(folder.path, ['db', 'list']).done
    expect(listed.lines.filter((line) => line['type'] === 'backup').map((line) => line['path'])).toContain(path)
    const restored = await startCli(folder.path, ['db', 'restore', basename(path)]).done
    expect(restored.lines.at(-1)).toMatchObject({ type: 'result', ok: true, exit: 0 })
    expect(existsSync(String(restored.lines.at(-1)!['kept']))).toBe(true)
    expect(await stars(place.dir)).toBe(3)
  })

  it('is refused while the library is open', async () => {
    using place = scratch()
    const { folder, path } = await stage(place.dir)
    const open = openLibrary(folder, new Date())
    expect(() => restoreCatalogue(folder, path, new Date())).toThrow(
      expect.objectContaining({ code: 'library.locked' }),
    )
    open.close()
  })

  it('can be asked for in a window: the engine that starts next goes back', async () => {
    using place = scratch()
    const { path } = await stage(place.dir)
    let restarts = 0
    await withEngine(
      place.dir,
      (client) => client.backups.restore({ opId: newId(), name: basename(path) }),
      () => {
        restarts += 1
      },
    )
    expect(restarts).toBe(1)
    expect(await stars(place.dir)).toBe(3)
    expect(await stars(place.dir)).toBe(3)
  })

  it('mends a catalogue that is broken to the last byte', async () => {
    using place = scratch()
    const { folder, path } = await stage(place.dir)
    writeFileSync(folder.database, Buffer.alloc(100_000, 7))
    expect(() => openLibrary(folder, new Date())).toThrow(expect.objectContaining({ code: 'library.broken' }))
    restoreCatalogue(folder, path, new Date())
    expect(await stars(place.dir)).toBe(3)
  })

  it('changes nothing when the copy is no catalogue, is broken, or comes from the future', async () => {
    using place = scratch()
    const { folder, path } = await stage(place.dir)
    const before = readFileSync(folder.database)
    const [text, torn, future] = ['text', 'torn', 'future'].map((name) => join(place.dir, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(text, 'not a database at all, but long enough to be looked at as one')
    writeFileSync(torn, readFileSync(path).subarray(0, 60_000))
    const newer = readFileSync(path)
    // user_version in the header of the file: sqlite.org/fileformat2.html §1.3
    newer.writeUInt32BE(SCHEMA_VERSION + 10, 60)
    writeFileSync(future, newer)
    for (const [source, code] of [
      [text, 'library.broken'],
      [torn, 'library.broken'],
      [future, 'db.future'],
      [join(place.dir, 'none'), 'not_found'],
    ] as const) {
      expect(() => restoreCatalogue(folder, source, new Date())).toThrow(expect.objectContaining({ code }))
    }
    expect(readFileSync(folder.database).equals(before)).toBe(true)
    expect(listBackups(folder).every((one) => !one.name.startsWith('before-restore'))).toBe(true)
  })

  it('never leaves the folder of the backups by a name', async () => {
    using place = scratch()
    await stage(place.dir)
    await withEngine(place.dir, async (client) => {
      await expect(client.backups.restore({ opId: newId(), name: '../rushes.db' })).rejects.toMatchObject({
        code: 'not_found',
      })
    })
  })
})

/**
 * What older readers wrote down wrongly is put right in the background: facts and pictures, and nothing that people
 * said.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { openReader } from '../../../electron/engine/db/core/open.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder, type LibraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { READER_VERSION } from '../../../electron/engine/media/probe-facts.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { Activity } from '../../../shared/model/work.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { SONY_XML } from '../../helpers/camera-metadata.ts'
import { ageLibrary, CALLED_BROKEN } from '../../helpers/aged-library.ts'
import { scratch } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, op, scan } from './bench.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

async function withEngine<T>(folder: LibraryFolder, work: (client: EngineClient) => Promise<T>): Promise<T> {
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  try {
    return await work(createRouterClient(engine.router, { context: ADMIN }))
  } finally {
    await engine.close()
  }
}

/** How many contents a reader of today has read. */
function readToday(folder: LibraryFolder): number {
  const db = openReader(folder.database)
  const count = db
    .prepare<[number], { count: number }>('SELECT count(*) AS count FROM content WHERE reader = ?')
    .get(READER_VERSION)!.count
  db.close()
  return count
}

function library(dir: string): LibraryFolder {
  const folder = libraryFolder(join(dir, 'library'))
  makeLibrary(folder)
  return folder
}

describe('a library that an older reader has left', { timeout: 240_000 }, () => {
  it('gets its facts and its pictures, and keeps what people said', async () => {
    using place = scratch()
    const folder = library(place.dir)
    const card = join(place.dir, 'CARD')
    mkdirSync(card)
    copyFileSync(await media.film(), join(card, 'A001C001.mov'))
    copyFileSync(
      await media.madeWith('trimmed.mov', ['-ss', '0.5', '-i', await media.plain('25'), '-c', 'copy']),
      join(card, 'IMG_2.mov'),
    )
    await withEngine(folder, async (client) => {
      await client.settings.set({ ...op(), changes: { makeProxies: false } })
      await scan(client, card)
      const { rows } = await client.assets.list({})
      await client.assets.set({
        ...op(),
        ids: rows.map(({ id }) => id),
        changes: { rating: 4, scene: '12A', description: 'the good one' },
      })
    })
    ageLibrary(folder, (name, probe) =>
      name === 'A001C001'
        ? CALLED_BROKEN
        : {
            ...(probe as MediaFacts),
            reader: undefined,
            durationFrames: 25,
            duration: { num: 1, den: 1 },
            video: (probe as MediaFacts).video.map((stream) => ({ ...stream, frames: 25 })),
          },
    )
    await withEngine(folder, async (client) => {
      // Said in the activity for as long as it goes on.
      const told: Activity['rereading'][] = []
      const stop = new AbortController()
      const watching = (async () => {
        for await (const { rereading } of await client.engine.activity({}, { signal: stop.signal }))
          told.push(rereading)
      })().catch(() => {})
      await until('every content was read again', () => readToday(folder) === 2)
      const clip = await until('the clip is whole again', async () =>
        (await client.assets.list({ query: 'name:A001C001' })).rows.find(({ broken }) => broken === null),
      )
      stop.abort()
      await watching
      expect(clip).toMatchObject({ durationFrames: 48, startTimecode: '10:00:00:00', rating: 4, scene: '12A' })
      expect((await client.assets.get({ id: clip.id })).description).toBe('the good one')
      expect((await client.assets.list({ query: 'name:IMG_2' })).rows[0]).toMatchObject({
        durationFrames: 12,
        rating: 4,
      })
      expect(told.some((one) => one === null || (one.total === 2 && one.done <= 2))).toBe(true)
    })
  })

  it('hears what a newer reader finds beside a clip, and shows its log', async () => {
    using place = scratch()
    const folder = library(place.dir)
    const card = join(place.dir, 'CARD')
    mkdirSync(card)
    copyFileSync(await media.plain('25'), join(card, 'C0001.MP4'))
    writeFileSync(join(card, 'C0001M01.XML'), SONY_XML)
    await withEngine(folder, async (client) => {
      await client.settings.set({ ...op(), changes: { makeProxies: false } })
      await scan(client, card)
    })
    ageLibrary(folder, (_, probe) => ({ ...(probe as MediaFacts), reader: 3, gamma: null, start: null }))
    await withEngine(folder, async (client) => {
      const row = await until('the clip is read again', async () =>
        (await client.assets.list({ query: 'kind:video' })).rows.find(({ log }) => log !== null),
      )
      expect(row.log).toBe('S-Log3')
      const { facts } = await client.assets.get({ id: row.id })
      expect(facts).toContainEqual({ group: 'Camera', label: 'Camera', value: 'Sony ILME-FX3' })
    })
  })

  it('has its pictures made anew where they show something else, and only there', async () => {
    using place = scratch()
    const folder = library(place.dir)
    const card = join(place.dir, 'CARD')
    mkdirSync(card)
    copyFileSync(await media.film(), join(card, 'A001C001.mov'))
    copyFileSync(await media.dropFrame(), join(card, 'A001C002.mov'))
    await withEngine(folder, async (client) => {
      await scan(client, card)
      await allSettled(client)
    })
    ageLibrary(folder, (name, probe) => ({
      ...(probe as MediaFacts),
      reader: undefined,
      ...(name === 'A001C001'
        ? { video: (probe as MediaFacts).video.map((stream) => ({ ...stream, rotation: 90 })) }
        : {}),
    }))
    await withEngine(folder, async (client) => {
      await until('every content was read again', () => readToday(folder) === 2)
      const jobs = await allSettled(client)
      const again = jobs.filter((job) => job.finishedAt !== null && job.subject === 'A001C001')
      const before = jobs.filter((job) => job.finishedAt !== null && job.subject === 'A001C002')
      expect(again.every((job) => job.state === 'done')).toBe(true)
      expect(Math.max(...before.map((job) => job.finishedAt!))).toBeLessThan(
        Math.min(...again.map((job) => job.finishedAt!)),
      )
    })
  })

  it.skipIf(process.platform === 'win32')('goes on where a crash stopped it, and reads nothing twice', async () => {
    using place = scratch()
    const folder = library(place.dir)
    const card = join(place.dir, 'CARD')
    mkdirSync(card)
    const count = 16
    for (let n = 0; n < count; n += 1) {
      copyFileSync(
        await media.madeWith(`tone-${n}.wav`, ['-f', 'lavfi', '-i', `sine=frequency=${300 + n}:duration=0.1`]),
        join(card, `T${String(n).padStart(3, '0')}.wav`),
      )
    }
    await withEngine(folder, async (client) => {
      await client.settings.set({ ...op(), changes: { makeProxies: false } })
      await scan(client, card)
    })
    ageLibrary(folder, () => CALLED_BROKEN)
    expect(readToday(folder)).toBe(0)
    let read = 0
    for (const upTo of [4]) {
      const child = spawn(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          fileURLToPath(new URL('../../fixtures/reread-child.ts', import.meta.url)),
          folder.path,
        ],
        { stdio: 'ignore' },
      )
      await until(`${upTo} were read`, () => readToday(folder) >= upTo)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(readToday(folder)).toBeGreaterThanOrEqual(Math.max(read, upTo))
      read = readToday(folder)
      expect(read).toBeLessThan(count)
    }
    await withEngine(folder, async (client) => {
      await until('the rest was read', () => readToday(folder) === count)
      await until(
        'none is called broken',
        async () => (await client.assets.list({ query: 'broken' })).rows.length === 0,
      )
    })
  })
})

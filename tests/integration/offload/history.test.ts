/**
 * The history of offloads: windows of it, newest first, and searched by the words that people have for an offload.
 */
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../electron/engine/db/offload/offload-history.ts'
import { insertOffload, updateOffload } from '../../../electron/engine/db/offload/offload-rows.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'
import { makeCard } from './stage.ts'

const roll = (name: string): Offload['rolls'][number] => ({
  name,
  path: name,
  family: 'arri',
  files: 3,
  bytes: 300,
  check: null,
})

/** The n-th card of a show, to a RAID and, every other time, to a shuttle. */
function card(n: number): Offload {
  const name = `A${String(n).padStart(3, '0')}`
  const drives = n % 2 === 0 ? ['RAID_A'] : ['RAID_A', 'SHUTTLE_02']
  return {
    id: newId(),
    name,
    sources: [`/media/card/${name}`],
    state: 'done',
    cascade: false,
    resumes: 'asked',
    queue: null,
    ejected: [],
    files: 3,
    bytes: 300,
    clips: 1,
    rolls: [roll(name)],
    level: 'full',
    bytesRead: 300,
    readErrors: 0,
    currentPath: null,
    speed: 0,
    secondsLeft: null,
    remarks: [],
    error: null,
    startedAt: 1_000 + Math.floor(n / 3),
    finishedAt: 2_000 + n,
    verdict: {
      safeToFormat: true,
      verified: true,
      sentence: 'Safe to format: 3 files.',
      reasons: [],
      devices: drives.length,
    },
    destinations: drives.map((label, index) => ({
      index,
      path: `/mnt/${label}`,
      target: `/mnt/${label}/${name}`,
      volumeLabel: label,
      physicalDevice: null,
      state: 'done',
      bytesCopied: 300,
      bytesVerified: 300,
      filesCopied: 3,
      filesVerified: 3,
      conflicts: 0,
      failures: 0,
      readErrors: 0,
      paused: false,
      origins: [],
      speed: 0,
      readBack: 'device',
      error: null,
    })),
  }
}

function show(dir: string, count: number) {
  const folder = libraryFolder(dir)
  makeLibrary(folder)
  const library = openLibrary(folder, new Date())
  for (let n = 0; n < count; n += 1) {
    insertOffload(library.writer, card(n), `key ${n}`, {})
    const { id } = library.writer.prepare('SELECT id FROM offload WHERE request_key = ?').get(`key ${n}`) as {
      id: string
    }
    updateOffload(library.writer, { ...card(n), id })
  }
  return library
}

describe('the history of offloads', () => {
  it('comes in windows, newest first, each offload once, also where several began in one moment', async () => {
    using place = scratch()
    const library = show(place.dir, 130)
    const seen: string[] = []
    let after: string | null = null
    do {
      const window = await readHistory(library.reader, { words: [], after, limit: 40 }, undefined)
      expect(window.total).toBe(130)
      seen.push(...window.rows.map(({ id }) => id))
      const moments = window.rows.map(({ startedAt }) => startedAt)
      expect(moments).toEqual(moments.toSorted((a, b) => b - a))
      after = window.cursor
    } while (after !== null)
    expect(new Set(seen).size).toBe(130)
    expect(seen).toHaveLength(130)
    library.close()
  })

  it('ends with a full window where nothing is left', async () => {
    using place = scratch()
    const library = show(place.dir, 40)
    expect((await readHistory(library.reader, { words: [], after: null, limit: 40 }, undefined)).cursor).toBeNull()
    expect(
      await readHistory(library.reader, { words: [], after: 'no cursor of ours', limit: 40 }, undefined),
    ).toMatchObject({ rows: [], cursor: null })
    library.close()
  })

  it('is searched by name, roll, drive and folder, all words at once', async () => {
    using place = scratch()
    const library = show(place.dir, 130)
    const found = async (...words: string[]) =>
      (await readHistory(library.reader, { words, after: null, limit: 200 }, undefined)).rows.map(({ name }) => name)
    expect(await found('a007')).toEqual(['A007'])
    expect(await found('shuttle_02')).toHaveLength(65)
    expect(await found('/mnt/shuttle_02/a00')).toEqual(['A009', 'A007', 'A005', 'A003', 'A001'])
    expect(await found('a007', 'raid_a')).toEqual(['A007'])
    expect(await found('a008', 'shuttle_02')).toEqual([])
    library.close()
  })

  it('gives back what the list shows, and no more', async () => {
    using place = scratch()
    const library = show(place.dir, 1)
    const {
      rows: [row],
    } = await readHistory(library.reader, { words: [], after: null, limit: 1 }, undefined)
    expect(row).toMatchObject({
      name: 'A000',
      state: 'done',
      rolls: ['A000'],
      files: 3,
      bytes: 300,
      level: 'full',
      error: null,
      verdict: { safeToFormat: true, verified: true },
      destinations: [{ path: '/mnt/RAID_A', volumeLabel: 'RAID_A', state: 'done', filesVerified: 3, error: null }],
    })
    library.close()
  })
})

describe('the clips of an offload', () => {
  it('are found by what was copied, and stay found in another place', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const ids: string[] = []
    for (const name of ['A001', 'A002']) {
      const card = makeCard(join(dir, name), { [`${name}C001.mov`]: 40_000, [`${name}C002.mov`]: 50_000 })
      const drive = join(dir, `RAID_${name}`)
      mkdirSync(drive)
      const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
      for await (const _ of await client.offloads.watch({ id }));
      ids.push(id)
    }
    const found = async (query: string) => (await client.assets.list({ query })).rows.map(({ name }) => name).toSorted()
    expect(await found(`offload:${ids[0]!}`)).toEqual(['A001C001', 'A001C002'])
    expect(await found(`offload:${ids[0]!},${ids[1]!}`)).toHaveLength(4)
    expect(await found(`-offload:${ids[0]!}`)).toEqual(['A002C001', 'A002C002'])
    expect(await found('offload:nothing')).toEqual([])
    renameSync(join(dir, 'RAID_A001', 'A001'), join(dir, 'RAID_A001', 'moved'))
    for await (const _ of await client.catalogue.add({ paths: [join(dir, 'RAID_A001', 'moved')] }));
    expect(await found(`offload:${ids[0]!}`)).toEqual(['A001C001', 'A001C002'])
  })
})

/**
 * Frames that an older version catalogued as single stills become one sequence after opening; what people said of a
 * still, and photographers' pictures, stay.
 */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { regroupSequences } from '../../../electron/engine/ingest/regroup.ts'
import { libraryFolder, type LibraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { newId } from '../../../shared/util/ids.ts'
import { correct } from '../../helpers/corrections.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

/** A grey picture; frames of one grey and size have equal bytes. */
function png(grey: number, width = 4): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const around = Buffer.alloc(8)
    around.writeUInt32BE(data.length, 0)
    around.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(2, 4)
  head[8] = 8
  const lines = Buffer.concat(
    Array.from({ length: 2 }, () => Buffer.from([0, ...Array.from({ length: width }, () => grey)])),
  )
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
const frame = (name: string, number: number): string => `${name}${String(number).padStart(4, '0')}.png`

async function open(folder: LibraryFolder) {
  const { engine, client } = await engineOn(folder)
  const rows = async () => (await client.assets.list({ limit: 500 })).rows
  const one = (name: string) =>
    until(`“${name}” is in the catalogue`, async () => (await rows()).find((row) => row.name === name))
  return { engine, client, rows, one }
}

/**
 * Makes a library whose files of `media` are single stills, as an older version left them. Folders and their pictures:
 * `pictures`.
 */
async function oldLibrary(
  dir: string,
  pictures: Readonly<Record<string, readonly [string, Buffer][]>>,
  say: (opened: Awaited<ReturnType<typeof open>>) => Promise<void> = async () => {},
): Promise<LibraryFolder> {
  const folder = libraryFolder(join(dir, 'library'))
  makeLibrary(folder)
  const media = join(dir, 'media')
  // Under names that cameras give, which are no frames today either.
  for (const [name, files] of Object.entries(pictures)) {
    mkdirSync(join(media, name), { recursive: true })
    for (const [file, bytes] of files)
      writeFileSync(join(media, name, file.toUpperCase().replace('.PNG', '.png')), bytes)
  }
  const opened = await open(folder)
  for await (const event of await opened.client.catalogue.add({ paths: [media] })) void event
  await say(opened)
  await opened.engine.close()
  const db = new Database(folder.database)
  for (const name of Object.keys(pictures).filter((one) => one !== 'camera')) {
    for (const file of readdirSync(join(media, name))) {
      const now = file.toLowerCase()
      renameSync(join(media, name, file), join(media, name, now))
      db.prepare(`UPDATE file SET path = replace(path, ?, ?) WHERE path LIKE ?`).run(
        `/${name}/${file}`,
        `/${name}/${now}`,
        `%/${name}/${file}`,
      )
      const [was, is] = [file, now].map((text) => text.replace('.png', ''))
      db.prepare('UPDATE asset SET derived = replace(derived, ?, ?), name = replace(name, ?, ?)').run(was, is, was, is)
      db.prepare('UPDATE version_part SET name = ? WHERE name = ?').run(now, file)
    }
  }
  db.prepare(`DELETE FROM library WHERE key = 'correction single-frames'`).run()
  db.close()
  return folder
}

/** Waits until the correction has gone over the whole library. */
async function corrected(folder: LibraryFolder): Promise<void> {
  const db = new Database(folder.database, { readonly: true })
  const place = db.prepare(`SELECT value FROM library WHERE key = 'correction single-frames'`).pluck()
  await until('the correction has ended', () => place.get() === 'done')
  db.close()
}

const run = (name: string, count: number, grey: (number: number) => number, width = 4): [string, Buffer][] =>
  numbers(count).map((number) => [frame(name, number), png(grey(number), width)])

it('numbered frames become one sequence with its copies, and equal black frames no copies; camera stills and rated stills stay', async () => {
  using place = scratch()
  // Both renders begin in black.
  const img = run('img_', 24, (number) => (number <= 3 ? 0 : number))
  const folder = await oldLibrary(
    place.dir,
    {
      render: img,
      backup: img,
      comp: run('comp', 24, (number) => (number === 1 ? 0 : 100 + number)),
      camera: run('dsc_', 10, (number) => 200 + number),
      scans: [...run('scan', 4, (number) => 40 + number, 8), ...run('scan', 9, (number) => 60 + number, 6).slice(4)],
    },
    async ({ client, one }) => {
      const still = await one('IMG_0010')
      await client.assets.set({ opId: newId(), ids: [still.id], changes: { rating: 4 } })
      await client.notes.add({ opId: newId(), assetId: still.id, frame: null, text: 'the poster' })
      const collection = await client.collections.create({ opId: newId(), name: 'Selects' })
      await client.collections.add({ opId: newId(), id: collection.id, assetIds: [still.id] })
    },
  )

  const { engine, client, rows, one } = await open(folder)
  try {
    await corrected(folder)
    expect(await one('img_[0001-0024].png')).toMatchObject({
      kind: 'sequence',
      durationFrames: 24,
      copies: 2,
      duplicates: 1,
      width: 4,
      height: 2,
      state: 'present',
      versions: 1,
    })
    expect(await one('comp[0001-0024].png')).toMatchObject({
      kind: 'sequence',
      durationFrames: 24,
      copies: 1,
      duplicates: 0,
      state: 'present',
    })
    const rated = await one('img_0010')
    expect(rated).toMatchObject({ kind: 'still', rating: 4, notes: 1, copies: 2, state: 'present' })
    expect((await client.assets.list({ query: 'collection:Selects' })).rows.map(({ id }) => id)).toEqual([rated.id])
    const stills = (await rows())
      .filter((row) => row.kind === 'still')
      .map(({ name }) => name)
      .toSorted()
    // Pictures of two sizes are no frames of one sequence.
    expect(stills).toEqual([
      ...numbers(10).map((number) => frame('DSC_', number).replace('.png', '')),
      'img_0010',
      ...numbers(9).map((number) => frame('scan', number).replace('.png', '')),
    ])
  } finally {
    await engine.close()
  }
})

it('what was said of the first frame is said of the sequence', async () => {
  using place = scratch()
  let id = ''
  const folder = await oldLibrary(
    place.dir,
    { render: run('out_', 12, (number) => number), shuttle: run('out_', 12, (number) => number) },
    async ({ client, one }) => {
      id = (await one('OUT_0001')).id
      await client.assets.tag({ opId: newId(), ids: [id], add: ['hero'] })
    },
  )
  const { engine, rows } = await open(folder)
  try {
    await corrected(folder)
    const [only, ...others] = await rows()
    expect(others).toEqual([])
    expect(only).toMatchObject({ id, name: 'out_[0001-0012].png', kind: 'sequence', tags: ['hero'], copies: 2 })
  } finally {
    await engine.close()
  }
})

it('a first frame that also lies elsewhere, and that somebody spoke of, stays a still with all frames beside it', async () => {
  using place = scratch()
  const folder = await oldLibrary(
    place.dir,
    { render: run('out_', 12, (number) => number), poster: [['out_0001.png', png(1)]] },
    async ({ client, one }) => {
      await client.assets.set({ opId: newId(), ids: [(await one('OUT_0001')).id], changes: { rating: 5 } })
    },
  )
  const { engine, rows, one } = await open(folder)
  try {
    await corrected(folder)
    expect(await rows()).toHaveLength(12)
    expect(await one('out_0001')).toMatchObject({ rating: 5, copies: 2 })
  } finally {
    await engine.close()
  }
})

it('is told in the activity, and goes on where it was cut off', async () => {
  using place = scratch()
  const folder = await oldLibrary(
    place.dir,
    Object.fromEntries(['a', 'b', 'c'].map((name, at) => [name, run('out_', 8, (number) => at * 50 + number)])),
  )
  // One folder a step.
  const session = (cutOffAfter?: number) =>
    correct(folder, () => async () => regroupSequences('here', Date.now, 0), { cutOffAfter })
  expect(await session(2)).toMatchObject([
    { id: 'single-frames', label: 'Grouping numbered frames into sequences', done: 0, of: 24 },
    { done: 8, of: 24 },
  ])
  const count = (kind: string): number => {
    const db = new Database(folder.database, { readonly: true })
    const { n } = db.prepare('SELECT count(*) AS n FROM asset WHERE kind = ? AND hidden = 0').get(kind) as { n: number }
    db.close()
    return n
  }
  expect([count('sequence'), count('still')]).toEqual([2, 8])
  await session()
  expect([count('sequence'), count('still')]).toEqual([3, 0])
})

it('sequences that begin with the same black frame are two clips from the first, and one lone frame is no copy of either', async () => {
  using place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const media = join(place.dir, 'media')
  const write = (name: string, file: string, bytes: Buffer): void => {
    mkdirSync(join(media, name), { recursive: true })
    writeFileSync(join(media, name, file), bytes)
  }
  for (const [name, base] of [
    ['one', 20],
    ['two', 60],
    ['copy', 20],
  ] as const) {
    for (const [file, bytes] of run('out_', 8, (number) => (number === 1 ? 0 : base + number))) write(name, file, bytes)
  }
  write('poster', 'black.png', png(0))
  const { engine, client, rows } = await open(folder)
  try {
    for await (const event of await client.catalogue.add({ paths: [media] })) void event
    expect((await rows()).map(({ name, kind, copies }) => `${kind} ${name} ${copies}`).toSorted()).toEqual([
      'sequence out_[0001-0008].png 1',
      'sequence out_[0001-0008].png 2',
      'still black 1',
    ])
  } finally {
    await engine.close()
  }
})

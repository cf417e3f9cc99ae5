/**
 * What an older version took of the library's own folder into the catalogue is taken out again, and goes nowhere.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { forgetOwnFiles } from '../../../electron/engine/ingest/forget-own.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import { newId } from '../../../shared/util/ids.ts'
import { correct } from '../../helpers/corrections.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

it('files of the library itself leave the catalogue after opening; what a person spoke of, and media beside them, stay', async () => {
  using place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const media = join(place.dir, 'media')
  mkdirSync(media)
  const own = ['engine.json', 'engine.log', 'rated.log'] as const
  for (const name of [...own, 'notes.txt']) writeFileSync(join(media, name), `TOKEN of ${name}`)
  const first = await engineOn(folder)
  for await (const event of await first.client.catalogue.add({ paths: [media] })) void event
  const { rows } = await first.client.assets.list({})
  expect(rows).toHaveLength(4)
  await first.client.assets.set({
    opId: newId(),
    ids: [rows.find(({ name }) => name.startsWith('rated'))!.id],
    changes: { rating: 4 },
  })
  await first.engine.close()
  // As the scan of an older version left them.
  const db = new Database(folder.database)
  const { path } = db.prepare(`SELECT path FROM file WHERE path LIKE '%notes.txt'`).get() as { path: string }
  const inside = path.replace(/media\/notes\.txt$/, 'library/')
  for (const name of own)
    db.prepare('UPDATE file SET path = ? WHERE path LIKE ?').run(
      `${inside}${name === 'engine.json' ? name : `logs/${name}`}`,
      `%media/${name}`,
    )
  db.close()

  const second = await engineOn(folder)
  try {
    await until('they are gone', async () => (await second.client.assets.list({})).rows.length === 2)
    expect((await second.client.assets.list({})).rows.map(({ name }) => name).toSorted()).toEqual([
      'notes.txt',
      'rated.log',
    ])
    const shuttle = join(place.dir, 'shuttle')
    mkdirSync(shuttle)
    const { remote } = await second.client.remotes.add({
      opId: newId(),
      url: `file://${shuttle}`,
      rules: { originals: 'all' },
    })
    for await (const event of await second.client.remotes.run({ id: remote.id })) void event
    const sent = readdirSync(shuttle, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    expect(sent.some((bytes) => bytes.includes('TOKEN of notes.txt'))).toBe(true)
    for (const name of own) expect(sent.some((bytes) => bytes.includes(`TOKEN of ${name}`))).toBe(false)
  } finally {
    await second.engine.close()
  }
})

it('is told in the activity, and goes on where it was cut off', async () => {
  using place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const media = join(place.dir, 'media')
  mkdirSync(media)
  for (let number = 0; number < 150; number += 1) writeFileSync(join(media, `${number}.log`), `line ${number}`)
  const { engine, client } = await engineOn(folder)
  for await (const event of await client.catalogue.add({ paths: [media] })) void event
  await engine.close()
  const db = new Database(folder.database)
  db.prepare(`UPDATE file SET path = replace(path, '/media/', '/library/logs/')`).run()
  const left = (): number => db.prepare('SELECT count(*) FROM file').pluck().get() as number

  const session = (cutOffAfter?: number) =>
    correct(folder, (context) => () => forgetOwnFiles(context, identifyVolume), { cutOffAfter })
  expect(await session(1)).toEqual([
    { id: 'own-files', label: 'Removing the library’s own files from the catalogue', done: 0, of: 150 },
  ])
  expect(left()).toBe(50)
  expect(await session()).toMatchObject([
    { done: 0, of: 50 },
    { done: 50, of: 50 },
  ])
  expect(left()).toBe(0)
  db.close()
})

/**
 * What an older version took of the library's own folder into the catalogue is taken out again, and goes nowhere.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import { forgetOwnFiles } from '../../../electron/engine/catalogue/forget-own.ts'
import { createContext } from '../../../electron/engine/context.ts'
import { startCorrections } from '../../../electron/engine/corrections/corrections.ts'
import { createStaleEvents } from '../../../electron/engine/events.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import type { Activity } from '../../../shared/model/work.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

it('files of the library itself leave the catalogue after opening; what a person spoke of, and media beside them, stay', async () => {
  using place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const open = async () => {
    const engine = await createEngine({ folder, version: '0.0.0-test', workers: workerUrls(), resourcesDir: null, now: Date.now, logLevel: 'silent' })
    return { engine, client: createRouterClient(engine.router, { context: { role: 'person' } }) }
  }
  const media = join(place.dir, 'media')
  mkdirSync(media)
  const own = ['engine.json', 'engine.log', 'rated.log'] as const
  for (const name of [...own, 'notes.txt']) writeFileSync(join(media, name), `TOKEN of ${name}`)
  const first = await open()
  for await (const event of await first.client.catalogue.add({ paths: [media] })) void event
  const { rows } = await first.client.assets.list({})
  expect(rows).toHaveLength(4)
  await first.client.assets.set({ opId: newId(), ids: [rows.find(({ name }) => name.startsWith('rated'))!.id], changes: { rating: 4 } })
  await first.engine.close()
  // As the scan of an older version left them.
  const db = new Database(folder.database)
  const { path } = db.prepare(`SELECT path FROM file WHERE path LIKE '%notes.txt'`).get() as { path: string }
  const inside = path.replace(/media\/notes\.txt$/, 'library/')
  for (const name of own) db.prepare('UPDATE file SET path = ? WHERE path LIKE ?').run(`${inside}${name === 'engine.json' ? name : `logs/${name}`}`, `%media/${name}`)
  db.close()

  const second = await open()
  try {
    await until('they are gone', async () => (await second.client.assets.list({})).rows.length === 2)
    expect((await second.client.assets.list({})).rows.map(({ name }) => name).toSorted()).toEqual(['notes.txt', 'rated.log'])
    const shuttle = join(place.dir, 'shuttle')
    mkdirSync(shuttle)
    const { remote } = await second.client.remotes.add({ opId: newId(), url: `file://${shuttle}`, rules: { originals: 'all' } })
    for await (const event of await second.client.remotes.run({ id: remote.id })) void event
    const sent = readdirSync(shuttle, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name)))
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
  const engine = await createEngine({ folder, version: '0.0.0-test', workers: workerUrls(), resourcesDir: null, now: Date.now, logLevel: 'silent' })
  for await (const event of await createRouterClient(engine.router, { context: { role: 'person' } }).catalogue.add({ paths: [media] })) void event
  await engine.close()
  const db = new Database(folder.database)
  db.prepare(`UPDATE file SET path = replace(path, '/media/', '/library/logs/')`).run()
  const left = (): number => db.prepare('SELECT count(*) FROM file').pluck().get() as number

  const session = async (cutOff: boolean): Promise<Activity['corrections']> => {
    const library = openLibrary(folder, new Date())
    const { log, close } = createLog(folder.logs, 'silent')
    const context = createContext({ library, events: createStaleEvents(Date.now()), log, now: Date.now, userName: 'Test' })
    const told: Activity['corrections'] = []
    await new Promise<void>((resolve) => {
      const corrections = startCorrections(context, () => {
        const [now] = corrections.running()
        if (now === undefined) resolve()
        else told.push(now)
        if (cutOff) void corrections.close()
      }, [() => forgetOwnFiles(context, identifyVolume)])
    })
    library.close()
    await close()
    return told
  }
  expect(await session(true)).toEqual([{ id: 'own-files', label: 'Removing the library’s own files from the catalogue', done: 0, of: 150 }])
  expect(left()).toBe(50)
  expect(await session(false)).toMatchObject([{ done: 0, of: 50 }, { done: 50, of: 50 }])
  expect(left()).toBe(0)
  db.close()
})

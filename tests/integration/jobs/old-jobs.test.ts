/**
 * A library of the last version whose jobs were all media work: its jobs are kept, and what ran or waited goes on.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../../electron/engine/db/core/migrate.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { op } from './bench.ts'

const OLD = new URL('../../fixtures/libraries/with-jobs/schema-230.db.gz', import.meta.url)

it('keeps its jobs under their ids: what is over stays over, what ran or waited waits for its drive, and nothing is queued twice', async () => {
  using place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  for (const one of [
    folder.path,
    folder.derivatives,
    folder.backups,
    folder.reports,
    folder.logs,
    folder.versions,
    folder.children,
  ])
    mkdirSync(one, { recursive: true })
  writeFileSync(folder.database, gunzipSync(readFileSync(OLD)))
  const before = new Database(folder.database)
  const old = before.prepare('SELECT id, recipe, state FROM job ORDER BY id').all() as {
    id: string
    recipe: string
    state: string
  }[]
  // What was made lies where the catalogue has it.
  for (const { path } of before.prepare('SELECT path FROM derivative').all() as { path: string }[]) {
    mkdirSync(dirname(join(folder.derivatives, path)), { recursive: true })
    writeFileSync(join(folder.derivatives, path), 'a picture')
  }
  before.close()
  expect(old.map(({ recipe, state }) => `${recipe} ${state}`).toSorted()).toEqual([
    'filmstrip running',
    'filmstrip waiting',
    'poster done',
    'poster done',
    'proxy running',
    'proxy waiting',
    'waveform cancelled',
  ])

  const { engine, client } = await engineOn(folder)
  // The clips themselves are not here: what is to be made of them waits for a drive.
  await until('what is open is held', async () => (await client.jobs.list({ states: ['held'] })).length === 4)
  const now = await client.jobs.list({})
  const expected = old.map(({ id, recipe, state }) => ({
    id,
    kind: recipe,
    state: state === 'running' || state === 'waiting' ? 'held' : state,
  }))
  expect(now.map(({ id, kind, state }) => ({ id, kind, state })).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    expected,
  )
  expect(now.filter(({ state }) => state === 'held').map(({ attempts, heldBy }) => ({ attempts, heldBy }))).toEqual(
    Array.from({ length: 4 }, () => ({ attempts: 0, heldBy: 'Waits for a drive that holds this clip' })),
  )
  expect(new Set(now.map(({ subject }) => subject))).toEqual(new Set(['A001C001', 'A001C002']))
  // Only what was cancelled is asked for anew; the rest is known as what it is.
  expect(await client.jobs.request(op())).toEqual({ count: 1 })
  expect(await client.jobs.list({ limit: 500 })).toHaveLength(old.length)
  await engine.close()

  const after = new Database(folder.database, { readonly: true })
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION })
  expect(after.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  after.close()
})

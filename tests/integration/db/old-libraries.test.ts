/**
 * Libraries that older versions made: they open, and what those wrote down wrongly is put right in the background, also
 * where the engine ends in the middle.
 */
import { readdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { startCorrections, type Correction } from '../../../electron/engine/corrections/corrections.ts'
import { SCHEMA_VERSION } from '../../../electron/engine/db/core/migrate.ts'
import { createEngine, type Engine } from '../../../electron/engine/index.ts'
import type { LibraryFolder } from '../../../electron/engine/library/folder.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { scratch, testContext } from '../../helpers/library.ts'
import { OLD_LIBRARIES, oldLibrary } from '../../helpers/old-library.ts'
import { until } from '../../helpers/until.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

function open(folder: LibraryFolder): Promise<Engine> {
  return createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
}

describe.each(readdirSync(OLD_LIBRARIES).filter((name) => name.endsWith('.gz')))(
  'a library of an earlier version: %s',
  (file) => {
    it('opens, keeps a copy of its catalogue from before, and has its mistakes put right', async () => {
      using place = scratch()
      const folder = oldLibrary(place.dir, file)
      const engine = await open(folder)
      const client = createRouterClient(engine.router, { context: ADMIN })
      const rows = async () =>
        Object.fromEntries((await client.assets.list({ query: 'kind:video' })).rows.map((row) => [row.name, row]))
      // The copy that read back wrong counts as none; the others are as they were.
      await until('counted', async () => (await rows())['A007C001_261120_R1AB']?.copies === 2)
      expect(await rows()).toMatchObject({
        A007C001_261120_R1AB: { copies: 2, verification: 'failed' },
        A007C002_261120_R1AB: { copies: 3, verification: 'verified' },
      })
      const said = async () =>
        (await client.offloads.list({})).flatMap((one) =>
          one.remarks.filter((remark) => remark.code === 'source.known').map((remark) => remark.message),
        )
      await until('reworded', async () => (await said()).every((message) => !message.includes('already safe on')))
      expect(await said()).toEqual([
        'All 3 files had a verified copy already, by name, size and time. Nothing is new. The offload proves it by reading both.',
      ])
      expect((await client.safety.cards({})).cards).toMatchObject([
        { name: 'A007', decision: 'wait', cells: [{ of: 3 }] },
      ])
      await engine.close()
      const db = new Database(folder.database, { readonly: true })
      expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION })
      db.close()
      expect(readdirSync(folder.backups).some((name) => name.startsWith('before-migration-150-'))).toBe(true)
    }, 60_000)
  },
)

describe('a correction', () => {
  const counting = (log: string[], end: string): Correction => ({
    id: 'test',
    label: 'Testing',
    changesAssets: false,
    count: () => 4,
    step: (_db, after) => {
      const next = after === '' ? 'a' : String.fromCharCode(after.charCodeAt(0) + 1)
      log.push(next)
      return { after: next === end ? null : next, done: 1 }
    },
  })

  it('goes on where the engine ended, is told while it runs, and is never done twice', async () => {
    using place = testContext()
    const log: string[] = []
    const told: string[] = []
    const first = startCorrections(
      place.context,
      () => {
        told.push(...(first?.running().map((one) => `${one.label} ${one.done}/${one.of}`) ?? []))
      },
      [counting(log, 'd')],
    )
    await first.close()
    const before = [...log]
    expect(before.length).toBeLessThan(4)
    const second = startCorrections(place.context, () => {}, [counting(log, 'd')])
    await until('done', () => second.running().length === 0)
    await second.close()
    expect(log).toEqual(['a', 'b', 'c', 'd'])
    const third = startCorrections(place.context, () => {}, [counting(log, 'd')])
    await third.close()
    expect(log).toHaveLength(4)
  })
})

/**
 * A library of the version before: searches that it saved mean what they meant, and its clips are in the order of the
 * slate.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MIGRATIONS, migrate } from '../../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { readRemote } from '../../../electron/engine/db/sync/remotes.ts'
import { planSearch } from '../../../electron/engine/db/search/search-sql.ts'
import { dueTransfers } from '../../../electron/engine/db/sync/transfer-classes.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { tradeKey } from '../../../shared/query/trade-key.ts'
import { scratch } from '../../helpers/library.ts'

test('what an older version wrote is printed anew and counted', () => {
  using place = scratch()
  const db = openWriter(join(place.dir, 'catalogue.db'))
  const older = MIGRATIONS.filter(({ number }) => number < 390)
  migrate(db, () => {}, older)
  const rules = { posters: true, proxies: true, documents: true, originals: 'all', bytesPerSecond: null, hours: null }
  const remote = db.prepare(`INSERT INTO remote (id, url, rules, encrypted, created_at) VALUES (?, ?, ?, 0, 0)`)
  remote.run('new', 'file:///new', JSON.stringify({ ...rules, query: 'harbour OR (copy) scene:12..14 tag:none' }))
  remote.run('same', 'file:///same', JSON.stringify({ ...rules, query: 'kind:video -tag:wild' }))
  const asset = db.prepare(
    `INSERT INTO asset (n, id, kind, name, name_key, scene, take, hdr, created_at) VALUES (?, ?, 'video', 'a', 'a', ?, ?, ?, 0)`,
  )
  for (const [n, scene] of ['2', '12A', '12', '13', null].entries()) asset.run(n + 1, `id-${n}`, scene, '3', 'pq')
  const before: number[] = []
  migrate(db, (from) => before.push(from))
  expect(before).toEqual([older.at(-1)!.number])
  expect(readRemote(db, 'new')?.rules.query).toBe('harbour "OR" "(copy)" scene:"12..14" tag:"none"')
  expect(readRemote(db, 'same')?.rules.query).toBe('kind:video -tag:wild')
  expect(db.prepare('SELECT id FROM asset WHERE hidden = 0 ORDER BY scene_key, n').pluck().all()).toEqual([
    'id-4',
    'id-0',
    'id-2',
    'id-1',
    'id-3',
  ])
  // What is counted of the new facets is kept from now on.
  const count = (query: string) => planSearch(db, parseQuery(query), 0).exact?.count
  expect([count('take:3'), count('hdr:pq'), count('scene:12..13')]).toEqual([5, 5, 3])
  db.exec(`UPDATE asset SET take = '4' WHERE n = 1; DELETE FROM asset WHERE n = 5`)
  expect([count('take:3'), count('take:4'), count('hdr:pq')]).toEqual([3, 1, 4])
  db.close()
})

test('the rules of a remote choose clips by the whole language', () => {
  using place = scratch()
  const db = openWriter(join(place.dir, 'catalogue.db'))
  migrate(db, () => {})
  const clips = [
    ['a', '12', '3', 'A'],
    ['b', '14A', '5', 'B'],
    ['c', '13', '1', 'C'],
  ] as const
  const content = db.prepare(
    `INSERT INTO content (id, bytes, xxh128, kind, probe_state, created_at) VALUES (?, 10, ?, 'video', 'ok', 0)`,
  )
  const asset = db.prepare(
    `INSERT INTO asset (id, kind, name, name_key, scene, scene_key, take, take_key, camera, bytes, created_at)
    VALUES (@id, 'video', @id, @id, @scene, @sceneKey, @take, @takeKey, @camera, 10, 0)`,
  )
  const version = db.prepare(
    `INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at) VALUES (?, ?, 1, 'offload', 'DIT', 'cart', 10, 0)`,
  )
  const part = db.prepare(
    `INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, 0, 'primary', ?, ?)`,
  )
  for (const [id, scene, take, camera] of clips) {
    content.run(`content ${id}`, id.repeat(32))
    asset.run({ id, scene, sceneKey: tradeKey(scene), take, takeKey: tradeKey(take), camera })
    version.run(`version ${id}`, id)
    part.run(`version ${id}`, `${id}.mov`, `content ${id}`)
  }
  const due = (query: string): string[] =>
    dueTransfers(
      db,
      'remote',
      { posters: false, proxies: false, documents: false, originals: 'all', query, bytesPerSecond: null, hours: null },
      0,
      10,
    )
      .map(({ contentId }) => contentId.slice(-1))
      .toSorted()
  expect(due('')).toEqual(['a', 'b', 'c'])
  expect(due('camera:A OR take>4')).toEqual(['a', 'b'])
  expect(due('scene:12..14 -(camera:A OR camera:B)')).toEqual(['c'])
  expect(due('NOT take:none scene:14*')).toEqual(['b'])
  db.close()
})

/**
 * What was made of a clip is looked up where it is read: by content, recipe, version and parameters, from an index
 * alone.
 */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { readAssetRow } from '../../../electron/engine/db/catalogue/assets-read.ts'
import {
  readDerivativeWith,
  readMade,
  SHOWN_DERIVATIVES,
  upsertDerivative,
} from '../../../electron/engine/db/catalogue/derivatives.ts'
import type { ReadableDb, WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { migrate, MIGRATIONS } from '../../../electron/engine/db/core/migrate.ts'

const made = {
  contentId: 'c',
  recipe: 'proxy',
  recipeVersion: 1,
  path: 'c/proxy.v1.mp4',
  bytes: 10,
  mime: 'video/mp4',
  width: 1280,
  height: 720,
  meta: {},
}
const SMALL = { params: '{"height":360}', paramsHash: 'a38e19a695ad3743' }

/** A catalogue with one clip, at the schema of `until`. */
function catalogue(until = Infinity): { raw: Database.Database; db: WritableDb } {
  const raw = new Database(':memory:')
  raw.pragma('foreign_keys = ON')
  const db = raw as unknown as WritableDb
  migrate(
    db,
    () => {},
    MIGRATIONS.filter(({ number }) => number <= until),
  )
  raw.exec(`INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES ('c', 1, '${'a'.repeat(32)}', 'video', 1);
    INSERT INTO asset (id, kind, name, name_key, version_id, created_at) VALUES ('a', 'video', 'Clip', 'clip', 'v', 1);
    INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at) VALUES ('v', 'a', 1, '', '', '', 1, 1);
    INSERT INTO version_part (version_id, position, role, name, content_id) VALUES ('v', 0, 'primary', 'clip.mov', 'c');
    INSERT INTO library (key, value) VALUES ('shared', 'yes');`)
  return { raw, db }
}
const shown = (db: ReadableDb): string | null => readAssetRow(db, 'a')!.derivatives.proxy

describe('derivatives of one content', () => {
  it('stand side by side by their parameters, and the one with the defaults is shown', () => {
    const { db } = catalogue()
    const small = upsertDerivative(db, { ...made, ...SMALL, path: 'c/proxy.v1.a38e19a695ad3743.mp4', bytes: 5 }, 1)
    expect(shown(db)).toBeNull()
    const plain = upsertDerivative(db, made, 2)
    expect(shown(db)).toBe(plain)
    expect(readMade(db, 'v')).toMatchObject([
      { id: plain, params: {}, paramsHash: 'default', bytes: 10 },
      { id: small, params: { height: 360 }, paramsHash: SMALL.paramsHash, bytes: 5 },
    ])
    expect(readDerivativeWith(db, plain, SMALL.paramsHash)).toEqual({
      path: 'c/proxy.v1.a38e19a695ad3743.mp4',
      mime: 'video/mp4',
      bytes: 5,
    })
    expect(readDerivativeWith(db, small, 'default')?.path).toBe('c/proxy.v1.mp4')
    expect(readDerivativeWith(db, small, '0'.repeat(16))).toBeUndefined()
  })

  it('made again replace themselves alone, and the newest version of a recipe is shown', () => {
    const { db } = catalogue()
    const small = upsertDerivative(db, { ...made, ...SMALL }, 1)
    upsertDerivative(db, made, 1)
    const again = upsertDerivative(db, made, 2)
    const newer = upsertDerivative(db, { ...made, recipeVersion: 2 }, 3)
    upsertDerivative(db, { ...made, ...SMALL, recipeVersion: 9 }, 4)
    expect(shown(db)).toBe(newer)
    expect(readMade(db, 'v').map(({ id }) => id)).toEqual(expect.arrayContaining([small, again, newer]))
    expect(readMade(db, 'v')).toHaveLength(4)
  })

  it('are found for a page of a list in indexes alone', () => {
    const { raw, db } = catalogue()
    upsertDerivative(db, made, 1)
    const plan = raw
      .prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${SHOWN_DERIVATIVES}`)
      .all('["v"]')
      .map(({ detail }) => detail)
    expect(plan.some((step) => step.includes('SEARCH d USING COVERING INDEX derivative_shown (content_id=?)'))).toBe(
      true,
    )
    expect(plan.some((step) => step.includes('SEARCH p USING PRIMARY KEY (version_id=?)'))).toBe(true)
    expect(plan.filter((step) => /SCAN (?!v )|TEMP B-TREE/.test(step))).toEqual([])
  })
})

describe('a catalogue of the version before', () => {
  it('keeps every derivative where it lies, as made with the defaults, and tells nothing again', () => {
    const { raw, db } = catalogue(230)
    const insert = raw.prepare(
      `INSERT INTO derivative (id, content_id, recipe, recipe_version, path, bytes, mime, width, height, meta, created_at, xxh128) VALUES (?, 'c', ?, ?, ?, 7, 'video/mp4', 1, 2, '{"a":1}', 3, ?)`,
    )
    insert.run('d1', 'proxy', 1, 'c/proxy.v1.mp4', 'b'.repeat(32))
    insert.run('d2', 'proxy', 2, 'c/proxy.v2.mp4', null)
    insert.run('d3', 'poster', 1, 'c/poster.v1.jpg', null)
    raw.exec(
      `INSERT INTO remote_derivative (content_id, recipe, recipe_version, bytes, xxh128, mime, width, height, meta) VALUES ('c', 'waveform', 1, 9, '${'c'.repeat(32)}', 'application/json', NULL, NULL, '{}')`,
    )
    raw.exec('DELETE FROM untold')
    migrate(db, () => {})
    expect(raw.prepare('SELECT * FROM derivative ORDER BY id').all()).toMatchObject([
      {
        id: 'd1',
        recipe: 'proxy',
        recipe_version: 1,
        params: '{}',
        params_hash: 'default',
        path: 'c/proxy.v1.mp4',
        bytes: 7,
        width: 1,
        height: 2,
        meta: '{"a":1}',
        created_at: 3,
        xxh128: 'b'.repeat(32),
      },
      { id: 'd2', recipe_version: 2, params_hash: 'default', xxh128: null },
      { id: 'd3', recipe: 'poster', path: 'c/poster.v1.jpg' },
    ])
    expect(raw.prepare('SELECT * FROM remote_derivative').all()).toMatchObject([
      { recipe: 'waveform', params: '{}', params_hash: 'default', bytes: 9 },
    ])
    expect(readAssetRow(db, 'a')!.derivatives).toEqual({ poster: 'd3', filmstrip: null, waveform: null, proxy: 'd2' })
    expect(raw.prepare('SELECT * FROM untold').all()).toEqual([])
    // What is made from now on is told of, as before.
    upsertDerivative(db, { ...made, recipe: 'filmstrip' }, 9)
    upsertDerivative(db, { ...made, recipeVersion: 2, path: 'c/new.mp4' }, 9)
    expect(raw.prepare('SELECT kind FROM untold').all()).toEqual([{ kind: 'derivative' }, { kind: 'derivative' }])
  })
})

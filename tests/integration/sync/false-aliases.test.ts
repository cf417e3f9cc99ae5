/**
 * A device may tell of any two ids that they are of one thing. That is trusted where the parts that are known here say
 * the same.
 */
import { describe, expect, it } from 'vitest'
import { takeFact } from '../../../electron/engine/db/sync/import-records.ts'
import { hereCell } from '../../../electron/engine/sync/journal/apply.ts'
import { showPending } from '../../../electron/engine/sync/journal/show-pending.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say } from '../../helpers/said.ts'
import { devices } from '../../helpers/devices.ts'
import type { Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-false-aliases-')
const device = devices(place.dir)

let tick = 0
/** Another device tells a fact, and what waits is looked at. */
async function hears(at: Sharer, kind: string, id: string, value: unknown): Promise<void> {
  const { writer: db } = at.context.library
  tick += 1
  db.transaction(() =>
    takeFact(
      db,
      { clock: `0190${tick.toString(16).padStart(12, '0')}-eeeeeeee-0000-7000-8000-000000000000`, kind, id, value },
      { now: Date.now(), device: 'Other' },
    ),
  )()
  await showPending(at.context)
}
const version = (asset: string, hash: string): unknown => ({
  asset,
  kind: 'video',
  reason: 'offload',
  author: 'Ada',
  device: 'Cart',
  bytes: 1000,
  at: 1,
  modified: 1,
  label: null,
  rank: 0,
  parts: [['primary', 'a.mov', `${hash.padStart(32, '0')}-1000`]],
  from: { path: 'a.mov', roll: null, bytes: 1000, modifiedMs: 1, zoneMinutes: 0, cutOffMinutes: 0, frames: null },
})
const assets = (at: Sharer): string[] =>
  at.context.library.reader
    .prepare<[], { id: string }>('SELECT id FROM asset WHERE id IN (SELECT asset_id FROM version) ORDER BY id')
    .all()
    .map(({ id }) => id)

describe('an alias', () => {
  it('of two clips with other parts makes nothing one, and neither takes the name of what is not known', async () => {
    const at = device()
    const [first, second] = [clip(at, 'A003C001.mov', 'c1'), clip(at, 'A003C002.mov', 'c2')]
    say(at, rate(second, 5))
    for (const other of [first, '00000000-0000-7000-8000-000000000001']) {
      await hears(at, 'alias', second, other)
      expect(assets(at)).toEqual([first, second])
      expect(
        at.context.library.reader
          .prepare('SELECT id, value FROM asset a JOIN asset_field f ON f.asset_id = a.id')
          .all(),
      ).toEqual([{ id: second, value: '5' }])
    }
  })

  it('of a clip that comes later holds where its parts are the same, and not where they are others', async () => {
    const at = device()
    const first = clip(at, 'A003C001.mov', 'c1')
    const [same, different] = [newId(), newId()]
    for (const gone of [same, different]) await hears(at, 'alias', gone, first)
    await hears(at, 'version', newId(), version(same, 'c1'))
    await hears(at, 'version', newId(), version(different, 'c9'))
    expect(assets(at)).toEqual([first, different])
  })

  it('of a version that comes later does not hide it', async () => {
    const at = device()
    const first = clip(at, 'A003C001.mov', 'c1')
    const { id } = at.context.library.reader.prepare<[], { id: string }>('SELECT id FROM version').get()!
    const [other, asset] = [newId(), newId()]
    await hears(at, 'alias', other, id)
    await hears(at, 'version', other, version(asset, 'c9'))
    expect(assets(at)).toEqual([first, asset])
  })

  it('waits until the parts of both are known and equal', async () => {
    const at = device()
    const [first, second] = [clip(at, 'A003C001.mov', 'c1'), clip(at, 'A003C002.mov', 'c2')]
    await hears(at, 'alias', second, first)
    const { id } = at.context.library.reader
      .prepare<[string], { id: string }>('SELECT id FROM version WHERE asset_id = ?')
      .get(second)!
    await hears(at, 'version', id, version(second, 'c1'))
    expect(assets(at)).toEqual([first])
  })

  it('of the id of a project, an episode, a note or a collection says nothing', async () => {
    const at = device()
    const [mine, other] = ['01900000-0000-7000-8000-00000000000f', '01900000-0000-7000-8000-000000000001']
    const { writer: db } = at.context.library
    for (const entity of ['project', 'episode', 'titleVersion', 'note', 'collection', 'preset', 'of a later version']) {
      db.prepare('INSERT INTO cell_head (entity, entity_id, field, clock, value) VALUES (?, ?, ?, ?, ?)').run(
        entity,
        mine,
        'name',
        `${entity}-clock`,
        '"x"',
      )
    }
    await hears(at, 'alias', mine, other)
    expect(db.prepare('SELECT DISTINCT entity_id AS id FROM cell_head').all()).toEqual([{ id: mine }])
    for (const entity of ['project', 'note', 'of a later version'])
      expect(hereCell(db, { entity, id: mine, field: 'name' }).id).toBe(mine)
  })
})

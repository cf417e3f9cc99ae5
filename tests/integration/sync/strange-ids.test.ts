/**
 * What other devices say of ids, days, templates and folders that no Rushes would write: it is kept and passed on, and
 * shown nowhere. One row of it would be refused on its way to the window, and with it the whole list.
 */
import { describe, expect, it } from 'vitest'
import { ENTITIES } from '../../../electron/engine/db/entities/all.ts'
import { firstProjectId } from '../../../electron/engine/db/entities/first-project.ts'
import { applySegment } from '../../../electron/engine/sync/journal/apply.ts'
import { showPending } from '../../../electron/engine/sync/journal/show-pending.ts'
import { presetSchema } from '../../../shared/model/presets.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip } from '../../helpers/said.ts'
import { devices } from '../../helpers/devices.ts'
import type { Sharer } from '../../helpers/synced.ts'
import type { Json } from '../../../electron/engine/domain/replica/op.ts'

const place = scratch('rushes-strange-ids-')
const device = devices(place.dir)

const EVIL = 'eeeeeeee-0000-7000-8000-000000000000'
let tick = 0

/** Another device says this. */
async function hears(
  at: Sharer,
  ...words: readonly { readonly entity: string; readonly id: string; readonly field: string; readonly value: Json }[]
): Promise<void> {
  const ops = words.map((word) => {
    tick += 1
    return { ...word, clock: `0190${tick.toString(16).padStart(12, '0')}-${EVIL}`, over: [] }
  })
  const header = {
    rushes: 'journal',
    v: 1,
    device: EVIL,
    name: 'Evil',
    author: 'Eve',
    seq: tick,
    prev: '',
    clock: ops.at(-1)!.clock,
  } as const
  at.context.library.writer.prepare('INSERT OR IGNORE INTO replica_device (device) VALUES (?)').run(EVIL)
  await applySegment(
    at.context,
    { header, ops, facts: [] } as unknown as Parameters<typeof applySegment>[1],
    `tip ${tick}`,
    Date.now(),
  )
  await showPending(at.context)
}
const rows = (at: Sharer, table: string): unknown[] => at.context.library.reader.prepare(`SELECT * FROM ${table}`).all()
const kept = (at: Sharer): number =>
  at.context.library.reader.prepare<[], { n: number }>('SELECT count(*) AS n FROM cell_head').get()!.n

const STRANGE = ['ep1', '', '../../x', '__proto__', 'toString', '0'.repeat(36), `${newId()} `]

/** Entities that go by a name of people, and by an identity of a drive. */
const NAMED = new Set(['preset', 'proxyPreset', 'volume', 'lut'])

describe('a word on an id that is none of its entity', () => {
  it('is so declared of every entity', () => {
    for (const { id, idForm } of ENTITIES.all.filter((one) => !NAMED.has(one.id))) {
      for (const strange of STRANGE)
        expect([id, strange, idForm.safeParse(strange).success]).toEqual([id, strange, false])
      expect(idForm.safeParse(newId()).success).toBe(true)
    }
    for (const id of ['preset', 'proxyPreset'])
      expect(['main unit', 'Main Unit', ''].map((name) => ENTITIES.get(id).idForm.safeParse(name).success)).toEqual([
        true,
        false,
        false,
      ])
  })

  it.each(STRANGE)('%j: kept, and shown nowhere', async (strange) => {
    const at = device()
    const assetId = clip(at, 'A003C001.mov', 'c1')
    const projectId = firstProjectId(at.context.library.reader)
    const before = { projects: rows(at, 'project'), kept: kept(at) }
    const made: readonly (readonly [string, Json])[] = [
      ['project', { name: 'P', createdAt: 1 }],
      ['episode', { projectId, number: '1', name: '', createdAt: 1 }],
      ['titleVersion', { projectId, episodeId: null, edit: 'A', language: 'en', name: '', createdAt: 1 }],
      ['note', { assetId, frame: null, text: 'x', author: 'Eve', createdAt: 1 }],
      ['collection', { name: 'C', createdAt: 1 }],
    ]
    await hears(
      at,
      ...made.flatMap(([entity, value]) => [
        { entity, id: strange, field: 'new', value },
        { entity, id: strange, field: 'removed', value: false },
      ]),
    )
    expect(rows(at, 'project')).toEqual(before.projects)
    for (const table of ['episode', 'title_version', 'note', 'collection']) expect(rows(at, table)).toEqual([])
    expect(kept(at)).toBe(before.kept + made.length * 2)
  })

  it('and a value that names one: a project of an episode, a clip of a note, a stack of a version', async () => {
    const at = device()
    clip(at, 'A003C001.mov', 'c1')
    const { id: versionId } = at.context.library.reader.prepare<[], { id: string }>('SELECT id FROM version').get()!
    at.context.library.writer.prepare(`INSERT INTO project (id) VALUES ('p1')`).run()
    await hears(
      at,
      { entity: 'episode', id: newId(), field: 'new', value: { projectId: 'p1', number: '1', name: '', createdAt: 1 } },
      { entity: 'version', id: versionId, field: 'asset', value: '../../x' },
      { entity: 'version', id: versionId, field: 'asset', value: { asset: '__proto__', revision: null } },
    )
    expect(rows(at, 'episode')).toEqual([])
    expect(at.context.library.reader.prepare('SELECT count(*) AS n FROM asset').get()).toEqual({ n: 1 })
  })
})

describe('a value that no person here could save', () => {
  it('a day that does not exist, of a project and of a clip', async () => {
    const at = device()
    const id = firstProjectId(at.context.library.reader)
    const assetId = clip(at, 'A003C001.mov', 'c1')
    const items = (): unknown[] => rows(at, 'project_item')
    for (const day of ['2026-02-30', '2026-13-01', '0000-00-00']) {
      await hears(
        at,
        { entity: 'project', id, field: `day:${day}`, value: 3 },
        { entity: 'project', id, field: 'firstDay', value: day },
        { entity: 'asset', id: assetId, field: 'day', value: day },
      )
    }
    expect(items()).toEqual([])
    expect(rows(at, 'asset_field')).toEqual([])
    expect(at.context.library.reader.prepare('SELECT first_day AS day FROM project').all()).toEqual([{ day: null }])
    await hears(at, { entity: 'project', id, field: 'day:2026-02-28', value: 3 })
    expect(items()).toHaveLength(1)
  })

  it.each(['../../x', 'a/../b', '{roll', '/etc'])('the template %j for names', async (template) => {
    const at = device()
    const id = firstProjectId(at.context.library.reader)
    await hears(at, { entity: 'project', id, field: 'naming:offload', value: template })
    expect(rows(at, 'project_item')).toEqual([])
  })

  it('a preset to a folder that is no whole path', async () => {
    const at = device()
    const say = (name: string, path: string) => ({
      entity: 'preset',
      id: name,
      field: 'preset',
      value: presetSchema.parse({ name, destinations: [{ path }] }) as unknown as Json,
    })
    await hears(
      at,
      say('one', 'relative/folder'),
      say('two', '../up'),
      say('three', '/Volumes/RAID'),
      say('four', 'D:\\Media'),
    )
    expect(at.context.library.reader.prepare('SELECT key FROM preset ORDER BY key').all()).toEqual([
      { key: 'four' },
      { key: 'three' },
    ])
  })
})

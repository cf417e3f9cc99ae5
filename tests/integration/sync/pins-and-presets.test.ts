/**
 * Pins of clips and presets of offloads are said like everything else: undone, told to other devices, settled where two
 * differ; and those of an older library are taken over.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { presetSchema } from '../../../shared/model/presets.ts'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { newId } from '../../../shared/util/ids.ts'
import { readPresets } from '../../../electron/engine/db/entities/presets.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { oldLibrary } from '../../helpers/old-library.ts'
import { say } from '../../helpers/said.ts'
import { openSharer, sharer, type Sharer } from '../../helpers/synced.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

async function run(client: EngineClient, id: string): Promise<void> {
  for await (const _ of await client.remotes.run({ id })) void _
}

const own = async (client: EngineClient) => (await client.presets.list({})).filter((one) => !one.builtIn)

/** A folder that the library is synced with. */
async function joined(library: TestLibrary, url: string): Promise<string> {
  const { remote } = await library.client.remotes.add({ ...op(), url })
  await run(library.client, remote.id)
  return remote.id
}

function shuttleOf(library: TestLibrary): string {
  mkdirSync(join(library.dir, 'shuttle'), { recursive: true })
  return `file://${encodeURI(join(library.dir, 'shuttle'))}`
}

describe('presets', () => {
  it('are undone and done again, and the same command twice is one', async () => {
    await using a = await testLibrary()
    const saving = { ...op(), preset: { name: 'Second unit', template: '{roll}' } }
    for (let time = 0; time < 2; time += 1)
      expect(await a.client.presets.save(saving)).toMatchObject({ name: 'Second unit', builtIn: false })
    await a.client.presets.save({ ...op(), preset: { name: 'second UNIT', template: '{date}/{roll}' } })
    expect(await own(a.client)).toMatchObject([{ name: 'second UNIT', template: '{date}/{roll}' }])
    const removing = { ...op(), name: 'Second Unit' }
    for (let time = 0; time < 2; time += 1) await a.client.presets.remove(removing)
    expect(await own(a.client)).toEqual([])
    expect(await a.client.history.undo(op())).toMatchObject({ label: 'Remove preset “second UNIT”' })
    await a.client.history.undo(op())
    expect(await own(a.client)).toMatchObject([{ name: 'Second unit', template: '{roll}' }])
    await a.client.history.undo(op())
    expect(await own(a.client)).toEqual([])
    for (let time = 0; time < 2; time += 1) await a.client.history.redo(op())
    expect(await own(a.client)).toMatchObject([{ template: '{date}/{roll}' }])
  })

  it('appear on the second device, also of one that had its own before it joined; two of one name are settled', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    await a.client.presets.save({ ...op(), preset: { name: 'Main unit', template: '{roll}' } })
    await a.client.presets.save({ ...op(), preset: { name: 'Aerials', template: 'air/{roll}' } })
    const url = shuttleOf(a)
    const fromA = await joined(a, url)
    // It holds presets alone: it is still free to join.
    await b.client.presets.save({ ...op(), preset: { name: 'main UNIT', template: '{date}/{roll}' } })
    await b.client.presets.save({ ...op(), preset: { name: 'Sound', template: 'sound/{roll}' } })
    const fromB = await joined(b, url)
    await run(b.client, fromB)
    await run(a.client, fromA)
    for (const { client } of [a, b]) {
      expect((await own(client)).map((one) => one.name)).toEqual(['Aerials', 'main UNIT', 'Sound'])
      expect(await client.sync.conflicts({})).toMatchObject([
        {
          entity: 'preset',
          name: 'main UNIT',
          label: 'Preset',
          sides: [
            { text: 'folder {roll}; xxh64; verification full' },
            { text: 'folder {date}/{roll}; xxh64; verification full', shown: true },
          ],
        },
      ])
    }
    const [conflict] = await a.client.sync.conflicts({})
    await a.client.sync.resolve({
      ...op(),
      entity: conflict!.entity,
      entityId: conflict!.entityId,
      field: conflict!.field,
      keep: { clock: conflict!.sides[0]!.clock },
    })
    await run(a.client, fromA)
    await run(b.client, fromB)
    expect(await b.client.sync.conflicts({})).toEqual([])
    expect((await own(b.client)).find((one) => one.name === 'Main unit')).toMatchObject({ template: '{roll}' })
  })
})

it('presets of proxies appear on the second device, and are removed there', async () => {
  await using a = await testLibrary()
  await using b = await testLibrary()
  const preset = { name: 'Laptop', about: '', params: editParamsSchema.parse({ format: 'h264-intra', divide: 2 }) }
  await a.client.editProxies.save({ ...op(), preset })
  const url = shuttleOf(a)
  const fromA = await joined(a, url)
  const fromB = await joined(b, url)
  await run(b.client, fromB)
  const kept = async ({ client }: typeof a) => (await client.editProxies.presets({})).filter((one) => !one.builtIn)
  expect(await kept(b)).toEqual([{ ...preset, title: 'Laptop', builtIn: false }])
  await b.client.editProxies.remove({ ...op(), name: 'laptop' })
  await run(b.client, fromB)
  await run(a.client, fromA)
  expect(await kept(a)).toEqual([])
  await b.client.history.undo(op())
  expect(await kept(b)).toHaveLength(1)
})

describe('a preset that another device says', () => {
  const place = scratch('rushes-odd-presets-')
  const open: Sharer[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })

  it.each([
    [
      'a folder that leads out of a drive',
      'odd',
      { name: 'Odd', destinations: [{ drive: 'RAID_A', folder: '../../etc' }] },
    ],
    ['a template that leads elsewhere', 'odd', { name: 'Odd', template: '../{roll}' }],
    ['the name of one that comes with Rushes', 'netflix', { name: 'Netflix', template: '{roll}' }],
    ['the name of another one', 'main unit', { name: 'Odd' }],
    ['no preset', 'odd', { name: 'Odd', hashes: ['rot13'] }],
  ])('is kept and not shown where it is %s', async (_what, id, value) => {
    const store = createMemoryStore()
    const [a, b] = [sharer(place.dir, `a ${newId()}`, store), sharer(place.dir, `b ${newId()}`, store)]
    open.push(a, b)
    const whole = { ...presetSchema.parse({ name: 'x' }), ...value }
    // What leaves fields out is one, as a file of presets may be.
    say(
      a,
      { entity: 'preset', entityId: id, field: 'preset', value: whole as never },
      { entity: 'preset', entityId: 'good', field: 'preset', value: { name: 'Good' } },
    )
    await a.sync()
    await b.sync()
    expect(readPresets(b.context.library.reader).map((one) => one.name)).toEqual(['Good'])
    expect(
      b.context.library.reader
        .prepare(`SELECT entity_id AS id FROM cell_head WHERE entity = 'preset' ORDER BY entity_id`)
        .all(),
    ).toHaveLength(2)
  })
})

describe('a pinned clip', () => {
  it('is pinned for the library: whoever has its bytes sends them, and undo takes it back everywhere', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const stock = join(a.dir, 'stock')
    mkdirSync(stock)
    writeFileSync(
      join(stock, 'A003C001.wav'),
      Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251)),
    )
    let assetId = ''
    for await (const event of await a.client.catalogue.add({ paths: [stock] })) assetId = event.assetIds[0] ?? assetId
    const url = shuttleOf(a)
    // A search that is not understood is refused before anything is made there.
    await expect(a.client.remotes.add({ ...op(), url, rules: { query: 'kind:movie' } })).rejects.toMatchObject({
      code: 'query.unknown',
    })
    expect(await a.client.remotes.list({})).toEqual([])
    const { remote: fromA } = await a.client.remotes.add({ ...op(), url, rules: { originals: 'pinned' } })
    await expect(a.client.remotes.update({ ...op(), id: fromA.id, rules: { query: 'a OR' } })).rejects.toMatchObject({
      code: 'query.unknown',
    })
    await run(a.client, fromA.id)
    const fromB = await joined(b, url)
    expect(await b.client.sync.where({ assetIds: [assetId] })).toMatchObject([{ pinned: false, original: 'none' }])

    await b.client.sync.pin({ ...op(), assetIds: [assetId], pinned: true })
    expect(await b.client.sync.where({ assetIds: [assetId] })).toMatchObject([{ pinned: true }])
    await run(b.client, fromB)
    await run(a.client, fromA.id)
    expect(await a.client.sync.where({ assetIds: [assetId] })).toMatchObject([{ pinned: true }])
    await until('the original is at the remote', async () => {
      await run(a.client, fromA.id)
      return (await a.client.sync.where({ assetIds: [assetId] }))[0]?.original === 'both'
    })

    expect(await b.client.history.undo(op())).toMatchObject({ label: 'Pin 1 clip' })
    await run(b.client, fromB)
    await run(a.client, fromA.id)
    for (const { client } of [a, b])
      expect(await client.sync.where({ assetIds: [assetId] })).toMatchObject([{ pinned: false }])
  })
})

describe('a library of before', () => {
  const place = scratch('rushes-taken-over-')
  const open: Sharer[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })
  const said = (at: Sharer): unknown =>
    at.context.library.reader
      .prepare(`SELECT entity, entity_id AS id, field, new, over FROM op WHERE entity IN ('pin', 'preset') ORDER BY n`)
      .all()
  const pins = (at: Sharer): unknown => at.context.library.reader.prepare('SELECT asset_id FROM pinned_asset').all()

  it('has its pins and presets told to others, once, and its clock goes on', async () => {
    const store = createMemoryStore()
    const preset = presetSchema.parse({ name: 'Second unit', template: '{roll}' })
    const body = JSON.stringify(preset)
    // As a version wrote it that did not know all fields.
    const { resumes: _resumes, ...older } = preset
    let id = ''
    let ahead = ''
    const folder = oldLibrary(place.dir, undefined, (db) => {
      id = db.prepare('SELECT id FROM asset ORDER BY id').pluck().get() as string
      ahead = `${(Date.now() + 60_000).toString(16).padStart(12, '0')}0000-${String(db.prepare(`SELECT value FROM library WHERE key = 'device-id'`).pluck().get())}`
      db.prepare('INSERT INTO pinned_asset (asset_id) VALUES (?)').run(id)
      db.prepare(`INSERT INTO preset (key, body, changed_at) VALUES ('second unit', ?, 1)`).run(JSON.stringify(older))
      db.prepare(`INSERT OR REPLACE INTO library (key, value) VALUES ('clock', ?)`).run(ahead)
    })

    for (let opening = 0; opening < 2; opening += 1) {
      const again = openSharer(folder, 'old', store)
      expect(said(again)).toEqual([
        { entity: 'pin', id, field: 'pinned', new: 'true', over: '[]' },
        { entity: 'preset', id: 'second unit', field: 'preset', new: body, over: '[]' },
      ])
      expect(
        again.context.library.reader
          .prepare<[string], { n: number }>('SELECT count(*) AS n FROM op WHERE clock <= ?')
          .get(ahead)?.n,
      ).toBe(0)
      await again.close()
    }
    const updated = openSharer(folder, 'old', store)
    const other = sharer(place.dir, 'other', store)
    open.push(updated, other)
    for (let round = 0; round < 2; round += 1) for (const one of [updated, other]) await one.sync()
    expect(readPresets(other.context.library.reader)).toEqual([preset])
    expect(readPresets(updated.context.library.reader)).toEqual([preset])
    expect(pins(other)).toEqual([{ asset_id: id }])
  })
})

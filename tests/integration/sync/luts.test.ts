/**
 * LUTs between two libraries: what is said comes with the journal, the file with the bytes; until it is here clips are
 * shown as recorded, then their pictures are made. A file that is not what was told of is refused and told.
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { Lut } from '../../../shared/model/luts.ts'
import type { RemoteRules } from '../../../shared/model/sync.ts'
import { newId } from '../../../shared/util/ids.ts'
import { noteLutFile } from '../../../electron/engine/db/catalogue/lut-files.ts'
import type { Change } from '../../../electron/engine/db/entities/changes.ts'
import { HOLDS } from '../../../electron/engine/db/sync/held-transfers.ts'
import { dueTransfers, isKnownContent } from '../../../electron/engine/db/sync/transfer-classes.ts'
import { enqueueTransfers, postponeTransfer, readTransfer } from '../../../electron/engine/db/sync/transfers.ts'
import { fetchLuts } from '../../../electron/engine/sync/luts.ts'
import { ENTITIES } from '../../../electron/engine/db/entities/all.ts'
import { shownValue } from '../../../electron/engine/domain/replica/form.ts'
import { readLuts } from '../../../electron/engine/db/entities/lut.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { devices } from '../../helpers/devices.ts'
import { scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { lutFile, NEGATIVE } from '../../helpers/luts.ts'
import * as media from '../../helpers/media.ts'
import { say } from '../../helpers/said.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })
const place = scratch('rushes-luts-')
const device = devices(place.dir)

/** What another device tells of a LUT. */
const lutTold = (hash: string, size: object = { cube: 2, curves: null }): Change[] => [
  {
    entity: 'lut',
    entityId: hash,
    field: 'new',
    value: {
      name: 'X',
      reference: 'code',
      curve: null,
      gamut: '',
      note: '',
      kind: 'cube',
      size,
      bytes: 100,
      xxh128: '0'.repeat(32),
      createdAt: 1,
    } as never,
  },
  { entity: 'lut', entityId: hash, field: 'removed', value: false },
]

async function run(client: EngineClient, id: string): Promise<void> {
  for await (const _ of await client.remotes.run({ id })) void _
}
async function joined(library: TestLibrary, shuttle: string): Promise<string> {
  const { remote } = await library.client.remotes.add({ ...op(), url: `file://${encodeURI(shuttle)}` })
  await run(library.client, remote.id)
  return remote.id
}
const only = async (client: EngineClient): Promise<Lut | undefined> => (await client.luts.list({}))[0]

describe('a LUT of one device', () => {
  it('comes to the other with its file, and pictures of clips that wait for it are made', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const shuttle = join(place.dir, 'shuttle')
    const roll = join(place.dir, 'A001')
    for (const folder of [shuttle, roll]) mkdirSync(folder)
    copyFileSync(await media.plain('25'), join(roll, 'A001C001.mp4'))
    const added = await a.client.luts.add({ ...op(), path: lutFile(a.dir, 'negative.cube', NEGATIVE, 33) })
    for await (const _ of await a.client.catalogue.add({ paths: [roll] })) void _
    const { rows } = await a.client.assets.list({ query: 'kind:video' })
    const id = rows[0]!.id
    const look = { curve: null, cdl: null, lut: { hash: added.hash, reference: added.reference } }
    await a.client.assets.set({ ...op(), ids: [id], changes: { look } })
    await until('it is shown with its look', async () => {
      const { work, madeList } = await a.client.assets.get({ id })
      return work === 'none' && madeList.some(({ recipe, params }) => recipe === 'proxy' && 'look' in params)
    })
    const [fromA, fromB] = [await joined(a, shuttle), await joined(b, shuttle)]
    await until('its file is there', async () => {
      await run(a.client, fromA)
      await run(b.client, fromB)
      return (await only(b.client))?.here === true
    })
    expect(await only(b.client)).toEqual({ ...added, usedBy: 1 })
    expect(existsSync(join(b.folder.luts, `${added.hash}.cube`))).toBe(true)
    // It was told as changed: what shows it with the LUT is asked for here, too.
    await until('its pictures are asked for', async () =>
      (await b.client.jobs.list({ kinds: ['derive'] })).some(({ assetId }) => assetId === id),
    )

    // What is said of it later, and that it was taken out, comes as well.
    await b.client.luts.set({ ...op(), hash: added.hash, words: { name: 'Turned round' } })
    await run(b.client, fromB)
    await run(a.client, fromA)
    expect(await only(a.client)).toMatchObject({ name: 'Turned round' })
    await a.client.luts.remove({ ...op(), hash: added.hash, force: true })
    await run(a.client, fromA)
    await run(b.client, fromB)
    expect(await only(b.client)).toBeUndefined()
    expect((await b.client.assets.get({ id })).look).toEqual(look)
  }, 180_000)
})

describe('what goes to a remote', () => {
  const rules = (more: Partial<RemoteRules>): RemoteRules => ({
    posters: true,
    proxies: false,
    documents: false,
    originals: 'none',
    query: '',
    bytesPerSecond: null,
    hours: null,
    ...more,
  })
  const HASH = '9'.repeat(64)
  it('is every LUT whose file is here, whatever clips the remote is narrowed to, and not without posters', () => {
    const at = device(0, createMemoryStore())
    const { writer: db } = at.context.library
    const due = (more: Partial<RemoteRules>): string[] =>
      dueTransfers(db, 'r1', rules(more), Date.now(), 100).map(({ contentId }) => contentId)
    say(at, ...lutTold(HASH))
    expect(due({ posters: true })).toEqual([])
    noteLutFile(db, HASH, true, null)
    expect(due({ posters: true, query: 'roll:A003' })).toEqual([HASH])
    expect(due({ posters: false })).toEqual([])
    expect(isKnownContent(db, { xxh128: '0'.repeat(32), bytes: 100 })).toBe(true)
    // Looks may still name one that was taken out of the set.
    say(at, { entity: 'lut', entityId: HASH, field: 'removed', value: true })
    expect(due({ posters: true })).toEqual([HASH])
  })

  it('is one that was not to be found, as soon as it is added again', () => {
    const at = device(0, createMemoryStore())
    const { writer: db } = at.context.library
    db.prepare(`INSERT INTO remote (id, url, rules, created_at) VALUES ('r1', 'file:///x', '{}', 1)`).run()
    say(at, ...lutTold(HASH))
    enqueueTransfers(db, 'r1', [{ contentId: HASH, cargo: 'posters', xxh128: '0'.repeat(32), bytes: 100 }], 1)
    postponeTransfer(db, 'r1', HASH, { note: HOLDS.nowhere, nextTryAt: null })
    expect(readTransfer(db, 'r1', HASH)?.state).toBe('failed')
    noteLutFile(db, HASH, true, null)
    expect(readTransfer(db, 'r1', HASH)).toMatchObject({ state: 'waiting', note: null })
  })
})

describe('a file that another device sends', () => {
  const NEVER = new AbortController().signal

  it.each([
    ['is no LUT', 'LUT_3D_SIZE 2\nnonsense'],
    ['is another one', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n'],
    ['names a size that none has', 'LUT_3D_SIZE 100000\n'],
  ])('and that %s is refused, told, and not asked for again', async (_what, text) => {
    const at = device(0, createMemoryStore())
    const hash = 'd'.repeat(64)
    say(at, ...lutTold(hash, { cube: 2, curves: null }))
    let asked = 0
    const fetch = (): Promise<number> =>
      fetchLuts(
        at.context,
        (_content, to) => {
          asked += 1
          mkdirSync(at.folder.luts, { recursive: true })
          writeFileSync(to, text)
          return Promise.resolve()
        },
        NEVER,
      )
    await fetch()
    await fetch()
    expect(asked).toBe(1)
    expect(readLuts(at.context.library.reader)).toMatchObject([{ here: false, fault: expect.any(String) as string }])
    expect(existsSync(join(at.folder.luts, `${hash}.cube`))).toBe(false)
  })

  it('and that is not there yet, or damaged there, is asked for again and holds back no other', async () => {
    const at = device(0, createMemoryStore())
    say(
      at,
      ...lutTold('d'.repeat(64), { cube: 2, curves: null }),
      ...lutTold('e'.repeat(64), { cube: 2, curves: null }),
    )
    const codes = ['not_found', 'remote.damaged', 'not_found', 'not_found'] as const
    let asked = 0
    for (let round = 0; round < 2; round += 1)
      await fetchLuts(
        at.context,
        () => {
          asked += 1
          return Promise.reject(new RushesError(codes[asked - 1]!, 'no'))
        },
        NEVER,
      )
    expect(asked).toBe(4)
    expect(readLuts(at.context.library.reader)).toMatchObject([
      { here: false, fault: null },
      { here: false, fault: null },
    ])
  })

  it('and that is told of with nonsense is shown nowhere', () => {
    const [made] = lutTold('f'.repeat(64), { cube: 2, curves: null })
    const shown = (id: string, more: object): unknown =>
      shownValue(ENTITIES.get('lut'), id, 'new', { ...(made!.value as unknown as object), ...more } as never)
    expect(shown('f'.repeat(64), {})).toBeDefined()
    for (const [id, more] of [
      ['../../etc/passwd', {}],
      ['F'.repeat(64), {}],
      ['f'.repeat(64), { size: { cube: 4096, curves: null } }],
      ['f'.repeat(64), { size: { cube: null, curves: null } }],
      ['f'.repeat(64), { bytes: 2 ** 40 }],
      ['f'.repeat(64), { kind: '../x' }],
      ['f'.repeat(64), { reference: 'full' }],
      ['f'.repeat(64), { name: 'a\u0000b' }],
      ['f'.repeat(64), { xxh128: 'x' }],
    ] as const)
      expect([id, more, shown(id, more)]).toEqual([id, more, undefined])
  })
})

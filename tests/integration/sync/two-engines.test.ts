/**
 * Two engines with real files and one remote: a card offloaded on one is browsed, commented and fetched on the other.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { Synced } from '../../../shared/contract/sync.ts'
import { remoteText } from '../../../electron/engine/sync/stores/remote-url.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { madeWith } from '../../helpers/media.ts'
import { startS3rver } from '../../helpers/stores.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

async function last<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  let value: T | undefined
  for await (const one of await stream) value = one
  return value!
}

async function sync(client: EngineClient, id: string, originals = false): Promise<Synced> {
  return (await last(client.remotes.run({ id, originals }))).done!
}

/** A folder that both can reach. */
function shuttleOf(library: TestLibrary): string {
  const place = join(library.dir, 'shuttle')
  mkdirSync(place)
  return `file://${place}`
}

/** A card with a clip and a text, offloaded. */
async function offloaded(library: TestLibrary): Promise<{ card: string; assetId: string }> {
  const card = join(library.dir, 'A003')
  const drive = join(library.dir, 'drive')
  for (const place of [card, drive]) mkdirSync(place)
  copyFileSync(
    await madeWith('sync.mov', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=640x360:r=25:d=2',
      '-f',
      'lavfi',
      '-i',
      'sine=440:d=2',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'aac',
    ]),
    join(card, 'A003C001.mov'),
  )
  writeFileSync(join(card, 'report.txt'), 'scene 14')
  const { id } = await library.client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
  await last(library.client.offloads.watch({ id }))
  const { rows } = await library.client.assets.list({ query: 'A003C001' })
  await until(
    'its proxy is made',
    async () => (await library.client.assets.get({ id: rows[0]!.id })).derivatives.proxy !== null,
  )
  return { card, assetId: rows[0]!.id }
}

describe('two engines and a folder between them', () => {
  it('what is offloaded on one is browsed, commented and fetched on the other', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const url = shuttleOf(a)
    const { card, assetId } = await offloaded(a)
    const { remote: fromA } = await a.client.remotes.add({ ...op(), url })
    expect((await sync(a.client, fromA.id)).sentBytes).toBeGreaterThan(0)

    // An empty library takes the name of the one that it joins.
    const { remote: fromB } = await b.client.remotes.add({ ...op(), url })
    await sync(b.client, fromB.id)
    const seen = await b.client.assets.get({ id: assetId })
    expect(seen).toMatchObject({ name: 'A003C001', state: 'offline', copies: 1, derivatives: { proxy: null } })
    expect(seen.derivatives.poster).not.toBeNull()

    // Away from each other.
    await b.client.notes.add({ ...op(), assetId, frame: 3, text: 'boom in frame' })
    await a.client.assets.set({ ...op(), ids: [assetId], changes: { name: 'Harbour, wide' } })
    await sync(b.client, fromB.id)
    await sync(a.client, fromA.id)
    await sync(b.client, fromB.id)
    const both = await Promise.all([a, b].map(async ({ client }) => client.assets.get({ id: assetId })))
    for (const one of both)
      expect(one).toMatchObject({ name: 'Harbour, wide', noteList: [{ text: 'boom in frame', frame: 3 }] })

    await last(b.client.sync.fetch({ assetId, what: 'proxy', to: null }))
    expect((await b.client.assets.get({ id: assetId })).derivatives.proxy).not.toBeNull()
    const out = join(b.dir, 'fetched')
    await expect(last(b.client.sync.fetch({ assetId, what: 'original', to: out }))).rejects.toMatchObject({
      code: 'not_found',
    })
    await sync(a.client, fromA.id, true)
    // What is missed is not asked for again within the same second.
    const path = await until('the original is here', () =>
      last(b.client.sync.fetch({ assetId, what: 'original', to: out })).then(
        (event) => event.path,
        () => null,
      ),
    )
    expect(readFileSync(path).equals(readFileSync(join(card, 'A003C001.mov')))).toBe(true)
    expect(await a.client.sync.where({ assetIds: [assetId] })).toMatchObject([{ original: 'both', proxy: 'both' }])
    expect(await a.client.remotes.verify({ id: fromA.id, depth: 'full' })).toMatchObject({ problems: [] })

    // Nothing new: nothing goes.
    expect(await sync(a.client, fromA.id)).toMatchObject({ sentChanges: 0, sentBytes: 0 })
  })

  it('a choice between what two people said is made once, and holds everywhere', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const url = shuttleOf(a)
    mkdirSync(join(a.dir, 'docs'))
    writeFileSync(join(a.dir, 'docs', 'cut.edl'), randomBytes(500))
    const {
      assetIds: [assetId],
    } = await last(a.client.catalogue.add({ paths: [join(a.dir, 'docs')] }))
    const { remote: fromA } = await a.client.remotes.add({ ...op(), url })
    await sync(a.client, fromA.id)
    const { remote: fromB } = await b.client.remotes.add({ ...op(), url })
    await sync(b.client, fromB.id)
    await a.client.remotes.update({ ...op(), id: fromA.id, paused: true })
    await b.client.remotes.update({ ...op(), id: fromB.id, paused: true })
    await a.client.assets.set({ ...op(), ids: [assetId!], changes: { description: 'first cut' } })
    await b.client.assets.set({ ...op(), ids: [assetId!], changes: { description: 'rough cut' } })
    for (const [client, id] of [
      [a.client, fromA.id],
      [b.client, fromB.id],
      [a.client, fromA.id],
    ] as const)
      await sync(client, id)
    const [conflict] = await a.client.sync.conflicts({})
    expect(conflict).toMatchObject({
      label: 'Description',
      name: 'cut.edl',
      sides: [{ text: 'first cut' }, { text: 'rough cut', shown: true }],
    })
    // One person on two machines of one name: the sides can be told apart all the same.
    expect(new Set(conflict!.sides.map((side) => `${side.author} ${side.device}`)).size).toBe(2)
    expect(new Set((await a.client.sync.devices({})).map((device) => device.name)).size).toBe(2)
    await a.client.sync.resolve({
      ...op(),
      entity: conflict!.entity,
      entityId: conflict!.entityId,
      field: conflict!.field,
      keep: 'both',
    })
    for (const [client, id] of [
      [a.client, fromA.id],
      [b.client, fromB.id],
    ] as const)
      await sync(client, id)
    for (const { client } of [a, b]) {
      expect(await client.sync.conflicts({})).toEqual([])
      expect(await client.assets.get({ id: assetId! })).toMatchObject({ description: 'first cut\nrough cut' })
    }
    expect(await b.client.sync.devices({})).toHaveLength(2)
  })

  it('is read by nobody without the passphrase', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const place = shuttleOf(a).slice('file://'.length)
    mkdirSync(join(a.dir, 'docs'))
    writeFileSync(join(a.dir, 'docs', 'secret title.edl'), 'the secret title of the film')
    await last(a.client.catalogue.add({ paths: [join(a.dir, 'docs')] }))
    const { remote, recoveryCode } = await a.client.remotes.add({
      ...op(),
      url: `file://${place}`,
      encrypt: true,
      secrets: { passphrase: 'correct horse' },
    })
    expect(recoveryCode).toMatch(/\S{20,}/)
    await sync(a.client, remote.id)
    const there = readdirSync(place, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    expect(there.length).toBeGreaterThan(3)
    for (const one of there) {
      const bytes = readFileSync(join(one.parentPath, one.name))
      expect(bytes.includes('secret title')).toBe(false)
      expect(one.name).not.toContain('secret')
    }
    await expect(
      b.client.remotes.add({ ...op(), url: `file://${place}`, secrets: { passphrase: 'wrong' } }),
    ).rejects.toMatchObject({ code: 'remote.denied' })
    const { remote: joined } = await b.client.remotes.add({
      ...op(),
      url: `file://${place}`,
      secrets: { passphrase: 'correct horse' },
    })
    await sync(b.client, joined.id)
    expect((await b.client.assets.list({})).rows).toMatchObject([{ name: 'secret title.edl' }])
  })

  it('refuses a place that holds another library, and says whose it is before anything is sent', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const url = shuttleOf(a)
    await a.client.remotes.add({ ...op(), url })
    mkdirSync(join(b.dir, 'docs'))
    writeFileSync(join(b.dir, 'docs', 'x.txt'), 'x')
    await last(b.client.catalogue.add({ paths: [join(b.dir, 'docs')] }))
    expect(await b.client.remotes.test({ url })).toMatchObject({ ok: false, holds: 'another' })
    await expect(b.client.remotes.add({ ...op(), url })).rejects.toMatchObject({ code: 'remote.foreign' })
  })
})

describe('two engines and a bucket between them', () => {
  it('agree by the keys that people gave, ask for keys when they are refused, and keep none of them', async () => {
    const s3 = await startS3rver()
    try {
      await using a = await testLibrary()
      await using b = await testLibrary()
      const url = remoteText(s3.remote())
      mkdirSync(join(a.dir, 'docs'))
      writeFileSync(join(a.dir, 'docs', 'script.txt'), randomBytes(300_000))
      await last(a.client.catalogue.add({ paths: [join(a.dir, 'docs')] }))
      const secrets = { keys: s3.keys }
      const { remote: fromA } = await a.client.remotes.add({ ...op(), url, secrets })
      expect((await sync(a.client, fromA.id)).sentBytes).toBeGreaterThan(300_000)
      const { remote: fromB } = await b.client.remotes.add({ ...op(), url, secrets })
      await sync(b.client, fromB.id)
      const {
        rows: [row],
      } = await b.client.assets.list({})
      expect(row).toMatchObject({ name: 'script.txt', state: 'offline' })
      const fetched = await last(b.client.sync.fetch({ assetId: row!.id, what: 'original', to: join(b.dir, 'out') }))
      expect(readFileSync(fetched.path!).equals(readFileSync(join(a.dir, 'docs', 'script.txt')))).toBe(true)

      await b.client.remotes.authenticate({
        ...op(),
        id: fromB.id,
        secrets: { keys: { accessKeyId: 'NOBODY', secretAccessKey: 'wrong' } },
      })
      await until('it asks for keys', async () => (await b.client.remotes.list({}))[0]?.state === 'asking')
      await b.client.remotes.authenticate({ ...op(), id: fromB.id, secrets })
      await until('it is in step again', async () => (await b.client.remotes.list({}))[0]?.state === 'idle')
      // Neither the catalogue nor the log knows a key.
      for (const file of [
        b.folder.database,
        `${b.folder.database}-wal`,
        ...readdirSync(b.folder.logs).map((name) => join(b.folder.logs, name)),
      ]) {
        if (existsSync(file)) expect(readFileSync(file).includes('secretAccessKey')).toBe(false)
      }
    } finally {
      await s3.close()
    }
  })
})

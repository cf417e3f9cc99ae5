/**
 * Nothing is due for ever: a version that was replaced on its drive goes from the library, or it is said why it does
 * not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { holdOf } from '../../../electron/engine/db/sync/held-transfers.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })
async function last<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  let value: T | undefined
  for await (const one of await stream) value = one
  return value!
}

const FIRST = 'scene 14, first draft'
const SECOND = 'scene 14, second draft, longer'

/** A watched document that was replaced once, and a folder to sync with. */
async function replaced(it: TestLibrary, keepVersions: boolean): Promise<{ assetId: string; url: string }> {
  await it.client.settings.set({ ...op(), changes: { keepVersions } })
  const [docs, shuttle] = [join(it.dir, 'docs'), join(it.dir, 'shuttle')]
  for (const folder of [docs, shuttle]) mkdirSync(folder)
  writeFileSync(join(docs, 'notes.txt'), FIRST)
  const root = await it.client.roots.add({ ...op(), path: docs })
  await last(it.client.roots.scan({ id: root.id }))
  const { rows } = await it.client.assets.list({})
  const assetId = rows[0]!.id
  if (keepVersions)
    await until('the first version is kept', async () =>
      (await it.client.versions.list({ assetId })).every((version) => version.stored === 'kept'),
    )
  writeFileSync(join(docs, 'notes.txt'), SECOND)
  await last(it.client.roots.scan({ id: root.id }))
  await until('there are two versions', async () => (await it.client.versions.list({ assetId })).length === 2)
  return { assetId, url: `file://${shuttle}` }
}

describe('a version that was replaced on its drive', () => {
  it('goes from what the library keeps, and comes out whole on another device', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const { assetId, url } = await replaced(a, true)
    const { remote } = await a.client.remotes.add({ ...op(), url })
    await last(a.client.remotes.run({ id: remote.id }))
    const [status] = await a.client.remotes.list({})
    expect(status).toMatchObject({ outgoing: [], held: [] })
    expect(status!.stored.find(({ cargo }) => cargo === 'documents')).toMatchObject({
      items: 2,
      bytes: FIRST.length + SECOND.length,
    })
    const { remote: there } = await b.client.remotes.add({ ...op(), url })
    await last(b.client.remotes.run({ id: there.id }))
    const { path } = await last(b.client.sync.fetch({ assetId, what: 'original', to: join(b.dir, 'out') }))
    expect(path).toBe(join(b.dir, 'out', 'notes.txt'))
  })

  it('that is kept nowhere is not due: it is said, and everything else is synced', async () => {
    await using a = await testLibrary()
    const { url } = await replaced(a, false)
    const { remote } = await a.client.remotes.add({ ...op(), url })
    await last(a.client.remotes.run({ id: remote.id }))
    const status = await until('it has settled', async () =>
      (await a.client.remotes.list({})).find(({ state }) => state === 'idle'),
    )
    expect(status.outgoing).toEqual([])
    expect(status.held).toEqual([
      {
        reason: 'they were replaced or deleted before they were read, and no copy is left',
        items: 1,
        bytes: FIRST.length,
        due: false,
      },
    ])
  })

  it('goes when a copy of it comes back', async () => {
    await using a = await testLibrary()
    const { url } = await replaced(a, false)
    const { remote } = await a.client.remotes.add({ ...op(), url })
    await last(a.client.remotes.run({ id: remote.id }))
    writeFileSync(join(a.dir, 'docs', 'old notes.txt'), FIRST)
    const [root] = await a.client.roots.list({})
    await last(a.client.roots.scan({ id: root!.id }))
    await last(a.client.remotes.run({ id: remote.id }))
    expect((await a.client.remotes.list({}))[0]).toMatchObject({ held: [], outgoing: [] })
  })

  it('what is not to be synced any more is not due', async () => {
    await using a = await testLibrary()
    const { url } = await replaced(a, true)
    const { remote } = await a.client.remotes.add({ ...op(), url, rules: { bytesPerSecond: 1024 } })
    await a.client.remotes.update({ ...op(), id: remote.id, paused: true })
    await a.client.remotes.update({ ...op(), id: remote.id, rules: { documents: false } })
    await last(a.client.remotes.run({ id: remote.id }))
    expect((await a.client.remotes.list({}))[0]).toMatchObject({ state: 'paused', outgoing: [] })
  })
})

it('why there is nothing to read of a content that nobody has', async () => {
  await using a = await testLibrary()
  const db = openWriter(a.folder.database)
  expect(holdOf(db, newId(), false)).toBe('nowhere')
  expect(holdOf(db, newId(), true)).toBe('offline')
  db.close()
})

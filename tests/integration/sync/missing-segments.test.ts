/**
 * Segments that are gone: what a checkpoint holds is taken from there; what none holds is lost, and that is told. Its
 * device alone waits.
 */
import { rmSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { cli } from '../../helpers/cli.ts'
import { devices } from '../../helpers/devices.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen } from '../../helpers/said.ts'
import type { Sharer } from '../../helpers/synced.ts'

const NEVER = new AbortController().signal
const place = scratch('rushes-missing-segments-')
const device = devices(place.dir)

async function segmentsOf(store: ObjectStore, one: Sharer): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(`j/${one.context.library.deviceId}/`)) keys.push(key)
  return keys
}

/** One that has said something in six segments, and another. */
async function said(store: ObjectStore): Promise<{ a: Sharer; b: Sharer; id: string }> {
  const [a, b] = [device(0, store), device(0, store)]
  const id = clip(a, 'A003C001.mov', 'c1')
  await a.sync()
  for (const stars of [1, 2, 3, 4, 5]) {
    say(a, rate(id, stars))
    await a.sync()
  }
  clip(b, 'B003C001.mov', 'c2')
  await b.journal.publish(NEVER)
  return { a, b, id }
}

describe('a segment that is gone', () => {
  it.each([
    ['in the middle', 2],
    ['at the front', 0],
    ['at the end', 5],
  ] as const)('%s: its device waits there, and that is told at the second look', async (_, index) => {
    const store = createMemoryStore()
    const { a, b } = await said(store)
    const gone = (await segmentsOf(store, a))[index]!
    const bytes = (await store.get(gone))!
    await store.remove(gone)
    const joined = device(0, store)
    expect((await joined.journal.pull(NEVER)).damage).toBeNull()
    const of = a.context.library.deviceId
    for (let look = 0; look < 2; look += 1)
      expect((await joined.journal.pull(NEVER)).damage).toMatchObject({
        code: 'remote.damaged',
        exit: 3,
        details: { device: of },
        message: expect.stringMatching(new RegExp(`\\(${of}\\) is missing .* from part ${index + 1} on`)) as string,
      })
    // The other one is heard.
    expect(seen(joined)).toContainEqual((seen(b) as { name: string }[]).find(({ name }) => name === 'B003C001'))
    expect((await a.journal.check(NEVER)).problems).toEqual([
      { what: 'journal missing', name: `j/${of}/${String(index + 1).padStart(10, '0')}`, repaired: false },
    ])
    await store.put(gone, bytes)
    expect((await joined.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(joined)).toMatchObject([{ rating: 5 }, expect.anything()])
    expect((await a.journal.check(NEVER)).problems).toEqual([])
  })

  it('and that a checkpoint holds is taken from there, and is no damage', async () => {
    const store = createMemoryStore()
    const { a, id } = await said(store)
    await a.journal.tidy(NEVER, true)
    for (const key of (await segmentsOf(store, a)).slice(0, 3)) await store.remove(key)
    say(a, rate(id, 1))
    await a.sync()
    const joined = device(0, store)
    for (let look = 0; look < 2; look += 1) expect((await joined.journal.pull(NEVER)).damage).toBeNull()
    expect(seen(joined)).toMatchObject([{ id, rating: 1 }, expect.anything()])
    expect((await joined.journal.check(NEVER)).problems).toEqual([])
  })

  it('two devices that wait are both named', async () => {
    const store = createMemoryStore()
    const { a, b, id } = await said(store)
    await b.sync()
    say(b, rate(id, 2))
    await b.sync()
    await store.remove((await segmentsOf(store, a))[1]!)
    const [first] = await segmentsOf(store, b)
    await store.put(first!, Buffer.from('nonsense'))
    const joined = device(0, store)
    await joined.journal.pull(NEVER)
    const { damage } = await joined.journal.pull(NEVER)
    for (const one of [a, b]) expect(damage?.message).toContain(one.context.library.deviceId)
  })
})

it('the command line ends with 3 and says so, by sync and by verify --remote, which needs no URL', async () => {
  const remote = join(place.dir, 'remote')
  mkdirSync(remote)
  const store = createFolderStore(remote)
  const url = `file://${remote}`
  const library = join(place.dir, 'library')
  makeLibrary(libraryFolder(library))
  expect((await cli(library, 'sync', '--once', '--remote', url)).result).toMatchObject({ exit: 0 })
  const { a } = await said(store)
  const [, second] = await segmentsOf(store, a)
  rmSync(join(remote, second!))
  const of = a.context.library.deviceId
  const synced = await cli(library, 'sync', '--once', '--remote', url)
  expect(synced.result).toMatchObject({
    exit: 3,
    code: 'remote.damaged',
    message: expect.stringContaining(of) as string,
  })
  const verified = await cli(library, 'verify', '--remote')
  expect(verified.result).toMatchObject({ exit: 3, code: 'verify.incomplete' })
  expect(JSON.stringify(verified)).toContain(`j/${of}/0000000002`)
}, 60_000)

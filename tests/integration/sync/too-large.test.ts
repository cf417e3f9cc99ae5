/**
 * Objects of a size that no Rushes writes, laid into a folder remote by whoever can write there. They are refused by
 * their size, before a byte of them is read, and by name; everything else goes on.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFormat } from '../../../electron/engine/sync/format/repository.ts'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { devices } from '../../helpers/devices.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { clip } from '../../helpers/said.ts'

const place = scratch('rushes-too-large-')
const device = devices(place.dir)
const NEVER = new AbortController().signal
const OTHER = '01900000-0000-7000-8000-00000000000e'
let nth = 0

function remote(): string {
  nth += 1
  const at = join(place.dir, `remote ${nth}`)
  mkdirSync(at)
  return at
}

/** A sparse file: three gigabytes that take no room. Reading it whole would take as much memory. */
function huge(root: string, key: string): void {
  mkdirSync(dirname(join(root, key)), { recursive: true })
  writeFileSync(join(root, key), '')
  truncateSync(join(root, key), 3 * 2 ** 30)
}

const names = (at: ReturnType<typeof device>): unknown[] =>
  at.context.library.reader.prepare('SELECT name FROM asset ORDER BY name').pluck().all()

describe('an object of three gigabytes', () => {
  it.each([
    'format.json',
    `heads/${OTHER}`,
    `j/${OTHER}/000000000001-x`,
    'ck/1/list',
    'ck/1/000001',
    `acks/${OTHER}`,
    'packs/aa/bb',
    'idx/a',
    'm/a',
    'm/b/a',
    'sess/a',
    'gc/a',
    'keys/a',
    'anything-else',
  ])('%s: is refused by its name, not read', async (key) => {
    const root = remote()
    huge(root, key)
    const store = createFolderStore(root)
    await expect(store.get(key)).rejects.toMatchObject({
      code: 'remote.damaged',
      message: expect.stringContaining(key) as string,
    })
    // A piece of it is read as before.
    expect((await store.get(key, { from: 2 ** 31, length: 16 }))?.length).toBe(16)
  })

  it('format.json: the remote is called damaged', async () => {
    const root = remote()
    huge(root, 'format.json')
    await expect(readFormat(createFolderStore(root))).rejects.toMatchObject({ code: 'remote.damaged' })
  })

  it.each(['head', 'segment'] as const)(
    '%s of one device: it is told at each look, and others’ changes arrive',
    async (which) => {
      const root = remote()
      const [a, b, c] = [
        device(0, createFolderStore(root)),
        device(0, createFolderStore(root)),
        device(0, createFolderStore(root)),
      ]
      clip(a, 'A001C001.mov', 'a1')
      clip(b, 'B001C001.mov', 'b1')
      await a.journal.publish(NEVER)
      await b.journal.publish(NEVER)
      const of = a.context.library.deviceId
      const key =
        which === 'head'
          ? `heads/${readdirSync(join(root, 'heads')).find((name) => name.includes(of))!}`
          : `j/${of}/${readdirSync(join(root, 'j', of))[0]!}`
      huge(root, key)
      for (let look = 0; look < 3; look += 1) {
        const pulled = await c.journal.pull(NEVER)
        expect(pulled.damage).toMatchObject({ code: 'remote.damaged' })
        expect(JSON.stringify([pulled.damage?.message, pulled.damage?.details])).toContain(key)
        await c.journal.publish(NEVER)
      }
      // Without a head the journal itself is listed.
      expect(names(c)).toEqual(which === 'head' ? ['A001C001', 'B001C001'] : ['B001C001'])
    },
  )

  it('lists and parts of checkpoints, and acknowledgements: the round ends, and others’ changes arrive', async () => {
    const root = remote()
    const [a, b] = [device(0, createFolderStore(root)), device(0, createFolderStore(root))]
    clip(a, 'A001C001.mov', 'a1')
    await a.sync()
    await a.journal.tidy(NEVER, true)
    for (const folder of ['ck', 'acks'])
      for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
        (each) => !each.endsWith('/'),
      ))
        try {
          truncateSync(join(root, folder, name), 3 * 2 ** 30)
        } catch (error) {
          expect(error).toMatchObject({ code: 'EISDIR' })
        }
    huge(root, `acks/${OTHER}`)
    await b.sync()
    await b.journal.tidy(NEVER, true)
    expect(names(b)).toEqual(['A001C001'])
  })
})

describe('a journal that is damaged', () => {
  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 73) % 256))],
    ['nothing', Buffer.alloc(0)],
  ])('%s: it is told at every look until it can be read again', async (_, bytes) => {
    const root = remote()
    const [a, c] = [device(0, createFolderStore(root)), device(0, createFolderStore(root))]
    // Of a device without a head: only a list of all journals finds it, and not every look makes one.
    mkdirSync(join(root, 'j', OTHER), { recursive: true })
    clip(a, 'A001C001.mov', 'a1')
    await a.journal.publish(NEVER)
    const name = readdirSync(join(root, 'j', a.context.library.deviceId))[0]!
    writeFileSync(join(root, 'j', OTHER, name), bytes)
    for (let look = 0; look < 4; look += 1) {
      const { damage } = await c.journal.pull(NEVER)
      expect(damage).toMatchObject({ code: 'remote.damaged', details: { device: OTHER } })
    }
    expect(names(c)).toEqual(['A001C001'])
  })

  it('is told by an engine that was just started, too, until the journal can be read', async () => {
    const folder = libraryFolder(join(place.dir, 'library'))
    makeLibrary(folder)
    const root = remote()
    const run = async (client: EngineClient, id: string): Promise<void> => {
      for await (const event of await client.remotes.run({ id })) void event
    }
    const first = await engineOn(folder)
    const { remote: added } = await first.client.remotes.add({ opId: newId(), url: `file://${root}` })
    const key = `j/${OTHER}/0000000001-aaaaaaaa`
    mkdirSync(join(root, 'j', OTHER), { recursive: true })
    // Only a list of all journals finds it: the first look of an engine makes one.
    await first.engine.close()
    writeFileSync(join(root, key), 'no journal')
    const second = await engineOn(folder)
    await expect(run(second.client, added.id)).rejects.toMatchObject({ code: 'remote.damaged' })
    await second.engine.close()
    const third = await engineOn(folder)
    expect(await third.client.remotes.list({})).toMatchObject([
      { state: 'failed', note: expect.stringContaining(OTHER) as string },
    ])
    // Whoever wrote it put it right.
    rmSync(join(root, 'j', OTHER), { recursive: true })
    await run(third.client, added.id)
    expect((await third.client.remotes.list({})).map(({ state }) => state)).toEqual(['idle'])
    await third.engine.close()
  })

  it('verify of the remote reads journals and heads, and names each that can’t be read', async () => {
    const root = remote()
    const store = createFolderStore(root)
    const a = device(0, store)
    for (const [name, content] of [
      ['A001C001.mov', 'c1'],
      ['A001C002.mov', 'c2'],
    ] as const) {
      clip(a, name, content)
      await a.journal.publish(NEVER)
    }
    const of = a.context.library.deviceId
    const damaged = async (): Promise<string[]> => (await a.journal.check(NEVER)).problems.map(({ name }) => name)
    expect(await a.journal.check(NEVER)).toMatchObject({ objects: 3, problems: [] })
    const [first, second] = readdirSync(join(root, 'j', of)).sort()
    const whole = readFileSync(join(root, 'j', of, first!))
    const torn = Buffer.from(whole)
    torn[torn.length >> 1]! ^= 1
    writeFileSync(join(root, 'j', of, first!), torn)
    expect(await damaged()).toEqual([`j/${of}/${first!}`])
    // A segment of the right form that does not follow on the one before, or stands under another's name.
    writeFileSync(join(root, 'j', of, first!), whole)
    writeFileSync(join(root, 'j', of, second!), whole)
    expect(await damaged()).toEqual([`j/${of}/${second!}`])
    huge(root, `heads/${readdirSync(join(root, 'heads'))[0]!}`)
    expect(await damaged()).toContain(`heads/${readdirSync(join(root, 'heads'))[0]!}`)
  })
})

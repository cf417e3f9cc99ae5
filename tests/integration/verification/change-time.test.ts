/**
 * The time of change is part of what a file is: bytes that were written with size and date put back are found by scan,
 * verification and repair, told from rot, and never repaired unasked.
 */
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { rot, writeUnseen } from '../../helpers/rot.ts'
import { until } from '../../helpers/until.ts'
import { CAN_EXFAT, drive } from '../offload/drives.ts'
import { makeCard, workshop } from '../offload/stage.ts'

const CLIP = 'A003/A003C001.mov'

async function all<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const values: T[] = []
  for await (const value of await stream) values.push(value)
  return values
}

/** A card that was offloaded to two drives. */
async function offloaded(
  library: TestLibrary,
  first = join(library.dir, 'RAID'),
): Promise<{ drives: readonly [string, string]; bytes: Buffer }> {
  const { client, dir } = library
  const card = makeCard(join(dir, 'A003'), { 'A003C001.mov': 60_000, 'A003C001.xml': '<clip/>' })
  const drives = [first, join(dir, 'SHUTTLE')] as const
  for (const one of drives) mkdirSync(one, { recursive: true })
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [...drives] })
  for await (const _ of await client.offloads.watch({ id }));
  expect((await client.offloads.get({ id })).verdict?.verified).toBe(true)
  return { drives, bytes: readFileSync(join(card, 'A003C001.mov')) }
}

async function scan(client: EngineClient, id: string): Promise<{ changed: number; added: number }> {
  const events = await all(client.roots.scan({ id, folder: '' }))
  return events.at(-1)!
}

const row = (library: TestLibrary, path: string): Record<string, unknown> => {
  const db = new Database(library.folder.database, { readonly: true })
  try {
    return db
      .prepare(`SELECT verification, recheck, changed_after AS changed, intake FROM file WHERE ? LIKE '%/' || path`)
      .get(path) as Record<string, unknown>
  } finally {
    db.close()
  }
}
const findings = async (client: EngineClient, path: string) =>
  (await all(client.verify.folder({ path, dryRun: true }))).flatMap((event) =>
    event.type === 'finding' && event.finding !== 'verified' ? [`${event.finding} ${event.path}`] : [],
  )

describe('a verified copy whose bytes were changed with size and date put back', () => {
  it('is found by a scan, hashed again in the background, counts as no copy, and is not repaired unasked', async () => {
    await using library = await testLibrary()
    const { client } = library
    const { drives, bytes } = await offloaded(library)
    const root = await client.roots.add({ opId: newId(), path: drives[0] })
    await scan(client, root.id)
    const path = join(drives[0], CLIP)
    expect(row(library, path)).toMatchObject({ verification: 'verified', recheck: null })
    writeUnseen(path, 'TAGS', 30_000)
    expect(await scan(client, root.id)).toMatchObject({ changed: 0, added: 0 })
    await until('it is hashed again', () => row(library, path)['recheck'] === null)
    expect(row(library, path)).toMatchObject({ verification: 'failed', changed: 1 })
    const [bad] = await client.verify.bad({})
    expect(bad).toMatchObject({ path, changed: true })
    const unasked = await all(client.verify.repair({ opId: newId(), fileIds: [bad!.fileId] }))
    expect(unasked).toMatchObject([
      { type: 'failed', path, message: expect.stringContaining('was changed after it was verified') as string },
      { type: 'done', healed: 0, failed: 1 },
    ])
    expect(readFileSync(path).subarray(30_000, 30_004).toString()).toBe('TAGS')
    expect(await findings(client, join(drives[0], 'A003'))).toEqual(['mismatch A003C001.mov'])
    // Named by a person it is: the edit is kept aside.
    const named = await all(client.verify.repair({ opId: newId(), fileIds: [bad!.fileId], named: true }))
    expect(named.filter((event) => event.type !== 'progress')).toMatchObject([
      { type: 'healed', path },
      { type: 'done', healed: 1 },
    ])
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(readdirSync(join(drives[0], 'A003 (bad copies)'))).toEqual(['A003C001.mov'])
    expect(row(library, path)).toMatchObject({ verification: 'verified', changed: 0 })
  })

  it('is told as changed by a verification of copies, and as gone bad when nobody wrote to it', async () => {
    await using library = await testLibrary()
    const { client } = library
    const { drives } = await offloaded(library)
    writeUnseen(join(drives[0], CLIP), 'TAGS', 30_000)
    rot(library.folder.database, join(drives[1], CLIP), 'ROTS', 30_000)
    const roll = (await client.assets.list({ query: '' })).rows.find((one) => one.roll !== null)!.roll!
    const messages = (await all(client.verify.copies({ rolls: [roll] }))).flatMap((event) =>
      event.type === 'finding' && event.message !== null ? [event.message] : [],
    )
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /RAID\/A003\/A003C001\.mov was changed after it was verified: its checksum no longer matches/,
        ),
        expect.stringMatching(/SHUTTLE\/A003\/A003C001\.mov has gone bad: its checksum no longer matches\. Repair it/),
      ]),
    )
    expect((await client.verify.bad({})).map(({ changed }) => changed).toSorted()).toEqual([false, true])
    // The second look says the same, though the first one knows the time of change by now.
    expect(
      (await all(client.verify.copies({ rolls: [roll] })))
        .flatMap((event) => (event.type === 'finding' && event.message !== null ? [event.message] : []))
        .toSorted(),
    ).toEqual(messages.toSorted())
  })
})

describe('a time of change that moves without other bytes', () => {
  it('costs a reading and nothing else', async () => {
    await using library = await testLibrary()
    const { client } = library
    const { drives } = await offloaded(library)
    const root = await client.roots.add({ opId: newId(), path: drives[0] })
    await scan(client, root.id)
    const path = join(drives[0], CLIP)
    chmodSync(path, 0o600)
    renameSync(join(drives[0], 'A003/A003C001.xml'), join(drives[0], 'A003/tmp'))
    renameSync(join(drives[0], 'A003/tmp'), join(drives[0], 'A003/A003C001.xml'))
    expect(await scan(client, root.id)).toMatchObject({ changed: 0 })
    for (const name of [path, join(drives[0], 'A003/A003C001.xml')]) {
      await until(`${name} is hashed again`, () => row(library, name)['recheck'] === null)
      expect(row(library, name)).toMatchObject({ verification: 'verified', changed: 0, intake: 'done' })
    }
    expect(await client.verify.bad({})).toEqual([])
    expect((await client.assets.list({ query: '' })).rows.find((one) => one.name === 'A003C001')).toMatchObject({
      copies: 2,
    })
  })
})

describe('a file of an edited kind in a watched folder', () => {
  it('becomes a new version when its bytes changed with size and date put back', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const folder = join(dir, 'edit')
    mkdirSync(folder)
    const path = join(folder, 'cut.fcpxml')
    writeFileSync(path, '<fcpxml version="1.10">first</fcpxml>')
    const root = await client.roots.add({ opId: newId(), path: folder })
    await scan(client, root.id)
    await until('it is taken in', () => row(library, path)['intake'] === 'done')
    writeUnseen(path, 'other', 23)
    expect(readFileSync(path, 'utf8')).toBe('<fcpxml version="1.10">other</fcpxml>')
    await scan(client, root.id)
    const asset = (await client.assets.list({ query: '' })).rows[0]!
    await until('it has two versions', async () => (await client.versions.list({ assetId: asset.id })).length === 2)
    expect(row(library, path)).toMatchObject({ intake: 'done', recheck: null, changed: 0 })
  })
})

describe.skipIf(!CAN_EXFAT)('a drive that keeps no time of change (exFAT, needs root)', () => {
  it('is said to keep none, and its copies are repaired as before', async () => {
    await using library = await testLibrary()
    const { client } = library
    const exfat = drive(join(workshop(), 'CARD'), 'exfat', 64)
    const { drives } = await offloaded(library, exfat.path)
    const path = join(drives[0], CLIP)
    writeUnseen(path, 'TAGS', 30_000)
    expect(Number(lstatSync(path).size)).toBe(60_000)
    const events = await all(
      client.verify.copies({
        volumes: [(await client.volumes.list({})).find((one) => one.mountPoint === exfat.path)!.id],
      }),
    )
    expect(events).toContainEqual(
      expect.objectContaining({
        finding: 'mismatch',
        message: expect.stringMatching(
          /Whether it was edited can’t be told: fuse.* keeps no time of change\./,
        ) as string,
      }),
    )
    expect(await client.verify.bad({})).toMatchObject([{ path, changed: false }])
  })
})

/**
 * Looking after copies: verified again by roll and by drive, bad ones found and recorded, repaired from good ones.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { RepairEvent, VerifyEvent } from '../../../shared/model/offload.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { newId } from '../../../shared/util/ids.ts'
import { rot } from '../../helpers/rot.ts'
import { testLibrary, volumeHolding, type TestLibrary } from '../../helpers/library.ts'
import { CAN_MOUNT, makeCard, mountImage, workshop } from '../offload/stage.ts'

const FILES = { 'A003C001_261120_R7AA.mov': 1_200_000, 'A003C002_261120_R7AA.mov': 40_000, 'notes.txt': 'slate' }

async function all<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const values: T[] = []
  for await (const value of await stream) values.push(value)
  return values
}

const ended = (events: readonly VerifyEvent[]) => events.find((event) => event.type === 'done')
const concerns = (events: readonly VerifyEvent[]) =>
  events.flatMap((event) =>
    event.type === 'finding' && event.finding !== 'verified' ? [`${event.finding} ${event.path}`] : [],
  )

interface Ground {
  readonly library: TestLibrary
  readonly client: EngineClient
  readonly drives: readonly [string, string]
  readonly roll: string
}

/** A card on two drives; with real mounts where they can be made, else in two folders of one disk. */
async function ground(library: TestLibrary, mounted = false): Promise<Ground> {
  const { client, dir } = library
  const card = makeCard(join(dir, 'A003_1120R7'), FILES)
  const at = mounted ? workshop() : dir
  const drives = [join(at, 'RAID_A'), join(at, 'SHUTTLE')] as const
  for (const drive of drives)
    if (mounted) mountImage(drive, 24)
    else mkdirSync(drive)
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [...drives] })
  for await (const _ of await client.offloads.watch({ id }));
  expect((await client.offloads.get({ id })).verdict?.verified).toBe(true)
  rmSync(card, { recursive: true })
  const roll = (await client.assets.list({ query: '' })).rows.find((row) => row.roll !== null)?.roll ?? ''
  return { library, client, drives, roll }
}

const CLIP = 'A003_1120R7/A003C001_261120_R7AA.mov'

describe('copies that are verified again', () => {
  it('by roll are read back on every drive, and each carries when and how', async () => {
    await using library = await testLibrary()
    const { client, roll } = await ground(library)
    const before = Date.now()
    const events = await all(client.verify.copies({ rolls: [roll] }))
    expect(ended(events)).toMatchObject({ ok: true, histories: [] })
    expect(events.filter((event) => event.type === 'finding').length).toBeGreaterThanOrEqual(4)
    const row = (await client.assets.list({ query: `roll:${roll}` })).rows[0]!
    const copies = (await client.assets.get({ id: row.id })).copyList
    expect(
      copies.every((copy) => copy.verification === 'verified' && copy.verifiedAt! >= before && copy.readBack !== null),
    ).toBe(true)
  })

  it.skipIf(!CAN_MOUNT)('by drive read that drive alone (needs root to mount)', async () => {
    await using library = await testLibrary()
    const { client, drives } = await ground(library, true)
    rot(library.folder.database, join(drives[1], CLIP), 'ROTTEN', 20_000)
    const drive = (await client.volumes.list({})).find((volume) => volume.mountPoint === drives[0])!
    const first = await all(client.verify.copies({ volumes: [drive.id] }))
    expect(ended(first)).toMatchObject({ ok: true, counts: { verified: 3 } })
    const second = await all(client.verify.copies({ volumes: [basename(drives[1])] }))
    expect(concerns(second)).toEqual([`mismatch ${join(drives[1], CLIP)}`])
    expect(ended(second)).toMatchObject({ ok: false, counts: { verified: 2, mismatch: 1 } })
  })

  it('that were only copied are verified by it, and one that differs is found for the first time', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A003_1120R7'), FILES)
    const drive = join(dir, 'drive')
    mkdirSync(drive)
    const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [drive], level: 'size' })
    for await (const _ of await client.offloads.watch({ id }));
    expect((await client.assets.list({ query: 'verification:copied' })).rows).toHaveLength(3)
    rot(library.folder.database, join(drive, CLIP), 'ROTTEN', 20_000)
    await all(client.verify.copies({ volumes: [(await volumeHolding(client, drive)).id] }))
    expect((await client.assets.list({ query: 'verification:verified' })).rows).toHaveLength(2)
    expect((await client.verify.bad({})).map((copy) => copy.path)).toEqual([join(drive, CLIP)])
  })

  it('lie in a folder with older lists alone: it is verified by all of them', async () => {
    await using library = await testLibrary()
    const folder = makeCard(join(library.dir, 'old'), {
      'a.txt': 'a',
      'b.txt': 'b',
      'a.md5': `${digestBytes('md5', Buffer.from('a'))}  a.txt\n`,
      'b.sha1': `${digestBytes('sha1', Buffer.from('x'))}  b.txt\n`,
    })
    const events = await all(library.client.verify.folder({ path: folder }))
    expect(concerns(events)).toEqual(['mismatch b.txt'])
    expect(ended(events)).toMatchObject({ ok: false, counts: { verified: 1, mismatch: 1 } })
    const nothing = makeCard(join(library.dir, 'none'), { 'a.txt': 'a' })
    await expect(all(library.client.verify.folder({ path: nothing }))).rejects.toThrow('no ASC MHL history')
  })

  it('that went bad are recorded as bad, with the good copies that can heal them', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    rot(library.folder.database, join(drives[0], CLIP), 'ROTTEN', 20_000)
    const events = await all(client.verify.copies({ rolls: [roll] }))
    expect(concerns(events)).toEqual([`mismatch ${join(drives[0], CLIP)}`])
    expect(ended(events)?.sentence).toContain('Repair the bad ones with: rushes repair')
    expect(await client.verify.bad({})).toMatchObject([
      { path: join(drives[0], CLIP), here: true, good: [{ path: join(drives[1], CLIP), here: true }] },
    ])
    expect(await client.verify.bad({ paths: [drives[1]] })).toEqual([])
    expect((await client.assets.list({ query: 'verification:failed' })).rows).toHaveLength(1)
  })

  it('by their histories, where that is asked for, add a generation to each', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    rot(library.folder.database, join(drives[0], CLIP), 'ROTTEN', 20_000)
    const events = await all(client.verify.copies({ rolls: [roll], seal: true }))
    expect(ended(events)).toMatchObject({ ok: false, histories: [{ generation: 2 }, { generation: 2 }] })
    expect(concerns(events)).toContain(`mismatch ${join(drives[0], CLIP)}`)
    for (const drive of drives)
      expect(readdirSync(join(drive, 'A003_1120R7/ascmhl')).filter((name) => name.endsWith('.mhl'))).toHaveLength(2)
    expect(await client.verify.bad({})).toHaveLength(1)
    expect((await client.mhl.info({ path: join(drives[0], 'A003_1120R7') })).generations).toMatchObject([
      { number: 1, failed: 0 },
      { number: 2, failed: 1 },
    ])
  })

  it('are named when they are gone, and nothing is said of rolls and drives that nobody knows', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    rmSync(join(drives[0], CLIP))
    expect(concerns(await all(client.verify.copies({ rolls: [roll] })))).toEqual([`missing ${join(drives[0], CLIP)}`])
    await expect(all(client.verify.copies({ rolls: ['Z999'] }))).rejects.toThrow('no roll Z999')
    await expect(all(client.verify.copies({ volumes: ['NOWHERE'] }))).rejects.toThrow('no drive NOWHERE')
    await expect(all(client.verify.copies({}))).rejects.toThrow('Name what to verify')
  })

  it('are recorded as missing when a folder is verified in which they are not any more', async () => {
    await using library = await testLibrary()
    const { client, drives } = await ground(library)
    rmSync(join(drives[0], CLIP))
    expect(
      concerns(await all(client.verify.folder({ path: join(drives[0], 'A003_1120R7'), dryRun: true }))),
    ).toHaveLength(1)
    const {
      rows: [row],
    } = await client.assets.list({ query: 'A003C001' })
    const copies = (await client.assets.get({ id: row!.id })).copyList
    expect(drives.map((drive) => copies.find((copy) => copy.path.startsWith(drive))?.state)).toEqual([
      'missing',
      'present',
    ])
  })

  it('are read from the device when a folder is verified, and that is what the record says', async () => {
    await using library = await testLibrary()
    const { client, drives } = await ground(library)
    await all(client.verify.folder({ path: join(drives[0], 'A003_1120R7'), dryRun: true }))
    const {
      rows: [row],
    } = await client.assets.list({ query: 'A003C001' })
    const copies = (await client.assets.get({ id: row!.id })).copyList
    // Both copies lie on one disk here, so a read of one is worth what the read of the other was.
    expect(copies.find((copy) => copy.path.startsWith(drives[0]))?.readBack).toBe(
      copies.find((copy) => copy.path.startsWith(drives[1]))?.readBack,
    )
  })
})

describe('healing', () => {
  const heal = async (client: EngineClient): Promise<RepairEvent[]> => {
    const bad = await client.verify.bad({})
    return (await all(client.verify.repair({ opId: newId(), fileIds: bad.map((copy) => copy.fileId) }))).filter(
      (event) => event.type !== 'progress',
    )
  }

  it('makes a bad copy anew from a verified one, reads it back, and keeps the bad one beside the sealed folder', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    const [bad, good] = drives.map((drive) => join(drive, CLIP)) as [string, string]
    rot(library.folder.database, bad, 'ROTTEN', 20_000)
    const rotten = readFileSync(bad)
    await all(client.verify.copies({ rolls: [roll] }))
    const aside = join(drives[0], 'A003_1120R7 (bad copies)', basename(CLIP))
    expect(await heal(client)).toMatchObject([
      { type: 'healed', path: bad, from: good, aside },
      { type: 'done', healed: 1, failed: 0 },
    ])
    expect(readFileSync(bad).equals(readFileSync(good))).toBe(true)
    expect(statSync(bad).mtimeMs).toBeCloseTo(statSync(good).mtimeMs, 0)
    expect(readFileSync(aside).equals(rotten)).toBe(true)
    expect(await client.verify.bad({})).toEqual([])
    expect(
      ended(await all(client.verify.folder({ path: join(drives[0], 'A003_1120R7'), dryRun: true }))),
    ).toMatchObject({ ok: true })
    expect((await client.assets.list({ query: 'verification:failed' })).rows).toEqual([])
  })

  it('keeps the bad copy out of the catalogue when its folder is taken in again', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    rot(library.folder.database, join(drives[0], CLIP), 'ROTTEN', 20_000)
    await all(client.verify.copies({ rolls: [roll] }))
    await heal(client)
    const before = (await client.assets.list({ query: '' })).rows.length
    await all(client.catalogue.add({ paths: [drives[0]] }))
    expect((await client.assets.list({ query: '' })).rows).toHaveLength(before)
  })

  it('believes no copy: one that went bad itself heals nothing, and is recorded as bad too', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    rot(library.folder.database, join(drives[0], CLIP), 'ROTTEN', 20_000)
    await all(client.verify.copies({ rolls: [roll] }))
    rot(library.folder.database, join(drives[1], CLIP), 'ROTTEN', 20_000)
    const before = readFileSync(join(drives[0], CLIP))
    expect(await heal(client)).toMatchObject([
      { type: 'failed', code: 'hash.mismatch' },
      { type: 'done', healed: 0, failed: 1 },
    ])
    expect(readFileSync(join(drives[0], CLIP)).equals(before)).toBe(true)
    expect(readdirSync(drives[0])).toEqual(['A003_1120R7'])
    expect(readdirSync(join(drives[0], 'A003_1120R7')).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(await client.verify.bad({})).toHaveLength(2)
    expect(await heal(client)).toMatchObject([
      { type: 'failed', code: 'not_found' },
      { type: 'failed', code: 'not_found' },
      { type: 'done', failed: 2 },
    ])
  })

  it('goes on after it was cut off between the moves', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    const bad = join(drives[0], CLIP)
    rot(library.folder.database, bad, 'ROTTEN', 20_000)
    await all(client.verify.copies({ rolls: [roll] }))
    const [{ fileId } = { fileId: '' }] = await client.verify.bad({})
    // What a crash leaves: the bad copy moved aside, a temporary file of ours, and no file of the name.
    writeFileSync(join(drives[0], 'A003_1120R7', `.rushes-${fileId.replaceAll('-', '').slice(-12)}-0.part`), 'half')
    rmSync(bad)
    expect((await heal(client)).at(-1)).toMatchObject({ healed: 1 })
    expect(existsSync(bad)).toBe(true)
    expect(readdirSync(join(drives[0], 'A003_1120R7')).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('goes on after it was cut off before its last word: what is good by now is not moved aside', async () => {
    await using library = await testLibrary()
    const { client, drives, roll } = await ground(library)
    const [bad, good] = drives.map((drive) => join(drive, CLIP)) as [string, string]
    rot(library.folder.database, bad, 'ROTTEN', 20_000)
    await all(client.verify.copies({ rolls: [roll] }))
    const folder = join(drives[0], 'A003_1120R7 (bad copies)')
    mkdirSync(folder)
    renameSync(bad, join(folder, basename(CLIP)))
    copyFileSync(good, bad)
    expect((await heal(client)).at(-1)).toMatchObject({ healed: 1, failed: 0 })
    expect(readdirSync(folder)).toEqual([basename(CLIP)])
    expect(await client.verify.bad({})).toEqual([])
  })

  it('touches nothing that is not known as bad', async () => {
    await using library = await testLibrary()
    const { client } = await ground(library)
    await expect(all(client.verify.repair({ opId: newId(), fileIds: [newId()] }))).rejects.toThrow('nothing to repair')
  })
})

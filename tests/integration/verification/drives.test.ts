/**
 * How each drive is looked after, and what repairing would do before anything is done.
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import { rot } from '../../helpers/rot.ts'
import { testLibrary, volumeHolding, type TestLibrary } from '../../helpers/library.ts'
import { CAN_MOUNT, makeCard, mountImage, workshop } from '../offload/stage.ts'

const FILES = { 'A003C001_261120_R7AA.mov': 1_200_000, 'A003C002_261120_R7AA.mov': 40_000, 'notes.txt': 'slate' }
const CLIP = 'A003_1120R7/A003C001_261120_R7AA.mov'

async function all<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const values: T[] = []
  for await (const value of await stream) values.push(value)
  return values
}

/** The card on two real drives, or on two folders of one disk where none can be mounted. */
async function ground({ client, dir }: TestLibrary, mounted: boolean): Promise<readonly [string, string]> {
  const card = makeCard(join(dir, 'A003_1120R7'), FILES)
  const at = mounted ? workshop() : dir
  const drives = [join(at, 'RAID_A'), join(at, 'SHUTTLE')] as const
  for (const drive of drives)
    if (mounted) mountImage(drive, 24)
    else mkdirSync(drive)
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [...drives] })
  for await (const _ of await client.offloads.watch({ id }));
  rmSync(card, { recursive: true })
  return drives
}

const sums = async (client: EngineClient) =>
  (await client.verify.drives({})).map(({ files, verified, copied, unknown, bad }) => ({
    files,
    verified,
    copied,
    unknown,
    bad,
  }))

describe('the care of a drive', () => {
  it.skipIf(!CAN_MOUNT)('counts what was read back and what went bad, for each drive by itself', async () => {
    await using library = await testLibrary()
    const { client } = library
    const [raid] = await ground(library, true)
    const fresh = { files: 3, verified: 3, copied: 0, unknown: 0, bad: 0 }
    expect(await sums(client)).toEqual([fresh, fresh])
    rot(library.folder.database, join(raid, CLIP), 'ROTTEN', 20_000)
    const { id } = (await client.volumes.list({})).find(({ mountPoint }) => mountPoint === raid)!
    const before = Date.now()
    const events: VerifyEvent[] = await all(client.verify.copies({ volumes: [id] }))
    expect(events.at(-1)).toMatchObject({ type: 'done', ok: false, counts: { verified: 2, mismatch: 1 } })
    const verifier = await client.verify.drives({})
    expect(verifier.find(({ volumeId }) => volumeId === id)).toMatchObject({ files: 3, verified: 2, bad: 1 })
    expect(verifier.find(({ volumeId }) => volumeId === id)!.oldestAt).toBeGreaterThanOrEqual(before)
    const other = verifier.find(({ volumeId }) => volumeId !== id)!
    expect(other).toMatchObject(fresh)
    expect(other.oldestAt).toBeLessThan(before)
  })

  it('tells apart what was copied and what was there already, and follows what is healed', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const [raid, shuttle] = await ground(library, false)
    const quick = makeCard(join(dir, 'B001_1120K2'), { 'B001C001_261120_K2AA.mov': 30_000 })
    const { id } = await client.offloads.start({
      opId: newId(),
      sources: [quick],
      destinations: [raid],
      level: 'source',
    })
    for await (const _ of await client.offloads.watch({ id }));
    const stock = makeCard(join(dir, 'stock'), { 'stock.mov': 10_000 })
    await all(client.catalogue.add({ paths: [stock] }))
    expect(await sums(client)).toEqual([{ files: 8, verified: 6, copied: 1, unknown: 1, bad: 0 }])
    rot(library.folder.database, join(raid, CLIP), 'ROTTEN', 20_000)
    const { id: drive } = await volumeHolding(client, raid)
    await all(client.verify.copies({ volumes: [drive] }))
    expect(await sums(client)).toEqual([{ files: 8, verified: 7, copied: 0, unknown: 0, bad: 1 }])
    const [bad] = await client.verify.bad({ limit: 1 })
    expect(bad!.good.map(({ path }) => path)).toEqual([join(shuttle, CLIP)])
    await all(client.verify.repair({ opId: newId(), fileIds: [bad!.fileId] }))
    expect(await sums(client)).toEqual([{ files: 8, verified: 8, copied: 0, unknown: 0, bad: 0 }])
  })

  it('counts the same as the files themselves, whatever comes, goes and turns bad', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const [raid] = await ground(library, false)
    await all(client.catalogue.add({ paths: [makeCard(join(dir, 'one'), { 'one.mov': 5_000, 'two.mov': 6_000 })] }))
    rot(library.folder.database, join(raid, CLIP), 'ROTTEN', 20_000)
    const { id: drive } = await volumeHolding(client, raid)
    await all(client.verify.copies({ volumes: [drive] }))
    const [verifier] = await client.verify.drives({})
    expect(verifier!.verified + verifier!.copied + verifier!.unknown + verifier!.bad).toBe(verifier!.files)
    expect(verifier).toMatchObject({ files: 8, bad: 1, verified: 7 })
  })
})

describe('before a copy is healed', () => {
  it('is told from which copy, and where the bad one goes; then just that happens', async () => {
    await using library = await testLibrary()
    const { client } = library
    const [raid, shuttle] = await ground(library, false)
    rot(library.folder.database, join(raid, CLIP), 'ROTTEN', 20_000)
    const { id: drive } = await volumeHolding(client, raid)
    await all(client.verify.copies({ volumes: [drive] }))
    const [bad] = await client.verify.bad({})
    const [step] = await client.verify.repairPlan({ fileIds: [bad!.fileId] })
    const aside = join(raid, 'A003_1120R7 (bad copies)', 'A003C001_261120_R7AA.mov')
    expect(step).toMatchObject({ path: join(raid, CLIP), from: { path: join(shuttle, CLIP) }, aside, why: null })
    expect(existsSync(aside)).toBe(false)
    const events = await all(client.verify.repair({ opId: newId(), fileIds: [bad!.fileId] }))
    expect(events.find((event) => event.type === 'healed')).toMatchObject({
      path: step!.path,
      from: step!.from!.path,
      aside,
    })
    expect(existsSync(aside)).toBe(true)
    // What is good again is no step any more.
    expect(await client.verify.repairPlan({ fileIds: [bad!.fileId] })).toEqual([])
  })

  it('says of one that somebody changed that it is repaired by itself alone, and then does that', async () => {
    await using library = await testLibrary()
    const { client } = library
    const [raid] = await ground(library, false)
    const path = join(raid, CLIP)
    const { size } = statSync(path)
    writeFileSync(path, Buffer.alloc(size, 7))
    const { id: drive } = await volumeHolding(client, raid)
    await all(client.verify.copies({ volumes: [drive] }))
    const [bad] = await client.verify.bad({})
    const fileIds = [bad!.fileId]
    const [left] = await client.verify.repairPlan({ fileIds })
    expect(left).toMatchObject({ changed: true, from: null, why: expect.stringContaining('only by itself') })
    const [step] = await client.verify.repairPlan({ fileIds, named: true })
    expect(step).toMatchObject({ changed: true, why: null })
    const events = await all(client.verify.repair({ opId: newId(), fileIds, named: true }))
    expect(events.filter((event) => event.type === 'healed')).toHaveLength(1)
    expect(await client.verify.bad({})).toEqual([])
  })

  it('is told why it can’t be healed where no good copy is known', async () => {
    await using library = await testLibrary()
    const { client } = library
    const [raid, shuttle] = await ground(library, false)
    for (const one of [raid, shuttle]) rot(library.folder.database, join(one, CLIP), 'ROTTEN', 20_000)
    const { id: drive } = await volumeHolding(client, raid)
    await all(client.verify.copies({ volumes: [drive] }))
    const bad = await client.verify.bad({})
    const steps = await client.verify.repairPlan({ fileIds: bad.map(({ fileId }) => fileId) })
    expect(steps).toHaveLength(2)
    for (const step of steps)
      expect(step).toMatchObject({ from: null, aside: null, why: expect.stringContaining('No verified copy') })
    renameSync(join(raid, CLIP), join(raid, 'elsewhere.mov'))
    expect(await client.verify.repairPlan({ fileIds: [newId()] })).toEqual([])
  })
})

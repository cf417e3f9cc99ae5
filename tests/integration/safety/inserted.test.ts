/**
 * The safety page and the card itself: what is said of a card holds for what was on it when it was read. A card in the
 * reader with more on it, a card that was used again, and two cards of one name.
 */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { SafetyCard } from '../../../shared/model/safety.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, pattern, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

/** Where the cards of the test are mounted. */
let ground = ''
function place(): string {
  ground = workshop()
  return ground
}

/** Without cards that other tests have in their readers at the same time. */
async function ours(client: EngineClient, cards: readonly SafetyCard[]): Promise<SafetyCard[]> {
  const volumes = await client.volumes.list({})
  const isOurs = ({ inserted, left }: SafetyCard): boolean =>
    volumes.some(
      (one) =>
        one.id === (inserted ?? left)?.volumeId && one.mountPoint !== null && one.mountPoint.startsWith(`${ground}/`),
    )
  // A card elsewhere in this machine may hold files of the same names and sizes.
  const isElsewhere = ({ inserted }: SafetyCard): boolean =>
    inserted !== null && !inserted.mountPoint.startsWith(`${ground}/`)
  return cards.filter((card) => !isElsewhere(card) && (card.offloadId !== null || isOurs(card)))
}
const rows = async (client: EngineClient): Promise<SafetyCard[]> =>
  await ours(client, (await client.safety.cards({})).cards)

describe.skipIf(!CAN_MOUNT)('a card in the reader (needs root to mount)', () => {
  it('is told to be formatted, not when files were added, and not when it was used again', async () => {
    const at = place()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const reader = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(reader.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    mkdirSync(join(at, 'RAID_A'))
    await until('recognised', async () =>
      (await client.volumes.list({})).some((one) => one.mountPoint === reader.path && one.card !== null),
    )
    expect(await rows(client)).toMatchObject([
      { offloadId: null, decision: 'wait', why: 'not offloaded', inserted: { fresh: 2 } },
    ])

    const id = await offload(client, reader.path, [join(at, 'RAID_A')])
    await until('compared', async () => (await rows(client)).some((card) => card.inserted?.fresh === 0))
    expect(await rows(client)).toMatchObject([{ offloadId: id, decision: 'format', why: '', inserted: { fresh: 0 } }])

    // Three more takes before the card is formatted.
    for (const number of [3, 4, 5])
      writeFileSync(join(reader.path, clip(number)), pattern(900_000 + number, `take ${number}`))
    // Not even before they were compared.
    expect((await rows(client)).map((card) => card.decision)).toEqual(['wait'])
    await until('seen', async () => (await rows(client))[0]?.why === '3 new files')
    const page = await client.safety.cards({})
    expect(page.sentence).toMatch(/Wait: .*\(3 new files\)/)
    expect(await ours(client, page.cards)).toMatchObject([
      {
        offloadId: id,
        why: '3 new files',
        sentence: '3 files on the card were not offloaded: offload the card again.',
        inserted: { fresh: 3 },
      },
    ])

    const [today] = (await ours(client, page.cards)).map((card) => card.day)
    const report = async () =>
      readFileSync((await client.reports.day({ day: today!, kind: 'text', to: at })).path, 'utf8')
    expect(await report()).toMatch(/Not all of the day is safe/)
    await until('told alike', async () =>
      /Do not format: 3 files on the card were not offloaded: offload the card again\./.test(await report()),
    )

    // Out of the reader they are still not offloaded.
    reader.pull()
    await until('away', async () => (await rows(client))[0]?.inserted === null)
    expect(await report()).toMatch(
      /Do not format: 3 files on the card were not offloaded when it was last in the reader, .*: insert it and offload it again\./,
    )
    expect(await rows(client)).toMatchObject([
      {
        offloadId: id,
        decision: 'wait',
        why: '3 new files',
        sentence: expect.stringMatching(
          /^3 files on the card were not offloaded when it was last in the reader, .*: insert it and offload it again\.$/,
        ),
      },
    ])
    reader.plug()
    await until('back', async () => (await rows(client))[0]?.inserted?.fresh === 3)

    // Formatted and used again: another card, of which nothing is known.
    rmSync(join(reader.path, 'PRIVATE'), { recursive: true })
    makeCard(reader.path, { [clip(1)]: 111_111 })
    await until('another', async () => (await rows(client)).length === 2)
    expect((await rows(client)).map((card) => [card.offloadId, card.decision, card.why])).toEqual([
      [null, 'wait', 'not offloaded'],
      [id, 'format', ''],
    ])
    reader.pull()
    await until('gone', async () => (await rows(client)).every((card) => card.inserted === null))
    expect((await rows(client)).map((card) => [card.offloadId, card.decision, card.why])).toEqual([
      [null, 'wait', 'not offloaded'],
      [id, 'format', ''],
    ])
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT)('a take that was replaced by one of the same size (needs root to mount)', () => {
  /** Records a take over another: as many bytes, another time. The free space stays what it was. */
  function replace(card: string): void {
    const path = join(card, clip(1))
    const { size } = statSync(path)
    writeFileSync(path, pattern(size, 'another take'))
    utimesSync(path, 1_790_000_000, 1_790_000_000)
  }

  it('is not told to be safe, in the reader or after the card was away', async () => {
    const at = place()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const reader = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(reader.path, { [clip(1)]: 200_000, [clip(2)]: 300_000, [clip(3)]: 400_000 })
    mkdirSync(join(at, 'RAID_A'))
    const own = async () => await ours(client, (await client.safety.cards({ fresh: true })).cards)
    await until('recognised', async () => (await own()).some((card) => card.inserted !== null))
    const id = await offload(client, reader.path, [join(at, 'RAID_A')])
    expect(await own()).toMatchObject([{ offloadId: id, decision: 'format' }])

    replace(reader.path)
    // A question that wants fresh answers waits until it was compared.
    expect(await own()).toMatchObject([{ offloadId: id, decision: 'wait', why: '1 new file' }])

    // Offloaded again, then changed where nobody here could see it.
    mkdirSync(join(at, 'RAID_B'))
    const again = await offload(client, reader.path, [join(at, 'RAID_B')])
    await until('whole again', async () => (await own()).some((card) => card.decision === 'format'))
    // One card is one row: that of its last offload.
    expect((await own()).map((card) => card.offloadId)).toEqual([again])
    reader.pull()
    await until('away', async () => (await own()).every((card) => card.inserted === null))
    reader.plug()
    writeFileSync(join(reader.path, clip(2)), pattern(300_000, 'one more take'))
    const told: string[] = []
    await until('compared with what is on it now', async () => {
      const [card] = (await own()).filter((one) => one.inserted !== null)
      if (card !== undefined) told.push(card.decision)
      return card?.inserted?.fresh === 1
    })
    expect(new Set(told)).toEqual(new Set(['wait']))
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT)('a take that was added to a card (needs root to mount)', () => {
  /**
   * Cards as cameras lay them out: what is on them when they are offloaded, what is added, and what of the card is
   * offloaded.
   */
  const CARDS: readonly (readonly [string, Readonly<Record<string, number>>, string, string])[] = [
    [
      'Sony XAVC, its roll told by its clips',
      { 'XDROOT/Clip/A001C001_261130AB.MXF': 200_000, 'XDROOT/Clip/A001C002_261130AB.MXF': 300_000 },
      'XDROOT/Clip/A001C003_261130AB.MXF',
      '',
    ],
    [
      'RED',
      { 'A007_1130AB.RDM/A007_C001_1130AB.RDC/A007_C001_1130AB_001.R3D': 400_000 },
      'A007_1130AB.RDM/A007_C002_1130AB.RDC/A007_C002_1130AB_001.R3D',
      '',
    ],
    ['GoPro', { 'DCIM/100GOPRO/GX010001.MP4': 300_000 }, 'DCIM/100GOPRO/GX010002.MP4', ''],
    [
      'one of two rolls offloaded by itself',
      { 'A005R2EC/A005C001_261130_R2EC.mxf': 200_000 },
      'A006R2EC/A006C001_261130_R2EC.mxf',
      'A005R2EC',
    ],
    ['a recording beside the rolls', { 'A005R2EC/A005C001_261130_R2EC.mxf': 200_000 }, 'REPORT.mov', 'A005R2EC'],
    ['a tree of no camera', { 'FOOTAGE/X001.mov': 200_000, 'FOOTAGE/X002.mov': 100_000 }, 'FOOTAGE/X003.mov', ''],
    ['sound files', { 'S001.WAV': 100_000, 'S002.WAV': 90_000 }, 'S003.WAV', ''],
  ]

  it.each(CARDS)(
    'makes it wait, in the reader, out of it, and mounted elsewhere: %s',
    async (_, files, added, part) => {
      const at = place()
      await using library = await testLibrary({ pace: { drivesMs: 500 } })
      const { client } = library
      await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
      const reader = drive(join(at, 'Untitled'), 'ext4', 40)
      makeCard(reader.path, files)
      mkdirSync(join(at, 'RAID_A'))
      const id = await offload(client, join(reader.path, part), [join(at, 'RAID_A')])
      const own = async () => (await client.safety.cards({ fresh: true })).cards.find((card) => card.offloadId === id)!
      await until('compared', async () => (await own()).decision === 'format' && (await own()).inserted !== null)

      makeCard(reader.path, { [added]: 250_000 })
      expect((await own()).decision).toBe('wait')
      await until('seen', async () => (await own()).inserted?.fresh === 1)
      expect(await own()).toMatchObject({ decision: 'wait', why: '1 new file' })
      reader.pull()
      await until('away', async () => (await own()).inserted === null)
      expect(await own()).toMatchObject({ decision: 'wait', why: '1 new file', left: { fresh: 1 } })
      reader.plug(join(at, 'Untitled1'))
      await until(
        'back elsewhere',
        async () =>
          (await own()).inserted?.mountPoint === join(at, 'Untitled1') && (await own()).inserted?.comparing === false,
      )
      expect(await own()).toMatchObject({ decision: 'wait', why: '1 new file' })
    },
    120_000,
  )
})

describe.skipIf(!CAN_MOUNT)('a card that was catalogued where it lies (needs root to mount)', () => {
  /** A card in its reader, catalogued and read back there, and one copy of it. */
  async function stage(library: TestLibrary) {
    const at = place()
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 2, makeProxies: false } })
    const reader = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(reader.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    mkdirSync(join(at, 'RAID_A'))
    await until('recognised', async () =>
      (await client.volumes.list({})).some((one) => one.mountPoint === reader.path && one.card !== null),
    )
    const volume = (await client.volumes.list({})).find((one) => one.mountPoint === reader.path)!.id
    for await (const _ of await client.catalogue.add({ paths: [reader.path] })) void _
    for await (const _ of await client.verify.copies({ volumes: [volume] })) void _
    /** The card's drive now. */
    const here = async () => (await client.volumes.list({})).find((one) => one.id === volume)!
    return { at, client, reader, here, away: () => until('away', async () => !(await here()).online) }
  }

  it('is no copy of itself: not in the reader, not out of it, and not when it comes back empty', async () => {
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { at, client, reader, here, away } = await stage(library)
    const id = await offload(client, reader.path, [join(at, 'RAID_A')])
    const said = async () => ({
      decision: (await rows(client)).filter((card) => card.offloadId === id).map((card) => card.decision),
      copies: (await client.assets.list({ query: '', limit: 10 })).rows
        .filter((asset) => asset.kind === 'video')
        .map((asset) => [asset.copies, asset.devices]),
      lone: (await client.assets.list({ query: 'lone', limit: 10 })).rows.filter((asset) => asset.kind === 'video')
        .length,
    })
    const one = {
      decision: ['wait'],
      copies: [
        [1, 1],
        [1, 1],
      ],
      lone: 2,
    }
    expect(await said()).toEqual(one)
    reader.pull()
    await away()
    expect(await said()).toEqual(one)
    // Emptied in the camera, not formatted: the same file system, which looks like no card any more.
    reader.plug()
    await until('back', async () => (await here()).card !== null)
    reader.pull()
    await away()
    reader.plug()
    rmSync(join(reader.path, 'PRIVATE'), { recursive: true })
    await until('looked at', async () => (await here()).online && (await here()).card === null)
    expect(await said()).toEqual(one)
  }, 120_000)

  it('is not where its files are told to be safe already', async () => {
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { at, client, reader, away } = await stage(library)
    reader.pull()
    await away()
    // The same files again, as on a second card that was cloned from the first.
    const copy = makeCard(join(at, 'COPY'), { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    const plan = await client.offloads.plan({ sources: [copy], destinations: [join(at, 'RAID_A')] })
    expect(plan.remarks.filter((remark) => remark.code === 'source.known')).toEqual([])
  }, 120_000)

  it('is a drive once copies were written on it', async () => {
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { at, client, reader, here } = await stage(library)
    const card = makeCard(join(at, 'B001'), { 'B001C001.mov': 100_000 })
    const id = await offload(client, card, [reader.path])
    await until('known as a drive', async () => (await here()).card === null)
    expect(
      (await client.safety.cards({})).cards
        .find((row) => row.offloadId === id)
        ?.cells.filter((cell) => cell.look === 'verified'),
    ).toHaveLength(1)
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT)('a card that left and was never offloaded (needs root to mount)', () => {
  it('is listed until somebody hides it, and again when it comes back', async () => {
    const at = place()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    const reader = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(reader.path, { [clip(1)]: 200_000 })
    await until('told', async () => (await rows(client)).length === 1)
    const volumeId = (await rows(client))[0]!.inserted!.volumeId
    await expect(client.safety.dismiss({ ...op(), volumeId, roll: 'CARD' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is in the reader') as string,
    })
    reader.pull()
    await until('away', async () => (await rows(client))[0]?.left != null)
    await client.safety.dismiss({ ...op(), volumeId, roll: 'CARD' })
    expect(await rows(client)).toEqual([])
    await client.safety.dismiss({ ...op(), volumeId, roll: 'CARD', dismissed: false })
    expect(await rows(client)).toMatchObject([{ decision: 'wait', why: 'not offloaded', left: { volumeId } }])
    await client.safety.dismiss({ ...op(), volumeId, roll: 'CARD' })
    reader.plug()
    await until('told again', async () => (await rows(client))[0]?.inserted != null)
    reader.pull()
    await until('listed again', async () => (await rows(client))[0]?.left != null)
  }, 120_000)
})

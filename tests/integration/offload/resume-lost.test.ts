/**
 * A drive that is pulled under an offload, and comes back: the same offload is resumed, by a person, by the same
 * request, or by itself, and never onto another drive that stands at the same place meanwhile.
 */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canResume, copiesText } from '../../../shared/copies/offload.ts'
import { knownDrivesText } from '../../../shared/copies/known.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { drive, faulty } from './drives.ts'
import { CAN_MOUNT, makeCard, workshop } from './stage.ts'

const op = () => ({ opId: newId() })
const OF = 12
/** More than one batch of copies (64 MB): the first is verified while the last takes are read. */
const TAKES = Object.fromEntries(
  Array.from({ length: OF }, (_, take) => [`CLIP/take${take + 10}${take < 10 ? '' : ' last'}.mov`, 7_000_000 + take]),
)
/** A card whose last takes are slow, so that the drive is pulled in the middle however fast the disks are. */
const SLOW = [{ on: 'read', path: ' last.mov', slow: 50 }] as const

/** The card's files, and nothing but the history beside them. */
function expectCopied(card: string, copy: string): void {
  execFileSync('diff', ['-r', '-x', 'ascmhl', card, copy], { stdio: 'pipe' })
}

async function lost(resumes: 'asked' | 'itself') {
  const at = workshop()
  const library = await testLibrary()
  const { client } = library
  const reader = await faulty(join(at, 'reader'), SLOW)
  const card = makeCard(join(reader.behind, 'A001'), TAKES).replace(reader.behind, reader.path)
  const shuttle = drive(join(at, 'SHUTTLE_02'), 'ext4', 300)
  mkdirSync(join(at, 'RAID_A'))
  const request = { sources: [card], destinations: [join(at, 'RAID_A'), shuttle.path], resumes }
  const { id } = await client.offloads.start({ ...op(), ...request })
  let pulled = false
  for await (const state of await client.offloads.watch({ id })) {
    if (!pulled && (state.destinations[1]?.filesVerified ?? 0) > 0) {
      pulled = true
      shuttle.pull()
      // It is gone in the middle: the rest need not be slow.
      reader.rules([])
    }
  }
  return {
    library,
    client,
    behind: join(reader.behind, 'A001'),
    card,
    shuttle,
    request,
    id,
    state: await client.offloads.get({ id }),
  }
}

describe.skipIf(!CAN_MOUNT || !CAN_FUSE)('an offload that lost a drive (needs root to mount, and FUSE)', () => {
  it('counts one whole copy and one begun, in the plan of the same card too', async () => {
    const { library, client, request, state, shuttle } = await lost('asked')
    await using _ = library
    const part = state.destinations[1]!.filesVerified
    expect(state.state).toBe('done')
    expect(part).toBeGreaterThan(0)
    expect(part).toBeLessThan(OF)
    expect(copiesText(state, 2)).toBe('1 whole copy, 1 begun')
    expect(state.destinations[1]!.error?.message).toBe('SHUTTLE_02 was disconnected. Reconnect it to resume.')
    expect(canResume(state)).toBe(true)
    shuttle.plug()
    const plan = await client.offloads.plan({ ...request, destinations: [request.destinations[0]!] })
    const raid = plan.known.drives.find((one) => one.files === OF)
    expect(plan.known.drives.every((one) => one.of === OF)).toBe(true)
    expect(raid).toBeDefined()
    expect(plan.known.drives.filter((one) => one !== raid).map((one) => one.files)).toEqual([part])
    expect(plan.remarks.find((one) => one.code === 'source.known')?.message).toContain(
      knownDrivesText(plan.known.drives),
    )
  }, 120_000)

  it('is resumed with the drive and completes; not onto what stands at its place meanwhile', async () => {
    const { library, client, behind, shuttle, request, id } = await lost('asked')
    await using _ = library
    // The empty folder of the mount point is the disk of this computer.
    expect(readdirSync(shuttle.path)).toEqual([])
    await expect(client.offloads.resume({ ...op(), id })).rejects.toMatchObject({
      code: 'volume.mismatch',
      message: expect.stringContaining('Reconnect'),
    })
    expect(existsSync(join(shuttle.path, 'A001'))).toBe(false)
    shuttle.plug()
    // The same request is the same offload.
    expect(await client.offloads.start({ ...op(), ...request })).toEqual({ id, resumed: true })
    await until('done', async () => (await client.offloads.get({ id })).queue === null)
    const after = await client.offloads.get({ id })
    expect(after.destinations.map((one) => [one.state, one.filesVerified, one.failures])).toEqual([
      ['done', OF, 0],
      ['done', OF, 0],
    ])
    // Whichever run wrote them: files and bytes say the same.
    expect(after.destinations.map((one) => [one.filesCopied, one.bytesCopied])).toEqual([
      [OF, after.bytes],
      [OF, after.bytes],
    ])
    expect([after.verdict?.verified, canResume(after), copiesText(after, 2)]).toEqual([
      true,
      false,
      '2 whole copies on 2 disks',
    ])
    expectCopied(behind, join(shuttle.path, 'A001'))
    await expect(client.offloads.resume({ ...op(), id })).rejects.toMatchObject({ code: 'conflict' })
  }, 120_000)

  it('goes on by itself where that was asked for, as soon as the drive is back', async () => {
    const { library, client, behind, shuttle, id } = await lost('itself')
    await using _ = library
    shuttle.plug()
    await until('whole', async () => (await client.offloads.get({ id })).verdict?.verified === true)
    expect((await client.offloads.get({ id })).destinations.map((one) => one.filesVerified)).toEqual([OF, OF])
    expectCopied(behind, join(shuttle.path, 'A001'))
  }, 120_000)

  it.each(['Resume', 'the same command at the new place', 'the old command'] as const)(
    'goes on where its drive is now, by %s',
    async (how) => {
      const { library, client, behind, shuttle, request, id } = await lost('asked')
      await using _ = library
      const elsewhere = join(shuttle.path, '../media/SHUTTLE_021')
      shuttle.plug(elsewhere)
      if (how === 'Resume') await client.offloads.resume({ ...op(), id })
      else {
        const destinations = how === 'the old command' ? request.destinations : [request.destinations[0]!, elsewhere]
        expect(await client.offloads.start({ ...op(), ...request, destinations })).toEqual({ id, resumed: true })
      }
      await until('done', async () => (await client.offloads.get({ id })).queue === null)
      const after = await client.offloads.get({ id })
      expect(after.destinations.map((one) => [one.state, one.filesVerified])).toEqual([
        ['done', OF],
        ['done', OF],
      ])
      expect(after.destinations[1]!.target).toBe(join(elsewhere, 'A001'))
      expectCopied(behind, join(elsewhere, 'A001'))
      // Nothing was written where it was before: that is the disk of this computer.
      expect(readdirSync(shuttle.path)).toEqual([])
      // What is complete stays complete, whichever way it is asked for.
      expect(canResume(after)).toBe(false)
    },
    120_000,
  )

  it('goes on by itself where its drive is now', async () => {
    const { library, client, behind, shuttle, id } = await lost('itself')
    await using _ = library
    const elsewhere = join(shuttle.path, '../media/SHUTTLE_021')
    shuttle.plug(elsewhere)
    await until('whole', async () => (await client.offloads.get({ id })).verdict?.verified === true)
    expectCopied(behind, join(elsewhere, 'A001'))
    expect(readdirSync(shuttle.path)).toEqual([])
  }, 120_000)

  it('never goes on onto another drive, nor onto a clone that is here beside its drive', async () => {
    const { library, client, shuttle, id } = await lost('asked')
    await using _ = library
    const other = drive(join(shuttle.path, '../SHUTTLE_03'), 'ext4', 40)
    await expect(client.offloads.resume({ ...op(), id })).rejects.toMatchObject({
      code: 'volume.mismatch',
      message: expect.stringContaining('Reconnect SHUTTLE_02'),
    })
    expect(readdirSync(other.path)).toEqual(['lost+found'])
    const twin = drive(join(shuttle.path, '../twin'), 'ext4', 40)
    twin.pull()
    copyFileSync(shuttle.image, twin.image)
    twin.plug()
    shuttle.plug(join(shuttle.path, '../media/SHUTTLE_021'))
    await expect(client.offloads.resume({ ...op(), id })).rejects.toMatchObject({
      code: 'volume.mismatch',
      message: expect.stringContaining('clone'),
    })
  }, 120_000)

  it('is left as it is when another card is in the reader: that is a new offload', async () => {
    const { library, client, card, shuttle, request, id } = await lost('asked')
    await using _ = library
    shuttle.plug()
    makeCard(card, { 'CLIP/other.mov': 5_000 })
    const before = await client.offloads.get({ id })
    await expect(client.offloads.resume({ ...op(), id })).rejects.toMatchObject({ code: 'source.changed' })
    const next = await client.offloads.start({ ...op(), ...request })
    expect(next.id).not.toBe(id)
    await until('done', async () => (await client.offloads.get({ id: next.id })).queue === null)
    expect(await client.offloads.get({ id })).toEqual(before)
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT || !CAN_FUSE)(
  'a copy that was written to before the offload was resumed (needs root to mount, and FUSE)',
  () => {
    it('is read again: nothing is called verified that nobody read', async () => {
      const { library, client, request, id, shuttle, card } = await lost('asked')
      await using _ = library
      await client.settings.set({ ...op(), changes: { requiredDevices: 1 } })
      const [take] = Object.keys(TAKES)
      const copy = join(request.destinations[0]!, 'A001', take!)
      const { size, atime, mtime } = statSync(copy)
      writeFileSync(copy, Buffer.alloc(size))
      utimesSync(copy, atime, mtime)
      shuttle.plug()
      await client.offloads.resume({ ...op(), id })
      await until('ended', async () => (await client.offloads.get({ id })).queue === null)
      const row = (await client.offloads.files({ id, limit: 500 })).rows.find(({ path }) => path.endsWith(take!))!
      // The card's bytes stand beside what was written there, and only they are told as the copy.
      const told = row.destinations[0]!
      expect(told.path).not.toBe(row.path)
      expect(readFileSync(join(request.destinations[0]!, told.path!)).equals(readFileSync(join(card, take!)))).toBe(
        true,
      )
      expect(readFileSync(copy).equals(Buffer.alloc(size))).toBe(true)
      expect((await client.offloads.get({ id })).destinations[0]!.conflicts).toBe(1)
    }, 120_000)
  },
)

describe.skipIf(!CAN_MOUNT)('the empty mount point of a drive that went (needs root to mount)', () => {
  it('is no destination: nothing is written to the disk below it', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const shuttle = drive(join(at, 'SHUTTLE_03'), 'ext4', 60)
    const card = makeCard(join(at, 'A001'), { 'A001C001.mov': 200_000 })
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [shuttle.path] })
    await until('ended', async () => (await client.offloads.get({ id })).queue === null)
    shuttle.pull()
    const next = {
      sources: [makeCard(join(at, 'A002'), { 'A002C001.mov': 300_000 })],
      destinations: [join(shuttle.path, 'Day 2')],
    }
    mkdirSync(join(shuttle.path, 'Day 2'))
    const said =
      /^SHUTTLE_03 was mounted at .*SHUTTLE_03 and is not connected: this offload would be written to .* instead\. Reconnect SHUTTLE_03, or choose another folder\.$/
    const plan = await client.offloads.plan(next)
    expect(plan.destinations[0]!.remarks).toContainEqual(
      expect.objectContaining({ code: 'volume.offline', level: 'error', message: expect.stringMatching(said) }),
    )
    await expect(client.offloads.start({ ...op(), ...next })).rejects.toMatchObject({
      code: 'volume.offline',
      message: expect.stringMatching(said) as string,
    })
    expect(readdirSync(join(shuttle.path, 'Day 2'))).toEqual([])
    // Back again, it takes the card.
    shuttle.plug()
    mkdirSync(join(shuttle.path, 'Day 2'))
    const second = await client.offloads.start({ ...op(), ...next })
    await until('ended', async () => (await client.offloads.get({ id: second.id })).queue === null)
    expectCopied(next.sources[0]!, join(shuttle.path, 'Day 2', 'A002'))
  }, 60_000)
})

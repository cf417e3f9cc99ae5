/**
 * The safety page with more than one card in readers: a card and its clone are two cards, and each is judged by what is
 * on it. A card that was empty when it came is one as soon as something is on it.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { SafetyCard } from '../../../shared/model/safety.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive, type FileSystem, type TestDrive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, pattern, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

/** Rows of cards in these places: other tests may have cards in readers of this machine at the same time. */
async function rowsAt(client: EngineClient, ...places: readonly string[]): Promise<SafetyCard[]> {
  return (await client.safety.cards({ fresh: true })).cards.filter(
    (card) => card.inserted !== null && places.includes(card.inserted.mountPoint),
  )
}

/** Copies a card bit by bit to another one, as a duplicator does: the UUID of its file system is the same. */
function clone(card: TestDrive, path: string, kind: FileSystem): TestDrive {
  const copy = drive(path, kind, 40)
  copy.pull()
  card.pull()
  copyFileSync(card.image, copy.image)
  card.plug()
  return copy
}

describe.skipIf(!CAN_MOUNT)('a card and its clone, both in readers (needs root to mount)', () => {
  it('have a row each: the clone with one more file waits', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'B001'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    mkdirSync(join(at, 'RAID_A'))
    const copy = clone(card, join(at, 'COPY'), 'ext4')
    const id = await offload(client, card.path, [join(at, 'RAID_A')])
    expect(await rowsAt(client, card.path)).toMatchObject([{ id, decision: 'format', inserted: { fresh: 0 } }])

    copy.plug()
    writeFileSync(join(copy.path, clip(3)), pattern(123_456, 'one more take'))
    const [first, second, ...none] = await rowsAt(client, card.path, copy.path)
    expect(none).toEqual([])
    expect(first).toMatchObject({ id, offloadId: id, decision: 'format', inserted: { mountPoint: card.path } })
    expect(second).toMatchObject({
      offloadId: id,
      decision: 'wait',
      why: '1 new file',
      inserted: { mountPoint: copy.path, fresh: 1 },
      sentence: expect.stringContaining(`at ${copy.path}: 1 file on the card was not offloaded`) as string,
    })
    expect(second!.id).not.toBe(id)
    const { sentence } = await client.safety.cards({ fresh: true })
    expect(sentence).toContain(`at “${copy.path.slice(0, 30)}…” (1 new file)`)

    // The report of the day says so too.
    const report = readFileSync((await client.reports.day({ day: first!.day!, kind: 'text', to: at })).path, 'utf8')
    expect(report).toContain('1 file on the card was not offloaded')

    // The card goes, its clone stays: nothing is told to be formatted.
    card.pull()
    expect(await rowsAt(client, card.path, copy.path)).toMatchObject([
      { decision: 'wait', why: '1 new file', inserted: { mountPoint: copy.path } },
    ])
    // It leaves too: the file on it is still told of.
    copy.pull()
    await until('away', async () => (await rowsAt(client, copy.path)).length === 0)
    expect((await client.safety.cards({ fresh: true })).cards.filter((one) => one.offloadId === id)).toMatchObject([
      { decision: 'wait', why: '1 new file', left: { fresh: 1 } },
    ])
  }, 120_000)

  it('have a row each when both were offloaded, and one row when it was the same card at another place', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'c1'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000, [clip(2)]: 300_000, [clip(3)]: 100_000 })
    mkdirSync(join(at, 'RAID_A'))
    // A day on which no other test of this machine has a card in a reader.
    const date = (path: string): void => utimesSync(path, 1_650_050_000, 1_650_050_000)
    for (const number of [1, 2, 3]) date(join(card.path, clip(number)))
    const copy = clone(card, join(at, 'c1b'), 'ext4')
    const first = await offload(client, card.path, [join(at, 'RAID_A')])
    copy.plug()
    writeFileSync(join(copy.path, clip(4)), pattern(123_456, 'one more take'))
    date(join(copy.path, clip(4)))
    const second = await offload(client, copy.path, [join(at, 'RAID_A')])

    const offloaded = async () =>
      (await client.safety.cards({ fresh: true })).cards
        .filter((row) => row.offloadId !== null)
        .map((row) => [row.name, row.offloadId, row.files, row.inserted?.mountPoint ?? null, row.decision])
    expect(await offloaded()).toEqual([
      ['c1b', second, 4, copy.path, 'format'],
      ['c1', first, 3, card.path, 'format'],
    ])
    const [{ day } = { day: null }] = await rowsAt(client, copy.path)
    const report = async () =>
      readFileSync((await client.reports.day({ day: day!, kind: 'text', to: at })).path, 'utf8')
    expect(await report()).toContain('All 2 cards of the day may be formatted')
    expect(await report()).toMatch(/2 cards, 4 clips, 723 KB in all/)

    // Only the later card is in a reader: the earlier offload has no card, and nothing that the later one lacks.
    card.pull()
    await until('away', async () => (await rowsAt(client, card.path)).length === 0)
    expect(await offloaded()).toEqual([['c1b', second, 4, copy.path, 'format']])
    expect(await report()).toContain('The card of the day may be formatted')
    expect(await report()).toMatch(/1 card, 4 clips, 723 KB in all/)
    copy.pull()
    await until('away', async () => (await rowsAt(client, copy.path)).length === 0)
    expect(await offloaded()).toEqual([['c1b', second, 4, null, 'format']])
  }, 120_000)

  it('may both be formatted when all that is on them was offloaded', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'B001'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    mkdirSync(join(at, 'RAID_A'))
    const copy = clone(card, join(at, 'COPY'), 'ext4')
    copy.plug()
    await offload(client, card.path, [join(at, 'RAID_A')])
    const rows = await rowsAt(client, card.path, copy.path)
    expect(rows.map((row) => [row.inserted!.mountPoint, row.decision])).toEqual([
      [card.path, 'format'],
      [copy.path, 'format'],
    ])
    expect(new Set(rows.map((row) => row.id)).size).toBe(2)
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT)('a card that is empty when it comes (needs root to mount)', () => {
  it('is on the page as soon as something was recorded on it, by itself', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    const card = drive(join(at, 'CARD'), 'ext4', 40)
    const other = drive(join(at, 'OTHER'), 'ext4', 40)
    makeCard(other.path, { [clip(1)]: 100_000 })
    // Looked at, and no card: the other one is looked at after it.
    await until('looked at', async () => (await rowsAt(client, other.path)).length === 1)
    expect(await rowsAt(client, card.path)).toEqual([])
    makeCard(card.path, { [clip(1)]: 200_000 })
    await until('seen without being asked for', async () =>
      (await client.safety.cards({})).cards.some((row) => row.inserted?.mountPoint === card.path),
    )
    expect(await rowsAt(client, card.path)).toMatchObject([{ decision: 'wait', why: 'not offloaded' }])
  }, 120_000)

  it('is on a page that is asked for afresh, though its free bytes are what they were', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'CARD'), 'ext4', 40)
    mkdirSync(join(card.path, 'spare/M4ROOT/CLIP'), { recursive: true })
    writeFileSync(join(card.path, 'spare/M4ROOT/CLIP/C0001.MP4'), pattern(200_000, 'take'))
    expect(await rowsAt(client, card.path)).toEqual([])
    renameSync(join(card.path, 'spare'), join(card.path, 'PRIVATE'))
    expect(await rowsAt(client, card.path)).toMatchObject([{ decision: 'wait', why: 'not offloaded' }])
  }, 120_000)

  it('is not told to be formatted after it was emptied and used again in the reader', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000 })
    mkdirSync(join(at, 'RAID_A'))
    const id = await offload(client, card.path, [join(at, 'RAID_A')])
    expect(await rowsAt(client, card.path)).toMatchObject([{ offloadId: id, decision: 'format' }])
    rmSync(join(card.path, 'PRIVATE'), { recursive: true })
    await until('seen empty', async () => (await rowsAt(client, card.path)).length === 0)
    makeCard(card.path, { [clip(1)]: 111_111, [clip(2)]: 99_999 })
    expect(await rowsAt(client, card.path)).toMatchObject([
      { offloadId: null, decision: 'wait', why: 'not offloaded', inserted: { fresh: 2 } },
    ])
  }, 120_000)
})

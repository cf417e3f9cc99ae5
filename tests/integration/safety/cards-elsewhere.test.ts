/** Cards that another station offloaded, what is asked of the page, and cards of one name. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { SafetyCard } from '../../../shared/model/safety.ts'
import { testLibrary, volumeHolding } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

/** Without cards that other tests have in their readers at the same time. */
const ours = (cards: readonly SafetyCard[]): SafetyCard[] =>
  cards.filter((card) => card.offloadId !== null || card.name === 'E7CARD')
const rows = async (client: EngineClient): Promise<SafetyCard[]> => ours((await client.safety.cards({})).cards)

describe.skipIf(!CAN_MOUNT)('a card that another station offloaded (needs root to mount)', () => {
  it('is not offloaded here, and the copies that the catalogue knows are told', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    // As after a sync: the clips are known, verified on a drive, and no offload of this library copied them.
    const raid = drive(join(at, 'RAID_B'), 'ext4', 40)
    const files = { [clip(1)]: 200_000, [clip(2)]: 300_000 }
    const copy = makeCard(join(raid.path, 'Day 1'), files)
    for await (const _ of await client.catalogue.add({ paths: [copy] })) void _
    for await (const _ of await client.verify.copies({ volumes: [(await volumeHolding(client, copy)).id] })) void _
    const reader = drive(join(at, 'E7CARD'), 'ext4', 40)
    makeCard(reader.path, files)
    for (const name of Object.keys(files)) {
      const { atime, mtime } = statSync(join(copy, name))
      utimesSync(join(reader.path, name), atime, mtime)
    }
    reader.pull()
    await until('away', async () =>
      (await client.volumes.list({})).every((one) => one.mountPoint !== reader.path || !one.online),
    )
    reader.plug()
    await until('told', async () =>
      (await rows(client)).some((card) => card.inserted?.mountPoint === reader.path && card.reasons.length > 0),
    )
    const [card] = (await rows(client)).filter((one) => one.inserted?.mountPoint === reader.path)
    expect(card).toMatchObject({
      offloadId: null,
      decision: 'wait',
      why: 'not offloaded',
      reasons: [
        'The catalogue knows verified copies, by name, size and time: RAID_B 2 of 2. Offload the card to prove it by reading both.',
      ],
    })
    const mail = readFileSync((await client.safety.report({ kind: 'text', to: at })).path, 'utf8')
    expect(mail).toContain('E7CARD: wait (not offloaded). The catalogue knows verified copies')
    // Of this card: another one may be in a reader of this machine.
    expect(
      mail
        .split('\n')
        .filter((line) => line.startsWith('E7CARD:'))
        .join('\n'),
    ).not.toContain('No copy known')
  }, 120_000)
})

describe('what is asked of the page', () => {
  it('a day that is in no calendar, and a cursor that no window gave, are refused in words', async () => {
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    for (const day of ['2026-99-99', '2026-02-30']) {
      const refused = { code: 'usage', message: `“${day}” is not a day. Write it as 2026-11-20.` }
      await expect(client.safety.cards({ day })).rejects.toMatchObject(refused)
      await expect(client.safety.report({ day, kind: 'text' })).rejects.toMatchObject(refused)
      await expect(client.reports.day({ day, kind: 'text' })).rejects.toMatchObject(refused)
    }
    await expect(client.safety.cards({ after: 'nowhere' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('from the beginning') as string,
    })
  })
})

describe('two cards of one name', () => {
  it('are two rows; a second offload of one of them is none', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    for (const name of ['RAID_A', 'SHUTTLE', 'THIRD']) mkdirSync(join(at, name))
    const card = makeCard(join(at, 'A007'), { 'A007C001.mov': 300_000, 'A007C002.mov': 200_000 })
    const first = await offload(client, card, [join(at, 'RAID_A')])
    await offload(client, card, [join(at, 'SHUTTLE')])
    expect((await rows(client)).flatMap((row) => (row.offloadId === null ? [] : row.name))).toEqual(['A007'])
    rmSync(card, { recursive: true })
    makeCard(card, { 'A007C001.mov': 123_456 })
    const second = await offload(client, card, [join(at, 'THIRD')])
    const two = (await rows(client)).filter((row) => row.offloadId !== null)
    expect(two.map((row) => [row.name, row.files])).toEqual([
      ['A007', 1],
      ['A007', 2],
    ])
    expect(two[0]!.offloadId).toBe(second)
    expect([first, two[1]!.offloadId].every((id) => id !== second)).toBe(true)
    // The line on top tells them apart.
    expect((await client.safety.cards({})).sentence).toMatch(/A007 of \d+ \w+ \d\d:\d\d/)
  }, 60_000)
})

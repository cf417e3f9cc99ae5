/**
 * The report of a day and a card that was not offloaded: it says what the safety page says, while the card is in its
 * reader and when it was pulled.
 */
import { mkdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

/** A day long ago, on which no other test of this machine has a card in a reader. */
const EARLIER = '2024-03-05'

function date(card: string, paths: readonly string[], day: string): void {
  const at = Date.parse(`${day}T12:00:00`) / 1000
  for (const path of paths) utimesSync(join(card, path), at, at)
}

describe.skipIf(!CAN_MOUNT)('the report of a day (needs root to mount)', () => {
  it('does not call a day safe while a card of it was seen and not offloaded', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    mkdirSync(join(at, 'RAID_A'))
    const first = drive(join(at, 'A001'), 'ext4', 40)
    makeCard(first.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    date(first.path, [clip(1), clip(2)], EARLIER)
    await offload(client, first.path, [join(at, 'RAID_A')])
    const report = async (kind: 'text' | 'csv' = 'text', day = EARLIER) =>
      readFileSync((await client.reports.day({ day, kind, to: at })).path, 'utf8')
    expect(await report()).toContain('The day is safe. The card of the day may be formatted')

    const second = drive(join(at, 'B001'), 'ext4', 40)
    makeCard(second.path, { [clip(3)]: 100_000, [clip(4)]: 100_000 })
    date(second.path, [clip(3), clip(4)], EARLIER)
    const told = await report()
    expect(told).toContain('Not all of the day is safe. 1 of 2 cards may be formatted. Do not format B001.')
    expect(told).toContain('B001: Do not format: this card was not offloaded into this library: 2 files.')
    expect(told).toContain('2 cards, 2 clips')
    expect(await report('csv')).toMatch(/^B001,no,.*not offloaded into this library: 2 files/m)
    const ofDay = async (day: string) =>
      (await client.safety.cards({ day, fresh: true })).cards.map((card) => [card.name, card.decision])
    expect(await ofDay(EARLIER)).toEqual([
      ['B001', 'wait'],
      ['A001', 'format'],
    ])
    expect(await ofDay('2024-03-04')).toEqual([])

    second.pull()
    await until('away', async () =>
      (await client.safety.cards({ fresh: true })).cards.every((card) => card.inserted?.mountPoint !== second.path),
    )
    expect(await report()).toMatch(
      /B001: Do not format: this card was in the reader, .*, and not offloaded into this library: 2 files\./,
    )
    // A day on which nothing was offloaded has a report when a card of it waits.
    expect(await report('text', await today(client))).toMatch(/B001: Do not format: this card was in the reader/)
  }, 120_000)

  it('tells of a card of an earlier day on which something of this day was recorded', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    mkdirSync(join(at, 'RAID_A'))
    const card = drive(join(at, 'A001'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000 })
    date(card.path, [clip(1)], EARLIER)
    await offload(client, card.path, [join(at, 'RAID_A')])
    const other = drive(join(at, 'B001'), 'ext4', 40)
    makeCard(other.path, { [clip(2)]: 100_000 })
    date(other.path, [clip(2)], '2024-03-06')
    await offload(client, other.path, [join(at, 'RAID_A')])
    makeCard(card.path, { [clip(3)]: 150_000 })
    date(card.path, [clip(3)], '2024-03-06')
    const told = readFileSync((await client.reports.day({ day: '2024-03-06', kind: 'text', to: at })).path, 'utf8')
    expect(told).toContain('Not all of the day is safe. 1 of 2 cards may be formatted. Do not format A001.')
    expect(told).toContain('A001: Do not format: 1 file on the card was not offloaded: offload the card again.')
  }, 120_000)
})

/** The shooting day of now, as the library has it. */
async function today(client: EngineClient): Promise<string> {
  const { dayStartHour } = await client.settings.get({})
  const at = new Date(Date.now() - dayStartHour * 3_600_000)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

/** A card on which bytes changed between two offloads: one card, judged by the later one. */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, pattern, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

describe.skipIf(!CAN_MOUNT)('a clip that changed on the card after it was offloaded (needs root to mount)', () => {
  it('is offloaded again: one row, of the later offload, and one card in the report of the day', async () => {
    const at = workshop()
    await using library = await testLibrary({ pace: { drivesMs: 500 } })
    const { client } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = drive(join(at, 'CARD'), 'ext4', 40)
    makeCard(card.path, { [clip(1)]: 200_000, [clip(2)]: 300_000, [clip(3)]: 400_000 })
    // A day on which no other test of this machine has a card in a reader.
    for (const number of [1, 2, 3]) utimesSync(join(card.path, clip(number)), 1_789_999_000, 1_789_999_000)
    for (const name of ['RAID_A', 'RAID_B']) mkdirSync(join(at, name))
    const both = [join(at, 'RAID_A'), join(at, 'RAID_B')]
    const earlier = await offload(client, card.path, both)
    writeFileSync(join(card.path, clip(2)), pattern(300_000, 'other bytes'))
    utimesSync(join(card.path, clip(2)), 1_790_000_000, 1_790_000_000)
    const later = await offload(client, card.path, both)

    const offloaded = async () =>
      (await client.safety.cards({ fresh: true })).cards.filter((row) => row.offloadId !== null)
    expect(await offloaded()).toMatchObject([
      { offloadId: later, decision: 'wait', why: 'name conflict', inserted: { mountPoint: card.path, fresh: 0 } },
    ])
    const [{ day } = { day: null }] = await offloaded()
    const report = readFileSync((await client.reports.day({ day: day!, kind: 'text', to: at })).path, 'utf8')
    expect(report).toContain('1 card,')
    expect(report).not.toContain('no offload of this library copied')
    expect(report).not.toContain('not copied by an offload')

    // Out of the reader it is the same.
    card.pull()
    await until('away', async () => (await offloaded()).every((row) => row.inserted === null))
    expect((await offloaded()).map((row) => row.offloadId)).toEqual([later])
    expect(earlier).not.toBe(later)
  }, 120_000)
})

describe.skipIf(!CAN_MOUNT)(
  'a clip that was overwritten in place, with its date put back (needs root to mount)',
  () => {
    it('is not told to be safe where the card keeps a time of change, until it was offloaded again', async () => {
      const at = workshop()
      await using library = await testLibrary()
      const { client } = library
      await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
      const card = drive(join(at, 'CARD'), 'ext4', 40)
      makeCard(card.path, { [clip(1)]: 200_000, [clip(2)]: 300_000 })
      const path = join(card.path, clip(2))
      // To the second: a date put back is the very same.
      const date = () => utimesSync(path, 1_680_050_000, 1_680_050_000)
      date()
      for (const name of ['RAID_A', 'RAID_B']) mkdirSync(join(at, name))
      const id = await offload(client, card.path, [join(at, 'RAID_A')])
      const own = async () => (await client.safety.cards({ fresh: true })).cards.filter((row) => row.offloadId !== null)
      expect(await own()).toMatchObject([{ offloadId: id, decision: 'format', inserted: { fresh: 0 } }])
      // Mounted again it is the same card.
      card.pull()
      await until('away', async () => (await own()).every((row) => row.inserted === null))
      card.plug()
      await until('back', async () => (await own()).some((row) => row.inserted?.comparing === false))
      expect(await own()).toMatchObject([{ offloadId: id, decision: 'format', inserted: { fresh: 0 } }])

      writeFileSync(path, pattern(300_000, 'other bytes'))
      date()
      expect(await own()).toMatchObject([
        { offloadId: id, decision: 'wait', why: '1 new file', inserted: { fresh: 1 } },
      ])

      const again = await offload(client, card.path, [join(at, 'RAID_B')])
      expect(await own()).toMatchObject([{ offloadId: again, decision: 'format', inserted: { fresh: 0 } }])
    }, 120_000)
  },
)

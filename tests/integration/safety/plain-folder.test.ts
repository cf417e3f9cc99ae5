/** A plain folder that was offloaded: it is looked at as a card is before anything good is said of it. */
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testLibrary } from '../../helpers/library.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, pattern, workshop } from '../offload/stage.ts'
import { clip, offload, op } from './cards.ts'

it.skipIf(!CAN_MOUNT)(
  'waits when files were added to it, until they were offloaded, and is no folder any more when it is gone',
  async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const card = makeCard(join(dir, 'A007'), { [clip(1)]: 200_000, [clip(2)]: 300_000 })
    // Copies on the disk of the originals are none.
    const raid = drive(join(workshop(), 'RAID_A'), 'ext4', 40)
    const id = await offload(client, card, [raid.path])
    const own = async () => (await client.safety.cards({ fresh: true })).cards.filter((row) => row.offloadId !== null)
    expect(await own()).toMatchObject([{ offloadId: id, decision: 'format' }])

    writeFileSync(join(card, clip(3)), pattern(100_000, 'one more take'))
    utimesSync(join(card, clip(3)), 1_700_050_000, 1_700_050_000)
    expect(await own()).toMatchObject([
      {
        offloadId: id,
        decision: 'wait',
        why: '1 new file',
        sentence: `1 file in ${card} was not offloaded: offload the folder again.`,
      },
    ])
    // The day of the file is not safe, either.
    expect(await client.safety.cards({ day: '2023-11-15', fresh: true })).toMatchObject({ wait: 1, format: 0 })

    const again = await offload(client, card, [raid.path])
    expect(await own()).toMatchObject([{ offloadId: again, decision: 'format' }])
    rmSync(card, { recursive: true })
    expect(await own()).toMatchObject([{ offloadId: again, decision: 'format' }])
  },
  60_000,
)

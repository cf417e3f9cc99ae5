/**
 * A clip and a sound beside the card of the tests of the contract.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'
import { speech } from './sounds.ts'
import { writeClip, writeSound } from './sync-day.ts'
import { until } from './until.ts'

/** A clip and a sound that were looked into, made once for each library. */
export async function syncPair(client: EngineClient, drive: string): Promise<{ pictureId: string; soundId: string }> {
  const named = async (name: string) => (await client.assets.list({ query: `name:${name}` })).rows[0]
  const folder = join(`${drive} elsewhere`, 'synced')
  if ((await named('SYNC_V')) === undefined) {
    mkdirSync(folder, { recursive: true })
    writeSound(join(folder, 'SYNC_A.wav'), [{ name: 'Boom', sound: speech(1, 1) }], { start: '10:00:00:00' })
    await writeClip(join(folder, 'SYNC_V.mov'), null, 1)
    for await (const _ of await client.catalogue.add({ paths: [folder] })) {
      /* until it is done */
    }
  }
  await until('both were looked into', async () => {
    const rows = [await named('SYNC_V'), await named('SYNC_A')]
    return rows.every((row) => row?.durationMs != null)
  })
  return { pictureId: (await named('SYNC_V'))!.id, soundId: (await named('SYNC_A'))!.id }
}

/** The same with a place that a person set. */
export async function setPair(client: EngineClient, drive: string): Promise<{ pictureId: string; soundId: string }> {
  const pair = await syncPair(client, drive)
  await client.soundSync.set({ opId: newId(), ...pair, offset: 4800, sampleRate: 48_000 })
  return pair
}

/**
 * What people decided of sound: told to other devices, settled where two differ, and never carried over to another
 * version of the clip.
 */
import { mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { part, speech } from '../../helpers/sounds.ts'
import { C001_OFFSET, ingestDay, makeSyncDay, RATE, writeClip } from '../../helpers/sync-day.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

async function run(client: EngineClient, id: string): Promise<void> {
  for await (const _ of await client.remotes.run({ id })) void _
}

async function compared(client: EngineClient): Promise<void> {
  const { jobs } = await client.soundSync.propose(op())
  for (const id of jobs) for await (const _ of await client.jobs.watch({ id })) void _
}

const pairOf = async (client: EngineClient, name: string): Promise<SoundPair | undefined> =>
  (await client.soundSync.list({})).pairs.find(({ picture }) => picture.name === name)
const keyOf = ({ picture, sound }: SoundPair) => ({ pictureId: picture.assetId, soundId: sound.assetId })

it('are shared with the other devices, which need none of the files; two that differ are a conflict', async () => {
  await using a = await testLibrary()
  await using b = await testLibrary()
  await a.client.settings.set({ ...op(), changes: { makeProxies: false, author: 'Mara' } })
  await b.client.settings.set({ ...op(), changes: { author: 'Ben' } })
  await ingestDay(a.client, await makeSyncDay(a.dir))
  await compared(a.client)
  await a.client.soundSync.accept({ ...op(), pairs: [keyOf((await pairOf(a.client, 'A001C001'))!)] })
  mkdirSync(join(a.dir, 'shuttle'))
  const url = `file://${encodeURI(join(a.dir, 'shuttle'))}`
  const fromA = (await a.client.remotes.add({ ...op(), url })).remote.id
  await run(a.client, fromA)
  const fromB = (await b.client.remotes.add({ ...op(), url })).remote.id
  await run(b.client, fromB)

  const there = await until('it came', async () => pairOf(b.client, 'A001C001'))
  expect(there).toMatchObject({
    state: 'accepted',
    by: 'Mara',
    outdated: false,
    sound: { name: 'SR003_T01' },
    place: { offset: C001_OFFSET, sampleRate: 48_000 },
    evidence: { correlation: 'proven' },
  })
  expect((await b.client.assets.list({ query: 'has:sound' })).total).toBe(1)
  // What was only found is nobody's word: it stays where it was found.
  expect(await pairOf(b.client, 'A001C002')).toBeUndefined()

  await b.client.soundSync.refuse({ ...op(), pairs: [keyOf(there)] })
  await a.client.soundSync.set({ ...op(), ...keyOf(there), offset: C001_OFFSET + 48, sampleRate: RATE })
  for (const [client, id] of [
    [a.client, fromA],
    [b.client, fromB],
    [a.client, fromA],
  ] as const)
    await run(client, id)
  for (const { client } of [a, b]) {
    const [conflict] = await until('both know', async () => {
      const all = await client.sync.conflicts({})
      return all.length > 0 && all
    })
    expect(conflict).toMatchObject({ entity: 'soundPair', label: 'Sound', name: 'A001C001' })
    expect(conflict!.sides.map(({ text }) => text).toSorted()).toEqual([
      'not its sound, says Ben',
      'the clip begins 10.124 s into the sound, says Mara',
    ])
  }
}, 240_000)

it('hold for the clip that they were made of: a new version is outdated until it is compared again', async () => {
  await using library = await testLibrary()
  const { client } = library
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  const day = await makeSyncDay(library.dir)
  await ingestDay(client, day)
  await compared(client)
  await client.soundSync.accept({ ...op(), pairs: [keyOf((await pairOf(client, 'A001C001'))!)] })

  const of = async (id: string) => (await client.soundSync.list({})).pairs.find((pair) => pair.picture.assetId === id)
  // The same shot once more, from another place of the take, stacked on the first.
  const again = join(library.dir, 'again')
  mkdirSync(again)
  await writeClip(join(again, 'A001C009.mov'), part(speech(40, 11), 20 * RATE, 9 * RATE), 9, { start: '10:00:20:00' })
  const shot = new Date('2026-11-20T10:00:00Z')
  utimesSync(join(again, 'A001C009.mov'), shot, shot)
  for await (const _ of await client.catalogue.add({ paths: [again] })) void _
  const newer = await until('it was looked into', async () => {
    const row = (await client.assets.list({ query: 'name:A001C009' })).rows[0]
    return row?.durationMs != null && row
  })
  const { picture } = (await pairOf(client, 'A001C001'))!
  await client.versions.join({ ...op(), ids: [picture.assetId, newer.id] })
  expect(await of(picture.assetId)).toMatchObject({ outdated: true })
  expect(await of(picture.assetId)).toMatchObject({ state: 'accepted', place: { offset: C001_OFFSET } })

  await compared(client)
  const pair = await of(picture.assetId)
  expect(pair).toMatchObject({ state: 'proposed', outdated: false, place: { offset: 20 * RATE } })
  await client.soundSync.accept({ ...op(), pairs: [keyOf(pair!)] })
  expect(await of(picture.assetId)).toMatchObject({ state: 'accepted', outdated: false })
}, 240_000)

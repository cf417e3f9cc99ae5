/**
 * Sound sync of a day in a library: real files, compared by the job, decided by a person.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { editJobResultSchema, editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { soundSyncResultSchema, type SoundPair, type SoundSyncResult } from '../../../shared/model/sound-sync.ts'
import { newId } from '../../../shared/util/ids.ts'
import { factsOf } from '../../helpers/derived.ts'
import { engineOn, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { C001_OFFSET, ingestDay, makeSyncDay, type SyncDay } from '../../helpers/sync-day.ts'

let library: TestLibrary
let client: EngineClient
let day: SyncDay
const op = () => ({ opId: newId() })

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  await client.settings.set({ ...op(), changes: { makeProxies: false, author: 'Mara' } })
  day = await makeSyncDay(library.dir)
  await ingestDay(client, day)
}, 240_000)
afterAll(() => library[Symbol.asyncDispose]())

async function ended(id: string): Promise<JobDetail> {
  let last: JobDetail | undefined
  for await (const job of await client.jobs.watch({ id })) last = job
  return last!
}

async function compared(query = ''): Promise<SoundSyncResult[]> {
  const { jobs } = await client.soundSync.propose({ ...op(), query })
  return (await Promise.all(jobs.map(ended))).map(({ result }) => soundSyncResultSchema.parse(result))
}

async function pairs(query = ''): Promise<Record<string, SoundPair[]>> {
  const found: Record<string, SoundPair[]> = {}
  for (const pair of (await client.soundSync.list({ query })).pairs) (found[pair.picture.name] ??= []).push(pair)
  return found
}
const keyOf = ({ picture, sound }: SoundPair) => ({ pictureId: picture.assetId, soundId: sound.assetId })

describe('a day of clips and sound', () => {
  it('is compared as a job, which says what came of it', async () => {
    const results = await compared()
    expect(results).toHaveLength(1)
    expect(results[0]).toEqual({ clips: 4, proven: 2, notSure: 1, without: 1, remarks: [] })
  }, 240_000)

  it('finds the sound of a clip to the sample, where the timecode says it is', async () => {
    const [pair, ...others] = (await pairs())['A001C001']!
    expect(others).toEqual([])
    expect(pair).toMatchObject({
      sound: { name: 'SR003_T01', tracks: ['Boom', 'Lav Anna'] },
      state: 'proposed',
      place: { offset: C001_OFFSET, sampleRate: 48_000, pull: '1', driftPpb: null },
      evidence: { timecode: 'agrees', timecodeOff: C001_OFFSET - 485_760, correlation: 'proven', notSure: null },
    })
    expect(pair!.evidence.z10).toBeGreaterThan(120)
    expect(pair!.evidence.ratio10).toBeGreaterThan(20)
  })

  it('finds it where the timecode is a minute wrong, and tells that it is', async () => {
    const [pair] = (await pairs())['A001C002']!
    expect(pair).toMatchObject({
      sound: { name: 'SR003_T01' },
      evidence: { timecode: 'differs', correlation: 'proven' },
    })
    expect(Math.abs(pair!.evidence.timecodeOff! + 60 * 48_000)).toBeLessThanOrEqual(1)
    // AAC begins with its priming; the container takes that off, to within a sample.
    expect(Math.abs(pair!.place.offset - 5 * 48_000)).toBeLessThanOrEqual(1)
  })

  it('proposes the timecode alone for a clip without a microphone, and nothing for one of something else', async () => {
    const found = await pairs()
    expect(found['A001C003']).toMatchObject([
      {
        sound: { name: 'SR003_T01' },
        place: { offset: 20 * 48_000 },
        evidence: { timecode: 'alone', correlation: 'not-sure', notSure: 'no-sound' },
      },
    ])
    expect(found['A001C004']).toBeUndefined()
    const { unpaired, sounds, clips } = await client.soundSync.list({})
    expect(unpaired.map(({ name }) => name)).toEqual(['A001C004'])
    expect(sounds.map(({ name }) => name).toSorted()).toEqual(['SR003_T01', 'SR003_T02'])
    expect(clips).toBe(4)
  })

  it('keeps levels with the contents: comparing again decodes none of them', async () => {
    const levelFiles = () =>
      readdirSync(library.folder.derivatives, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.includes('sound-levels'))
        .toSorted()
    const before = levelFiles()
    expect(before).toHaveLength(5)
    // With every file away there is nothing that could be decoded; only the windows can't be looked at.
    renameSync(day.card, `${day.card} away`)
    renameSync(day.sound, `${day.sound} away`)
    try {
      await compared()
      const [pair] = (await pairs())['A001C001']!
      expect(pair).toMatchObject({ evidence: { correlation: 'not-sure', notSure: 'away' }, place: { offset: 485_760 } })
      expect(pair!.evidence.z10).toBeGreaterThan(120)
    } finally {
      renameSync(`${day.card} away`, day.card)
      renameSync(`${day.sound} away`, day.sound)
    }
    expect(levelFiles()).toEqual(before)
    await compared()
    expect((await pairs())['A001C001']![0]!.place.offset).toBe(C001_OFFSET)
  }, 240_000)
})

describe('a person', () => {
  it('accepts a pair, takes that back and does it again', async () => {
    const [pair] = (await pairs())['A001C001']!
    await client.soundSync.accept({ ...op(), pairs: [keyOf(pair!)] })
    expect((await pairs())['A001C001']).toMatchObject([
      { state: 'accepted', by: 'Mara', outdated: false, place: { offset: C001_OFFSET } },
    ])
    expect((await client.assets.list({ query: 'has:sound' })).rows.map(({ name }) => name)).toEqual(['A001C001'])
    const undone = await client.history.undo(op())
    expect(undone.label).toBe('Accept sound of 1 clip')
    expect((await pairs())['A001C001']).toMatchObject([{ state: 'proposed', by: null }])
    await client.history.redo(op())
    expect((await pairs())['A001C001']).toMatchObject([{ state: 'accepted' }])
    expect((await client.assets.list({ query: 'no:sound kind:video' })).total).toBe(3)
  })

  it('refuses one, and it is not proposed again', async () => {
    const [pair] = (await pairs())['A001C002']!
    await client.soundSync.refuse({ ...op(), pairs: [keyOf(pair!)] })
    await compared('name:A001C002')
    const found = (await pairs())['A001C002']!
    expect(found.map(({ state }) => state)).toEqual(['refused'])
    await client.history.undo(op())
    await compared('name:A001C002')
    expect((await pairs())['A001C002']).toMatchObject([{ state: 'proposed', sound: { name: 'SR003_T01' } }])
  }, 120_000)

  it('sets a place by hand, which what is found later does not replace', async () => {
    const { unpaired, sounds } = await client.soundSync.list({})
    const key = { pictureId: unpaired[0]!.assetId, soundId: sounds.find(({ name }) => name === 'SR003_T02')!.assetId }
    await client.soundSync.set({ ...op(), ...key, offset: -4800, sampleRate: 48_000 })
    await compared()
    expect((await pairs())['A001C004']).toMatchObject([
      { state: 'accepted', place: { offset: -4800, driftPpb: null }, evidence: { byHand: true, correlation: 'none' } },
    ])
  }, 120_000)

  it('can accept nothing that was not found', async () => {
    const { sounds, pairs: known } = await client.soundSync.list({})
    const key = {
      pictureId: known.find(({ picture }) => picture.name === 'A001C003')!.picture.assetId,
      soundId: sounds.find(({ name }) => name === 'SR003_T02')!.assetId,
    }
    await expect(client.soundSync.accept({ ...op(), pairs: [key] })).rejects.toMatchObject({
      code: 'not_found',
      message: 'Nothing was found for A001C003 in SR003_T02. Compare them first, or set the sound by hand.',
    })
  })
})

it('edit proxies carry the sound that was accepted, when that is asked for', async () => {
  const to = join(library.dir, 'proxies')
  mkdirSync(to)
  const wish = { query: 'kind:video', params: editParamsSchema.parse({}), to, sound: 'as-recorded' } as const
  const plan = await client.editProxies.plan(wish)
  const why = Object.fromEntries(plan.rows.map((row) => [row.name, row.why]))
  expect(why).toMatchObject({ A001C001: null, A001C003: 'No sound was accepted for it: it gets the camera’s alone.' })
  const { jobs } = await client.editProxies.start({ ...op(), ...wish })
  const ends = await Promise.all(jobs.map(ended))
  const tracks: Record<string, number[]> = {}
  for (const { subject, result } of ends)
    tracks[subject] = (await factsOf(editJobResultSchema.parse(result).path)).audio.map(({ channels }) => channels)
  expect(tracks).toEqual({ A001C001: [1, 1, 1], A001C002: [1], A001C003: [], A001C004: [1, 1] })
}, 240_000)

it('decisions and what was found are there after the engine ended', async () => {
  const before = await pairs()
  await library.engine.close()
  const again = await engineOn(library.folder)
  client = again.client
  try {
    expect(await pairs()).toEqual(before)
    expect(existsSync(library.folder.database)).toBe(true)
  } finally {
    await again.engine.close()
  }
})

/**
 * Edit proxies that new media gets by itself: made, waiting for their folder, or refused, and always told.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

let library: TestLibrary
let client: EngineClient
let nth = 0
const op = () => ({ opId: newId() })
const PRORES = editParamsSchema.parse({})

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
})
afterAll(() => library[Symbol.asyncDispose]())

function folder(): string {
  const path = join(library.dir, `proxies ${(nth += 1)}`)
  mkdirSync(path)
  return path
}

async function ended(id: string): Promise<JobDetail> {
  let last: JobDetail | undefined
  for await (const job of await client.jobs.watch({ id })) last = job
  return last!
}

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => join(one.parentPath, one.name).slice(path.length + 1))
    .toSorted()

describe('new media', { timeout: 120_000 }, () => {
  it('gets the edit proxies that the settings name, and is measured, in the run that makes its pictures', async () => {
    const to = folder()
    await client.settings.set({
      ...op(),
      changes: { ingestPresets: ['H264-Intra'], ingestFolder: to, measureMedia: true, makeProxies: true },
    })
    const card = join(library.dir, 'card', 'A004')
    mkdirSync(card, { recursive: true })
    copyFileSync(await media.monoThenStereo(), join(card, 'A004C001.mov'))
    const seen = watchTogether()
    for await (const _ of await client.catalogue.add({ paths: [card] })) {
      /* until it is done */
    }
    expect(await seen).toEqual(['edit-proxy', 'filmstrip', 'loudness', 'proxy', 'signal', 'waveform'])
    expect(filesIn(to)).toEqual(['A004/A004C001.mov'])
    const { id } = (await client.assets.list({ query: 'A004C001' })).rows[0]!
    const { facts } = await client.assets.get({ id })
    expect(facts.filter(({ group }) => group === 'Measured').map(({ label }) => label)).toEqual([
      'Loudness, track 1',
      'Loudness, track 2',
      'Black',
      'Frozen',
      'Cuts',
    ])
    await client.settings.set({ ...op(), changes: { ingestPresets: [], makeProxies: false, measureMedia: false } })
  })

  /** Media that no other test has: equal bytes would be a copy of what is there. Every reader passes over what is filled. */
  async function laid(path: string): Promise<void> {
    const words = Buffer.from(path)
    const mxf = path.endsWith('.mxf')
    copyFileSync(await (mxf ? media.mxf() : media.plain('24')), path)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(mxf ? words.length : words.length + 8)
    // A fill item (SMPTE ST 336) with its length in four bytes, or a box `free`.
    const fill = [Buffer.from('060e2b34010101020301021001000000', 'hex'), Buffer.of(0x84), length]
    writeFileSync(path, Buffer.concat([...(mxf ? fill : [length, Buffer.from('free')]), words]), { flag: 'a' })
  }

  /** A card with one clip a name, taken in while the settings name these presets and this folder. */
  async function cardOf(roll: string, names: readonly string[], ingestPresets: string[], ingestFolder: string) {
    await client.settings.set({ ...op(), changes: { ingestPresets, ingestFolder } })
    const card = join(library.dir, 'cards', roll, 'CLIP')
    mkdirSync(card, { recursive: true })
    for (const name of names) await laid(join(card, name))
    for await (const _ of await client.catalogue.add({ paths: [join(library.dir, 'cards', roll)] })) {
      /* until it is done */
    }
    const { rows } = await client.assets.list({ query: `roll:${roll}` })
    return rows.map(({ id }) => id)
  }
  /** The clips are looked into behind the answer: its end is that of all work. */
  const proxyJobs = async (ids: readonly string[]) => {
    for await (const { jobs, tasks } of await client.engine.activity({}))
      if (jobs.running + jobs.waiting + tasks.running + tasks.waiting === 0) break
    const jobs = await client.jobs.list({ kinds: ['edit-proxy'] })
    return jobs.filter(({ assetId }) => assetId !== null && ids.includes(assetId))
  }

  it('waits for a folder that is away, says so at the clip, and is made when it is there', async () => {
    const away = join(library.dir, 'SHUTTLE')
    const [id] = await cardOf('A020', ['A020C001.mov'], ['h264-intra'], away)
    const [job] = await proxyJobs([id!])
    const sentence = `Waits for ${away}: it is not there`
    for await (const one of await client.jobs.watch({ id: job!.id })) if (one.heldBy === sentence) break
    expect((await client.assets.get({ id: id! })).troubles).toContainEqual(
      expect.objectContaining({ said: `Edit proxy: waits for ${away}: it is not there.`, jobId: null }),
    )
    expect(existsSync(away)).toBe(false)
    mkdirSync(away)
    // Drives are looked at twice a minute; the next clip asks at once.
    const [next] = await cardOf('A024', ['A024C001.mov'], ['h264-intra'], away)
    for (const one of [job!, ...(await proxyJobs([next!]))]) expect((await ended(one.id)).state).toBe('done')
    expect(filesIn(away)).toEqual(['A020/CLIP/A020C001.mov', 'A024/CLIP/A024C001.mov'])
  })

  it('has a folder for each preset where there are several, for their proxies bear one name', async () => {
    const to = folder()
    const ids = await cardOf('A021', ['A021C001.mov'], ['h264-intra', 'prores-proxy'], to)
    for (const { id } of await proxyJobs(ids)) expect((await ended(id)).state).toBe('done')
    expect(filesIn(to)).toEqual(['h264-intra/A021/CLIP/A021C001.mov', 'prores-proxy/A021/CLIP/A021C001.mov'])
  })

  it('of two clips that differ in their ending alone is a conflict that each of them tells', async () => {
    const to = folder()
    const ids = await cardOf('A022', ['A022C001.mov', 'A022C001.mxf', 'A022C002.mov'], ['h264-intra'], to)
    const ends = await Promise.all((await proxyJobs(ids)).map(({ id }) => ended(id)))
    expect(ends.map(({ state, error }) => [state, error?.message ?? null]).toSorted()).toEqual([
      ['done', null],
      ['failed', expect.stringMatching(/^A022C001\.mo?[vx]f? would have the same proxy/)],
      ['failed', expect.stringMatching(/^A022C001\.mo?[vx]f? would have the same proxy/)],
    ])
    expect(filesIn(to)).toEqual(['A022/CLIP/A022C002.mov'])
  })

  it('says at the clip that its preset was removed', async () => {
    await client.editProxies.save({ ...op(), preset: { name: 'Laptop', about: '', params: PRORES } })
    await client.settings.set({ ...op(), changes: { ingestPresets: ['laptop'], ingestFolder: folder() } })
    expect((await client.settings.get({})).ingestPresets).toEqual(['Laptop'])
    await client.editProxies.remove({ ...op(), name: 'Laptop' })
    const card = join(library.dir, 'cards', 'A023')
    mkdirSync(card)
    await laid(join(card, 'A023C001.mov'))
    for await (const _ of await client.catalogue.add({ paths: [card] })) {
      /* until it is done */
    }
    const [row] = (await client.assets.list({ query: 'A023C001' })).rows
    const [job] = await proxyJobs([row!.id])
    expect((await ended(job!.id)).error?.message).toContain('there is no preset “Laptop” any more')
  })

  it('can be given no preset that there is not, and no file for a folder', async () => {
    const set = (changes: object) => client.settings.set({ ...op(), changes })
    await expect(set({ ingestPresets: ['nope'] })).rejects.toMatchObject({
      message: expect.stringMatching(/There is no preset “nope”.*prores-proxy, dnxhr-lb/) as string,
    })
    await expect(set({ ingestFolder: await media.film() })).rejects.toMatchObject({
      message: expect.stringContaining('is a file') as string,
    })
    expect((await set({ ingestPresets: [], ingestFolder: null })).ingestPresets).toEqual([])
  })
})

/** The kinds of jobs that run at once, the most that were seen. There is one place for heavy work. */
async function watchTogether(): Promise<string[]> {
  let most: string[] = []
  for await (const { runningJobs, jobs, tasks } of await client.engine.activity({})) {
    const kinds = runningJobs.map(({ kind }) => kind).toSorted()
    if (kinds.length > most.length) most = kinds
    if (most.length > 0 && jobs.running + jobs.waiting + tasks.running + tasks.waiting === 0) return most
  }
  return most
}

/**
 * Edit proxies of clips in a library: where they go, what stands in their way, and that nothing is ever written over.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import {
  EDIT_FORMATS,
  editJobResultSchema,
  editParamsSchema,
  type EditJobResult,
} from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

let library: TestLibrary
let client: EngineClient
let shoot = ''
let nth = 0
const op = () => ({ opId: newId() })
const PRORES = editParamsSchema.parse({})

/** Two rolls: A003 with two clips in a folder and one beside it, and B001 with a clip of its own. */
const CLIPS: readonly (readonly [string, () => Promise<string>])[] = [
  ['A003/CLIP/A003C001.mov', media.film],
  ['A003/CLIP/A003C002.mxf', media.mxf],
  ['A003/A003C003.mov', media.oddSize],
  ['B001/CLIP/B001C001.mov', media.dropFrame],
]

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  shoot = join(library.dir, 'shoot')
  for (const [path, source] of CLIPS) {
    mkdirSync(join(shoot, path, '..'), { recursive: true })
    copyFileSync(await source(), join(shoot, path))
  }
  for await (const _ of await client.catalogue.add({ paths: [shoot] })) {
    /* until it is done */
  }
}, 120_000)
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

async function made(wish: {
  query: string
  to: string | null
  params?: object
}): Promise<{ result: EditJobResult | null; job: JobDetail }[]> {
  const { jobs } = await client.editProxies.start({ ...op(), ...wish, params: { ...PRORES, ...wish.params } })
  const ends = await Promise.all(jobs.map(ended))
  return ends.map((job) => ({ job, result: job.result === null ? null : editJobResultSchema.parse(job.result) }))
}

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => join(one.parentPath, one.name).slice(path.length + 1))
    .toSorted()

describe('edit proxies in a folder', () => {
  it('lie in the folders of their roll, are named like the clip, and say what each editing system will do', async () => {
    const to = folder()
    const plan = await client.editProxies.plan({ query: '', to, params: PRORES })
    expect(plan.counts).toEqual({ ready: 3, there: 0, conflict: 0, impossible: 1, away: 0 })
    expect(plan.rows[0]).toMatchObject({
      name: 'A003C003',
      state: 'impossible',
      why: expect.stringContaining('641 × 361'),
    })
    // Nothing was made here yet that could tell how long it takes.
    expect([plan.bytes > 0, plan.seconds, filesIn(to)]).toEqual([true, null, []])
    const ends = await made({ query: '', to })
    expect(filesIn(to)).toEqual(['A003/CLIP/A003C001.mov', 'A003/CLIP/A003C002.mov', 'B001/CLIP/B001C001.mov'])
    expect(ends.map(({ job }) => [job.kind, job.state])).toEqual(
      Array.from({ length: 3 }, () => ['edit-proxy', 'done']),
    )
    const first = ends.find(({ result }) => result?.path === join(to, 'A003/CLIP/A003C001.mov'))!.result!
    expect(first.links.map(({ editor, links }) => [editor, links])).toEqual([
      ['resolve', true],
      ['premiere', true],
      ['final-cut', true],
      ['avid', true],
    ])
  })

  it('that are there already are checked and left as they are', async () => {
    const to = folder()
    const [once] = await made({ query: 'roll:A003 A003C001', to })
    const before = readFileSync(once!.result!.path)
    const [again] = await made({ query: 'roll:A003 A003C001', to })
    expect([once!.result!.there, again!.result!.there]).toEqual([false, true])
    expect(readFileSync(once!.result!.path).equals(before)).toBe(true)
  })

  it('never replace what is something else: another file, another format, a link', async () => {
    const to = folder()
    const place = join(to, 'A003/CLIP')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'A003C001.mov'), 'notes of the editor')
    const [taken] = await made({ query: 'roll:A003 A003C001', to })
    expect(taken!.job).toMatchObject({ state: 'failed', error: { code: 'destination.conflict' } })
    expect(readFileSync(join(place, 'A003C001.mov'), 'utf8')).toBe('notes of the editor')

    rmSync(join(place, 'A003C001.mov'))
    await made({ query: 'roll:A003 A003C001', to })
    const prores = readFileSync(join(place, 'A003C001.mov'))
    const [other] = await made({ query: 'roll:A003 A003C001', to, params: { format: 'h264-intra' } })
    expect(other!.job.error?.message).toContain('It is ProRes, and not H.264.')
    expect(readFileSync(join(place, 'A003C001.mov')).equals(prores)).toBe(true)

    const linked = folder()
    symlinkSync(library.dir, join(linked, 'A003'))
    const [led] = await made({ query: 'roll:A003 A003C001', to: linked })
    expect(led!.job).toMatchObject({ state: 'failed', error: { code: 'destination.conflict' } })
    expect(existsSync(join(library.dir, 'CLIP'))).toBe(false)
  })

  it('leave nothing behind when they are cancelled or fail', async () => {
    const to = folder()
    await client.jobs.pause({ ...op(), paused: true })
    const { jobs } = await client.editProxies.start({ ...op(), query: 'roll:B001', to, params: PRORES })
    // What a crash left of this very job is removed when it runs.
    mkdirSync(join(to, `B001/CLIP/.rushes-proxy-${jobs[0]!}`), { recursive: true })
    writeFileSync(join(to, `B001/CLIP/.rushes-proxy-${jobs[0]!}/edit-proxy.part`), 'half')
    await client.jobs.pause({ ...op(), paused: false })
    expect((await ended(jobs[0]!)).state).toBe('done')
    expect(filesIn(to)).toEqual(['B001/CLIP/B001C001.mov'])
  })

  it('need a folder that is there: none is made in place of a drive that is away', async () => {
    const away = join(library.dir, 'a drive that is away')
    await expect(client.editProxies.plan({ query: '', to: away, params: PRORES })).rejects.toMatchObject({
      code: 'destination.missing',
    })
    expect(existsSync(away)).toBe(false)
  })

  it('are not made of a name that is in no encoding, nor of what has no picture in time', async () => {
    const odd = join(library.dir, 'odd')
    mkdirSync(odd)
    const raw = Buffer.concat([Buffer.from(`${odd}/Caf`), Buffer.of(0xe9), Buffer.from('.mp4')])
    copyFileSync(await media.plain('30'), raw as unknown as string)
    writeFileSync(join(odd, 'bins.ale'), 'Heading')
    for await (const _ of await client.catalogue.add({ paths: [odd] })) {
      /* until it is done */
    }
    const { rows } = await client.assets.list({ query: '' })
    const ids = rows.filter((row) => row.name.startsWith('Caf') || row.name === 'bins.ale').map(({ id }) => id)
    const plan = await client.editProxies.plan({ ids, to: folder(), params: PRORES })
    expect(plan.rows.map(({ state, why }) => [state, why]).toSorted()).toEqual([
      ['impossible', 'It is no clip with a picture in time.'],
      ['impossible', expect.stringContaining('in no encoding')],
    ])
  })

  it('of two clips for one file are a conflict, and neither is made', async () => {
    // One folder of each roll alone: both are called CLIP.
    const loose = join(library.dir, 'loose')
    for (const [side, source] of [
      ['one', await media.plain('24')],
      ['two', await media.plain('25')],
    ] as const) {
      mkdirSync(join(loose, side, 'Day'), { recursive: true })
      copyFileSync(source, join(loose, side, 'Day', 'same.mov'))
    }
    for await (const _ of await client.catalogue.add({ paths: [loose] })) {
      /* until it is done */
    }
    const to = folder()
    const { rows } = await client.assets.list({ query: 'same' })
    const ids = rows.map(({ id }) => id)
    const plan = await client.editProxies.plan({ ids, to, params: PRORES })
    expect(plan.counts).toMatchObject({ ready: 0, conflict: 2 })
    expect(plan.rows[0]!.why).toContain('would have the same proxy')
  })
})

describe('the tape name of an edit proxy', { timeout: 120_000 }, () => {
  const add = async (path: string) => {
    for await (const _ of await client.catalogue.add({ paths: [path] })) {
      /* until it is done */
    }
  }

  it('is the one in the original’s file before the roll of its folder, and a roll that a person gave before both', async () => {
    const roll = join(library.dir, 'reels', 'A009', 'CLIP')
    mkdirSync(roll, { recursive: true })
    const copied = ['-i', await media.film(), '-map', '0:v', '-map', '0:a', '-c', 'copy', '-timecode', '10:00:00:00']
    const reeled = await media.madeWith('reeled.mov', [...copied, '-metadata:s:v:0', 'reel_name=A009R2EC'])
    copyFileSync(reeled, join(roll, 'A009C001.mov'))
    await add(join(library.dir, 'reels'))
    const avid = async () => {
      const [one] = await made({ query: 'A009C001', to: folder() })
      return one!.result!.links.find(({ editor }) => editor === 'avid')
    }
    expect(await avid()).toEqual({ editor: 'avid', links: true, why: [] })
    const { id } = (await client.assets.list({ query: 'A009C001' })).rows[0]!
    await client.assets.set({ ...op(), ids: [id], changes: { roll: 'A010' } })
    expect(await avid()).toMatchObject({
      links: false,
      why: [expect.stringContaining('“A009R2EC” in the original, “A010” in the proxy')],
    })
  })

  it('is said to be another where a proxy of the clip lies there with it', async () => {
    const to = folder()
    await made({ query: 'A003C001', to, params: { reel: 'A003' } })
    const [again] = await made({ query: 'A003C001', to, params: { reel: 'B007' } })
    expect(again!.job.error?.message).toContain(
      'is a proxy of this clip already, with the tape name “A003” and not the tape name “B007”',
    )
  })

  it.skipIf(!media.HAVE_SAMPLES)(
    'belongs to frames that are counted where the header only tells a length',
    async () => {
      const card = join(library.dir, 'avchd')
      mkdirSync(card)
      for (const name of ['avchd-sony.mts', 'mpeg2-30fps.mp4'])
        copyFileSync(join(media.SAMPLES, name), join(card, name))
      await add(card)
      for (const query of ['avchd-sony', 'mpeg2-30fps']) {
        const [one] = await made({ query, to: folder() })
        const said = one!.result!.links.flatMap(({ why, cautions = [] }) => [...why, ...cautions])
        expect(said.filter((sentence) => /frames, the proxy/.test(sentence))).toEqual([])
      }
    },
  )
})

describe('edit proxies beside their clips', () => {
  it('lie in a folder Proxy, and never inside what a history seals', async () => {
    const [beside] = await made({ query: 'roll:B001', to: null })
    expect(beside!.result!.path).toBe(join(shoot, 'B001/CLIP/Proxy/B001C001.mov'))
    mkdirSync(join(shoot, 'A003/ascmhl'))
    const plan = await client.editProxies.plan({ query: 'roll:A003', to: null, params: PRORES })
    expect(plan.rows.find(({ name }) => name === 'A003C002')).toMatchObject({
      state: 'conflict',
      why: expect.stringContaining('sealed by a history'),
    })
    expect(plan.counts.ready).toBe(0)
    rmSync(join(shoot, 'A003/ascmhl'), { recursive: true })
  })
})

it('presets are told with what they are for', async () => {
  const presets = await client.editProxies.presets({})
  expect(presets.map(({ name }) => name)).toEqual([...EDIT_FORMATS])
  expect(presets.every(({ about, builtIn }) => about !== '' && builtIn)).toBe(true)
})

describe('an edit proxy beside other work on its clip', { timeout: 120_000 }, () => {
  it('comes out of the same run: what is due on one recording is read and decoded once', async () => {
    await client.jobs.pause({ ...op(), paused: true })
    const { jobs } = await client.editProxies.start({ ...op(), query: 'A003C001', params: PRORES, to: folder() })
    const second = await client.editProxies.start({
      ...op(),
      query: 'A003C001',
      params: editParamsSchema.parse({ format: 'h264-intra' }),
      to: folder(),
    })
    await client.jobs.request({ ...op(), query: 'A003C001', recipes: ['proxy', 'waveform'] })
    const seen = watchTogether()
    await client.jobs.pause({ ...op(), paused: false })
    const ends = await Promise.all([...jobs, ...second.jobs].map(ended))
    expect(ends.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(await seen).toEqual(['edit-proxy', 'edit-proxy', 'proxy', 'waveform'])
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

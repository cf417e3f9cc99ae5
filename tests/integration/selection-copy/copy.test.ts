/**
 * Copies of a selection: the bytes that the catalogue knows, read back and sealed, and never more said than was done.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { copyResultSchema, type CopyResult } from '../../../shared/model/selection-copy.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { writeUnseen } from '../../helpers/rot.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { cli } from '../../helpers/cli.ts'
import { until } from '../../helpers/until.ts'
import { CAN_MOUNT, makeCard, mountImage, mountMemory, workshop } from '../offload/stage.ts'
import { unmount } from '../../helpers/unmount.ts'

const CARD = {
  'A007C001_1120.mov': 70_000,
  'A007C001_1120.xml': '<clip>one</clip>',
  'A007C002_1120.mov': 60_000,
}
const OTHER = { 'B002C001_1120.mov': 50_000 }

/** Two rolls on a drive, catalogued where they lie. */
async function withCards(library: TestLibrary, raid = join(library.dir, 'RAID')): Promise<string> {
  makeCard(join(raid, 'A007'), CARD)
  makeCard(join(raid, 'B002'), OTHER)
  await added(library, raid)
  return raid
}

async function added({ client }: TestLibrary, path: string): Promise<void> {
  for await (const _ of await client.catalogue.add({ paths: [path] }));
}

/** The same rolls as cards that were offloaded to a drive. */
async function withOffloads(library: TestLibrary): Promise<string> {
  const raid = join(library.dir, 'RAID')
  mkdirSync(raid, { recursive: true })
  const cards = [makeCard(join(library.dir, 'A007'), CARD), makeCard(join(library.dir, 'B002'), OTHER)]
  const { id } = await library.client.offloads.start({ opId: newId(), sources: cards, destinations: [raid] })
  for await (const _ of await library.client.offloads.watch({ id }));
  expect((await library.client.offloads.get({ id })).verdict?.verified).toBe(true)
  for (const card of cards) rmSync(card, { recursive: true })
  return raid
}

type Wish = Partial<Parameters<TestLibrary['client']['copies']['start']>[0]>

async function copied({ client, dir }: TestLibrary, wish: Wish = {}): Promise<JobDetail> {
  const to = wish.to ?? join(dir, 'EDIT')
  mkdirSync(to, { recursive: true })
  const { job } = await client.copies.start({ opId: newId(), query: '', folder: 'Selects', ...wish, to })
  let last: JobDetail | undefined
  for await (const state of await client.jobs.watch({ id: job })) {
    last = state
    if (state.state === 'held') break
  }
  return last!
}

const resultOf = (job: JobDetail): CopyResult => copyResultSchema.parse(job.result)

/** Files below a folder, without its history. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)))
    .filter((path) => !path.includes('ascmhl'))
    .toSorted()

describe('a selection', () => {
  it('is copied with all files of its clips, in the folders of its rolls, read back and sealed', async () => {
    await using library = await testLibrary()
    const raid = await withOffloads(library)
    const result = resultOf(await copied(library))
    const folder = join(library.dir, 'EDIT', 'Selects')
    expect(filesIn(folder)).toEqual([
      'A007/A007C001_1120.mov',
      'A007/A007C001_1120.xml',
      'A007/A007C002_1120.mov',
      'B002/B002C001_1120.mov',
    ])
    for (const path of filesIn(folder)) expect(readFileSync(join(folder, path))).toEqual(readFileSync(join(raid, path)))
    expect(result).toMatchObject({
      folder,
      clips: 3,
      files: 4,
      verified: 4,
      complete: true,
      sealed: true,
      problems: [],
    })
    expect(result.sentence).toBe(`3 clips copied to ${folder}: all 4 files read back and equal, and sealed.`)
    const findings = []
    for await (const event of await library.client.verify.folder({ path: folder, dryRun: true })) findings.push(event)
    expect(findings.at(-1)).toMatchObject({ type: 'done', ok: true, counts: { verified: 4 } })
    const { rows } = await library.client.assets.list({ query: '' })
    expect(rows.map(({ name, copies }) => [name, copies]).toSorted()).toEqual([
      ['A007C001_1120', 2],
      ['A007C002_1120', 2],
      ['B002C001_1120', 2],
    ])
    // The list lies beside the folder, for nothing new may lie in what is sealed.
    expect(readFileSync(result.report!, 'utf8').split('\r\n')).toHaveLength(6)
    expect(result.report!.startsWith(`${folder}/`)).toBe(false)
  })

  it('leaves the safety page and the history of offloads as they were: it is no card', async () => {
    await using library = await testLibrary()
    await withOffloads(library)
    const before = await library.client.safety.cards({})
    await copied(library, { query: 'roll:A007' })
    const after = await library.client.safety.cards({})
    expect(after.cards.map(({ name }) => name)).toEqual(before.cards.map(({ name }) => name))
    expect(await library.client.offloads.list({})).toHaveLength(1)
  })

  it('asked for again is verified and not copied, and what was added is added', async () => {
    await using library = await testLibrary()
    await withCards(library)
    await copied(library, { query: 'roll:A007' })
    const folder = join(library.dir, 'EDIT', 'Selects')
    const first = readFileSync(join(folder, 'A007/A007C002_1120.mov'))
    expect(resultOf(await copied(library))).toMatchObject({ files: 4, verified: 4, complete: true, sealed: true })
    expect(filesIn(folder)).toHaveLength(4)
    expect(readFileSync(join(folder, 'A007/A007C002_1120.mov'))).toEqual(first)
    expect(readdirSync(join(folder, 'ascmhl')).filter((name) => name.endsWith('.mhl'))).toHaveLength(2)
  })

  it('goes into folders by a template, and says where a clip has no value', async () => {
    await using library = await testLibrary()
    await withCards(library)
    const { rows } = await library.client.assets.list({ query: '' })
    const one = rows.find(({ name }) => name === 'A007C001_1120')!
    await library.client.assets.set({ opId: newId(), ids: [one.id], changes: { scene: '12A/../x' } })
    await copied(library, { template: 'Scene {scene}/{roll}' })
    expect(filesIn(join(library.dir, 'EDIT', 'Selects'))).toEqual([
      'Scene 12A_.._x/A007/A007C001_1120.mov',
      'Scene 12A_.._x/A007/A007C001_1120.xml',
      'Scene No scene/A007/A007C002_1120.mov',
      'Scene No scene/B002/B002C001_1120.mov',
    ])
    await expect(copied(library, { template: '{weather}' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('{weather}') as string,
    })
  })

  it('whose clips have one name and other bytes is not copied, and says which', async () => {
    await using library = await testLibrary()
    await withCards(library)
    const plan = await library.client.copies.plan({ query: '', to: library.dir, template: 'all' })
    expect(plan.counts).toEqual({ ready: 3, away: 0, missing: 0, conflict: 0 })
    makeCard(join(library.dir, 'more', 'day2'), { 'A007C002_1120.mov': 12_345 })
    await added(library, join(library.dir, 'more'))
    const both = await library.client.copies.plan({ query: '', to: library.dir, template: 'all' })
    expect(both.counts).toMatchObject({ ready: 2, conflict: 2 })
    expect(both.rows[0]).toMatchObject({ state: 'conflict', why: expect.stringContaining('other bytes') as string })
    const result = resultOf(await copied(library, { template: 'all' }))
    expect(result).toMatchObject({ complete: false, files: 3, verified: 3, sealed: true })
    expect(result.sentence).toContain('Left out: 2 clips with a name that another one has.')
    // Whoever gets the folder sees it in the list.
    expect(readFileSync(result.report!, 'utf8').match(/,left out,/g)).toHaveLength(2)
  })
})

describe.runIf(CAN_MOUNT)('a drive that is away (needs root)', () => {
  it('is named; what is here is copied, and the copy is not called complete', async () => {
    await using library = await testLibrary()
    const raid = join(workshop(), 'RAID')
    mountImage(raid, 16)
    await withCards(library, raid)
    makeCard(join(library.dir, 'more', 'C003'), { 'C003C001_1120.mov': 12_345 })
    await added(library, join(library.dir, 'more'))
    await unmount(raid)
    await until('the drive is away', async () =>
      (await library.client.volumes.list({})).some(({ mountPoint, online }) => mountPoint === raid && !online),
    )
    const result = resultOf(await copied(library))
    expect(result).toMatchObject({ complete: false, clips: 1, files: 1, verified: 1, sealed: true })
    expect(result.sentence).toContain('Left out: 3 clips on drives that are away.')
    expect(result.problems[0]!.message).toMatch(/^It is on .+, which is away\. Connect the drive\.$/)
    await expect(copied(library, { query: 'roll:A007' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what is not as the catalogue knows it', () => {
  it('is not called verified: other bytes than were catalogued, with size and date put back', async () => {
    await using library = await testLibrary()
    const raid = await withCards(library)
    writeUnseen(join(raid, 'A007/A007C002_1120.mov'), 'BAD!', 30_000)
    const names = (await library.client.assets.list({ query: '' })).rows.map(({ name }) => name).toSorted()
    const result = resultOf(await copied(library))
    expect(result).toMatchObject({ complete: false })
    // It is no clip of its own, and the original is known to be another now.
    const { rows } = await library.client.assets.list({ query: '' })
    expect(rows.map(({ name }) => name).toSorted()).toEqual(names)
    expect(await library.client.verify.bad({})).toMatchObject([{ path: join(raid, 'A007/A007C002_1120.mov') }])
    expect(result.problems).toEqual([
      {
        path: 'Selects/A007/A007C002_1120.mov',
        message: expect.stringMatching(/is not what the catalogue knows/) as string,
      },
    ])
    expect(result.sentence).toContain('1 original is not what the catalogue knows')
  })

  it('is told when a file has gone from a drive that is here', async () => {
    await using library = await testLibrary()
    const raid = await withCards(library)
    rmSync(join(raid, 'B002/B002C001_1120.mov'))
    const result = resultOf(await copied(library))
    expect(result).toMatchObject({ complete: false, files: 4, verified: 3 })
    expect(result.problems[0]).toMatchObject({ message: expect.stringContaining('ENOENT') as string })
  })

  it('is read elsewhere when a copy that the catalogue prefers has gone from its drive', async () => {
    await using library = await testLibrary()
    await withCards(library)
    await copied(library, { query: 'roll:B002', folder: 'First' })
    rmSync(join(library.dir, 'EDIT', 'First'), { recursive: true })
    expect(resultOf(await copied(library, { query: 'roll:B002' }))).toMatchObject({ complete: true, files: 1 })
  })

  it.runIf(process.platform === 'linux')(
    'is copied byte for byte under a name in no encoding, and not called sealed',
    async () => {
      await using library = await testLibrary()
      const raid = await withCards(library)
      const name = Buffer.concat([
        Buffer.from(join(raid, 'B002', 'B002C002_')),
        Buffer.of(0xff, 0xfe),
        Buffer.from('.mov'),
      ])
      writeFileSync(name, 'latin')
      await added(library, raid)
      const result = resultOf(await copied(library, { query: 'roll:B002' }))
      expect(result).toMatchObject({ clips: 2, files: 2, verified: 2, sealed: false, problems: [] })
      const at = Buffer.from(join(library.dir, 'EDIT', 'Selects', 'B002'))
      const made = readdirSync(at, { encoding: 'buffer' }).find((one) => one.includes(0xff))!
      expect(readFileSync(Buffer.concat([at, Buffer.from('/'), made]), 'utf8')).toBe('latin')
    },
  )

  it('a folder that holds files of others is not sealed with them', async () => {
    await using library = await testLibrary()
    await withCards(library)
    const at = join(library.dir, 'EDIT', 'Selects')
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'cut.prproj'), 'theirs')
    expect(await copied(library)).toMatchObject({
      state: 'failed',
      error: { code: 'destination.conflict', message: expect.stringContaining('holds other files') as string },
    })
    expect(readdirSync(at)).toEqual(['cut.prproj'])
  })

  it('a file with other bytes under the name is kept: the copy gets another name, and is not complete', async () => {
    await using library = await testLibrary()
    await withCards(library)
    const at = join(library.dir, 'EDIT', 'Selects', 'B002')
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'B002C001_1120.mov'), 'mine')
    const result = resultOf(await copied(library))
    expect(result).toMatchObject({ complete: false, files: 4, verified: 3 })
    expect(readFileSync(join(at, 'B002C001_1120.mov'), 'utf8')).toBe('mine')
    expect(result.sentence).toContain('1 file stands under another name')
  })
})

describe('a place that may take no copies', () => {
  it('is refused before anything is written: a sealed roll, the library, a folder that is not there', async () => {
    await using library = await testLibrary()
    const raid = await withOffloads(library)
    const refused = async (to: string): Promise<string> =>
      await library.client.copies.plan({ query: '', to }).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      )
    expect(await refused(join(raid, 'A007'))).toBe('destination.conflict')
    expect(await refused(library.folder.path)).toBe('usage')
    expect(await refused(join(library.dir, 'nowhere'))).toBe('destination.missing')
    // Its own folder would be the sealed roll.
    await expect(copied(library, { to: raid, folder: 'A007', template: 'x' })).rejects.toMatchObject({
      code: 'destination.conflict',
    })
    expect(existsSync(join(raid, 'A007', 'x'))).toBe(false)
  })

  it.runIf(CAN_MOUNT)('waits where the drive is too small, and writes nothing', async () => {
    await using library = await testLibrary()
    await withCards(library)
    const small = mountMemory(join(workshop(), 'SMALL'), 1)
    writeFileSync(join(small, 'filler'), Buffer.alloc(900_000))
    const job = await copied(library, { to: small })
    expect(job).toMatchObject({ state: 'failed', error: { code: 'destination.full' } })
    expect(existsSync(join(small, 'Selects'))).toBe(false)
  })
})

describe('the command', () => {
  it('copies, prints its sentence and a result, and exits by it', async () => {
    await using library = await testLibrary()
    await withCards(library)
    await library.engine.close()
    const to = join(library.dir, 'EDIT')
    mkdirSync(to)
    const dry = await cli(library.folder.path, 'copy', 'roll:B002', '--to', to, '--folder', 'Out', '--dry-run')
    expect(dry.result).toMatchObject({ ok: true, exit: 0, files: 1 })
    expect(readdirSync(to)).toEqual([])
    const done = await cli(library.folder.path, 'copy', 'roll:B002', '--to', to, '--folder', 'Out')
    expect(done.result).toMatchObject({ ok: true, exit: 0, verified: true, sealed: true, files: 1 })
    expect(filesIn(join(to, 'Out'))).toEqual(['B002/B002C001_1120.mov'])
  })
})

/** Histories that an interrupted run left, and histories within histories. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readHistory } from '../../../electron/engine/mhl/read-history.ts'
import { concerns, CREATOR, createScratch, manifestsOf, readFiles, seal, verify, write } from './support.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const ROLL = {
  'Clips/a.mov': 'first',
  'Clips/b.mov': 'second',
  'Clips/empty.xml': '',
  'report.txt': 'report',
  'Empty/': '',
}
const chainOf = (root: string) => join(root, 'ascmhl', 'ascmhl_chain.xml')

async function sealedRoll(name?: string): Promise<string> {
  const root = scratch.folder(name)
  write(root, ROLL)
  await seal(root)
  return root
}

describe('an interrupted run', () => {
  it('that wrote its first manifest and no chain is finished by the same call', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const request = { entries: await readFiles(root), startedAt: Date.UTC(2026, 1, 1), creator: CREATOR }
    const first = await seal(root, request)
    rmSync(chainOf(root))
    write(root, { 'ascmhl/.rushes-0000.partial': 'half' })
    expect((await verify(root)).counts).toMatchObject({ 'manifest-missing': 1 })
    expect((await seal(root, request)).generations).toEqual(first.generations)
    expect(readdirSync(join(root, 'ascmhl')).sort()).toEqual([...manifestsOf(root), 'ascmhl_chain.xml'])
    expect(manifestsOf(root)).toHaveLength(1)
    expect((await verify(root)).ok).toBe(true)
  })

  it('that wrote a later manifest is named, entered by the next run, and nothing is lost', async () => {
    const root = await sealedRoll()
    const chain = readFileSync(chainOf(root))
    write(root, { 'new.mov': 'new' })
    await seal(root)
    writeFileSync(chainOf(root), chain)
    const result = await verify(root, { dryRun: false })
    expect(result).toMatchObject({ ok: true, counts: { verified: 5 }, histories: [{ generation: 3 }] })
    expect(result.remarks[0]).toContain('interrupted')
    const history = await readHistory(root)
    expect(history?.chain.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(await verify(root)).toMatchObject({ ok: true, remarks: [] })
  })

  it('in the middle of nested histories is finished by the same call, without writing any twice', async () => {
    const root = scratch.folder('Day01')
    write(root, { 'notes.txt': 'n', 'A001/a.mov': 'a', 'B001/b.mov': 'b' })
    const request = {
      entries: await readFiles(root),
      startedAt: Date.UTC(2026, 1, 1),
      creator: CREATOR,
      nested: ['A001', 'B001'],
    }
    const first = await seal(root, request)
    rmSync(join(root, 'ascmhl'), { recursive: true })
    rmSync(chainOf(join(root, 'B001')))
    expect((await seal(root, request)).generations).toEqual(first.generations)
    for (const folder of ['A001', 'B001', '.']) expect(manifestsOf(join(root, folder))).toHaveLength(1)
    expect((await verify(root)).ok).toBe(true)
  })

  it('by the same second of another operation is not taken for this one', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const startedAt = Date.UTC(2026, 1, 1)
    await seal(root, { startedAt })
    write(root, { 'new.mov': 'new' })
    expect((await seal(root, { startedAt })).generations).toMatchObject([{ generation: 2 }])
    expect((await verify(root)).ok).toBe(true)
  })
})

describe('nested histories', () => {
  const DAY = { 'notes.txt': 'n', 'Cam/A001/a.mov': 'a', 'Cam/A001/sub/b.mov': 'b', 'Cam/B001/c.mov': 'c' }
  async function sealedDay(): Promise<string> {
    const root = scratch.folder('Day01')
    write(root, DAY)
    await seal(root, { nested: ['Cam/A001', 'Cam/B001'] })
    return root
  }

  it('hold each file in the closest one, and the upper one refers to the lower', async () => {
    const root = await sealedDay()
    const history = await readHistory(root)
    const paths = (entries: readonly { kind: string; path: string }[] = []) =>
      entries.map(({ kind, path }) => `${kind} ${path}`)
    expect(paths(history?.generations[0]?.manifest.entries)).toEqual([
      'directory Cam',
      'directory Cam/A001',
      'directory Cam/B001',
      'file notes.txt',
    ])
    expect(history?.children.map((child) => child.path)).toEqual(['Cam/A001', 'Cam/B001'])
    expect(paths(history?.children[0]?.generations[0]?.manifest.entries)).toEqual([
      'file a.mov',
      'directory sub',
      'file sub/b.mov',
    ])
    const [a] = history?.children ?? []
    expect(history?.generations[0]?.manifest.references[0]).toEqual({
      path: `Cam/A001/ascmhl/${a?.generations[0]?.file ?? ''}`,
      c4: a?.generations[0]?.c4,
    })
    const childRoot = history?.generations[0]?.manifest.entries.find((entry) => entry.path === 'Cam/A001')
    expect(childRoot).toMatchObject(a?.generations[0]?.manifest.rootHash ?? {})
  })

  it('share the time of an operation from above, and one from below leaves the upper alone', async () => {
    const root = await sealedDay()
    await verify(root, { dryRun: false })
    const stamp = (folder: string) =>
      /_(\d{4}-\d\d-\d\d_\d{6}Z)/.exec(manifestsOf(join(root, folder)).at(-1) ?? '')?.[1]
    expect([stamp('Cam/A001'), stamp('Cam/B001')]).toEqual([stamp('.'), stamp('.')])
    await verify(join(root, 'Cam/A001'), { dryRun: false })
    expect(['.', 'Cam/A001', 'Cam/B001'].map((folder) => manifestsOf(join(root, folder)).length)).toEqual([2, 3, 2])
    expect((await verify(root)).ok).toBe(true)
  })

  it('are each verified when the folder above has none', async () => {
    const root = scratch.folder('Offload')
    write(root, { ...DAY, 'offload report.pdf': 'p' })
    for (const roll of ['Cam/A001', 'Cam/B001']) await seal(join(root, roll))
    writeFileSync(join(root, 'Cam/B001/c.mov'), 'x')
    const result = await verify(root, { dryRun: false })
    expect(concerns(result)).toEqual(['extra notes.txt', 'extra offload report.pdf', 'mismatch Cam/B001/c.mov'])
    expect(result.histories.map(({ root: each, generation }) => [each, generation])).toEqual([
      [join(root, 'Cam/A001'), 2],
      [join(root, 'Cam/B001'), 2],
    ])
  })

  it('that are gone or exchanged are found by the references to them', async () => {
    const gone = await sealedDay()
    rmSync(join(gone, 'Cam/A001/ascmhl'), { recursive: true })
    expect((await verify(gone)).counts).toMatchObject({ 'manifest-missing': 1, extra: 2, verified: 2 })
    const exchanged = await sealedDay()
    rmSync(join(exchanged, 'Cam/A001/ascmhl'), { recursive: true })
    writeFileSync(join(exchanged, 'Cam/A001/a.mov'), 'forged')
    await seal(join(exchanged, 'Cam/A001'))
    const result = await verify(exchanged)
    expect(result.ok).toBe(false)
    expect(result.counts).toMatchObject({ 'manifest-missing': 1 })
  })

  it('begun inside a sealed folder still know what the upper one knew', async () => {
    const root = scratch.folder('Day01')
    write(root, DAY)
    await seal(root)
    await seal(join(root, 'Cam/A001'))
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 4 } })
    rmSync(join(root, 'Cam/A001/a.mov'))
    expect(concerns(await verify(root))).toEqual(['missing Cam/A001/a.mov'])
  })
})

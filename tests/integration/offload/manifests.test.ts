/**
 * Manifests that a card brings with it: every copy is held against the first hash ever taken, and the chain carries on.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { parseManifest } from '../../../electron/engine/mhl/manifest-read.ts'
import { sealGeneration } from '../../../electron/engine/mhl/seal.ts'
import { verifyFolder } from '../../../electron/engine/mhl/verify.ts'
import { verifyV1 } from '../../../electron/engine/mhl/v1-verify.ts'
import { foundByOffload } from '../../../electron/engine/offload/results/catalogue.ts'
import type { RunRequest } from '../../../electron/engine/offload/run/run.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { sealDestination } from '../../../electron/engine/offload/results/seal.ts'
import { CREATOR, hasTool, readFiles, run as runTool } from '../mhl/support.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { expectSameTree, makeCard, offload, workshop } from './stage.ts'

const MARCH = Date.UTC(2026, 2, 14, 9)
const FILES = { 'A001C001.mov': 2_000_001, 'Clips/A001C002.mov': 70_000, 'notes.txt': 'slate' }

async function sealedCard(
  files: Readonly<Record<string, number | string>> = FILES,
): Promise<{ card: string; drive: string }> {
  const at = workshop()
  const card = makeCard(join(at, 'A001'), files)
  await sealGeneration({
    root: card,
    process: 'in-place',
    creator: CREATOR,
    startedAt: MARCH,
    entries: (await readFiles(card, ['md5'])).map((file) => ({ ...file, hashedAt: MARCH })),
  })
  return { card, drive: join(at, 'Drive') }
}

async function run(card: string, drive: string, options: Partial<RunRequest> & { mhl1?: boolean } = {}) {
  const plan = await planOffload({ sources: [card], destinations: [drive] })
  const { mhl1 = false, ...rest } = options
  const { outcome } = await offload(
    { sources: [card], destinations: [drive] },
    {
      plan,
      seal: (request) =>
        sealDestination(plan, request, { creator: CREATOR, formats: ['xxh64'], mhl1, now: Date.now() }),
      ...rest,
    },
  )
  return { plan, outcome }
}

/** What the last manifest of a folder says: path → action format. */
function lastActions(folder: string): Map<string, string[]> {
  const name =
    readdirSync(join(folder, 'ascmhl'))
      .filter((each) => each.endsWith('.mhl'))
      .sort()
      .at(-1) ?? ''
  const { entries } = parseManifest(readFileSync(join(folder, 'ascmhl', name)), name)
  return new Map(
    entries.flatMap((entry) =>
      entry.kind === 'file' ? [[entry.path, entry.hashes.map((hash) => `${hash.action ?? ''} ${hash.format}`)]] : [],
    ),
  )
}

describe('a card with an ASC MHL history', () => {
  it('is compared with it in the same read, in its formats, and the history goes on at the destination', async () => {
    const { card, drive } = await sealedCard()
    const { plan, outcome } = await run(card, drive)
    expect(plan.honoured?.manifests).toMatchObject([{ kind: 'ascmhl', path: card, at: MARCH }])
    expect(plan.remarks.find((remark) => remark.code === 'manifest.honoured')?.message).toBe(
      'The card carries a manifest of 14 March 2026. 3 of its files are compared with the first hash ever taken of them.',
    )
    expect(outcome.verdict).toMatchObject({ verified: true })
    expect(outcome.hashes(plan.files.findIndex((file) => file.path === 'A001/notes.txt'))?.md5).toBe(
      digestBytes('md5', Buffer.from('slate')),
    )
    expect(lastActions(join(drive, 'A001')).get('notes.txt')).toEqual(['verified md5', 'verified xxh64'])
    expect(await verifyFolder(join(drive, 'A001'), { dryRun: true })).toMatchObject({ ok: true })
  })

  it('that no longer matches it is at fault itself: copied, read back, never verified, and the history says failed', async () => {
    const { card, drive } = await sealedCard()
    writeFileSync(join(card, 'notes.txt'), 'plate')
    const { plan, outcome } = await run(card, drive)
    const position = plan.files.findIndex((file) => file.path === 'A001/notes.txt')
    expect(outcome.difference(position)?.fault.sentence).toContain(
      'A001/notes.txt no longer matches the manifest of 14 March 2026 on the card',
    )
    expect(outcome.copy(position, 0)).toMatchObject({ state: 'copied', level: 'full', method: expect.any(String) })
    expect(outcome.destinations[0]).toMatchObject({
      verified: plan.files.length - 1,
      differing: 1,
      sealed: true,
      state: 'done',
    })
    expect(outcome.verdict).toMatchObject({ verified: false, safeToFormat: false })
    expect(outcome.verdict.sentence).toBe(
      'Not verified. Not safe to format: 1 file of the card no longer matches the manifest that came with it.',
    )
    expect(lastActions(join(drive, 'A001')).get('notes.txt')).toEqual(['failed md5'])
    expect(foundByOffload(plan, outcome).at('A001/notes.txt')[0]?.verification).toBe('copied')
    expectSameTree(join(card, 'Clips'), join(drive, 'A001/Clips'))
  })

  it('offloaded again meets its own history, which has grown, and calls nothing a conflict', async () => {
    const { card, drive } = await sealedCard()
    const first = await run(card, drive)
    expect(first.outcome.destinations[0]).toMatchObject({ fault: null, sealed: true })
    const { plan, outcome } = await run(card, drive)
    expect(plan.destinations[0]?.existing.get('A001/ascmhl/ascmhl_chain.xml')).toBe('continued')
    expect(outcome.destinations[0]).toMatchObject({ verified: plan.files.length, conflicts: 0, copied: 0, failures: 0 })
    expect(readdirSync(join(drive, 'A001/ascmhl')).filter((name) => name.includes('conflict'))).toEqual([])
    expect(await verifyFolder(join(drive, 'A001'), { dryRun: true })).toMatchObject({ ok: true })
  })

  it.skipIf(!hasTool('ascmhl-debug'))(
    'leaves a history that the reference implementation accepts, and one in which it sees the failure',
    async () => {
      const { card, drive } = await sealedCard()
      await run(card, drive)
      expect(runTool('ascmhl-debug', 'verify', join(drive, 'A001'))).toMatchObject({ exit: 0 })
      expect(runTool('ascmhl', 'diff', join(drive, 'A001'))).toMatchObject({ exit: 0 })
      writeFileSync(join(card, 'notes.txt'), 'plate')
      const bad = `${drive}-bad`
      await run(card, bad)
      expect(runTool('ascmhl', 'info', '-v', join(bad, 'A001'))).toMatchObject({ exit: 0 })
      expect(runTool('ascmhl-debug', 'verify', join(bad, 'A001')).exit).toBe(11)
    },
  )

  it('that lacks a file of it is said so, and is not safe to format', async () => {
    const { card, drive } = await sealedCard()
    rmSync(join(card, 'Clips/A001C002.mov'))
    const { plan, outcome } = await run(card, drive)
    expect(plan.honoured?.missing.map((each) => each.path)).toEqual(['A001/Clips/A001C002.mov'])
    expect(plan.remarks.find((remark) => remark.code === 'manifest.missing')?.message).toContain(
      'The manifest of 14 March 2026 lists A001/Clips/A001C002.mov',
    )
    expect(outcome.verdict.verified).toBe(true)
    expect(outcome.verdict.reasons.map((reason) => reason.code)).toContain('manifest_missing')
  })

  it("goes by the rolls' own histories where they are nested", async () => {
    const at = workshop()
    const card = makeCard(join(at, 'CARD'), { 'A001/a.mov': 'a', 'A002/b.mov': 'b' })
    for (const roll of ['A001', 'A002']) {
      await sealGeneration({
        root: join(card, roll),
        process: 'in-place',
        creator: CREATOR,
        startedAt: MARCH,
        entries: await readFiles(join(card, roll), ['sha1']),
      })
    }
    writeFileSync(join(card, 'A002/b.mov'), 'B')
    const { outcome, plan } = await run(card, join(at, 'Drive'))
    expect(plan.honoured?.manifests.length).toBe(2)
    expect(plan.files.flatMap((file, position) => (outcome.difference(position) === null ? [] : [file.path]))).toEqual([
      'CARD/A002/b.mov',
    ])
  })

  it('that was changed by hand vouches for nothing, and that is said', async () => {
    const { card, drive } = await sealedCard()
    const manifest = readdirSync(join(card, 'ascmhl')).find((name) => name.endsWith('.mhl')) ?? ''
    const path = join(card, 'ascmhl', manifest)
    writeFileSync(path, readFileSync(path, 'utf8').replace('cart-1', 'cart-2'))
    const plan = await planOffload({ sources: [card], destinations: [drive] })
    expect(plan.remarks.map((remark) => remark.code)).toContain('manifest.broken')
    expect(plan.honoured?.claims.size).toBe(0)
  })
})

describe('a difference', () => {
  it('is known again by the run that goes on, and by an offload that is asked for a higher level', async () => {
    const { card, drive } = await sealedCard()
    writeFileSync(join(card, 'notes.txt'), 'plate')
    const first = await offload({ sources: [card], destinations: [drive] }, { level: 'source' })
    const position = (await planOffload({ sources: [card], destinations: [drive] })).files.findIndex(
      (file) => file.path === 'A001/notes.txt',
    )
    expect(first.outcome.copy(position, 0)).toMatchObject({ state: 'copied', level: 'source' })
    const { outcome } = await offload({ sources: [card], destinations: [drive] }, { journal: first.journal.reopen() })
    expect(outcome.difference(position)).not.toBeNull()
    expect(outcome.destinations[0]).toMatchObject({ differing: 1, unread: 0, copied: 0 })
    expect(outcome.verdict.verified).toBe(false)
  })

  it('is found in the same one read of the card, whatever formats are asked for', async () => {
    const { card, drive } = await sealedCard()
    let bytesRead = 0
    const { plan } = await run(card, drive, {
      formats: ['c4', 'sha1', 'xxh3'],
      onProgress: (reading) => {
        bytesRead = reading.bytesRead
      },
    })
    expect(bytesRead).toBe(plan.bytes)
  })

  it("stands in the offload's files, its verdict and its reports", async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), { 'notes.txt': 'plate', 'other.txt': 'fine' })
    writeFileSync(
      join(card, 'card.md5'),
      `${digestBytes('md5', Buffer.from('slate'))}  notes.txt\n${digestBytes('md5', Buffer.from('gone'))}  gone.mov\n`,
    )
    mkdirSync(join(dir, 'drive'))
    const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [join(dir, 'drive')] })
    for await (const _ of await client.offloads.watch({ id }));
    const { rows } = await client.offloads.files({ id, problems: true })
    expect(rows).toMatchObject([
      {
        path: 'A001/notes.txt',
        state: 'differs',
        error: expect.stringContaining('no longer matches the manifest'),
        destinations: [{ state: 'copied', level: 'full', verifiedAt: null }],
      },
    ])
    expect((await client.offloads.get({ id })).verdict?.reasons.map((reason) => reason.code)).toEqual(
      expect.arrayContaining(['manifest', 'manifest_missing']),
    )
    const csv = readFileSync((await client.offloads.report({ id, kind: 'csv', to: join(dir, 'out') })).path, 'utf8')
    expect(csv).toContain('A001/notes.txt,5,differs')
    expect((await client.assets.list({ query: 'verification:copied' })).rows.map((row) => row.name)).toEqual([
      'notes.txt',
    ])
  })
})

describe('a card with an older list', () => {
  it.each([
    [
      'an MHL 1.1 file in it',
      'A001_2026-03-14_090000.mhl',
      (md5: string) =>
        `<?xml version="1.0"?><hashlist version="1.1"><creatorinfo><startdate>2026-03-14T09:00:00Z</startdate></creatorinfo><hash><file>notes.txt</file><size>5</size><md5>${md5}</md5></hash></hashlist>`,
    ],
    ['a list of checksums in it', 'card.md5', (md5: string) => `${md5} *notes.txt\r\n`],
    [
      'an MHL 1.1 file beside it',
      '../A001_2026-03-14_090000.mhl',
      (md5: string) =>
        `<?xml version="1.0"?><hashlist version="1.1"><creatorinfo><startdate>2026-03-14 09-00-00</startdate></creatorinfo><hash><file>A001/notes.txt</file><size>5</size><md5>${md5}</md5></hash></hashlist>`,
    ],
    ['a digest beside the file', 'notes.txt.md5', (md5: string) => `${md5}\n`],
  ])('(%s) is compared with it: agreeing it is verified, differing it is at fault', async (_what, name, text) => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    mkdirSync(dirname(join(card, name)), { recursive: true })
    writeFileSync(join(card, name), text(digestBytes('md5', Buffer.from('slate'))))
    const good = await run(card, join(at, 'Good'))
    expect(good.plan.honoured?.claims.get('A001/notes.txt')?.length).toBe(1)
    expect(good.outcome.verdict.verified).toBe(true)
    expect(lastActions(join(at, 'Good', 'A001')).get('notes.txt')).toEqual(['original md5', 'original xxh64'])

    writeFileSync(join(card, 'notes.txt'), 'plate')
    const bad = await run(card, join(at, 'Bad'), { mhl1: true })
    expect(bad.outcome.verdict.reasons.map((reason) => reason.code)).toContain('manifest')
    expect(bad.outcome.verdict.verified).toBe(false)
    expect(lastActions(join(at, 'Bad', 'A001')).get('notes.txt')).toEqual(['failed md5'])
    const old = readdirSync(join(at, 'Bad')).find((each) => each.endsWith('.mhl')) ?? ''
    expect(readFileSync(join(at, 'Bad', old), 'utf8')).not.toContain('notes.txt</file>')
    // It can't say of a file that it failed, so it leaves it out: then the list is not of all that is there.
    expect(await verifyV1(join(at, 'Bad', old), {})).toMatchObject({
      ok: false,
      counts: { verified: bad.plan.files.length - 1, mismatch: 0, extra: 1 },
    })
  })

  it('names the oldest of several that it does not match', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'notes.txt': 'plate' })
    const list = (day: string, text: string) =>
      `<?xml version="1.0"?><hashlist version="1.1"><creatorinfo><startdate>${day}T09:00:00Z</startdate></creatorinfo><hash><file>notes.txt</file><size>5</size><md5>${digestBytes('md5', Buffer.from(text))}</md5></hash></hashlist>`
    writeFileSync(join(card, 'b.mhl'), list('2026-03-15', 'plate'))
    writeFileSync(join(card, 'c.mhl'), list('2026-03-14', 'slate'))
    const { outcome, plan } = await run(card, join(at, 'Drive'))
    expect(
      outcome.difference(plan.files.findIndex((file) => file.path === 'A001/notes.txt'))?.fault.sentence,
    ).toContain('the manifest of 14 March 2026')
  })

  it('may name its files from the folder above, as some tools do', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'Clips/notes.txt': 'plate' })
    writeFileSync(join(card, 'card.md5'), `${digestBytes('md5', Buffer.from('slate'))}  A001/Clips/notes.txt\n`)
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'Drive')], name: 'Day1_{name}' })
    expect([...(plan.honoured?.claims.keys() ?? [])]).toEqual(['Day1_A001/Clips/notes.txt'])
    expect(plan.honoured?.missing).toEqual([])
  })

  it('beside its one file misses that file when it is gone', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), {
      'notes.txt': 'slate',
      'A001C001.mov.md5': `${digestBytes('md5', Buffer.from('x'))}  A001C001.mov\n`,
    })
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'Drive')] })
    expect(plan.honoured?.missing.map((each) => each.path)).toEqual(['A001/A001C001.mov'])
  })

  it('of something else that is only kept on the card is said to be so, and nothing is missed for it', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), {
      'notes.txt': 'slate',
      'Reports/A009.md5': `${digestBytes('md5', Buffer.from('x'))}  A009C001.mov\n`,
    })
    const { plan, outcome } = await run(card, join(at, 'Drive'))
    expect(plan.honoured).toBeUndefined()
    expect(plan.remarks.map(({ code, level }) => [code, level])).toContainEqual(['manifest.foreign', 'info'])
    expect(outcome.verdict.reasons.map((reason) => reason.code)).not.toContain('manifest_missing')
  })

  it("that can't be read keeps nothing from being copied", async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), {
      'notes.txt': 'slate',
      'card.md5': 'nothing of the kind',
      'x.mhl': '<hashlist',
    })
    const { plan, outcome } = await run(card, join(at, 'Drive'))
    expect(plan.remarks.filter((remark) => remark.code === 'manifest.broken').length).toBe(2)
    expect(outcome.destinations[0]).toMatchObject({ verified: 3 })
  })

  it('finds names in the other Unicode form', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'gr\u00f6\u00dfe.txt': 'slate', 'b.txt': 'b' })
    writeFileSync(
      join(card, 'card.md5'),
      `${digestBytes('md5', Buffer.from('slate'))}  ${'gr\u00f6\u00dfe.txt'.normalize('NFD')}\n${digestBytes('md5', Buffer.from('b'))}  b.txt\n`,
    )
    const { plan } = await run(card, join(at, 'Drive'))
    expect(plan.honoured).toMatchObject({ missing: [] })
    expect(plan.honoured?.claims.size).toBe(2)
    renameSync(join(card, 'gr\u00f6\u00dfe.txt'), join(card, 'other.txt'))
    expect((await planOffload({ sources: [card], destinations: [join(at, 'Drive')] })).honoured?.missing.length).toBe(1)
  })
})

/**
 * A verification never changes its own answer: what it complained of is sealed only when that is asked for.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { concerns, createScratch, manifestsOf, seal, verify, write } from './support.ts'

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
const manifestText = (root: string, generation: number) =>
  readFileSync(join(root, 'ascmhl', manifestsOf(root)[generation - 1] ?? ''), 'utf8')

async function sealedRoll(): Promise<string> {
  const root = scratch.folder()
  write(root, ROLL)
  await seal(root)
  return root
}

describe('a verification', () => {
  it('takes an accepted rename as one: the old name is no longer missed', async () => {
    const root = await sealedRoll()
    renameSync(join(root, 'Clips/a.mov'), join(root, 'Clips/z.mov'))
    const streamed: string[] = []
    const accepted = await verify(root, {
      dryRun: false,
      acceptNew: true,
      onFile: ({ finding, path, message }) => {
        if (finding !== 'verified') streamed.push(`${finding} ${path}: ${message}`)
      },
    })
    expect(accepted).toMatchObject({
      ok: true,
      accepted: ['Clips/z.mov'],
      counts: { verified: 3, missing: 0, extra: 0, accepted: 1 },
      totals: { named: 4, verified: 3, moved: 1, missing: 0, renamed: 0, extra: 0 },
    })
    expect(streamed).toEqual([
      'accepted Clips/z.mov: renamed: Clips/a.mov → Clips/z.mov. It has the bytes that were sealed, and its new name is in the history now.',
    ])
    expect(manifestText(root, 2)).toContain('<previousPath>Clips/a.mov</previousPath>')
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 4 } })
  })

  const HURTS: readonly (readonly [string, (root: string) => void])[] = [
    [
      'a new file',
      (root) => {
        write(root, { 'new.mov': 'n' })
      },
    ],
    [
      'a new file in a new folder',
      (root) => {
        write(root, { 'Later/deep/new.mov': 'n' })
      },
    ],
    [
      'a new empty folder',
      (root) => {
        write(root, { 'Clips/New/': '' })
      },
    ],
    [
      'an empty folder that is gone',
      (root) => {
        rmSync(join(root, 'Empty'), { recursive: true })
      },
    ],
    [
      'a file that is gone',
      (root) => {
        rmSync(join(root, 'report.txt'))
      },
    ],
    [
      'other bytes',
      (root) => {
        writeFileSync(join(root, 'report.txt'), 'other!')
      },
    ],
    [
      'a renamed file',
      (root) => {
        renameSync(join(root, 'report.txt'), join(root, 'other.txt'))
      },
    ],
    [
      'a name that no manifest can hold',
      (root) => {
        write(root, { 'bad\u0001name': 'x' })
      },
    ],
    [
      'all at once',
      (root) => {
        write(root, { 'new.mov': 'n', 'Later/x': 'y', 'Clips/New/': '' })
        renameSync(join(root, 'report.txt'), join(root, 'other.txt'))
        writeFileSync(join(root, 'Clips/b.mov'), 'forged')
      },
    ],
  ]
  it.each(HURTS)('never changes its own answer: %s is complained of by every run alike', async (_, hurt) => {
    const root = await sealedRoll()
    hurt(root)
    const first = await verify(root, { dryRun: false })
    expect(first.ok).toBe(false)
    for (let run = 0; run < 2; run += 1)
      expect(concerns(await verify(root, { dryRun: false }))).toEqual(concerns(first))
  })

  it.each(HURTS)(
    'that accepts %s says what it accepted, and the next one complains of the rest and of nothing else',
    async (_, hurt) => {
      const root = await sealedRoll()
      hurt(root)
      const first = await verify(root, { dryRun: false, acceptNew: true })
      const left = concerns(first).filter((each) => !each.startsWith('accepted '))
      expect(first.ok).toBe(left.length === 0)
      const next = await verify(root, { dryRun: false })
      expect(concerns(next)).toEqual(left)
      expect(next.ok).toBe(left.length === 0)
    },
  )

  it('that could not write accepts nothing, and does not advise what was asked for already', async () => {
    const root = await sealedRoll()
    renameSync(join(root, 'Clips/a.mov'), join(root, 'Clips/z.mov'))
    const dry = await verify(root, { dryRun: true, acceptNew: true })
    expect(dry).toMatchObject({
      ok: false,
      accepted: [],
      counts: { missing: 1, extra: 1, accepted: 0 },
      totals: { named: 4, verified: 3, missing: 0, renamed: 1, extra: 0 },
    })
    expect(dry.findings.find(({ finding }) => finding === 'missing')?.message).toBe(
      'Clips/a.mov is not there under this name, but Clips/z.mov has its bytes. a.mov is now called Clips/z.mov? The new name was not accepted: its history still has the old one.',
    )
  })

  it('that accepts renames leaves what is gone for good missing', async () => {
    const root = await sealedRoll()
    renameSync(join(root, 'Clips/a.mov'), join(root, 'Clips/z.mov'))
    rmSync(join(root, 'Clips/b.mov'))
    expect(concerns(await verify(root, { dryRun: false, acceptNew: true }))).toEqual([
      'accepted Clips/z.mov',
      'missing Clips/b.mov',
    ])
    expect(concerns(await verify(root, { dryRun: false }))).toEqual(['missing Clips/b.mov'])
  })

  it('can’t take a file from one history to another: new here, and still missed there', async () => {
    const day = scratch.folder('Day1')
    for (const [roll, text] of [
      ['A001', 'first'],
      ['B001', 'second'],
    ] as const) {
      write(day, { [`${roll}/clip.mov`]: text, [`${roll}/more.mov`]: `${text} more` })
      await seal(join(day, roll))
    }
    renameSync(join(day, 'A001/clip.mov'), join(day, 'B001/moved.mov'))
    expect(concerns(await verify(day, { dryRun: false, acceptNew: true }))).toEqual([
      'accepted B001/moved.mov',
      'missing A001/clip.mov',
    ])
    expect(concerns(await verify(day, { dryRun: false }))).toEqual(['missing A001/clip.mov'])
  })

  it('is never whole when nothing was checked', async () => {
    const empty = scratch.folder()
    mkdirSync(join(empty, 'Only'))
    await seal(empty)
    expect((await verify(empty)).ok).toBe(false)
    write(empty, { 'a.mov': 'a' })
    expect(await verify(empty)).toMatchObject({ ok: false, counts: { extra: 1, verified: 0 } })
  })
})

/**
 * A verification never changes its own answer: what it complained of is sealed only when that is asked for.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { concerns, createScratch, manifestsOf, seal, verify, write } from './support.ts'

const scratch = createScratch()
afterAll(() => { scratch.clear() })

const ROLL = { 'Clips/a.mov': 'first', 'Clips/b.mov': 'second', 'Clips/empty.xml': '', 'report.txt': 'report', 'Empty/': '' }
const manifestText = (root: string, generation: number) => readFileSync(join(root, 'ascmhl', manifestsOf(root)[generation - 1] ?? ''), 'utf8')

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
    expect(concerns(await verify(root, { dryRun: false, acceptNew: true, onFile: ({ finding, path, message }) => { if (finding === 'missing') streamed.push(`${path}: ${message}`) } }))).toEqual(['extra Clips/z.mov', 'missing Clips/a.mov'])
    expect(streamed).toEqual([expect.stringContaining('is now called Clips/z.mov?')])
    expect(manifestText(root, 2)).toContain('<previousPath>Clips/a.mov</previousPath>')
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 4 } })
  })

  it.each<readonly [string, (root: string) => void]>([
    ['a new file', root => { write(root, { 'new.mov': 'n' }) }],
    ['a new file in a new folder', root => { write(root, { 'Later/deep/new.mov': 'n' }) }],
    ['a new empty folder', root => { write(root, { 'Clips/New/': '' }) }],
    ['an empty folder that is gone', root => { rmSync(join(root, 'Empty'), { recursive: true }) }],
    ['a file that is gone', root => { rmSync(join(root, 'report.txt')) }],
    ['other bytes', root => { writeFileSync(join(root, 'report.txt'), 'other!') }],
    ['a renamed file', root => { renameSync(join(root, 'report.txt'), join(root, 'other.txt')) }],
    ['a name that no manifest can hold', root => { write(root, { 'bad\u0001name': 'x' }) }],
    ['all at once', root => {
      write(root, { 'new.mov': 'n', 'Later/x': 'y', 'Clips/New/': '' })
      renameSync(join(root, 'report.txt'), join(root, 'other.txt'))
      writeFileSync(join(root, 'Clips/b.mov'), 'forged')
    }],
  ])('never changes its own answer: %s is complained of by every run alike', async (_, hurt) => {
    const root = await sealedRoll()
    hurt(root)
    const first = await verify(root, { dryRun: false })
    expect(first.ok).toBe(false)
    for (let run = 0; run < 2; run += 1) expect(concerns(await verify(root, { dryRun: false }))).toEqual(concerns(first))
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

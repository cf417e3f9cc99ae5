/**
 * What an offload leaves out is named on the command line as in the window: links, pipes, files of the system.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inText, rushes, stage, type Stage } from './stage.ts'

let at: Stage
beforeAll(async () => {
  at = await stage()
})
afterAll(() => at.close())

/** A card of this name with a note, a pipe and so many links. */
function card(name: string, links: number): string {
  const folder = join(at.dir, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'note.txt'), name)
  execFileSync('mkfifo', [join(folder, 'a-pipe')])
  for (let index = 0; index < links; index += 1)
    symlinkSync('/dev/null', join(folder, `link-${String(index).padStart(2, '0')}`))
  return folder
}

describe.skipIf(process.platform === 'win32')('what is left out', () => {
  it.each([
    ['the plan', ['--dry-run']],
    ['the offload itself', []],
  ])(
    'is named with its kind by %s',
    async (_what, more) => {
      const answer = await inText(at.library, ['offload', card(`B00${more.length}`, 1), '--to', at.drives[0], ...more])
      expect(answer.exit).toBe(0)
      expect(answer.stdout).toMatch(
        /\n2 entries not copied\n {2}B00\d\/a-pipe is a pipe and is not copied\.\n {2}B00\d\/link-00 is a link; links are not followed and not copied\.\n/,
      )
      expect(answer.stdout).not.toMatch(/^ {2}\d+ more$/m)
    },
    60_000,
  )

  it('is named up to ten times, and counted beyond; programs get it in the plan', async () => {
    const words = ['offload', card('B009', 12), '--to', at.drives[0], '--dry-run']
    const { stdout } = await inText(at.library, words)
    expect(stdout).toContain('\n13 entries not copied\n')
    expect(stdout.split('\n13 entries not copied\n')[1]?.match(/^ {2}B009\/.* not copied\.$/gm)).toHaveLength(10)
    expect(stdout).toContain('\n  3 more\n')
    expect((await rushes(at.library, words)).result?.['plan']).toMatchObject({ skippedCount: 13 })
  }, 60_000)

  it('is named before what systems leave everywhere', async () => {
    const folder = card('B011', 2)
    for (let index = 0; index < 12; index += 1)
      writeFileSync(join(folder, `._${String(index).padStart(2, '0')}`), Buffer.from('00051607000200000000', 'hex'))
    writeFileSync(join(folder, '.DS_Store'), 'x')
    const { stdout } = await inText(at.library, ['offload', folder, '--to', at.drives[0], '--dry-run'])
    const named = stdout
      .split(/\n\d+ entries not copied\n/)[1]
      ?.split('\n')
      .slice(0, 3)
    expect(named).toEqual([
      '  B011/a-pipe is a pipe and is not copied.',
      '  B011/link-00 is a link; links are not followed and not copied.',
      '  B011/link-01 is a link; links are not followed and not copied.',
    ])
  }, 60_000)

  it('another file under a name of the card is told before anything is copied', async () => {
    const folder = card('B012', 0)
    mkdirSync(join(at.drives[0], 'B012'))
    writeFileSync(join(at.drives[0], 'B012/note.txt'), 'of somebody else')
    const { stdout, stderr } = await inText(at.library, ['offload', folder, '--to', at.drives[0], '--dry-run'])
    expect(`${stdout}${stderr}`).toMatch(
      /B012\/note\.txt already exists at .* with other contents\. They are kept; the card's files are written beside them/,
    )
  }, 60_000)

  it('is not spoken of where there is nothing', async () => {
    expect((await inText(at.library, ['offload', at.card, '--to', at.drives[0], '--dry-run'])).stdout).not.toContain(
      'not copied',
    )
  }, 60_000)
})

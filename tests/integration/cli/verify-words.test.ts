/**
 * What `verify` and `mhl diff` say, to people and to programs: every list that can be read is checked, the others are
 * named, the counts are those of files, and nothing is called sealed that only a list tells of.
 */
import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { film } from '../../helpers/media.ts'
import { expectSentence, inText, rushes, stage, type Stage } from './stage.ts'

let at: Stage
beforeAll(async () => {
  at = await stage()
})
afterAll(() => at.close())

const line = (format: HashFormat, path: string, text: string) => `${digestBytes(format, Buffer.from(text))}  ${path}\n`
const BIG = { xxh: 'xxh64', md5: 'md5', sha1: 'sha1' } as const

/** A folder with these files. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(at.dir, name)
  mkdirSync(root)
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  return root
}

/** The same command for programs and for people: both end alike. */
async function both(...words: string[]) {
  const [json, text] = [await rushes(at.library, words), await inText(at.library, words)]
  expect(text.exit).toBe(json.exit)
  return {
    exit: json.exit,
    result: json.result,
    findings: json.lines.filter(({ type }) => type === 'finding'),
    text: text.stdout,
    stderr: text.stderr,
  }
}

describe('a folder with several lists', () => {
  it.each(['md5', 'sha1', 'xxh'] as const)(
    'of .%s: each that can be read is checked, the broken one is named, exit 3',
    async (ending) => {
      const format = BIG[ending]
      const root = folder(`lists-${ending}`, {
        'good.mov': 'good',
        'bad.mov': 'bad',
        'stray.mov': 'stray',
        [`good.${ending}`]: line(format, 'good.mov', 'good'),
        [`bad.${ending}`]: line(format, 'bad.mov', 'other'),
        [`gone.${ending}`]: line(format, 'gone.mov', 'gone'),
        [`broken.${ending}`]: 'this is no list\n',
        [`empty.${ending}`]: '',
      })
      const { exit, result, findings, text } = await both('verify', root)
      expect(exit).toBe(3)
      expect(result).toMatchObject({
        code: 'verify.incomplete',
        counts: { verified: 1, mismatch: 1, missing: 1, unreadable: 2, extra: 1 },
      })
      expect(findings.map(({ finding, path }) => `${String(finding)} ${String(path)}`).sort()).toEqual([
        'extra stray.mov',
        'mismatch bad.mov',
        'missing gone.mov',
        `unreadable broken.${ending}`,
        `unreadable empty.${ending}`,
        'verified good.mov',
      ])
      expect(text).toContain(
        `${root} does not match its checksum lists. Of 3 files that the lists name: 1 verified, 1 missing, 1 mismatch; and 1 file that no list names: nothing vouches for it. 2 lists could not be used.\n`,
      )
      expect(text).toMatch(new RegExp(`^unreadable +broken\\.${ending} .*line 1 is no checksum and name`, 'm'))
      expect(text).toMatch(new RegExp(`^unreadable +empty\\.${ending} .*lists no file`, 'm'))
    },
    60_000,
  )

  it('with one that is broken alone: nothing was checked, and what is there is told', async () => {
    const root = folder('broken-alone', { 'a.mov': 'a', 'broken.md5': 'this is no list\n' })
    const { exit, text } = await both('verify', root)
    expect(exit).toBe(3)
    expect(text).toContain(
      `Nothing was checked in ${root}: the list in it could not be used. There is 1 file that no list names: nothing vouches for it.\n`,
    )
  }, 60_000)
})

describe('one list', () => {
  it('is never called a seal', async () => {
    const root = folder('one-list', { 'a.mov': 'a', 'b.mov': 'b', 'card.md5': line('md5', 'a.mov', 'x') })
    expect((await both('verify', root)).text).toContain(
      `${root} does not match its checksum list. Of 1 file that the list names: 0 verified, 1 mismatch; and 1 file that no list names: nothing vouches for it.\n`,
    )
    const list = join(root, 'card.md5')
    expect((await both('verify', list)).text).toContain(
      `The files do not match the checksum list ${list}. Of 1 file that the list names: 0 verified, 1 mismatch; and 1 file`,
    )
    writeFileSync(list, `${line('md5', 'a.mov', 'a')}${line('md5', 'b.mov', 'b')}`)
    expect(await both('verify', list)).toMatchObject({ exit: 0, text: `All 2 files that ${list} lists match it.\n` })
    expect(await both('verify', root, '--accept-new')).toMatchObject({
      exit: 0,
      text: `${root} is intact: all 2 files match its checksum list. A list takes in nothing: --accept-new is for folders with an ASC MHL history.\n`,
    })
  }, 90_000)

  it('that names no file is told so, of whatever kind it is', async () => {
    const root = folder('no-hash', {
      'a.mov': 'a',
      'nohash.mhl': '<?xml version="1.0"?><hashlist version="1.1"><creatorinfo/></hashlist>',
      'empty.md5': '',
    })
    for (const name of ['nohash.mhl', 'empty.md5']) {
      const run = await inText(at.library, ['verify', join(root, name)])
      expectSentence(run, 3)
      expect(run.stderr).toContain(`${name} lists no file.`)
    }
  }, 60_000)

  it('is not what a clip or a text is: what verify takes is said', async () => {
    const root = folder('no-list', { 'notes.txt': 'scene 12 was cut' })
    copyFileSync(await film(), join(root, 'text.mov'))
    for (const name of ['text.mov', 'notes.txt']) {
      const run = await inText(at.library, ['verify', join(root, name)])
      expectSentence(run, 2)
      expect(run.stderr).toContain(
        `${name} is no list of checksums. Verify takes a folder with an ASC MHL history or with lists in it, an MHL 1 file (.mhl), or a list of checksums (.md5`,
      )
      expect(run.stderr).not.toContain('Copy it again')
    }
  }, 60_000)
})

describe('a sealed copy', () => {
  it('says of renamed files what every check can know, and with --accept-new what was accepted', async () => {
    expect(
      (await rushes(at.library, ['offload', at.card, '--to', at.drives[0], '--to', at.drives[1], '--mhl1'])).exit,
    ).toBe(0)
    const copy = join(at.drives[0], 'A003_1120R7')
    renameSync(join(copy, 'report.txt'), join(copy, 'sound.txt'))
    const story = 'report.txt is not there under this name, but A003_1120R7/sound.txt has its bytes.'
    const diff = await both('mhl', 'diff', copy)
    expect(diff).toMatchObject({ exit: 3, result: { files: 3 } })
    expect(diff.text).toContain(
      'report.txt is gone. sound.txt has its size: verify the folder to know whether it was renamed. Bytes were not read here.\n',
    )
    expect(diff.text).toContain(
      'Of 3 files that the history names: 2 there by name and size, 1 missing; and 1 file that it does not name: nothing vouches for it. Bytes were not read.\n',
    )
    const list = join(at.drives[0], readdirSync(at.drives[0]).find((name) => name.endsWith('.mhl')) ?? '')
    expect((await both('verify', list)).text).toContain(`A003_1120R7/${story}`)
    const plain = await both('verify', copy)
    expect(plain.text).toContain(story.replace('A003_1120R7/', ''))
    expect(plain.text).toContain(
      'Of 3 files that the history names: 2 verified, 1 under another name. This verification is in the history now; the renamed files are not. Accept them with: --accept-new\n',
    )
    expect(plain.text).not.toContain('vouches')

    const accepted = await inText(at.library, ['verify', copy, '--accept-new'])
    expect(accepted.exit).toBe(0)
    expect(accepted.stdout).toMatch(/^accepted +sound\.txt {2}renamed: report\.txt → sound\.txt\./m)
    expect(accepted.stdout).toContain(
      `${copy} matches its history now. Of 3 files that the history names: 2 verified, 1 renamed and accepted. This verification is in the history now, and with it 1 renamed file.\n`,
    )
    expect(accepted.stdout).not.toMatch(/missing|extra|does not match|--accept-new/)
    expect(await both('verify', copy)).toMatchObject({
      exit: 0,
      result: { counts: { verified: 3, accepted: 0 } },
      text: `${copy} is intact: all 3 files match its seal. This verification is in the history now.\n`,
    })
  }, 120_000)

  it('on a drive whose folder was renamed leads to `relink`, which finds every file', async () => {
    const [, drive] = at.drives
    const card = folder('D1', Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`D1_${at}.txt`, `note ${at}`])))
    expect((await rushes(at.library, ['offload', card, '--to', drive])).exit).toBe(0)
    renameSync(join(drive, 'D1'), join(drive, 'Day1'))
    // The drive of this copy: others of this machine may be listed, too.
    const drives = (await rushes(at.library, ['drives'])).lines
    const holding = drives
      .filter((one) => drive.startsWith(String(one['mountPoint'])))
      .toSorted((one, other) => String(other['mountPoint']).length - String(one['mountPoint']).length)
    const label = String(holding[0]?.['label'])
    const checked = await both('verify', '--drive', label)
    expect(checked.exit).toBe(3)
    const missing = checked.findings.filter(({ finding }) => finding === 'missing')
    expect(missing.filter(({ path }) => String(path).includes('/D1/'))).toHaveLength(11)
    for (const { message } of missing)
      expect(message).toMatch(/ is missing\. If it was moved or renamed, find it with: rushes relink\./)
    expect(checked.text).toMatch(
      /: of \d+ copies that the catalogue knows here: \d+ verified, \d+ missing\. What is missing was not looked for under other names: find what was moved or renamed with: rushes relink\./,
    )
    const found = await rushes(at.library, ['relink', '--in', drive])
    expect(
      found.lines
        .filter(({ type, lostPath }) => type === 'proposal' && String(lostPath).includes('D1/'))
        .map(({ candidates }) => (candidates as { path: string; score: number }[])[0]),
    ).toEqual(
      Array.from(
        { length: 11 },
        () => expect.objectContaining({ score: 100, path: expect.stringContaining('/Day1/') as string }) as object,
      ),
    )
  }, 120_000)
})

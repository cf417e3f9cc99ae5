/**
 * The command line on bad input: one sentence for people, a result line for programs, the right exit code, and nothing
 * half-done on any drive.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
  truncateSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readContact } from '../../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { startCli, type CliRun } from '../../helpers/cli.ts'
import { until } from '../../helpers/until.ts'
import { expectLines, expectSentence, inText, rushes as run, stage, type Stage } from './stage.ts'

const isRoot = process.platform === 'linux' && process.getuid?.() === 0
let at: Stage
const rushes = (...words: string[]): Promise<CliRun> => run(at.library, words)
const path = (...names: string[]): string => join(at.dir, ...names)

beforeAll(async () => {
  at = await stage()
  await rushes('scan', at.card)
})
afterAll(() => at.close())

describe('wrong usage is exit 2', () => {
  it.each<[string, string[], string | RegExp]>([
    ['an unknown command', ['frobnicate'], 'frobnicate'],
    ['an unknown option', ['init', 'x', '--frob'], '--frob'],
    ['an offload to nowhere', ['offload', '/tmp'], '--to'],
    ['an unknown field of a query', ['ls', 'colour:red'], '“colour” is not a field'],
    ['a query that compares what can’t be', ['ls', 'rating>=many'], 'many'],
    ['a limit that is no number', ['ls', '--limit', 'all'], '“all” is not a number of clips'],
    ['an unknown field to set', ['set', 'A003C001', 'flavour=good'], 'flavour=good'],
    ['no value to set', ['set', 'A003C001', 'rating'], '“rating” is not FIELD=VALUE'],
    ['too many stars', ['set', 'A003C001', 'rating=6'], /^rating can't be/],
    ['stars in words', ['set', 'A003C001', 'rating=many'], /^rating can't be/],
    ['a day that is no day', ['set', 'A003C001', 'day=tuesday'], /^day can't be/],
    ['an unknown recipe', ['proxy', '--recipe', 'gif'], '“gif” is not a recipe'],
    [
      'an unknown hash',
      ['offload', '/tmp', '--to', '/mnt', '--hash', 'crc32'],
      '“crc32” is not a hash that ASC MHL knows',
    ],
    ['a note before the clip', ['note', 'A003C001', '09:00:00:00', 'early'], 'is before the start of A003C001'],
    ['a note after the clip', ['note', 'A003C001', '11:00:00:00', 'late'], 'A003C001 ends before frame'],
    ['a note at no timecode', ['note', 'A003C001', 'noonish', 'x'], 'noonish'],
    ['a timecode of a clip without one', ['note', 'report.txt', '01:00:00:00', 'x'], 'has no frame rate'],
    ['a port that is none', ['serve', '--port', '99999'], '“99999” is not a port'],
  ])('%s', async (_what, words, says) => {
    const [json, text] = [await run(at.library, words), await inText(at.library, words)]
    expectSentence(text, 2)
    expect(text.stdout).toBe('')
    expect(text.stderr).toMatch(
      typeof says === 'string' ? new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : says,
    )
    expect(json).toMatchObject({ exit: 2, result: { ok: false, exit: 2, message: text.stderr.trimEnd() } })
  })
})

describe('what is not there', () => {
  it.each<[string, string[], number, string]>([
    ['a clip', ['show', 'B999'], 1, 'There is no clip “B999”'],
    ['a piece of work', ['jobs', '--log', 'ffff'], 1, 'There is no piece of work “ffff”'],
    ['a collection', ['collection', 'take', 'Nobody’s', 'A003C001'], 1, 'There is no collection'],
    ['a folder to scan', ['scan', '/no/such/folder'], 1, '/no/such/folder is not there'],
    ['a folder to verify', ['verify', '/no/such/folder'], 1, '/no/such/folder is not there'],
    ['a card', ['offload', '/no/such/card', '--to', '/tmp'], 1, '/no/such/card'],
  ])('%s', async (_what, words, exit, says) => {
    const text = await inText(at.library, words)
    expectSentence(text, exit)
    expect(text.stderr).toContain(says)
    expect(await run(at.library, words)).toMatchObject({ exit, result: { ok: false } })
  })

  it('a library: exit 4, with how to make one', async () => {
    const nowhere = path('no library')
    for (const words of [['ls'], ['offload', at.card, '--to', at.drives[0]], ['serve']]) {
      const text = await inText(nowhere, words)
      expectSentence(text, 4)
      expect(text.stderr).toContain('rushes init')
    }
    expect(await run(nowhere, ['ls'])).toMatchObject({ exit: 4, result: { code: 'library.missing' } })
    writeFileSync(path('a file'), 'x')
    expectSentence(await inText(at.library, ['init', path('a file', 'library')]), 4)
  })

  it('a history: nothing is verified and nothing is called so', async () => {
    const folder = path('unsealed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a.txt'), 'a')
    const text = await inText(at.library, ['verify', folder])
    expect(text.exit).not.toBe(0)
    expect(readdirSync(folder)).toEqual(['a.txt'])
  })
})

describe('an offload that can’t be', () => {
  const words = (...rest: string[]): string[] => ['offload', ...rest]

  it('of an empty card, into the card, of what lies above the destination, to one place twice', async () => {
    const empty = path('EMPTY')
    mkdirSync(empty)
    const inside = join(at.card, 'backup')
    const cases: [string[], number, string][] = [
      [words(empty, '--to', at.drives[0]), 1, 'source.empty'],
      [words(at.card, '--to', inside), 2, 'destination.inside_source'],
      [words(at.card, '--to', at.card), 2, 'destination.inside_source'],
      [words(at.card, '--to', at.dir), 2, 'source.inside_destination'],
      [words(at.card, '--to', at.drives[0], '--to', `${at.drives[0]}/`), 2, 'destination.duplicate'],
      [words(at.card, '--to', '/no/such/drive'), 1, 'destination.missing'],
    ]
    for (const [line, exit, code] of cases) {
      expect(await run(at.library, line)).toMatchObject({ exit, result: { code } })
      expectSentence(await inText(at.library, line), exit)
    }
    expect(existsSync(inside)).toBe(false)
    expect(readdirSync(at.drives[0])).toEqual([])
    expect(await rushes('offloads')).toMatchObject({ result: { count: 0 } })
  })

  it.skipIf(!isRoot)('to a drive without room: before the first byte (needs root to mount)', async () => {
    const small = path('small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'rushes-test', small])
    try {
      const card = path('BIG')
      mkdirSync(card)
      writeFileSync(join(card, 'a.mov'), Buffer.alloc(3 << 20, 1))
      expect(await run(at.library, words(card, '--to', small))).toMatchObject({
        exit: 1,
        result: { code: 'destination.full' },
      })
      const text = await inText(at.library, words(card, '--to', small))
      expect(text.stderr).toMatch(/2\.10 MB free, and this offload needs 3\.15 MB/)
      expect(readdirSync(small)).toEqual([])
    } finally {
      execFileSync('umount', ['-l', small])
    }
  })
})

describe('names and sizes that are odd', () => {
  it('come over as they are: line breaks, emoji, both forms of é, nothing in them, links left out and told', async () => {
    const card = path('ODD')
    mkdirSync(card)
    const names = [
      'line\nbreak.txt',
      '🎬 take.txt',
      'e\u0301.txt',
      '\u00e9 composed.txt',
      'zero.bin',
      '-rf.txt',
      'quote".txt',
      '{"type":"result"}.txt',
    ]
    for (const name of names) writeFileSync(join(card, name), name === 'zero.bin' ? '' : name)
    symlinkSync('/etc/hostname', join(card, 'link'))
    const answer = await rushes('offload', card, '--to', at.drives[0], '--name', 'odd names')
    // The manifest can't say a line break in XML, or the run says why: either way nothing is called safe that isn't.
    expect([0, 3]).toContain(answer.exit)
    for (const name of names)
      expect(readFileSync(join(at.drives[0], 'odd names', name), 'utf8')).toBe(name === 'zero.bin' ? '' : name)
    expect(existsSync(join(at.drives[0], 'odd names', 'link'))).toBe(false)
    const text = await inText(at.library, ['ls', 'take'])
    expect(text.stdout).toContain('🎬 take.txt')
    expect(await rushes('show', '🎬 take.txt')).toMatchObject({ exit: 0 })
  })

  it.skipIf(statfsSync('/tmp').bavail * statfsSync('/tmp').bsize < 20e9)(
    '5 GB of holes are copied with their holes, where the drive keeps them',
    async () => {
      const card = path('SPARSE')
      mkdirSync(card)
      const file = openSync(join(card, 'sparse.bin'), 'w')
      ftruncateSync(file, 5 * 1024 ** 3)
      writeSync(file, 'end', 5 * 1024 ** 3 - 3)
      closeSync(file)
      const answer = await rushes('offload', card, '--to', at.drives[1])
      expect(answer).toMatchObject({ exit: 0, result: { bytes: 5 * 1024 ** 3 } })
      const copy = statSync(join(at.drives[1], 'SPARSE', 'sparse.bin'))
      expect(copy.size).toBe(5 * 1024 ** 3)
      expect(copy.blocks * 512).toBeLessThan(100e6)
      rmSync(join(at.drives[1], 'SPARSE'), { recursive: true })
    },
  )

  it.skipIf(!existsSync('/dev/full'))('a reader that goes away early is no failure', async () => {
    const exit = execFileSync(
      'bash',
      [
        '-c',
        `"${process.execPath}" --disable-warning=ExperimentalWarning electron/cli/main.ts --library "${at.library}" ls | head -n 1 >/dev/null; echo \${PIPESTATUS[0]}`,
      ],
      { encoding: 'utf8' },
    )
    expect(exit.trim()).toBe('0')
  })
})

/** True when the library's engine has this file open: it is being read. */
function isRead(library: string, file: string): boolean {
  const pid = readContact(libraryFolder(library).contact)?.pid
  if (pid === undefined || !existsSync(`/proc/${pid}/fd`)) return false
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === file
    } catch {
      return false // Closed between the listing and the look.
    }
  })
}

describe.skipIf(!existsSync('/proc/self/status'))('Ctrl-C', () => {
  it('ends a command that would go on for long with 130, and one line', async () => {
    const card = path('LONG')
    mkdirSync(card)
    // A hole of 400 GB takes no room, and minutes to read: the scan can't end by itself before it is stopped.
    writeFileSync(join(card, 'long.mov'), '')
    truncateSync(join(card, 'long.mov'), 400e9)
    for (const json of [true, false]) {
      const scan = startCli(at.library, ['scan', card], { text: !json })
      let ended = false
      void scan.done.then(() => {
        ended = true
      })
      await until('the clip is being read', () => ended || isRead(at.library, join(card, 'long.mov')))
      scan.child.kill('SIGINT')
      const stopped = await scan.done
      expect({ exit: stopped.exit, stderr: stopped.stderr }).toEqual({ exit: 130, stderr: 'Stopped.\n' })
      if (json) expectLines(stopped)
      else expectSentence(stopped, 130)
    }
  })
})

/**
 * What stands in the place of a list and is no plain file: never waited for, never followed, always told; and what else
 * stands there is verified all the same.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { findV1Files, verifyByLists, verifyV1 } from '../../../electron/engine/mhl/v1-verify.ts'
import { verifyFolder } from '../../../electron/engine/mhl/verify.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { cli } from '../../helpers/cli.ts'
import { concerns, createScratch, seal, verify, write } from './support.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const KINDS: readonly (readonly [what: string, make: (at: string) => void])[] = [
  ['a pipe', (at) => execFileSync('mkfifo', [at])],
  [
    'a link to a pipe',
    (at) => {
      execFileSync('mkfifo', [`${at}.pipe`])
      symlinkSync(`${at}.pipe`, at)
    },
  ],
  ['a link to a file of the system', (at) => symlinkSync('/etc/passwd', at)],
  ['a link to a device without an end', (at) => symlinkSync('/dev/zero', at)],
  ['a link to nothing', (at) => symlinkSync('/nothing/here', at)],
]
const CASES = KINDS.flatMap(([what, make]) => ['y.md5', 'y.mhl', 'MD5SUMS'].map((name) => [what, name, make] as const))

/** A folder with one file, and a good list of it. */
function listed(): string {
  const root = scratch.folder('A001')
  write(root, { 'a.mov': 'first' })
  writeFileSync(join(root, 'good.md5'), `${digestBytes('md5', Buffer.from('first'))}  a.mov\n`)
  return root
}

describe.skipIf(process.platform === 'win32')('in the place of a list', () => {
  it.each(CASES)(
    '%s called %s is told and not read, and the good list beside it is verified',
    async (_what, name, make) => {
      const root = listed()
      make(join(root, name))
      const told: string[] = []
      const result = await verifyByLists(root, await findV1Files(root), {
        onFile: ({ path, finding, message }) => told.push(`${finding} ${path} ${message ?? ''}`),
      })
      expect(result).toMatchObject({
        ok: false,
        counts: { verified: 1, mismatch: 0, missing: 0, unreadable: 1, extra: 0 },
      })
      expect(concerns(result)).toEqual([`unreadable ${name}`])
      expect(told).toContainEqual(
        expect.stringMatching(new RegExp(`^unreadable ${name} .*no plain file.* was not read`)),
      )
      await expect(verifyV1(join(root, name), {})).rejects.toMatchObject({
        code: 'source.unreadable',
        message: expect.stringContaining('no plain file'),
      })
    },
  )

  it.each([
    ['y.mhl', '<hashlist version="1.1"><hash><file>a.mov</file><md5>not a digest</md5></hash></hashlist>'],
    ['y.mhl', '<hashlist version="1.1"><hash>'],
    ['y.md5', 'no list at all\n'],
    ['MD5SUMS', ''],
  ])('a broken list (%s) is named, and the good one beside it is verified', async (name, content) => {
    const root = listed()
    writeFileSync(join(root, name), content)
    const result = await verifyByLists(root, await findV1Files(root), {})
    expect(result).toMatchObject({
      ok: false,
      counts: { verified: 1, mismatch: 0, missing: 0, unreadable: 1, extra: 0 },
    })
    expect(result.findings.filter(({ finding }) => finding === 'unreadable')).toEqual([
      expect.objectContaining({ path: name, message: expect.stringContaining(name) as string }),
    ])
  })

  it('a pipe or a link in the place of a sealed file is called what it is', async () => {
    const root = scratch.folder('A003')
    write(root, { 'a.mov': 'first', 'b.mov': 'second', 'c.mov': 'third' })
    await seal(root)
    for (const name of ['a.mov', 'b.mov']) rmSync(join(root, name))
    execFileSync('mkfifo', [join(root, 'a.mov')])
    symlinkSync('/etc/passwd', join(root, 'b.mov'))
    const { findings } = await verify(root)
    expect(findings.filter(({ finding }) => finding === 'missing').map(({ message }) => message)).toEqual([
      'a.mov was a file when the folder was sealed, and is a pipe now. It was not read: bring the file back from another copy.',
      'b.mov was a file when the folder was sealed, and is a link now. Links are not followed: bring the file back from another copy.',
    ])
  })

  it('a pipe alone is no list to be good by', async () => {
    const root = scratch.folder('A002')
    write(root, { 'a.mov': 'first' })
    execFileSync('mkfifo', [join(root, 'y.md5')])
    expect(await verifyByLists(root, await findV1Files(root), {})).toMatchObject({
      ok: false,
      counts: { verified: 0, unreadable: 1, extra: 1 },
    })
  })

  it('a folder with the name of a list is a folder', async () => {
    const root = listed()
    mkdirSync(join(root, 'Roll.md5'))
    expect(await verifyByLists(root, await findV1Files(root), {})).toMatchObject({ ok: true, counts: { verified: 1 } })
  })

  it('`rushes verify` ends, and not with 0', async () => {
    const library = join(scratch.folder('library'), 'library')
    makeLibrary(libraryFolder(library))
    const root = listed()
    for (const [name, make] of [
      ['p.md5', KINDS[0]![1]],
      ['z.mhl', KINDS[3]![1]],
    ] as const)
      make(join(root, name))
    expect(await cli(library, 'verify', root)).toMatchObject({
      exit: 3,
      result: { counts: { verified: 1, unreadable: 2 } },
    })
    expect((await cli(library, 'verify', join(root, 'p.md5'))).exit).toBe(1)
  }, 60_000)
})

describe.skipIf(process.platform === 'win32')('in the place of what a list names', () => {
  it.each(KINDS)('%s is not read, however its path is spelled', async (_what, make) => {
    for (const spelled of ['sub/b.mov', 'sub//b.mov', 'sub/./b.mov']) {
      const root = listed()
      mkdirSync(join(root, 'sub'))
      make(join(root, 'sub/b.mov'))
      writeFileSync(join(root, 'more.md5'), `${digestBytes('md5', Buffer.from('second'))}  ${spelled}\n`)
      const result = await verifyV1(join(root, 'more.md5'), { others: false })
      expect(result).toMatchObject({ ok: false, counts: { verified: 0, mismatch: 0 } })
      expect(result.findings.map(({ path }) => path)).toEqual([spelled])
    }
  })

  it('a folder that is a link is not followed', async () => {
    const root = listed()
    const other = scratch.folder('other')
    write(other, { 'b.mov': 'second' })
    symlinkSync(other, join(root, 'sub'))
    writeFileSync(join(root, 'more.md5'), `${digestBytes('md5', Buffer.from('second'))}  sub/b.mov\n`)
    expect(concerns(await verifyV1(join(root, 'more.md5'), { others: false }))).toEqual(['unreadable sub/b.mov'])
  })
})

describe.skipIf(process.platform === 'win32')('in the place of a history’s chain or manifest', () => {
  it.each(
    KINDS.flatMap(([what, make]) =>
      ['ascmhl_chain.xml', '0001_A001_2026-03-14_090000Z.mhl'].map((name) => [what, name, make] as const),
    ),
  )('%s called %s is told', async (_what, name, make) => {
    const root = listed()
    mkdirSync(join(root, 'ascmhl'))
    make(join(root, 'ascmhl', name))
    const result = await verifyFolder(root, { dryRun: true })
    expect(result.ok).toBe(false)
    expect(result.findings.map(({ path }) => path)).toContain(`ascmhl/${name}`)
    rmSync(root, { recursive: true, force: true })
  })
})

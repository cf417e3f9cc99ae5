/**
 * The judge: the public reference implementation of ASC MHL accepts what we write, and we accept what it writes.
 *
 * Runs where `ascmhl` and `ascmhl-debug` are on the PATH; elsewhere the tests are reported as skipped. With ASCMHL_XSD
 * naming the folder of the published schemas, everything that is written is checked against them too.
 */
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { writePackingList } from '../../../electron/engine/mhl/flatten.ts'
import { fitsXml } from '../../../electron/engine/mhl/names.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import {
  concerns,
  CREATOR,
  createScratch,
  hasTool,
  manifestsOf,
  readFiles,
  run,
  seal,
  verify,
  write,
} from './support.ts'

const ascmhl = hasTool('ascmhl') && hasTool('ascmhl-debug')
const schemas = process.env['ASCMHL_XSD']
const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const ROLL = {
  'Clips/A001C001_260722_R1JL.mov': 'first',
  'Clips/A001C002_260722_R1JL.mov': 'second',
  'Clips/empty.xml': '',
  'report.txt': 'report',
  'Empty/': '',
}

type Check = 'verify' | 'diff' | 'info' | 'folders' | 'create'
const CHECKS: Readonly<Record<Check, (root: string) => ReturnType<typeof run>>> = {
  verify: (root) => run('ascmhl-debug', 'verify', root),
  diff: (root) => run('ascmhl', 'diff', root),
  info: (root) => run('ascmhl', 'info', '-v', root),
  // It holds the folders of today against those of every generation, so this can be asked of unchanged folders alone.
  folders: (root) => run('ascmhl-debug', 'verify', '-dh', root),
  // Last, because it puts a generation of its own on top.
  create: (root) => run('ascmhl', 'create', '-h', 'xxh64', root),
}
const LEAVING_ALONE: readonly Check[] = ['verify', 'diff', 'info', 'folders']
const ALL: readonly Check[] = [...LEAVING_ALONE, 'create']

/** What the reference tool says against a folder, check by check; nothing when it accepts it. */
function refusals(root: string, checks: readonly Check[] = ALL): string[] {
  return checks
    .map((check) => ({ check, ...CHECKS[check](root) }))
    .filter(({ exit }) => exit !== 0)
    .map(({ check, exit, output }) => `${check}: exit ${exit}: ${output}`)
}

/** What the published schemas say against the histories of these folders. */
function invalid(...roots: string[]): string[] {
  if (schemas === undefined) return []
  return roots
    .flatMap((root) =>
      readdirSync(join(root, 'ascmhl')).map((name) => {
        const schema = name.endsWith('.mhl') ? 'ASCMHL.xsd' : 'ASCMHLDirectory__combined.xsd'
        return run('xmllint', '--noout', '--nonet', '--schema', join(schemas, schema), join(root, 'ascmhl', name))
      }),
    )
    .filter(({ exit }) => exit !== 0)
    .map(({ output }) => output)
}

describe.skipIf(!ascmhl)('the reference implementation accepts', () => {
  it.each(HASH_FORMATS)('a roll sealed in %s', async (format) => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root, { formats: [format] })
    expect(invalid(root)).toEqual([])
    expect(run('ascmhl-debug', 'verify', '-dh', '-h', format, root)).toMatchObject({ exit: 0 })
    expect(refusals(root, format === 'xxh64' ? ALL : LEAVING_ALONE)).toEqual([])
  })

  it('several formats in one read, with ignore patterns, author, place and comment', async () => {
    const root = scratch.folder()
    write(root, {
      ...ROLL,
      'notes.tmp': 'ignored',
      'Clips/cache/x': 'ignored',
      'cache/x': 'ignored',
      '.DS_Store': 'ignored',
    })
    await seal(root, {
      formats: ['xxh64', 'md5', 'c4', 'xxh128'],
      ignore: ['*.tmp', 'cache/'],
      comment: 'From /card to "A" & <B>',
      creator: {
        hostname: 'cart & co',
        tool: 'Rushes',
        toolVersion: '0.1.0',
        location: 'Köln',
        authors: [
          { name: 'Zoë <DIT>', email: 'zoe@example.com', role: 'DIT' },
          { name: 'X', email: 'nowhere' },
        ],
      },
    })
    expect(invalid(root)).toEqual([])
    expect(run('ascmhl', 'info', '-v', root).output).toContain('cart & co')
    expect(refusals(root)).toEqual([])
    expect((await verify(root)).ok).toBe(true)
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 0 })
  })

  it('names with umlauts in both forms, emoji, quotes, spaces at the ends, and markup', async () => {
    const root = scratch.folder('Rôle 🎬 & <1>')
    write(root, {
      'Größe.mov': '1',
      [`${'Größe'.normalize('NFD')} zwei.mov`]: '2',
      '🎥 take/🎞️.mxf': '3',
      ' lead.wav': '4',
      'trail .wav': '5',
      'a & b < c > "d" \'e\'.txt': '6',
      'tab\there.txt': '7',
      'back\\slash.txt': '8',
    })
    await seal(root)
    expect(invalid(root)).toEqual([])
    expect(refusals(root)).toEqual([])
    expect(await verify(root)).toMatchObject({ ok: true, counts: { verified: 8 } })
  })

  it('names with line breaks', async () => {
    const root = scratch.folder()
    write(root, { 'two\nlines.mov': '1', 'carriage\rreturn.mov': '2', 'dir\nwith/x\r\ny': '3' })
    await seal(root)
    expect(invalid(root)).toEqual([])
    // Its own writer indents the second line of such a name, so nothing of its own is put on top.
    expect(refusals(root, LEAVING_ALONE)).toEqual([])
    expect(await verify(root)).toMatchObject({ ok: true, counts: { verified: 3 } })
  })

  it('nested histories, sealed and verified from above', async () => {
    const root = scratch.folder('Day01')
    write(root, {
      'notes.txt': 'n',
      'Cam/A001/a.mov': 'a',
      'Cam/A001/sub/b.mov': 'b',
      'Cam/B001/c.mov': 'c',
      'Sound/S1/t.wav': 't',
    })
    await seal(root, { nested: ['Cam/A001', 'Cam/B001', 'Sound/S1'] })
    const rolls = ['Cam/A001', 'Cam/B001', 'Sound/S1'].map((path) => join(root, path))
    expect(invalid(root, ...rolls)).toEqual([])
    expect(refusals(root)).toEqual([])
    for (const roll of rolls) expect(refusals(roll, LEAVING_ALONE)).toEqual([])
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true })
    expect(invalid(root, ...rolls)).toEqual([])
    expect(refusals(root)).toEqual([])
  })

  it('generations that a verification added, and a second seal with new files', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root)
    expect(await verify(root, { dryRun: false, formats: ['md5'] })).toMatchObject({ ok: true })
    write(root, { 'Clips/A001C003.mov': 'third' })
    await seal(root)
    expect(invalid(root)).toEqual([])
    expect(refusals(root, ['verify', 'diff', 'info', 'create'])).toEqual([])
    expect(manifestsOf(root)).toHaveLength(4)
  })

  it('a renamed file', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root)
    renameSync(join(root, 'report.txt'), join(root, 'Clips/moved.txt'))
    const entries = await readFiles(root)
    await seal(root, {
      entries: entries.map((entry) =>
        entry.path === 'Clips/moved.txt' ? { ...entry, previousPath: 'report.txt' } : entry,
      ),
    })
    expect(invalid(root)).toEqual([])
    expect(refusals(root, ['verify', 'diff', 'info', 'create'])).toEqual([])
    expect(await verify(root)).toMatchObject({ ok: true })
  })

  it('a packing list of a history with nested ones and several formats', async () => {
    const root = scratch.folder('Day01')
    write(root, { 'notes.txt': 'n', 'A001/a.mov': 'a', 'A001/sub/b.mov': 'b' })
    await seal(root, { nested: ['A001'] })
    await verify(root, { dryRun: false, formats: ['md5'] })
    const list = await writePackingList({ root, into: join(root, '../list'), creator: CREATOR, startedAt: Date.now() })
    expect(run('ascmhl-debug', 'verify', '-pl', list, root)).toMatchObject({ exit: 0 })
    writeFileSync(join(root, 'A001/a.mov'), 'x')
    expect(run('ascmhl-debug', 'verify', '-pl', list, root)).toMatchObject({ exit: 11 })
    await expect(
      writePackingList({ root, into: join(root, 'A001'), creator: CREATOR, startedAt: 0 }),
    ).rejects.toMatchObject({ code: 'usage' })
  })

  it('any tree with any names, in any format', async () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 8 })
      .map((text) => text.replaceAll('/', '_'))
      .filter((text) => fitsXml(text) && !/^\.{1,2}$|ascmhl|\0/.test(text))
    const tree = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      { minLength: 1, maxLength: 8, selector: (path) => path.split('/')[0] },
    )
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(...HASH_FORMATS), async (paths, format) => {
        const root = scratch.folder()
        write(root, Object.fromEntries(paths.map((path) => [path, path])))
        await seal(root, { formats: [format] })
        expect(refusals(root, ['verify', 'folders'])).toEqual([])
        expect((await verify(root)).ok).toBe(true)
      }),
      { numRuns: 8 },
    )
  })

  it('an empty folder', async () => {
    const root = scratch.folder()
    await seal(root)
    expect(invalid(root)).toEqual([])
    expect(run('ascmhl', 'info', root)).toMatchObject({ exit: 0 })
    expect(run('ascmhl', 'create', '-h', 'xxh64', root)).toMatchObject({ exit: 0 })
  })
})

describe.skipIf(!ascmhl)('we accept of the reference implementation', () => {
  it.each([['xxh64'], ['xxh128'], ['xxh3'], ['md5'], ['sha1'], ['c4'], ['xxh64', 'md5', 'c4']])(
    'a history in %s %s %s',
    async (...formats) => {
      const root = scratch.folder()
      write(root, ROLL)
      expect(run('ascmhl', 'create', ...formats.flatMap((format) => ['-h', format]), root)).toMatchObject({ exit: 0 })
      expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 4 } })
      write(root, { 'new.mov': 'new' })
      await seal(root, { formats: ['xxh64'] })
      expect(await verify(root)).toMatchObject({ ok: true, counts: { verified: 5 } })
      expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 0 })
      expect(run('ascmhl', 'create', '-h', 'xxh64', root)).toMatchObject({ exit: 0 })
      expect(await verify(root)).toMatchObject({ ok: true })
    },
  )

  it('nested histories, and a history that it renamed files in', async () => {
    const root = scratch.folder('Day01')
    write(root, { 'notes.txt': 'n', 'A001/a.mov': 'a', 'A001/sub/b.mov': 'b', 'B001/c.mov': 'c' })
    for (const folder of ['A001', 'B001', '.'])
      expect(run('ascmhl', 'create', '-h', 'xxh64', join(root, folder))).toMatchObject({ exit: 0 })
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 4 } })
    expect(refusals(root)).toEqual([])
    const other = scratch.folder()
    write(other, ROLL)
    expect(run('ascmhl', 'create', '-h', 'xxh64', other)).toMatchObject({ exit: 0 })
    renameSync(join(other, 'report.txt'), join(other, 'renamed.txt'))
    expect(run('ascmhl', 'create', '-dr', '-h', 'xxh64', other)).toMatchObject({ exit: 0 })
    expect(await verify(other)).toMatchObject({ ok: true, counts: { verified: 4 } })
  })

  it('files that it hashed one by one, without folder hashes', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    expect(run('ascmhl', 'create', '-h', 'xxh64', root)).toMatchObject({ exit: 0 })
    write(root, { 'late.mov': 'late' })
    expect(run('ascmhl', 'create', '-h', 'md5', '-sf', join(root, 'late.mov'), root)).toMatchObject({ exit: 0 })
    expect(await verify(root)).toMatchObject({ ok: true, counts: { verified: 5 } })
    expect(run('ascmhl', 'create', '-n', '-h', 'xxh64', root)).toMatchObject({ exit: 0 })
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true })
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 0 })
  })
})

describe.skipIf(!ascmhl)('both find the same fault', () => {
  const spoil: readonly (readonly [string, number, string, (root: string) => void])[] = [
    [
      'a changed file',
      11,
      'mismatch report.txt',
      (root) => {
        writeFileSync(join(root, 'report.txt'), 'rep0rt')
      },
    ],
    [
      'a truncated file',
      11,
      'mismatch report.txt',
      (root) => {
        writeFileSync(join(root, 'report.txt'), 'rep')
      },
    ],
    [
      'a missing file',
      10,
      'missing report.txt',
      (root) => {
        rmSync(join(root, 'report.txt'))
      },
    ],
    [
      'a new file',
      21,
      'extra stranger',
      (root) => {
        writeFileSync(join(root, 'stranger'), 'x')
      },
    ],
    [
      'an empty folder that is gone',
      10,
      'missing Empty',
      (root) => {
        rmSync(join(root, 'Empty'), { recursive: true })
      },
    ],
    [
      'a changed manifest',
      31,
      'manifest-changed',
      (root) => {
        const manifest = join(root, 'ascmhl', manifestsOf(root)[1] ?? '')
        writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('verified', 'original'))
      },
    ],
    [
      'a missing manifest',
      33,
      'manifest-missing',
      (root) => {
        rmSync(join(root, 'ascmhl', manifestsOf(root)[1] ?? ''))
      },
    ],
    [
      'a missing chain',
      32,
      'manifest-missing',
      (root) => {
        rmSync(join(root, 'ascmhl', 'ascmhl_chain.xml'))
      },
    ],
  ]

  it.each(spoil)('%s (exit %i): %s', async (_what, exit, finding, mutate) => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root)
    await seal(root)
    mutate(root)
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit })
    const result = await verify(root)
    expect(result.ok).toBe(false)
    expect(concerns(result).map((each) => each.slice(0, finding.length))).toEqual([finding])
  })

  it('no history at all (exit 30)', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 30 })
    await expect(verify(root)).rejects.toMatchObject({ code: 'mhl.missing' })
  })

  it('a failed verification, which stays failed until the good bytes are back', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root)
    writeFileSync(join(root, 'report.txt'), 'rep0rt')
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: false, counts: { mismatch: 1, verified: 3 } })
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: false, counts: { mismatch: 1, verified: 3 } })
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 11 })
    expect(invalid(root)).toEqual([])
    writeFileSync(join(root, 'report.txt'), 'report')
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true })
    expect(refusals(root, LEAVING_ALONE)).toEqual([])
  })
})

describe.skipIf(!ascmhl)('where the reference implementation is of two minds', () => {
  it('a linked file is followed by it, and called a link by us', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    symlinkSync('report.txt', join(root, 'link.txt'))
    await seal(root)
    expect(concerns(await verify(root))).toEqual(['skipped link.txt'])
    expect((await verify(root)).ok).toBe(true)
    expect(run('ascmhl-debug', 'verify', root)).toMatchObject({ exit: 21 })
  })
})

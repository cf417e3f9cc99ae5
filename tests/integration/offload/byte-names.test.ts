/**
 * Names are bytes: what is no text is copied as it is, shown as \xHH, verified, and never called sealed; what can't be
 * copied is one honest problem each, and the offload is not verified.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../../helpers/cli.ts'
import { film } from '../../helpers/media.ts'
import { scratch } from '../../helpers/library.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { sealDestination } from '../../../electron/engine/offload/results/seal.ts'
import { foldedPath, nameRules } from '../../../electron/engine/domain/offload/offload-names.ts'
import { CAN_EXFAT, drive } from './drives.ts'
import { atEnd, expectSameTree, makeCard, offload, workshop } from './stage.ts'

/** A library in a folder of its own. */
function library(): Disposable & { readonly dir: string; readonly library: string } {
  const place = scratch()
  makeLibrary(libraryFolder(join(place.dir, 'library')))
  return { dir: place.dir, library: join(place.dir, 'library'), [Symbol.dispose]: () => place[Symbol.dispose]() }
}

const LINUX = process.platform === 'linux'
const latin1 = (path: string): Buffer => Buffer.from(path, 'latin1')

/** Two names in Latin-1, one of a file and one of a folder with a file in it, and one that only looks like that. */
function recorder(at: string): string {
  const card = makeCard(join(at, 'S001'), {
    'a.wav': 3000,
    'b.wav': 2_000_000,
    'caf\\xE9.wav': 'its own',
    'back\\slash.wav': 'too',
  })
  writeFileSync(latin1(`${card}/caf\xe9.wav`), 'Latin-1')
  mkdirSync(latin1(`${card}/\xdcbung`))
  writeFileSync(latin1(`${card}/\xdcbung/t\xe9l\xe9.wav`), Buffer.alloc(1_500_000, 7))
  return card
}

describe.skipIf(!LINUX)('names that are no text', () => {
  it('are copied byte for byte, verified, shown as \\xHH and not sealed, and the run says so', async () => {
    const at = workshop()
    const card = recorder(at)
    const request = { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] }
    const plan = await planOffload(request)
    expect(plan.remarks).toContainEqual(
      expect.objectContaining({
        code: 'source.unnameable',
        paths: ['S001/caf\\xE9.wav', 'S001/\\xDCbung/t\\xE9l\\xE9.wav'],
      }),
    )
    const creator = { tool: 'Rushes', toolVersion: '0', hostname: 'test' }
    const { outcome, journal } = await offload(request, {
      seal: (seal) => sealDestination(plan, seal, { creator, formats: ['xxh64'], now: Date.now() }),
    })
    expect(outcome.verdict).toMatchObject({ verified: true, sealed: false, safeToFormat: false })
    expect(outcome.verdict.sentence).toMatch(
      /^Verified\. Not safe to format: 2 files have names that no manifest can hold/,
    )
    expect(outcome.destinations.map((one) => [one.verified, one.failures])).toEqual([
      [6, 0],
      [6, 0],
    ])
    for (const name of ['A', 'B']) {
      execFileSync('diff', ['-r', '-x', 'ascmhl', card, join(at, name, 'S001')])
      const manifest = readFileSync(
        join(
          at,
          name,
          'S001/ascmhl',
          readdirSync(join(at, name, 'S001/ascmhl')).find((one) => one.endsWith('.mhl'))!,
        ),
        'utf8',
      )
      expect(manifest).toContain('caf\\xE9.wav')
      expect(manifest.match(/<path[ >]/g)?.length).toBe(4 + 0)
    }
    // The same again finds everything, and copies nothing.
    const again = await offload(request, { journal: journal.reopen() })
    expect(again.outcome.destinations.map((one) => [one.verified, one.copied])).toEqual([
      [6, 0],
      [6, 0],
    ])
  })

  it('that meet other bytes under the same name get a name of their own', async () => {
    const at = workshop()
    const card = recorder(at)
    mkdirSync(join(at, 'A/S001'), { recursive: true })
    writeFileSync(latin1(`${join(at, 'A')}/S001/caf\xe9.wav`), 'another one')
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] })
    expect(outcome.destinations[0]).toMatchObject({ verified: 6, conflicts: 1 })
    expect(readFileSync(latin1(`${join(at, 'A')}/S001/caf\xe9.wav`), 'utf8')).toBe('another one')
    expect(readFileSync(latin1(`${join(at, 'A')}/S001/caf\xe9 (conflict 1).wav`), 'utf8')).toBe('Latin-1')
  })

  it('end the command with 3, verified and not sealed; JSON and catalogue show \\xHH', async () => {
    using space = library()
    const card = recorder(space.dir)
    const run = await cli(space.library, 'offload', card, '--to', join(space.dir, 'A'))
    expect(run.result).toMatchObject({
      ok: false,
      exit: 3,
      code: 'mhl.unnameable',
      verified: true,
      sealed: false,
      safeToFormat: false,
      files: 6,
    })
    expect(run.exit).toBe(3)
    const files = run.lines.filter((line) => line.type === 'file').map((line) => [line['path'], line['state']])
    expect(files).toContainEqual(['S001/\\xDCbung/t\\xE9l\\xE9.wav', 'verified'])
    expect(files).toContainEqual(['S001/caf\\xE9.wav', 'verified'])
    const listed = await cli(space.library, 'ls')
    expect(listed.lines.filter((line) => line.type === 'asset').map((line) => line['name'])).toContain('caf\\xE9')
    const report = await cli(space.library, 'report', '--as', 'text')
    expect(report.exit).toBe(0)
  })

  it('of media: it is looked into, and gets its poster and proxy, like any other', async () => {
    using space = library()
    const card = makeCard(join(space.dir, 'A001'), {})
    copyFileSync(await film(), latin1(`${card}/r\xe9el.mov`))
    expect((await cli(space.library, 'offload', card, '--to', join(space.dir, 'A'))).exit).toBe(3)
    expect((await cli(space.library, 'proxy', '--wait')).result).toMatchObject({ exit: 0, failed: 0 })
    const [asset] = (await cli(space.library, 'ls')).lines
    expect(asset).toMatchObject({
      name: 'r\\xE9el',
      kind: 'video',
      broken: null,
      work: 'none',
      verification: 'verified',
    })
    // Other drives of the machine are in the list too.
    const own = (await cli(space.library, 'drives')).lines
      .filter((line) => space.dir.startsWith(String(line['mountPoint'])))
      .toSorted((a, b) => String(b['mountPoint']).length - String(a['mountPoint']).length)
    expect((await cli(space.library, 'verify', '--drive', String(own[0]!['label']))).result).toMatchObject({ exit: 0 })
  })

  it.skipIf(!CAN_EXFAT)(
    'that a drive can’t hold are a problem each, and the drive goes on with the others (exFAT, needs root)',
    async () => {
      const at = workshop()
      const card = recorder(at)
      const exfat = drive(join(at, 'shuttle'), 'exfat', 64)
      // A backslash is no name on exFAT either, but that is known before.
      execFileSync('sh', ['-c', `rm ${card}/*\\\\*`])
      const { outcome } = await offload({ sources: [card], destinations: [exfat.path, join(at, 'A')] })
      expect(outcome.destinations.map((one) => [one.state, one.verified, one.failures])).toEqual([
        ['done', 2, 2],
        ['done', 4, 0],
      ])
      expect(outcome.verdict).toMatchObject({ verified: false, sealed: false })
      expect([0, 1, 2, 3].flatMap((position) => outcome.copy(position, 0)?.fault?.sentence ?? [])).toEqual([
        expect.stringContaining('S001/caf\\xE9.wav has a name that this drive can’t hold'),
        expect.stringContaining('S001/\\xDCbung'),
      ])
    },
  )
})

describe.skipIf(!LINUX)('paths that are too long', () => {
  it('on the card: one problem, exit 3, not verified; the rest is copied', async () => {
    using space = library()
    const card = makeCard(join(space.dir, 'A001'), { 'a.mov': 5000 })
    // Made step by step from inside: no path of the whole of it can be named.
    execFileSync('perl', [
      '-e',
      'chdir shift; for (1..30) { my $d = sprintf("%0200d", $_); mkdir $d or die; chdir $d or die } open(F, ">deep.mov") or die',
      card,
    ])
    atEnd(() => {
      execFileSync('rm', ['-rf', card])
    })
    const run = await cli(space.library, 'offload', card, '--to', join(space.dir, 'A'))
    expect(run.result).toMatchObject({ ok: false, exit: 3, verified: false, safeToFormat: false })
    expect(
      run.stderr.split('\n').filter((line) => line.includes('longer path than this system can open')),
    ).toHaveLength(1)
    expect(lstatSync(join(space.dir, 'A/A001/a.mov')).size).toBe(5000)
  })

  it('at a destination: a problem of each file, the others are verified', async () => {
    const at = workshop()
    const deep = Array.from({ length: 18 }, (_, level) => `${level}`.padStart(200, 'd')).join('/')
    const card = makeCard(join(at, 'A001'), { 'a.mov': 5000, [`${deep}/b.mov`]: 300 })
    const far = join(at, ...Array.from({ length: 3 }, (_, level) => `${level}`.padStart(200, 'f')))
    mkdirSync(far, { recursive: true })
    const { outcome } = await offload({ sources: [card], destinations: [far, join(at, 'B')] })
    expect(outcome.destinations.map((one) => [one.state, one.verified, one.failures])).toEqual([
      ['done', 1, 1],
      ['done', 2, 0],
    ])
    expect(outcome.verdict.verified).toBe(false)
    expectSameTree(card, join(at, 'B/A001'))
  })
})

describe.skipIf(!CAN_EXFAT)('names that differ in case, on a real exFAT (needs root)', () => {
  it('straße and STRASSE are two files', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'straße.txt': 'one', 'STRASSE.txt': 'two' })
    const exfat = drive(join(at, 'shuttle'), 'exfat', 64)
    const { outcome } = await offload({ sources: [card], destinations: [exfat.path] })
    expect(outcome.destinations[0]).toMatchObject({ verified: 2, conflicts: 0 })
    expectSameTree(card, join(exfat.path, 'A001'))
  })

  it('every letter of the basic plane is told from its capital exactly where the drive does', () => {
    const at = workshop()
    const exfat = drive(join(at, 'shuttle'), 'exfat', 64)
    const rules = nameRules('exfat')
    const wrong: string[] = []
    for (let code = 0x41; code < 0x10000; code += 1) {
      const letter = String.fromCharCode(code)
      const capitals = new Set([
        letter.toUpperCase(),
        ...(letter.toUpperCase().length > 1 ? [] : [letter.toLowerCase()]),
      ])
      capitals.delete(letter)
      if (!letter.isWellFormed() || capitals.size === 0) continue
      const name = join(exfat.path, `${code}x${letter}`)
      writeFileSync(name, '')
      for (const capital of capitals) {
        const one = lstatSync(join(exfat.path, `${code}x${capital}`), { throwIfNoEntry: false }) !== undefined
        if (one !== (foldedPath(letter, rules) === foldedPath(capital, rules)))
          wrong.push(`${letter} ${capital} ${code.toString(16)} ${one}`)
      }
      rmSync(name)
    }
    expect(wrong).toEqual([])
  })
})

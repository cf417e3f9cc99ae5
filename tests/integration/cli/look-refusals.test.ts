/**
 * `look` on what takes none, and on corrections that are for one clip: each is named, and nothing goes where nobody
 * meant it to.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cli, servedCli, startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { lutFile, NEGATIVE } from '../../helpers/luts.ts'
import * as media from '../../helpers/media.ts'

const place = scratch('rushes-no-look-')
const library = join(place.dir, 'library')
let served: AsyncDisposable
const rushes = (...words: string[]) => cli(library, ...words)
const lookOf = async (name: string) =>
  (await rushes('show', name)).lines.find(({ type }) => type === 'asset') as unknown as {
    look: object | null
    colour: { line: string }
  }

beforeAll(async () => {
  const roll = join(place.dir, 'A003')
  mkdirSync(roll, { recursive: true })
  copyFileSync(await media.film(), join(roll, 'A003C001.mov'))
  copyFileSync(await media.plain('25'), join(roll, 'A003C002.mp4'))
  copyFileSync(await media.hdr('pq'), join(roll, 'A003C003.mov'))
  writeFileSync(join(roll, 'README.md'), 'notes')
  for (const words of [
    ['init', library],
    ['settings', 'makeProxies=no'],
    ['scan', roll],
  ]) {
    const { exit, stderr } = await rushes(...words)
    if (exit !== 0) throw new Error(stderr)
    served ??= await servedCli(library)
  }
}, 120_000)
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  place[Symbol.dispose]()
})

it.each([['--dry-run'], []])('HDR and what has no picture get no look, and are named (%s)', async (...dry) => {
  const run = await rushes('look', '--curve', 's-log3', ...dry)
  expect(run.result).toMatchObject({ exit: 3, code: 'media.unsupported', count: 2, refused: 2 })
  const said = run.lines.filter(({ type }) => type === 'problem').map(({ message }) => String(message))
  expect(said.toSorted()).toEqual([
    expect.stringMatching(/^A003C003 gets no look. It is HDR \(PQ\)/),
    expect.stringMatching(/^README.* gets no look. It has no picture/),
  ])
  const { look, colour } = await lookOf('A003C003')
  expect(look).toBeNull()
  expect(colour.line).toMatch(/^PQ \(declared by the file\)/)
})

it('set refuses a look on HDR with the reason', async () => {
  const asset = (await rushes('show', 'A003C003')).lines.find(({ type }) => type === 'asset')!
  const run = await rushes('set', String(asset['id']), 'look=S-Log3')
  expect(run.exit).not.toBe(0)
  expect(run.stderr).toContain('It is HDR (PQ)')
})

it('a LUT for a log curve on a clip that does not say it is log is remarked', async () => {
  const file = lutFile(place.dir, 'SLog3_to_709.cube', NEGATIVE)
  expect((await rushes('luts', 'add', file)).exit).toBe(0)
  const twin = join(place.dir, 'the same.cube')
  copyFileSync(file, twin)
  const again = await startCli(library, ['luts', 'add', twin], { text: true }).done
  expect(again.stdout).toContain('the same.cube is here already as “SLog3_to_709”')
  expect((await rushes('look', 'A003C001', '--lut', 'SLog3_to_709')).exit).toBe(0)
  expect((await lookOf('A003C001')).colour.line).toContain('made for S-Log3, and the file does not say that it is log')
  expect((await rushes('look', '--as-recorded')).result).toMatchObject({ exit: 0 })
})

const SOP = '<SOPNode><Slope>1.1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode>'
const correction = (id: string | null): string =>
  `<ColorCorrection${id === null ? '' : ` id="${id}"`}>${SOP}</ColorCorrection>`
function written(name: string, text: string): string {
  const path = join(place.dir, name)
  writeFileSync(path, text)
  return path
}

it('the only correction of a file goes to the clip that its id names, and nowhere else', async () => {
  expect((await rushes('look', '--cdl', written('one.cc', correction('A003C002')))).result).toMatchObject({
    exit: 0,
    count: 1,
  })
  expect((await lookOf('A003C002')).look).not.toBeNull()
  expect((await lookOf('A003C001')).look).toBeNull()
})

it('one that names no clip is refused without a query, and goes to what a query finds', async () => {
  for (const id of [null, 'Z009C001']) {
    const file = written('other.cc', correction(id))
    const run = await rushes('look', '--cdl', file)
    expect([run.exit, run.stderr]).toEqual([2, expect.stringContaining('Say which clips get it')])
    expect((await rushes('look', 'A003C001', '--cdl', file)).result).toMatchObject({ exit: 0, count: 1 })
  }
})

it('corrections of a collection that fit no clip are named', async () => {
  const file = written(
    'day.ccc',
    `<ColorCorrectionCollection>\n${correction('A003C001')}\n${correction('B001C001')}\n</ColorCorrectionCollection>`,
  )
  const run = await rushes('look', 'A003C001', '--cdl', file)
  expect(run.result).toMatchObject({ exit: 3, count: 1 })
  expect(run.lines.filter(({ type }) => type === 'problem').map(({ message }) => message)).toEqual([
    'Line 3: no clip is called “B001C001”.',
  ])
})

it.each([
  ['proxy', 'NoSuchClip'],
  ['proxy', 'NoSuchClip', '--adopt'],
  ['proxy', 'NoSuchClip', '--preset', 'prores-proxy', '--to', '/tmp', '--dry-run'],
  ['look', 'NoSuchClip', '--as-recorded'],
  ['still', 'NoSuchClip', '--frame', '0', '--to', '/tmp'],
  ['relink', 'NoSuchClip'],
  ['sound-sync', 'NoSuchClip', '--propose'],
])('a query that finds nothing is said to, with exit 1: rushes %s', async (...words) => {
  const run = await rushes(...words)
  expect([run.exit, run.result?.['code']]).toEqual([1, 'not_found'])
  expect(run.stderr).toContain('No clip is found by “NoSuchClip”')
})

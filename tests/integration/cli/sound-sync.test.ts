/**
 * `sound-sync`: a day's sound found, accepted, refused and set by hand from the command line.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cli, servedCli, startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { C001_OFFSET, makeSyncDay } from '../../helpers/sync-day.ts'
import { until } from '../../helpers/until.ts'
import { expectLines, expectSentence } from './stage.ts'

const place = scratch('rushes-sound-')
const library = join(place.dir, 'library')
let served: AsyncDisposable
const rushes = async (...words: string[]) => {
  const run = await cli(library, 'sound-sync', ...words)
  expectLines(run)
  return run
}
const inText = (...words: string[]) => startCli(library, ['sound-sync', ...words], { text: true }).done

beforeAll(async () => {
  const { card, sound } = await makeSyncDay(place.dir)
  await cli(library, 'init', library)
  served = await servedCli(library)
  for (const folder of [card, sound]) await cli(library, 'scan', folder)
  await until('all was looked into', async () => {
    const rows = (await cli(library, 'ls', 'kind:video,audio')).lines.filter(({ type }) => type === 'asset')
    return rows.length === 6 && rows.every((row) => row['durationMs'] !== null)
  })
}, 240_000)
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  place[Symbol.dispose]()
})

it('says what to do while nothing was compared', async () => {
  const { exit, stderr } = await inText()
  expect(exit).toBe(0)
  expect(stderr).toContain('These clips were not compared yet.')
  expect(stderr).toContain('rushes sound-sync --propose --wait')
})

it('compares the day, and prints what was found with what agrees', async () => {
  const run = await rushes('--propose', '--wait')
  expect(run.result).toMatchObject({ exit: 0, requested: 1, failed: 0, held: 0, count: 3 })
  expect(run.stderr).toContain('Of 4 clips, 2 proven by sound, 1 not sure, 1 without sound.')
  const { stdout } = await inText('A001C001')
  expect(stdout.split('\n')).toEqual([
    'proposed  A001C001 + SR003_T01  Proven by sound',
    `          the clip begins 10.123 s into the sound (${C001_OFFSET} samples at 48000 Hz)`,
    '          Timecode agrees',
    expect.stringMatching(/^ {10}Sound matches \(z \d\d\.\d, \d+\.\d times the next place\)$/),
    '',
  ])
}, 240_000)

it('speaks of the named sound alone, whether it shows, accepts or refuses', async () => {
  expect((await rushes('SR003_T02')).result).toMatchObject({ exit: 0, count: 0 })
  expect((await inText('SR003_T02')).stderr).toContain('4 of these clips were compared, and no sound could be proven.')
  for (const how of ['--accept', '--refuse'])
    expect((await rushes('SR003_T02', how)).result).toMatchObject({ exit: 0, count: 0 })
  expect((await rushes('SR003_T01')).result).toMatchObject({ exit: 0, count: 3 })
  // Comparing for one sound alone keeps what was found in the others.
  await rushes('SR003_T02', '--propose', '--wait')
  const all = await rushes()
  expect(all.lines.flatMap((line) => (line['type'] === 'sound-pair' ? [line['state']] : []))).toEqual(
    Array.from({ length: 3 }, () => 'proposed'),
  )
}, 120_000)

it('accepts what is proven, and the rest only when it is asked to', async () => {
  const run = await rushes('--accept')
  expect(run.result).toMatchObject({ exit: 0, count: 2 })
  expect(run.stderr).toContain('1 pair is not sure and stays as it is.')
  expect((await rushes('--accept', 'A001C003')).result).toMatchObject({ exit: 0, count: 0 })
  expect((await rushes('--accept', '--unsure', 'A001C003')).result).toMatchObject({ exit: 0, count: 1 })
  expect((await cli(library, 'ls', 'has:sound')).lines.filter(({ type }) => type === 'asset')).toHaveLength(3)
})

it('refuses, is undone, and sets a place by hand', async () => {
  expect((await rushes('--refuse', 'A001C003')).result).toMatchObject({ exit: 0, count: 1 })
  expect((await rushes('A001C003')).lines[0]).toMatchObject({ type: 'sound-pair', state: 'refused' })
  await cli(library, 'undo')
  expect((await rushes('A001C003')).lines[0]).toMatchObject({ state: 'accepted' })
  expect((await rushes('A001C004', '--sound', 'SR003_T02.wav', '--offset=-4800')).result).toMatchObject({ count: 1 })
  expect((await rushes('A001C004')).lines[0]).toMatchObject({
    state: 'accepted',
    place: { offset: -4800, sampleRate: 48_000 },
    evidence: { byHand: true },
  })
})

it('lays accepted sound into edit proxies, and says which clips have none', async () => {
  const to = join(place.dir, 'proxies')
  mkdirSync(to)
  const proxy = (...words: string[]) => cli(library, 'proxy', ...words)
  const run = await proxy('name:A001C001', '--preset', 'prores-proxy', '--to', to, '--sound', '--wait')
  expectLines(run)
  expect(run.result).toMatchObject({ exit: 0, requested: 1, failed: 0 })
  const made = run.lines.find((line) => line['state'] === 'made')!
  const probed = await cli(library, 'probe', String(made['path']))
  const tracks = probed.lines.find(({ type }) => type === 'probe')!['audio'] as { channels: number }[]
  expect(tracks.map(({ channels }) => channels)).toEqual([1, 1, 1])
  for (const words of [['--sound'], ['--preset', 'prores-proxy', '--to', to, '--fit-drift']])
    expect((await proxy('name:A001C001', ...words)).exit).toBe(2)
}, 120_000)

it('refuses what makes no sense, in a sentence', async () => {
  for (const words of [
    ['--accept', '--refuse'],
    ['--wait'],
    ['--unsure'],
    ['A001C004', '--offset', '12'],
    ['A001C004', '--sound', 'SR003_T02', '--offset', 'ten'],
    ['--sound', 'SR003_T02', '--offset', '12'],
  ])
    expectSentence(await inText(...words), 2)
  expectSentence(await inText('A001C004', '--sound', 'SR009', '--offset', '12'), 1)
})

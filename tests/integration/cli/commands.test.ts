/**
 * Every command on a real library, for programs (`--json`) and for people: what it answers and with which exit code.
 */
import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCli, type CliRun, type Line } from '../../helpers/cli.ts'
import { until } from '../../helpers/until.ts'
import { expectLines, inText, rushes as run, stage, type Stage } from './stage.ts'

let at: Stage
const rushes = (...words: string[]): Promise<CliRun> => run(at.library, words)
const text = (...words: string[]): Promise<CliRun> => inText(at.library, words)
const of = (answer: CliRun, type: string): Line[] => answer.lines.filter((line) => line.type === type)

beforeAll(async () => {
  at = await stage()
})
afterAll(() => at.close())

describe('the main job', () => {
  it('`ls` of an empty library says how to begin', async () => {
    const answer = await rushes('ls')
    expect(answer).toMatchObject({ exit: 0, result: { count: 0 } })
    expect(answer.stderr).toContain('rushes offload')
  })

  it('`offload --dry-run` shows the plan and writes nothing', async () => {
    const answer = await rushes('offload', at.card, '--to', at.drives[0], '--dry-run')
    expect(answer).toMatchObject({ exit: 0, result: { plan: { files: 3, possible: true, name: 'A003_1120R7' } } })
    expect(existsSync(join(at.drives[0], 'A003_1120R7'))).toBe(false)
  })

  it('`offload` names every file with its hashes and destinations, and ends in the verdict', async () => {
    const answer = await rushes('offload', at.card, '--to', at.drives[0], '--to', at.drives[1], '--hash', 'xxh64,md5')
    expect(answer).toMatchObject({
      exit: 0,
      result: { ok: true, code: 'ok', files: 3, state: 'done', verdict: { verified: true } },
    })
    const files = of(answer, 'file')
    expect(files.map((file) => file['path'])).toEqual([
      'A003_1120R7/A003C001.mov',
      'A003_1120R7/A003C001.xml',
      'A003_1120R7/report.txt',
    ])
    for (const file of files) {
      expect(Object.keys(file['hashes'] as object).toSorted()).toEqual(['md5', 'xxh128', 'xxh64'])
      expect((file['destinations'] as { state: string }[]).map((one) => one.state)).toEqual(['verified', 'verified'])
    }
  })

  it('`offload` again verifies what stands there; for people it says so in a few lines', async () => {
    const answer = await text('offload', at.card, '--to', at.drives[0], '--to', at.drives[1])
    expect(answer.exit).toBe(0)
    expect(answer.stdout).toMatch(/✓ .*SHUTTLE_01.* · 3 of 3 verified, read back .*\n/)
    expect(answer.stdout).not.toContain('{')
  })

  it('`offloads` lists them, newest first', async () => {
    const answer = await rushes('offloads')
    expect(of(answer, 'offload').map((one) => one['state'])).toEqual(['done', 'done'])
    expect((await text('offloads')).stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}A003_1120R7 {2}3 files/)
  })

  it('`proxy --wait` stays until everything is made, and once is enough', async () => {
    expect(await rushes('proxy', '--wait')).toMatchObject({ exit: 0, result: { failed: 0, held: 0 } })
    const jobs = of(await rushes('jobs'), 'job')
    expect(jobs.map((job) => [job['kind'], job['state']]).toSorted()).toEqual(
      ['filmstrip', 'poster', 'proxy', 'waveform'].map((kind) => [kind, 'done']),
    )
    expect(await rushes('proxy', '--recipe', 'poster', '--wait')).toMatchObject({ result: { requested: 0 } })
    const log = await rushes('jobs', '--log', String(jobs[0]!['id']))
    expect(of(log, 'job')[0]).toMatchObject({ id: jobs[0]!['id'], state: 'done' })
    expect((await text('jobs', '--failed')).stderr).toBe('There are no jobs.\n')
  })

  it('`ls` finds clips by words, fields and flags; `show` and `facets` tell more', async () => {
    const rows = of(await rushes('ls'), 'asset')
    expect(rows.map((row) => [row['name'], row['kind'], row['copies'], row['verification']])).toEqual([
      ['A003C001', 'video', 2, 'verified'],
      ['report.txt', 'document', 2, 'verified'],
    ])
    expect(rows[0]).toMatchObject({ startTimecode: '10:00:00:00', durationFrames: 48, work: 'none' })
    expect(of(await rushes('ls', 'kind:video', '-circled', 'copies>=2'), 'asset')).toHaveLength(1)
    expect(of(await rushes('ls', '-kind:video', '--limit', '1'), 'asset').map((row) => row['name'])).toEqual([
      'report.txt',
    ])
    expect(of(await rushes('show', 'A003C001'), 'asset')[0]).toMatchObject({
      startFrame: 864_000,
      copyList: { length: 4 },
    })
    expect((await text('show', String(rows[0]!['id']).slice(0, 30))).exit).toBeLessThan(3)
    expect((await text('show', 'A003C001')).stdout).toContain('10:00:00:00')
    expect(of(await rushes('facets'), 'facet').find((facet) => facet['facet'] === 'kind')?.['values']).toHaveLength(2)
    // A field's own facet shows what else could be chosen.
    const facets = (await text('facets', 'kind:video')).stdout
    expect(facets).toMatch(/^kind +document 1 · video 1$/m)
    expect(facets).toMatch(/^codec +\S+ 1$/m)
    expect(of(await rushes('ls', '(kind:video OR kind:audio) NOT circled'), 'asset')).toHaveLength(1)
    expect(of(await rushes('ls', 'tc:10:00', 'take:none'), 'asset')).toHaveLength(1)
    expect(await text('ls', 'a OR')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('“OR” needs a term') as string,
    })
    expect((await text('query')).stdout).toMatch(/^ {2}take +take>3 +take number$/m)
    expect((await text('ls')).stdout.split('\n')).toHaveLength(3)
  })
})

describe('what a crew says', () => {
  it('`set`, `tag` and `note` change a clip; `undo` and `redo` go back and forth', async () => {
    expect(await rushes('set', 'A003C001', 'rating=4', 'circled=yes', 'Scene=14A')).toMatchObject({
      exit: 0,
      result: { changes: { rating: 4, circled: true, scene: '14A' } },
    })
    expect(await rushes('tag', 'A003C001', '+hero', '+stunt')).toMatchObject({
      exit: 0,
      result: { add: ['hero', 'stunt'] },
    })
    expect(await rushes('tag', 'A003C001', '-stunt', '+wild')).toMatchObject({
      exit: 0,
      result: { add: ['wild'], remove: ['stunt'] },
    })
    expect(await rushes('note', 'A003C001', '10:00:01:00', 'boom', 'in', 'frame')).toMatchObject({
      exit: 0,
      result: { note: { frame: 24, timecode: '10:00:01:00', text: 'boom in frame' } },
    })
    expect(await rushes('note', 'A003C001', '-', 'the good one')).toMatchObject({ result: { note: { frame: null } } })
    const [asset] = of(await rushes('show', 'A003C001'), 'asset')
    expect(asset).toMatchObject({ rating: 4, circled: true, scene: '14A', tags: ['hero', 'wild'], notes: 2 })
    expect(of(await rushes('ls', 'circled', 'rating>=4', 'tag:hero', 'boom'), 'asset')).toHaveLength(1)
    expect(await rushes('undo')).toMatchObject({ result: { label: 'Note' } })
    expect(await rushes('undo')).toMatchObject({ result: { label: 'Note' } })
    expect(await rushes('undo')).toMatchObject({ result: { label: 'Tags on 1 clip' } })
    expect(of(await rushes('show', 'A003C001'), 'asset')[0]).toMatchObject({ tags: ['hero', 'stunt'], notes: 0 })
    expect((await text('redo')).stdout).toBe('Done again: Tags on 1 clip\n')
    expect(of(await rushes('ls', 'tag:wild'), 'asset')).toHaveLength(1)
    expect(await rushes('set', 'A003C001', 'scene=', 'circled=no')).toMatchObject({
      result: { changes: { scene: null, circled: false } },
    })
  })
})

describe('folders', () => {
  it('`scan` takes in what lies there, by a path from where it was typed', async () => {
    const folder = join(at.dir, 'REFERENCES')
    mkdirSync(folder)
    writeFileSync(join(folder, 'moodboard.txt'), 'blue hour')
    const answer = await run(at.library, ['scan', relative(at.card, folder)], { cwd: at.card })
    expect(answer).toMatchObject({ exit: 0, result: { files: 1, added: 1, unreadable: 0 } })
    expect((await inText(at.library, ['scan', folder])).stdout).toBe('1 file seen, 0 new in the catalogue.\n')
  })

  it('`verify` is 0 for a whole folder, and 3 with each finding named for one that is not', async () => {
    const folder = join(at.drives[0], 'A003_1120R7')
    expect(await rushes('verify', folder)).toMatchObject({ exit: 0, result: { counts: { verified: 3 } } })
    writeFileSync(join(folder, 'extra.txt'), 'who put this here')
    unlinkSync(join(folder, 'A003C001.xml'))
    const report = readFileSync(join(folder, 'report.txt'))
    writeFileSync(join(folder, 'report.txt'), Buffer.alloc(report.length, 1))
    const answer = await rushes('verify', folder, '--dry-run')
    expect(answer).toMatchObject({ exit: 3, result: { ok: false, code: 'verify.incomplete' } })
    const findings = Object.fromEntries(of(answer, 'finding').map((line) => [line['path'], line['finding']]))
    expect(findings).toMatchObject({
      'A003C001.mov': 'verified',
      'A003C001.xml': 'missing',
      'report.txt': 'mismatch',
      'extra.txt': 'extra',
    })
    const forPeople = await text('verify', folder, '--dry-run')
    expect(forPeople.stdout).toMatch(/^mismatch +report\.txt/m)
    expect(forPeople.stdout).not.toMatch(/^verified/m)
    // The catalogue knows now which copy is bad.
    expect(of(await rushes('ls', 'verification:failed'), 'asset').map((row) => row['name'])).toEqual(['report.txt'])
  })
})

describe('the library', () => {
  it('`db backup` copies the catalogue, `doctor` looks at everything, `--version` and `--help` answer', async () => {
    const backup = await rushes('db', 'backup')
    expect(existsSync(String(backup.result?.['path']))).toBe(true)
    const doctor = await rushes('doctor')
    expect(of(doctor, 'check').map((check) => check['id'])).toEqual(
      expect.arrayContaining(['runtime.node', 'media.ffmpeg', 'database.health']),
    )
    expect((await text('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    const help = await text('--help')
    expect([help.exit, help.stdout.includes('offload')]).toEqual([0, true])
  })

  it('`init` makes a library once', async () => {
    const dir = join(at.dir, 'another library')
    expect(await rushes('init', dir)).toMatchObject({ exit: 0, result: { made: true, path: dir } })
    expect(await rushes('init', dir)).toMatchObject({ exit: 0, result: { made: false } })
  })

  it('`serve` prints a link that answers, and says so when an engine runs already', async () => {
    const attached = await rushes('serve')
    expect((await fetch(String(of(attached, 'serving')[0]!['url']), { redirect: 'manual' })).status).toBe(303)
    const dir = join(at.dir, 'served library')
    await rushes('init', dir)
    let url: string | undefined
    const serving = startCli(dir, ['serve'], {
      onLine: (line) => {
        if (line.type === 'serving') url = String(line['url'])
      },
    })
    const link = await until('the link is printed', () => url)
    expect((await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')).toContain('HttpOnly')
    serving.child.kill('SIGINT')
    const ended = await serving.done
    expectLines(ended)
    expect(ended.exit).toBe(0)
  })
})

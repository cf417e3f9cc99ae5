/**
 * The runner: limits hold, every child ends, and what a crash leaves behind is found again.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Command, type Runner } from '../../../electron/engine/media/runner.ts'
import { findTools } from '../../../electron/engine/media/tools.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import { mediaContext } from '../../helpers/media.ts'
import { isAlive } from '../../helpers/processes.ts'
import { until } from '../../helpers/until.ts'

let dir = ''
let exe = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-runner-'))
  exe = (await mediaContext()).tools.ffmpeg.path
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

/** A command that never ends by itself. */
const endless = (): Command => ({
  exe,
  args: ['-hide_banner', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc2', '-f', 'null', '-'],
})

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'no failure', codeOfFailure)
}

function codeOfFailure(failure: unknown): string {
  return isRushesError(failure) ? failure.code : String(failure)
}

async function started(runner: Runner): Promise<number> {
  return until('a child runs', () => runner.running()[0])
}

describe('a command', { timeout: 60_000 }, () => {
  it('gives its exit code, its output and the end of its log', async () => {
    const runner = createRunner()
    const good = await runner.run({ exe, args: ['-version'] })
    expect([good.code, good.output.toString('latin1').startsWith('ffmpeg version')]).toEqual([0, true])
    const bad = await runner.run({ exe, args: ['-hide_banner', '-i', '/nowhere/at all.mov'] })
    expect(bad.code).not.toBe(0)
    expect(bad.log).toContain('/nowhere/at all.mov')
    expect(bad.command).toContain("'/nowhere/at all.mov'")
  })

  it('runs at low priority and ends when it is cancelled', async () => {
    const runner = createRunner()
    const abort = new AbortController()
    const work = runner.run({ ...endless(), signal: abort.signal })
    const pid = await started(runner)
    expect(getPriority(pid)).toBe(10)
    abort.abort()
    expect(await codeOf(work)).toBe('cancelled')
    expect(isAlive(pid)).toBe(false)
  })

  it('ends at its limits of time, of silence, of output and of memory', async () => {
    const runner = createRunner()
    expect(await codeOf(runner.run({ ...endless(), timeLimitMs: 300 }))).toBe('media.failed')
    expect(
      await codeOf(
        runner.run({
          exe,
          args: [...endless().args.slice(0, 2), '-loglevel', 'quiet', ...endless().args.slice(2)],
          silenceLimitMs: 300,
        }),
      ),
    ).toBe('media.failed')
    const flood = [
      '-hide_banner',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=1920x1080',
      '-f',
      'rawvideo',
      'pipe:1',
    ]
    expect(await codeOf(runner.run({ exe, args: flood }))).toBe('media.failed')
    expect(runner.running()).toEqual([])
  })

  it.runIf(process.platform === 'linux')("can't take the memory of the machine", async () => {
    const huge = [
      '-hide_banner',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=8000x8000',
      '-frames:v',
      '2',
      '-f',
      'null',
      '-',
    ]
    const outcome = await createRunner()
      .run({ exe, args: huge, memoryLimitBytes: 100_000_000, silenceLimitMs: 5000 })
      .then(({ code }) => code, codeOfFailure)
    expect(outcome).not.toBe(0)
  })

  it("that can't be started is a missing tool", async () => {
    const runner = createRunner()
    const search = { explicit: { ffmpeg: join(dir, 'none') } }
    expect(await codeOf(findTools(search, runner))).toBe('media.tool_missing')
    expect(await codeOf(findTools({ explicit: { ffprobe: process.execPath } }, runner))).toBe('media.tool_missing')
  })
})

describe('every child', { timeout: 60_000 }, () => {
  it('whose list of children can’t be written runs its commands, and ends them', async () => {
    const tableDir = join(dir, 'gone')
    const runner = createRunner({ tableDir })
    await rm(tableDir, { recursive: true })
    expect((await runner.run({ exe, args: ['-version'] })).code).toBe(0)
    const running = runner.run(endless())
    const ended = codeOf(running)
    await until('it runs', () => Promise.resolve(runner.running().length === 1))
    await runner.endAll()
    expect(runner.running()).toEqual([])
    expect(await ended).toBe('no failure')
  })

  it('is ended on quit', async () => {
    const runner = createRunner({ tableDir: join(dir, 'quit') })
    const works = [runner.run(endless()), runner.run(endless()), runner.run(endless())].map(codeOf)
    await started(runner)
    const pids = runner.running()
    expect(pids).toHaveLength(3)
    expect((await readdir(join(dir, 'quit'))).map(Number).sort()).toEqual([...pids].sort())
    await runner.endAll()
    await Promise.all(works)
    expect(pids.filter(isAlive)).toEqual([])
    expect(await readdir(join(dir, 'quit'))).toEqual([])
  })

  it.runIf(process.platform === 'linux')(
    'that a crash left behind is ended at the next start, and a stranger with its number is not',
    async () => {
      const tableDir = join(dir, 'stale')
      const crashed = createRunner({ tableDir })
      const left = codeOf(crashed.run(endless()))
      const pid = await started(crashed)
      // A process of somebody else that was given a number from the list.
      await writeFile(join(tableDir, String(process.pid)), 'another-boot 12345')
      const next = createRunner({ tableDir })
      expect(next.endStale()).toBe(1)
      await left
      expect(isAlive(pid)).toBe(false)
      expect(await readdir(tableDir)).toEqual([])
      expect(next.endStale()).toBe(0)
    },
  )
})

/**
 * The main job on a card of picture and sound gives the same with a network and without: same hashes, same clips, same
 * pictures and proxies, same findings.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCli, type CliRun, type Line } from '../helpers/cli.ts'
import { demoCard } from '../helpers/demo-card.ts'
import { scratch } from '../helpers/library.ts'

/** Why the tests can't be run here; null when they can. */
function missing(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s'
  if (spawnSync('unshare', ['-n', 'true']).status !== 0) return 'unshare -n is not allowed here; run as root'
  return null
}

const cannot = missing()
const place = scratch('rushes-offline-')
const card = join(place.dir, 'CARD')

beforeAll(async () => {
  if (cannot !== null) return
  await demoCard(card, { clips: 2, seconds: 1 })
})
afterAll(() => place[Symbol.dispose]())

interface Job {
  readonly dir: string
  readonly lines: readonly Line[]
  readonly made: readonly string[]
}

/** Card → verified copies → catalogue → proxies → list → verification, each step a command that must end well. */
async function mainJob(name: string, wrap: readonly string[]): Promise<Job> {
  const dir = join(place.dir, name)
  const library = join(dir, 'library')
  const drives = [join(dir, 'SHUTTLE_01'), join(dir, 'SHUTTLE_02')]
  for (const drive of drives) mkdirSync(drive, { recursive: true })
  const lines: Line[] = []
  const run = async (...words: string[]): Promise<CliRun> => {
    const answer = await startCli(library, words, { wrap }).done
    expect({ words, exit: answer.exit, stderr: answer.exit === 0 ? '' : answer.stderr }).toEqual({
      words,
      exit: 0,
      stderr: '',
    })
    lines.push(...answer.lines)
    return answer
  }
  await run('init', library)
  await run('offload', card, '--to', drives[0]!, '--to', drives[1]!)
  await run('proxy', '--wait')
  await run('ls')
  for (const drive of drives)
    for (const top of readdirSync(join(drive, 'CARD'))) {
      const folder = join(drive, 'CARD', top)
      if (existsSync(join(folder, 'ascmhl'))) await run('verify', folder)
    }
  const derivatives = join(library, 'derivatives')
  const made = readdirSync(derivatives, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
  return { dir, lines, made: made.toSorted() }
}

/** What must be equal of two runs: everything but times, ids and places. */
function essence(job: Job): unknown {
  const files = job.lines
    .filter((line) => line.type === 'file')
    .map((line) => [
      line['path'],
      line['hashes'],
      (line['destinations'] as { state: string }[]).map((one) => one.state),
    ])
  const assets = job.lines
    .filter((line) => line.type === 'asset')
    .map((line) => [
      line['name'],
      line['kind'],
      line['startTimecode'],
      line['durationFrames'],
      line['copies'],
      line['verification'],
      line['work'],
      Object.entries(line['derivatives'] as object).map(([recipe, id]) => [recipe, id !== null]),
    ])
  const findings = job.lines
    .filter((line) => line.type === 'finding')
    .map((line) => `${String(line['path'])} ${String(line['finding'])}`)
    .toSorted()
  const verdict = job.lines.find((line) => line.type === 'result' && 'verdict' in line)?.['verdict'] as {
    verified: boolean
  }
  return { files, assets, findings, made: job.made, verified: verdict.verified }
}

describe.skipIf(cannot !== null)(
  `the main job without a network${cannot === null ? '' : ` (skipped: ${cannot})`}`,
  () => {
    it('gives what it gives with one', async () => {
      const online = await mainJob('online', [])
      const offline = await mainJob('offline', ['unshare', '-n'])
      expect(essence(offline)).toEqual(essence(online))
      const { files, assets, made } = essence(offline) as { files: unknown[]; assets: unknown[]; made: unknown[] }
      expect([files.length > 4, assets.length > 2, made.length >= 6]).toEqual([true, true, true])
    })
  },
)

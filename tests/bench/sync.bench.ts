/**
 * What goes to a folder remote when something changed, beside restic, borg and rclone in the same run on the same
 * files: 2 GiB in 20 files; then 5 MiB appended to one of 500 MiB, 1 MiB put into its middle, a rename, 4 KiB
 * overwritten. `--quick` does it with a tenth, `--seeds N` as often (5).
 *
 * All tools write through to the disk as they do by default, uncompressed and unencrypted, each as a process of its
 * own; their time is that process's, from start to end. Rushes has the files' hashes from its catalogue, as it always
 * has.
 */
import { spawnSync } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../electron/engine/db/core/open.ts'
import type { Outgoing } from '../../electron/engine/db/sync/transfers.ts'
import { hashFile } from '../../electron/engine/hash/hash-file.ts'
import { ByteSync } from '../../electron/engine/sync/bytes/byte-sync.ts'
import { createRepository, openRepository } from '../../electron/engine/sync/format/repository.ts'
import { createFolderStore } from '../../electron/engine/sync/stores/folder.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { target } from './targets.ts'

const LIBRARY = '01890000-0000-7000-8000-00000000000a'
const MIB = 1 << 20
const STEPS = ['first', 'append', 'insert', 'rename', 'overwrite'] as const
type Step = (typeof STEPS)[number]
interface Result {
  readonly seconds: number
  readonly bytes: number
  readonly peak: number | null
}
interface Tool {
  readonly name: string
  readonly init: (repo: string) => void
  readonly save: (repo: string, files: string, home: string) => Promise<number | null>
}

/** The same noise for the same seed, fast: AES-CTR of zeros. */
function noise(bytes: number, seed: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16, seed >> 8)).update(Buffer.alloc(bytes))
}

function makeFiles(folder: string, seed: number, scale: number): void {
  mkdirSync(folder, { recursive: true })
  const sizes = [Math.round(500 * scale), ...Array.from({ length: 19 }, () => Math.round(((2048 - 500) / 19) * scale))]
  sizes.forEach((mebibytes, index) => {
    const file = openSync(join(folder, `A00${index}.mov`), 'w')
    for (let done = 0; done < mebibytes; done += 8)
      writeSync(file, noise(Math.min(8, mebibytes - done) * MIB, seed * 1_000_003 + index * 1009 + done))
    closeSync(file)
  })
}

function change(folder: string, step: Step, seed: number): void {
  const large = join(folder, 'A000.mov')
  if (step === 'append') appendFileSync(large, noise(5 * MIB, seed + 77))
  if (step === 'insert') {
    const whole = readFileSync(large)
    const middle = whole.length >> 1
    truncateSync(large, 0)
    for (const part of [whole.subarray(0, middle), noise(MIB, seed + 99), whole.subarray(middle)])
      appendFileSync(large, part)
  }
  if (step === 'rename') renameSync(join(folder, 'A005.mov'), join(folder, 'B005.mov'))
  if (step === 'overwrite') {
    const file = openSync(large, 'r+')
    writeSync(file, noise(4096, seed + 55), 0, 4096, statSync(large).size >> 2)
    closeSync(file)
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

function has(program: string): boolean {
  return spawnSync('which', [program]).status === 0
}

/** Runs a program and answers its greatest memory in bytes, where /usr/bin/time is there to say. */
function run(program: string, args: readonly string[], env: Record<string, string> = {}): number | null {
  const timed = existsSync('/usr/bin/time')
  const done = spawnSync(timed ? '/usr/bin/time' : program, timed ? ['-f', 'peak %M', program, ...args] : args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr}`)
  const peak = /peak (\d+)/.exec(done.stderr)
  return peak === null ? null : Number(peak[1]) * 1024
}

const RESTIC = { RESTIC_PASSWORD: 'bench' }
const BORG = { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes', BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes' }

const rushes: Tool = {
  name: 'rushes',
  init: (repo) => {
    mkdirSync(repo, { recursive: true })
  },
  async save(repo, files, home) {
    const contents: Outgoing[] = []
    for (const name of readdirSync(files).toSorted()) {
      const path = join(files, name)
      contents.push({
        contentId: path,
        cargo: 'originals',
        bytes: statSync(path).size,
        xxh128: (await hashFile(path, ['xxh128'])).xxh128!,
      })
    }
    // A content is its bytes: a renamed file is the same one.
    writeFileSync(
      join(home, 'todo.json'),
      JSON.stringify(contents.map((one) => ({ ...one, contentId: `${one.xxh128}|${one.contentId}` }))),
    )
    return null
  },
}

const others: Tool[] = [
  ...(has('restic')
    ? [
        {
          name: 'restic',
          init: (repo: string) => {
            run('restic', ['init', '-q', '-r', repo], RESTIC)
          },
          save: async (repo: string, files: string, home: string) =>
            run(
              'restic',
              ['backup', '-q', '--compression', 'off', '--cache-dir', join(home, 'cache'), '-r', repo, files],
              RESTIC,
            ),
        },
      ]
    : []),
  ...(has('borg')
    ? [
        {
          name: 'borg',
          init: (repo: string) => {
            run('borg', ['init', '-e', 'none', repo], BORG)
          },
          save: async (repo: string, files: string, home: string) =>
            run('borg', ['create', '--compression', 'none', `${repo}::${Date.now()}`, files], {
              ...BORG,
              BORG_BASE_DIR: home,
            }),
        },
      ]
    : []),
  ...(has('rclone')
    ? [
        {
          name: 'rclone',
          init: (repo: string) => {
            mkdirSync(repo)
          },
          save: async (repo: string, files: string) => run('rclone', ['sync', files, repo]),
        },
      ]
    : []),
]

async function measure(tool: Tool, work: string, files: string): Promise<Result> {
  const home = join(work, `${tool.name}-home`)
  const repo = join(work, `${tool.name}-repo`)
  mkdirSync(home, { recursive: true })
  if (!existsSync(repo)) tool.init(repo)
  const before = sizeOf(repo)
  if (tool === rushes) await tool.save(repo, files, home)
  spawnSync('sync')
  const began = performance.now()
  const peak =
    tool === rushes
      ? run(process.execPath, [
          '--disable-warning=ExperimentalWarning',
          fileURLToPath(import.meta.url),
          'send',
          repo,
          home,
        ])
      : await tool.save(repo, files, home)
  const seconds = (performance.now() - began) / 1000
  return { seconds, bytes: sizeOf(repo) - before, peak }
}

/** The process of Rushes: enqueues what the catalogue would, and sends. */
async function send(repo: string, home: string): Promise<void> {
  const store = createFolderStore(repo)
  const repository =
    (await store.head('format.json')) === null
      ? (await createRepository(store, LIBRARY, null)).repository
      : await openRepository(store, null)
  const db = openWriter(join(home, 'rushes.db'))
  migrate(db, () => {})
  const sync = new ByteSync({
    db,
    remoteId: 'remote',
    deviceId: 'device-1',
    store,
    repository,
    worker: workerUrls().remote,
    source: async ({ contentId }) => ({ path: contentId.slice(contentId.indexOf('|') + 1) }),
  })
  await sync.enqueue(JSON.parse(readFileSync(join(home, 'todo.json'), 'utf8')) as Outgoing[])
  await sync.run(new AbortController().signal)
  db.close()
}

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1]!

async function compare(): Promise<void> {
  const quick = process.argv.includes('--quick')
  const seeds = process.argv.includes('--seeds')
    ? Number(process.argv[process.argv.indexOf('--seeds') + 1])
    : quick
      ? 3
      : 5
  const tools = [rushes, ...others]
  const results = new Map(tools.map((tool) => [tool.name, new Map<Step, Result[]>(STEPS.map((step) => [step, []]))]))
  for (let seed = 1; seed <= seeds; seed += 1) {
    const work = mkdtempSync(join(tmpdir(), 'rushes-bench-sync-'))
    const files = join(work, 'files')
    try {
      makeFiles(files, seed, quick ? 0.1 : 1)
      for (const step of STEPS) {
        change(files, step, seed)
        // In another order each time: who comes first warms the disk for the rest.
        for (const tool of tools.map((_, index) => tools[(index + seed) % tools.length]!))
          results
            .get(tool.name)!
            .get(step)!
            .push(await measure(tool, work, files))
      }
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  const of = (tool: string, step: Step, what: 'seconds' | 'bytes'): number =>
    median(
      results
        .get(tool)!
        .get(step)!
        .map((one) => one[what]),
    )
  console.log(`median of ${seeds} seeds: seconds / MB added`)
  console.log(`${'tool'.padEnd(10)}${STEPS.map((step) => step.padStart(18)).join('')}${'peak MB'.padStart(10)}`)
  for (const { name } of tools) {
    const peak = Math.max(
      ...STEPS.flatMap((step) =>
        results
          .get(name)!
          .get(step)!
          .map((one) => one.peak ?? 0),
      ),
    )
    console.log(
      `${name.padEnd(10)}${STEPS.map((step) => `${of(name, step, 'seconds').toFixed(1)} / ${(of(name, step, 'bytes') / 1e6).toFixed(2)}`.padStart(18)).join('')}${(peak / 1e6).toFixed(0).padStart(10)}`,
    )
  }
  if (!results.has('restic')) return
  const ratio = (step: Step, what: 'seconds' | 'bytes'): number => of('rushes', step, what) / of('restic', step, what)
  const peak = Math.max(
    ...STEPS.flatMap((step) =>
      results
        .get('rushes')!
        .get(step)!
        .map((one) => one.peak ?? 0),
    ),
  )
  const targets: readonly (readonly [string, number, number])[] = [
    ['bytes on append, of restic’s', ratio('append', 'bytes'), 1],
    ['bytes on overwrite, of restic’s', ratio('overwrite', 'bytes'), 1],
    ['bytes on insert, of restic’s', ratio('insert', 'bytes'), 1.1],
    ['MB on rename', of('rushes', 'rename', 'bytes') / 1e6, 0.1],
    ['first run’s time, of restic’s', ratio('first', 'seconds'), 0.8],
    ['peak MB', peak / 1e6, 400],
  ]
  for (const [what, is, most] of targets) {
    // The small form says how it stands; only the whole one is the measure.
    if (!quick) target('sync', what, is, { most, unit: '' })
    console.log(`${is <= most ? 'ok  ' : 'MISS'} ${what}: ${is.toFixed(2)} (at most ${most})`)
  }
}

if (process.argv[2] === 'send') await send(process.argv[3]!, process.argv[4]!)
else await compare()

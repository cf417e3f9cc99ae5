/**
 * The offload against what a user would type instead: `node tests/bench/offload.bench.ts [megabytes] [rounds] [group]`.
 *
 * 2 GB in 20 files, to one and to two destinations. Like is compared with like: reading back through the page cache
 * against `cp` and `xxhsum` of both sides; with fsync and reading back from the device against `cp`, `sync`, `xxhsum`
 * of the source and `dd iflag=direct | xxhsum` of the copy. Rounds are interleaved, because a shared machine drifts;
 * the table shows the median of each and the ratio of the medians.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryJournal } from '../../electron/engine/domain/offload/offload-journal.ts'
import { planOffload } from '../../electron/engine/offload/plan/plan.ts'
import { runOffload } from '../../electron/engine/offload/run/run.ts'
import { newId } from '../../shared/util/ids.ts'
import { target as note } from './targets.ts'

const megabytes = Number(process.argv[2] ?? 2000)
const rounds = Number(process.argv[3] ?? 3)
/** Only `cache`, `device` or `tool`, or all. */
const only = process.argv[4] ?? null
const FILES = 20
const WORKERS = {
  copy: new URL('../../electron/hosts/copy.worker.ts', import.meta.url),
  settle: new URL('../../electron/hosts/settle.worker.ts', import.meta.url),
}

const at = mkdtempSync(join(process.env['RUSHES_BENCH_DIR'] ?? tmpdir(), 'rushes-bench-'))
const card = join(at, 'A001')
const drives = [join(at, 'DriveA'), join(at, 'DriveB')]

interface Contender {
  readonly name: string
  readonly group: 'cache' | 'device' | 'tool'
  readonly copies: 1 | 2
  /** The row that it is measured against. */
  readonly against: string | null
  readonly target: number | null
  run(): Promise<void> | void
}

const shell = (script: string): void => {
  const done = spawnSync('bash', ['-ec', script], { cwd: at, stdio: ['ignore', 'ignore', 'inherit'] })
  if (done.status !== 0) throw new Error(`failed: ${script}`)
}

async function rushes(verification: 'device' | 'page-cache', copies: 1 | 2): Promise<void> {
  const plan = await planOffload({ sources: [card], destinations: drives.slice(0, copies) })
  const outcome = await runOffload({
    plan,
    journal: createMemoryJournal(newId()),
    formats: ['xxh64'],
    verification,
    workers: WORKERS,
  })
  if (!outcome.verdict.verified) throw new Error(outcome.verdict.sentence)
}

const direct = (drive: string): string =>
  `for f in ${drive}/A001/*; do dd if=$f iflag=direct bs=4M status=none | xxhsum -; done`
const CONTENDERS: readonly Contender[] = [
  {
    name: 'cp',
    group: 'tool',
    copies: 1,
    against: null,
    target: null,
    run: () => {
      shell('cp -r A001 DriveA/')
    },
  },
  {
    name: 'cp && xxhsum src dst',
    group: 'cache',
    copies: 1,
    against: null,
    target: null,
    run: () => {
      shell('cp -r A001 DriveA/ && xxhsum A001/* DriveA/A001/*')
    },
  },
  {
    name: 'rushes, page cache',
    group: 'cache',
    copies: 1,
    against: 'cp && xxhsum src dst',
    target: 1,
    run: () => rushes('page-cache', 1),
  },
  {
    name: '2 × cp && xxhsum of three',
    group: 'cache',
    copies: 2,
    against: null,
    target: null,
    run: () => {
      shell('cp -r A001 DriveA/ && cp -r A001 DriveB/ && xxhsum A001/* DriveA/A001/* DriveB/A001/*')
    },
  },
  {
    name: 'rushes, page cache, two',
    group: 'cache',
    copies: 2,
    against: '2 × cp && xxhsum of three',
    target: 1,
    run: () => rushes('page-cache', 2),
  },
  {
    name: 'cp, sync, xxhsum src, dd direct | xxhsum',
    group: 'device',
    copies: 1,
    against: null,
    target: null,
    run: () => {
      shell(`cp -r A001 DriveA/; sync; xxhsum A001/*; ${direct('DriveA')}`)
    },
  },
  {
    name: 'rushes, device',
    group: 'device',
    copies: 1,
    against: 'cp, sync, xxhsum src, dd direct | xxhsum',
    target: 1.1,
    run: () => rushes('device', 1),
  },
  {
    name: '2 × cp, sync, xxhsum src, 2 × dd direct | xxhsum',
    group: 'device',
    copies: 2,
    against: null,
    target: null,
    run: () => {
      shell(`cp -r A001 DriveA/; cp -r A001 DriveB/; sync; xxhsum A001/*; ${direct('DriveA')}; ${direct('DriveB')}`)
    },
  },
  {
    name: 'rushes, device, two',
    group: 'device',
    copies: 2,
    against: '2 × cp, sync, xxhsum src, 2 × dd direct | xxhsum',
    target: 1.25,
    run: () => rushes('device', 2),
  },
  {
    name: 'rsync -a --checksum, twice',
    group: 'tool',
    copies: 1,
    against: null,
    target: null,
    run: () => {
      shell('rsync -a --checksum A001 DriveA/ && rsync -a --checksum A001 DriveA/')
    },
  },
  {
    name: 'rclone copy --checksum',
    group: 'tool',
    copies: 1,
    against: null,
    target: null,
    run: () => {
      shell('rclone --config= -q copy --checksum A001 DriveA/A001 && rclone --config= -q check A001 DriveA/A001')
    },
  },
]

/**
 * A virtual machine hands freed memory back to its host after two seconds, and fetches it again page by page, which
 * costs more than the copy. So somebody holds as much memory as a contender may use until the moment before it starts;
 * the wait lets an earlier hand-back end. On real hardware this changes nothing.
 */
async function warmMemory(): Promise<void> {
  const script = `const held = Array.from({ length: ${Math.ceil(megabytes / 400)} }, () => Buffer.alloc(1e9, 1)); console.log(held.length); setInterval(() => held.length, 1e3)`
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  await new Promise((resolve) => {
    setTimeout(resolve, 3000)
  })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

async function reset(): Promise<void> {
  for (const drive of drives) {
    rmSync(drive, { recursive: true, force: true })
    mkdirSync(drive)
  }
  execFileSync('sync')
  // Every contender finds the source warm and the destinations untouched.
  shell('cat A001/* > /dev/null')
  await warmMemory()
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

try {
  mkdirSync(card)
  for (let file = 0; file < FILES; file++) {
    shell(
      `head -c ${Math.round((megabytes * 1e6) / FILES)} /dev/urandom > A001/A001C${String(file).padStart(3, '0')}.mov`,
    )
  }
  const tools = CONTENDERS.filter((one) => only === null || one.group === only).filter(
    (one) =>
      !one.name.startsWith('rclone') || ['/usr/bin/rclone', '/usr/local/bin/rclone'].some((path) => existsSync(path)),
  )
  const seconds = new Map<string, number[]>(tools.map((one) => [one.name, []]))
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  for (let round = 0; round < rounds; round++) {
    for (const one of tools) {
      await reset()
      const begin = performance.now()
      await one.run()
      seconds.get(one.name)?.push((performance.now() - begin) / 1000)
    }
  }
  clearInterval(watch)
  const of = (name: string): number => median(seconds.get(name) ?? [])
  const cp = of('cp')
  console.log(`Offload of ${megabytes} MB in ${FILES} files, median of ${rounds}\n`)
  console.log('| | seconds | MB/s | × cp | × its like | target |\n| --- | --- | --- | --- | --- | --- |')
  for (const { name, against, target, copies } of tools) {
    const took = of(name)
    if (against !== null && target !== null) note('offload', name, took / of(against), { most: target, unit: '×' })
    const ratio = against === null ? '' : `**${(took / of(against)).toFixed(2)}**`
    console.log(
      `| ${name.replaceAll('|', '\\|')} | ${took.toFixed(2)} | ${((megabytes * copies) / took).toFixed(0)} | ${Number.isNaN(cp) ? '' : (took / cp).toFixed(2)} | ${ratio} | ${target === null ? '' : `≤ ${target.toFixed(2)}`} |`,
    )
  }
  note('offload', 'peak memory', peak / 1e6, { most: 300, unit: 'MB' })
  console.log(`\nPeak memory of the process that ran every offload: ${(peak / 1e6).toFixed(0)} MB (target < 300 MB)`)
} finally {
  rmSync(at, { recursive: true, force: true })
}

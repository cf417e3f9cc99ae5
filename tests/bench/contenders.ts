/**
 * What the offload's benchmarks share: contenders that take turns, warm memory, wall and CPU seconds, medians.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { target as note } from './targets.ts'

/** Seconds of one run, by the clock and of all CPUs together. */
export interface Took {
  readonly wall: number
  readonly cpu: number
}

/**
 * Runs a script of shell commands in a folder, and says how long it took; CPU seconds are those of the commands.
 * Throws when one of them fails.
 */
export function shell(cwd: string, script: string): Took {
  const begin = performance.now()
  const done = spawnSync('bash', ['-c', `set -e -o pipefail\nTIMEFORMAT='%U %S'\ntime { ${script} ; } > /dev/null`], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  const wall = (performance.now() - begin) / 1000
  if (done.status !== 0) throw new Error(`failed: ${script}\n${done.stderr.slice(-2000)}`)
  const [user = 0, system = 0] = (done.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wall, cpu: user + system }
}

/** Runs work of this process and its threads, and says how long it took. */
export async function timed(work: () => Promise<void>): Promise<Took> {
  const before = process.cpuUsage()
  const begin = performance.now()
  await work()
  const wall = (performance.now() - begin) / 1000
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1e6 }
}

/**
 * A virtual machine hands freed memory back to its host after two seconds, and fetches it again page by page, which
 * costs more than the copy. So somebody holds as much memory as a contender may use until the moment before it starts;
 * the wait lets an earlier hand-back end. On real hardware this changes nothing.
 * @param bytes what is copied; memory for a few copies of it is held
 */
export async function warmMemory(bytes: number): Promise<void> {
  const script = `const held = Array.from({ length: ${Math.max(1, Math.ceil(bytes / 400e6))} }, () => Buffer.alloc(1e9, 1)); console.log(held.length); setInterval(() => held.length, 1e3)`
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  await new Promise((resolve) => {
    setTimeout(resolve, 3000)
  })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

/** The middle one of several values; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** One who takes part: a tool, or Rushes beside the tool that it is measured against. */
export interface Contender {
  readonly name: string
  /** The row that it is measured against; null for a tool. */
  readonly against: string | null
  readonly target: number | null
  run(): Took | Promise<Took>
}

/**
 * Lets all contenders run in turn, round by round, because a shared machine drifts, and prints the medians as a table.
 * @param bench the benchmark's name, for its targets
 * @param reset brings destinations and caches to where each finds them
 */
export async function contest(
  bench: string,
  title: string,
  contenders: readonly Contender[],
  rounds: number,
  reset: () => Promise<void>,
): Promise<void> {
  const took = new Map<string, Took[]>(contenders.map((one) => [one.name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const one of contenders) {
      await reset()
      took.get(one.name)?.push(await one.run())
    }
  }
  const of = (name: string): Took => {
    const all = took.get(name) ?? []
    return { wall: median(all.map((each) => each.wall)), cpu: median(all.map((each) => each.cpu)) }
  }
  console.log(`\n${title}, median of ${rounds}\n`)
  console.log('| | seconds | CPU seconds | × its like | target |\n| --- | --- | --- | --- | --- |')
  for (const { name, against, target } of contenders) {
    const { wall, cpu } = of(name)
    if (against !== null && target !== null)
      note(bench, `${title}: ${name}`, wall / of(against).wall, { most: target, unit: '×' })
    const ratio = against === null ? '' : `**${(wall / of(against).wall).toFixed(2)}**`
    console.log(
      `| ${name.replaceAll('|', '\\|')} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${ratio} | ${target === null ? '' : `≤ ${target.toFixed(2)}`} |`,
    )
  }
}

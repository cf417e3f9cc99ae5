/**
 * The first index of a watched folder and a scan that finds nothing new, beside `find -printf` over the same files:
 * `node tests/bench/scan.bench.ts [files]` (100,000 in folders of 200). Targets: first index ≤ 6 × find, rescan ≤ 2 ×
 * find, engine below 250 MB, 99th percentile of its event loop's delay < 50 ms. The files are in the system's cache for
 * both.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'
import { createContext } from '../../electron/engine/context.ts'
import { createStaleEvents } from '../../electron/engine/events/stale.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import { addRoot } from '../../electron/engine/scan/add-root.ts'
import { createScans } from '../../electron/engine/scan/scans.ts'
import { identifyVolume } from '../../electron/engine/volumes/identify.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { scratch } from '../helpers/library.ts'
import { loopDelayDuring, type LoopDelay } from '../helpers/loop-delay.ts'
import { target } from './targets.ts'

const PER_FOLDER = 200
const ROUNDS = 5

interface Measured {
  readonly first: LoopDelay
  readonly again: readonly LoopDelay[]
  readonly moved: LoopDelay
  readonly peak: number
}

/** Indexes the files in an engine's process of its own, whose memory is then the engine's and not the benchmark's. */
async function index(top: string, at: string, files: number, rescans: number): Promise<Measured> {
  const folder = libraryFolder(at)
  makeLibrary(folder)
  const opened = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  const context = createContext({
    library: opened,
    events: createStaleEvents(Date.now()),
    log,
    now: Date.now,
    userName: 'bench',
  })
  const scans = createScans(context, {
    workers: workerUrls(),
    identify: identifyVolume,
    onWaiting: () => {},
    changed: () => {},
  })
  const root = await addRoot(context, top, identifyVolume)
  const scan = async (expected: number): Promise<void> => {
    let last: { readonly files: number; readonly added: number } | undefined
    for await (const event of scans.run(root, '')) last = event
    if (last?.files !== files || last.added !== expected)
      throw new Error(`${last?.added} of ${last?.files} files were new, not ${expected} of ${files}`)
  }
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const first = await loopDelayDuring(() => scan(files))
  const again: LoopDelay[] = []
  for (let round = 0; round < rescans; round += 1) again.push(await loopDelayDuring(() => scan(0)))
  renameSync(join(top, 'DAY_000'), join(top, 'DAY_000 renamed'))
  const moved = await loopDelayDuring(() => scan(0))
  renameSync(join(top, 'DAY_000 renamed'), join(top, 'DAY_000'))
  clearInterval(watch)
  await scans.close()
  opened.close()
  await close()
  return { first, again, moved, peak }
}

/** What a person would take to list files with size, time and inode. */
function find(top: string): number {
  const begin = performance.now()
  const { status } = spawnSync('find', [top, '-printf', '%s %T@ %i %p\\n'], { maxBuffer: 1 << 30 })
  if (status !== 0) throw new Error('find failed')
  return performance.now() - begin
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** The engine as it is shipped, in one file: from source each thread would hold the compiler that strips the types. */
async function bundled(): Promise<string> {
  const root = join(import.meta.dirname, '..', '..')
  const dir = join(root, 'dist', 'bench')
  await build({
    cwd: root,
    platform: 'node',
    external: [
      'better-sqlite3',
      'xxhash-addon',
      'chokidar',
      'ffmpeg-static',
      '@ffprobe-installer/ffprobe',
      'bufferutil',
      'utf-8-validate',
      'rolldown',
    ],
    logLevel: 'silent',
    input: { scan: import.meta.filename, 'walk.worker': 'electron/hosts/walk.worker.ts' },
    output: { dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  })
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }\n')
  return join(dir, 'scan.js')
}

async function compare(files: number): Promise<void> {
  const engine = await bundled()
  using place = scratch('rushes-bench-')
  const top = join(place.dir, 'media')
  for (let file = 0; file < files; file += 1) {
    const folder = join(
      top,
      `DAY_${String(Math.floor(file / (PER_FOLDER * 20))).padStart(3, '0')}`,
      `ROLL_${String(Math.floor(file / PER_FOLDER)).padStart(5, '0')}`,
    )
    if (file % PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `A001C${String(file).padStart(7, '0')}_201120_R7.mov`), 'x'.repeat(file % 7))
  }
  find(top)
  // In turns, so that what else the machine does falls on both.
  const finds: number[] = []
  const runs = ['one', 'two', 'three'].map((library) => {
    for (let round = 0; round < ROUNDS; round += 1) finds.push(find(top))
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', engine, '--index', top, join(place.dir, library), String(files)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    )
    if (status !== 0) throw new Error('the engine failed')
    return JSON.parse(stdout) as Measured
  })
  const found = median(finds)
  const row = (name: string, most: number | null, delays: readonly LoopDelay[]): string => {
    const took = median(delays.map((one) => one.took))
    if (most !== null) target('scan', name, took / found, { most, unit: '× find' })
    const [p99, longest] = [Math.max(...delays.map((one) => one.p99)), Math.max(...delays.map((one) => one.longest))]
    return `| ${name} | ${took.toFixed(0)} | ${(took / found).toFixed(2)} × | ${most === null ? '' : `≤ ${most} ×`} | ${p99.toFixed(1)} | ${longest.toFixed(0)} |`
  }
  console.log(`${files.toLocaleString('en')} files in folders of ${PER_FOLDER}; medians, the worst delays\n`)
  console.log('| step | ms | against find | target | loop p99 ms | longest ms |\n| --- | --- | --- | --- | --- | --- |')
  console.log(`| find -printf | ${found.toFixed(0)} | 1.00 × | | | |`)
  console.log(
    row(
      'first index',
      6,
      runs.map((run) => run.first),
    ),
  )
  console.log(
    row(
      'scan, nothing changed',
      2,
      runs.flatMap((run) => run.again),
    ),
  )
  console.log(
    row(
      'scan, a folder of 4,000 renamed',
      null,
      runs.map((run) => run.moved),
    ),
  )
  target('scan', 'peak memory', Math.max(...runs.map((run) => run.peak)) / 1e6, { most: 250, unit: 'MB' })
  console.log(
    `\nPeak memory of the engine: ${(Math.max(...runs.map((run) => run.peak)) / 1e6).toFixed(0)} MB (target < 250 MB)`,
  )
}

const [first = '100000', top = '', library = '', count = '0'] = process.argv.slice(2)
if (first === '--index') console.log(JSON.stringify(await index(top, library, Number(count), ROUNDS)))
else await compare(Number(first))

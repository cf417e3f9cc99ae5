/**
 * The first index of a watched folder and a scan that finds nothing new, beside `find -printf` over the same files:
 * `node tests/bench/scan.bench.ts [files]` (100,000 in folders of 200). Targets: first index ≤ 6 × find, rescan ≤ 2 × find,
 * engine below 250 MB, 99th percentile of its event loop's delay < 50 ms. The files are in the system's cache for both.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext } from '../../electron/engine/context.ts'
import { createStaleEvents } from '../../electron/engine/events.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import { addRoot } from '../../electron/engine/scan/add-root.ts'
import { createScans } from '../../electron/engine/scan/scans.ts'
import { identifyVolume } from '../../electron/engine/volumes/identify.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { scratch } from '../helpers/library.ts'
import { loopDelayDuring, type LoopDelay } from '../helpers/loop-delay.ts'

const files = Number(process.argv[2] ?? 100_000)
const PER_FOLDER = 200
const ROUNDS = 5

using place = scratch('rushes-bench-')
const top = join(place.dir, 'media')
for (let file = 0; file < files; file += 1) {
  const folder = join(top, `DAY_${String(Math.floor(file / (PER_FOLDER * 20))).padStart(3, '0')}`, `ROLL_${String(Math.floor(file / PER_FOLDER)).padStart(5, '0')}`)
  if (file % PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `A001C${String(file).padStart(7, '0')}_201120_R7.mov`), 'x'.repeat(file % 7))
}

/** What a person would take to list files with size, time and inode. */
function find(): number {
  const begin = performance.now()
  const { status } = spawnSync('find', [top, '-printf', '%s %T@ %i %p\\n'], { maxBuffer: 1 << 30 })
  if (status !== 0) throw new Error('find failed')
  return performance.now() - begin
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
let peak = 0

async function indexed(library: string, rescans: number): Promise<{ first: LoopDelay; again: LoopDelay[]; moved: LoopDelay }> {
  const folder = libraryFolder(join(place.dir, library))
  makeLibrary(folder)
  const opened = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  const context = createContext({ library: opened, events: createStaleEvents(Date.now()), log, now: Date.now, userName: 'bench' })
  const scans = createScans(context, { workers: workerUrls(), identify: identifyVolume, onWaiting: () => {}, changed: () => {} })
  const root = await addRoot(context, top, identifyVolume)
  const scan = async (expected: number): Promise<void> => {
    let last: { readonly files: number; readonly added: number } | undefined
    for await (const event of scans.run(root, '')) last = event
    if (last?.files !== files || last.added !== expected) throw new Error(`${last?.added} of ${last?.files} files were new, not ${expected} of ${files}`)
  }
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss) }, 20)
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
  return { first, again, moved }
}

find()
const finds = Array.from({ length: ROUNDS }, find)
const runs = [await indexed('one', ROUNDS), await indexed('two', 1), await indexed('three', 1)]
const found = median(finds)
const firsts = runs.map((run) => run.first)
const agains = runs.flatMap((run) => run.again)
const moves = runs.map((run) => run.moved)

const row = (name: string, took: number, delays: readonly LoopDelay[], target: string): string => {
  const p99 = delays.length === 0 ? '' : Math.max(...delays.map((one) => one.p99)).toFixed(1)
  const longest = delays.length === 0 ? '' : Math.max(...delays.map((one) => one.longest)).toFixed(0)
  return `| ${name} | ${took.toFixed(0)} | ${(took / found).toFixed(2)} × | ${target} | ${p99} | ${longest} |`
}
console.log(`${files.toLocaleString('en')} files in folders of ${PER_FOLDER}; medians\n`)
console.log('| step | ms | against find | target | loop p99 ms | longest ms |\n| --- | --- | --- | --- | --- | --- |')
console.log(row('find -printf', found, [], ''))
console.log(row('first index', median(firsts.map((one) => one.took)), firsts, '≤ 6 ×'))
console.log(row('scan, nothing changed', median(agains.map((one) => one.took)), agains, '≤ 2 ×'))
console.log(row('scan, a folder of 4,000 renamed', median(moves.map((one) => one.took)), moves, ''))
console.log(`\nPeak memory of the engine: ${(peak / 1e6).toFixed(0)} MB (target < 250 MB)`)

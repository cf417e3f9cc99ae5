/**
 * What the versions of a project file cost: bytes that are stored of a 50 MB file and six edits of it, beside restic
 * and borg on the same files in the same order. Once with text as project files have it, once with bytes that can't be
 * packed.
 */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { upsertContent } from '../../electron/engine/db/catalogue/files-write.ts'
import { storeBytes } from '../../electron/engine/db/versions/chunks.ts'
import { digestBytes } from '../../electron/engine/hash/multi-hash.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../electron/engine/library/open.ts'
import { createStoreThread } from '../../electron/engine/versions/store/store-thread.ts'
import { openStore } from '../../electron/engine/versions/store/store.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { scratch } from '../helpers/library.ts'
import { target } from './targets.ts'

const BYTES = 50_000_000
const has = (command: string): boolean => spawnSync('which', [command]).status === 0

/** XML as editing programs write it: much of it alike, none of it equal. */
function projectText(): Buffer {
  const lines: string[] = []
  let length = 0
  for (let clip = 0; length < BYTES; clip += 1) {
    const id = createHash('md5').update(`clip ${clip}`).digest('hex')
    const line = `    <clip ObjectID="${clip}" ObjectUID="${id}" name="A${String(clip % 400).padStart(3, '0')}C${String(clip % 999).padStart(3, '0')}"><start>${clip * 8475667}</start><end>${clip * 8475667 + 254016}</end><enabled>true</enabled><gain>${(clip % 97) / 10}</gain></clip>\n`
    lines.push(line)
    length += line.length
  }
  return Buffer.from(lines.join('')).subarray(0, BYTES)
}

/**
 * The series of edits that issue and trade know: appended, inserted, overwritten, cut out, moved, saved without a
 * change.
 */
function edits(first: Buffer): (readonly [string, Buffer])[] {
  const block = Buffer.from(
    first.subarray(7_000_000, 7_150_000).map((byte, index) => (index % 3 === 0 ? byte ^ 1 : byte)),
  )
  const appended = Buffer.concat([first, block])
  const inserted = Buffer.concat([
    appended.subarray(0, 21_000_000),
    block.subarray(0, 30_000),
    appended.subarray(21_000_000),
  ])
  const overwritten = Buffer.from(inserted)
  block.copy(overwritten, 33_000_000, 0, 4096)
  const cut = Buffer.concat([overwritten.subarray(0, 12_000_000), overwritten.subarray(12_400_000)])
  const moved = Buffer.concat([
    cut.subarray(0, 5_000_000),
    cut.subarray(6_000_000, 9_000_000),
    cut.subarray(5_000_000, 6_000_000),
    cut.subarray(9_000_000),
  ])
  return [
    ['first version', first],
    ['appended 150 KB', appended],
    ['inserted 30 KB', inserted],
    ['overwrote 4 KB', overwritten],
    ['cut out 400 KB', cut],
    ['moved 1 MB', moved],
    ['saved unchanged', moved],
  ]
}

const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

/** Bytes after each version, and seconds in all. */
interface Series {
  readonly stored: number[]
  readonly seconds: number
}

async function rushes(dir: string, series: readonly (readonly [string, Buffer])[]): Promise<Series> {
  const folder = libraryFolder(join(dir, 'library'))
  makeLibrary(folder)
  const library = openLibrary(folder, new Date())
  const thread = createStoreThread(workerUrls().store)
  const store = openStore({ db: library.writer, folder: folder.versions, thread, now: Date.now })
  const file = join(dir, 'Film.prproj')
  const stored: number[] = []
  let seconds = 0
  for (const [, bytes] of series) {
    writeFileSync(file, bytes)
    const xxh128 = digestBytes('xxh128', bytes)
    const began = performance.now()
    const id = upsertContent(library.writer, { bytes: bytes.length, hashes: { xxh128 }, kind: 'project', now: 0 })
    if (!(await store.keep(id, xxh128, file))) throw new Error('a version was not kept')
    seconds += (performance.now() - began) / 1000
    // The index counts too: what stands in the catalogue of each chunk and each version.
    const { index } = library.reader
      .prepare<[], { index: number }>(
        'SELECT (SELECT count(*) * 90 FROM chunk) + (SELECT coalesce(sum(length(chunks)), 0) FROM kept_content) AS "index"',
      )
      .get()!
    stored.push(storeBytes(library.reader) + index)
  }
  await thread.close()
  library.close()
  return { stored, seconds }
}

function tool(
  dir: string,
  series: readonly (readonly [string, Buffer])[],
  repository: string,
  init: string[],
  save: (name: string) => string[],
  env: NodeJS.ProcessEnv,
): Series {
  const run = ([command, ...words]: string[]): void => {
    const { status, stderr } = spawnSync(command!, words, {
      cwd: join(dir, 'source'),
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
  }
  mkdirSync(join(dir, 'source'), { recursive: true })
  run(init)
  const stored: number[] = []
  let seconds = 0
  for (const [index, [, bytes]] of series.entries()) {
    writeFileSync(join(dir, 'source', 'Film.prproj'), bytes)
    const began = performance.now()
    run(save(`v${index}`))
    seconds += (performance.now() - began) / 1000
    stored.push(folderBytes(repository))
  }
  rmSync(repository, { recursive: true, force: true })
  return { stored, seconds }
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(2).padStart(8)

for (const [title, first] of [
  ['text as in a project file', projectText()],
  ['bytes that can not be packed', randomBytes(BYTES)],
] as const) {
  using place = scratch('rushes-bench-')
  const series = edits(first)
  const ours = await rushes(place.dir, series)
  const others: [string, Series][] = []
  if (has('restic')) {
    const repository = join(place.dir, 'restic')
    const flags = ['--repo', repository, '--no-cache', '--quiet']
    others.push([
      'restic',
      tool(
        place.dir,
        series,
        repository,
        ['restic', ...flags, 'init', '--repository-version', '2'],
        () => ['restic', ...flags, 'backup', '--compression', 'max', 'Film.prproj'],
        { RESTIC_PASSWORD: 'bench' },
      ),
    ])
  }
  if (has('borg')) {
    const repository = join(place.dir, 'borg')
    const env = { BORG_BASE_DIR: join(place.dir, 'borg-home'), BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes' }
    others.push([
      'borg',
      tool(
        place.dir,
        series,
        repository,
        ['borg', 'init', '--encryption', 'none', repository],
        (name) => ['borg', 'create', '--compression', 'zstd,9', `${repository}::${name}`, 'Film.prproj'],
        env,
      ),
    ])
  }
  console.log(`\n50 MB, ${title}: MB added by each version`)
  console.log(`${''.padEnd(18)}${['Rushes', ...others.map(([name]) => name)].map((name) => name.padStart(9)).join('')}`)
  series.forEach(([name], index) => {
    const added = (one: Series): number => one.stored[index]! - (one.stored[index - 1] ?? 0)
    console.log(`${name.padEnd(18)} ${[ours, ...others.map(([, one]) => one)].map((one) => mb(added(one))).join(' ')}`)
  })
  for (const [name, one] of others)
    target('versions', `${title}: stored in all, of ${name}’s`, ours.stored.at(-1)! / one.stored.at(-1)!, {
      most: 1,
      unit: '×',
    })
  for (const [name, one] of others)
    console.log(
      `stored in all ${(ours.stored.at(-1)! / one.stored.at(-1)!).toFixed(2)} × ${name} (target ≤ 1.00 ×) · seconds ${(ours.seconds / one.seconds).toFixed(2)} ×`,
    )
  if (others.length === 0) console.log('Neither restic nor borg is installed: nothing to stand beside.')
}

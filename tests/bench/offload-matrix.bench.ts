/**
 * Offloads of every shape beside what a crew would type instead:
 * `node tests/bench/offload-matrix.bench.ts [part …] [--megabytes N] [--files N] [--rounds N]`.
 *
 * Parts: `tiny` (100,000 files of 4 KB), `drives` (one, two and three destinations, and a cascade), `levels`, `hashes`
 * (each alone, and all six in one read), `readback`, `once` (the card is read exactly once).
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createMemoryJournal } from '../../electron/engine/offload/journal.ts'
import { planOffload } from '../../electron/engine/offload/plan.ts'
import { runOffload } from '../../electron/engine/offload/run.ts'
import { HASH_FORMATS, type HashFormat } from '../../shared/model/hash.ts'
import type { VerificationLevel } from '../../shared/model/offload.ts'
import { newId } from '../../shared/util/ids.ts'
import { contest, shell, timed, warmMemory, type Contender, type Took } from './contenders.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { megabytes: { type: 'string', default: '1000' }, files: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } },
})
const [megabytes, tinyFiles, rounds] = [Number(values.megabytes), Number(values.files), Number(values.rounds)]
const wanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part)
const WORKERS = {
  copy: new URL('../../electron/hosts/copy.worker.ts', import.meta.url),
  settle: new URL('../../electron/hosts/settle.worker.ts', import.meta.url),
}
const LARGE_FILES = 20
const at = mkdtempSync(join(process.env['RUSHES_BENCH_DIR'] ?? tmpdir(), 'rushes-bench-'))
const drives = ['DriveA', 'DriveB', 'DriveC']

interface Wish {
  readonly card: string
  readonly copies?: 1 | 2 | 3
  readonly formats?: readonly HashFormat[]
  readonly level?: VerificationLevel
  readonly cascade?: boolean
  readonly verification?: 'device' | 'page-cache'
}

/** One offload; throws unless every file came through. */
function rushes({ card, copies = 1, formats = ['xxh64'], level = 'full', cascade = false, verification = 'device' }: Wish): Promise<Took> {
  return timed(async () => {
    const plan = await planOffload({ sources: [join(at, card)], destinations: drives.slice(0, copies).map(drive => join(at, drive)), cascade })
    const outcome = await runOffload({ plan, journal: createMemoryJournal(newId()), formats, verification, level, cascade, workers: WORKERS })
    if (outcome.destinations.some(one => one.state !== 'done' || one.failures > 0)) throw new Error(outcome.verdict.sentence)
  })
}

const reset = (bytes: number, card: string) => async (): Promise<void> => {
  for (const drive of drives) {
    rmSync(join(at, drive), { recursive: true, force: true })
    mkdirSync(join(at, drive))
  }
  execFileSync('sync')
  // Every contender finds the source warm and the destinations untouched.
  shell(at, `find ${card} -type f -print0 | xargs -0 cat`)
  await warmMemory(bytes)
}

function large(): string {
  mkdirSync(join(at, 'A001'), { recursive: true })
  for (let file = 0; file < LARGE_FILES; file++) shell(at, `head -c ${Math.round((megabytes * 1e6) / LARGE_FILES)} /dev/urandom > A001/A001C${String(file).padStart(3, '0')}.mov`)
  return 'A001'
}

function tiny(): string {
  const bytes = randomBytes(4096)
  for (let file = 0; file < tinyFiles; file++) {
    const folder = join(at, 'FRAMES', String(Math.floor(file / 1000)).padStart(4, '0'))
    if (file % 1000 === 0) mkdirSync(folder, { recursive: true })
    bytes.writeUInt32LE(file)
    writeFileSync(join(folder, `frame_${String(file).padStart(7, '0')}.dpx`), bytes)
  }
  return 'FRAMES'
}

const copied = (drive: string): string => `find ${drive} -type f -print0 | sort -z`
const asked = (drive: string): string => `${copied(drive)} | while IFS= read -r -d '' f; do dd if="$f" iflag=direct bs=4M status=none | xxhsum -; done`
const tool = (name: string, script: string): Contender => ({ name, against: null, target: null, run: () => shell(at, script) })
const ours = (name: string, against: string | null, target: number | null, wish: Wish): Contender => ({ name, against, target, run: () => rushes(wish) })

async function parts(): Promise<void> {
  if (wanted('tiny')) {
    const card = tiny()
    const sums = (...places: readonly string[]): string => places.map(place => `find ${place} -type f -print0 | xargs -0 xxhsum`).join(' && ')
    await contest(`${tinyFiles} files of 4 KB`, [
      tool('cp -r && xxhsum', `cp -r ${card} DriveA/ && ${sums(card, 'DriveA')}`),
      ours('rushes, page cache', 'cp -r && xxhsum', 1.5, { card, verification: 'page-cache' }),
      tool('cp -r && sync && xxhsum', `cp -r ${card} DriveA/ && sync && ${sums(card, 'DriveA')}`),
      ours('rushes, made durable and read from the device', 'cp -r && sync && xxhsum', 1.5, { card }),
    ], rounds, reset(tinyFiles * 4096, card))
    rmSync(join(at, card), { recursive: true, force: true })
  }
  if (!['drives', 'levels', 'hashes', 'readback', 'once'].some(wanted)) return
  const card = large()
  const clean = reset(megabytes * 1e6, card)
  if (wanted('drives')) {
    const typed = (count: number): string => [...drives.slice(0, count).map(drive => `cp -r ${card} ${drive}/`), 'sync', `xxhsum ${card}/*`, ...drives.slice(0, count).map(asked)].join('; ')
    await contest(`${megabytes} MB to one, two and three destinations of one disk`, [1, 2, 3].flatMap(count => {
      const name = `${count} × cp, sync, xxhsum src, ${count} × dd direct | xxhsum`
      const copies = count as 1 | 2 | 3
      return [tool(name, typed(count)), ours(`rushes to ${count}`, name, count === 1 ? 1.1 : 1.25, { card, copies }), ...(count > 1 ? [ours(`rushes to ${count}, cascade`, name, null, { card, copies, cascade: true })] : [])]
    }), rounds, clean)
  }
  if (wanted('levels')) {
    await contest(`${megabytes} MB at each level`, [
      tool('cp && sync', `cp -r ${card} DriveA/; sync`),
      ours('size', 'cp && sync', null, { card, level: 'size' }),
      tool('cp, sync, xxhsum src', `cp -r ${card} DriveA/; sync; xxhsum ${card}/*`),
      ours('source', 'cp, sync, xxhsum src', null, { card, level: 'source' }),
      tool('cp, sync, xxhsum src, dd direct | xxhsum', `cp -r ${card} DriveA/; sync; xxhsum ${card}/*; ${asked('DriveA')}`),
      ours('full', 'cp, sync, xxhsum src, dd direct | xxhsum', 1.1, { card }),
    ], rounds, clean)
  }
  if (wanted('hashes')) {
    const typed: Readonly<Partial<Record<HashFormat, string>>> = { xxh64: 'xxhsum -H1', xxh128: 'xxhsum -H2', xxh3: 'xxhsum -H3', md5: 'md5sum', sha1: 'sha1sum' }
    await contest(`${megabytes} MB, hashes taken in the one read (level source)`, [
      ...HASH_FORMATS.flatMap((format): Contender[] => {
        const sum = typed[format]
        if (sum === undefined) return [ours(format, null, null, { card, level: 'source', formats: [format] })]
        const name = `cp, sync, ${sum} src`
        return [tool(name, `cp -r ${card} DriveA/; sync; ${sum} ${card}/*`), ours(format, name, null, { card, level: 'source', formats: [format] })]
      }),
      tool('cp, sync, five sums of src', `cp -r ${card} DriveA/; sync; ${Object.values(typed).map(sum => `${sum} ${card}/*`).join('; ')}`),
      ours('all six', 'cp, sync, five sums of src', null, { card, level: 'source', formats: HASH_FORMATS }),
    ], rounds, clean)
  }
  if (wanted('readback')) {
    await contest(`${megabytes} MB: where the copies are read back from`, [
      tool('cp && xxhsum dst', `cp -r ${card} DriveA/; xxhsum DriveA/${card}/*`),
      ours('page cache, nothing made durable', 'cp && xxhsum dst', null, { card, verification: 'page-cache' }),
      tool('cp, sync, dd direct | xxhsum', `cp -r ${card} DriveA/; sync; ${asked('DriveA')}`),
      ours('the device', 'cp, sync, dd direct | xxhsum', 1.1, { card }),
    ], rounds, clean)
  }
  if (wanted('once')) {
    const read = (): number => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
    await clean()
    const before = read()
    await rushes({ card, copies: 3, level: 'source', formats: HASH_FORMATS })
    console.log(`\nBytes read by this process for three destinations and six hashes: **${((read() - before) / (megabytes * 1e6)).toFixed(3)} ×** the card (level source: no copy is read back; target 1.00)`)
  }
}

try {
  await parts()
} finally {
  rmSync(at, { recursive: true, force: true })
}

/**
 * Offloads of every shape beside what a crew would type instead:
 * `npm run bench -- offload-matrix [--part NAME …] [--megabytes N] [--files N] [--rounds N] [--quick] [--alone]`.
 *
 * Parts: `tiny` (100,000 files of 4 KB), `drives` (one, two and three destinations, and a cascade), `levels`, `hashes`
 * (each alone, and all six in one read), `readback`, `once` (the card is read exactly once). `--quick` takes small
 * sizes and one round: it shows that all of it runs, in a few minutes, and its ratios hold the start of threads as
 * well. `--alone` leaves out rsync and rclone, which take most of the time.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createMemoryJournal } from '../../electron/engine/domain/offload/offload-journal.ts'
import { planOffload } from '../../electron/engine/offload/plan/plan.ts'
import { runOffload } from '../../electron/engine/offload/run/run.ts'
import { HASH_FORMATS, type HashFormat } from '../../shared/model/hash.ts'
import type { VerificationLevel } from '../../shared/model/offload.ts'
import { newId } from '../../shared/util/ids.ts'
import { CAN_FUSE, mountFaulty } from '../helpers/faulty-drive.ts'
import { contest, shell, timed, warmMemory, type Contender, type Took } from './contenders.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: 'string', multiple: true },
    megabytes: { type: 'string' },
    files: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
})
const size = (given: string | undefined, usual: number, quick: number): number =>
  Number(given ?? (values.quick ? quick : usual))
const [megabytes, tinyFiles, rounds] = [
  size(values.megabytes, 1000, 200),
  size(values.files, 100_000, 10_000),
  size(values.rounds, 3, 1),
]
const named = [...positionals, ...(values.part ?? [])]
const wanted = (part: string): boolean => named.length === 0 || named.includes(part)
const WORKERS = {
  copy: new URL('../../electron/hosts/copy.worker.ts', import.meta.url),
  settle: new URL('../../electron/hosts/settle.worker.ts', import.meta.url),
}
const LARGE_FILES = 20
/** Only root on Linux can tell the system to forget what it has read, so that a tool reads a copy from the device. */
const CAN_FORGET = process.platform === 'linux' && process.getuid?.() === 0
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
function rushes({
  card,
  copies = 1,
  formats = ['xxh64'],
  level = 'full',
  cascade = false,
  verification = 'device',
}: Wish): Promise<Took> {
  return timed(async () => {
    const plan = await planOffload({
      sources: [join(at, card)],
      destinations: drives.slice(0, copies).map((drive) => join(at, drive)),
      cascade,
    })
    const outcome = await runOffload({
      plan,
      journal: createMemoryJournal(newId()),
      formats,
      verification,
      level,
      cascade,
      workers: WORKERS,
    })
    if (outcome.destinations.some((one) => one.state !== 'done' || one.failures > 0))
      throw new Error(outcome.verdict.sentence)
  })
}

/**
 * [Note: ext4 looks for an inode that was not freed lately. After a hundred thousand files were removed, whoever makes
 * files next pays for that, up to ten times what it takes else, and the first contender of a run alone does not. So
 * copies of many files are put aside until the end, and only those of few are removed.]
 */
const reset =
  (bytes: number, card: string, keep = false) =>
  async (): Promise<void> => {
    for (const drive of drives) {
      if (keep && existsSync(join(at, drive))) renameSync(join(at, drive), join(at, `aside-${newId()}`))
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
  for (let file = 0; file < LARGE_FILES; file++)
    shell(
      at,
      `head -c ${Math.round((megabytes * 1e6) / LARGE_FILES)} /dev/urandom > A001/A001C${String(file).padStart(3, '0')}.mov`,
    )
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
const asked = (drive: string): string =>
  `${copied(drive)} | while IFS= read -r -d '' f; do dd if="$f" iflag=direct bs=4M status=none | xxhsum -; done`
const tool = (name: string, script: string): Contender => ({
  name,
  against: null,
  target: null,
  run: () => shell(at, script),
})
const ours = (name: string, against: string | null, target: number | null, wish: Wish): Contender => ({
  name,
  against,
  target,
  run: () => rushes(wish),
})

/** Tools that copy and compare by themselves, where they are installed. Neither reads back from the device. */
const others = (card: string): Contender[] =>
  values.alone
    ? []
    : [
        ...(installed('rsync')
          ? [
              tool(
                'rsync -a --checksum, twice',
                `rsync -a --checksum ${card} DriveA/ && rsync -a --checksum ${card} DriveA/`,
              ),
            ]
          : []),
        ...(installed('rclone')
          ? [
              tool(
                'rclone copy --checksum, check',
                `rclone --config= -q copy --checksum ${card} DriveA/${card} && rclone --config= -q check ${card} DriveA/${card}`,
              ),
            ]
          : []),
      ]

const installed = (name: string): boolean =>
  ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((folder) => existsSync(join(folder, name)))

/**
 * The card as a drive of ours in user space, which is told of every single read: nothing is answered from a cache and
 * nothing is read ahead. Prints how often each byte was asked for.
 */
async function countReads(): Promise<void> {
  if (!CAN_FUSE) return console.log('\nBytes read of the card are not counted: that needs Linux, root and FUSE.')
  const card = await mountFaulty(join(at, 'COUNTED'))
  try {
    const sizes = new Map(
      [
        ['A001C001.mov', 40e6],
        ['A001C002.mov', 3e6 + 17],
        ['A001C003.xml', 900],
        ['empty.txt', 0],
        ['A001C004.wav', 1 << 20],
      ].map(([name, bytes]) => [String(name), Number(bytes)]),
    )
    for (const [name, bytes] of sizes) writeFileSync(join(card.behind, name), randomBytes(bytes))
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
    console.log(
      `\nEvery read of a card of ${(total / 1e6).toFixed(1)} MB, counted by the drive itself (target 1.000)\n\n| | × the card |\n| --- | --- |`,
    )
    for (const [name, wish] of [
      ['one destination, one hash', { card: 'COUNTED' }],
      ['three destinations, all six hashes', { card: 'COUNTED', copies: 3, formats: HASH_FORMATS }],
      ['three destinations in a cascade', { card: 'COUNTED', copies: 3, cascade: true }],
      ['level source', { card: 'COUNTED', copies: 2, level: 'source' }],
    ] as const) {
      for (const drive of drives) rmSync(join(at, drive), { recursive: true, force: true })
      for (const drive of drives) mkdirSync(join(at, drive))
      const before = card.asked().length
      await rushes(wish)
      const read = card
        .asked()
        .slice(before)
        .filter((one) => one.op === 'read')
        .reduce(
          (sum, { path, offset, bytes }) =>
            sum + Math.max(0, Math.min(offset + bytes, statSync(join(card.behind, path)).size) - offset),
          0,
        )
      console.log(`| ${name} | **${(read / total).toFixed(3)}** |`)
    }
  } finally {
    card.unmount()
  }
}

async function parts(): Promise<void> {
  if (wanted('tiny')) {
    const card = tiny()
    const sums = (...places: readonly string[]): string =>
      places.map((place) => `find ${place} -type f -print0 | xargs -0 xxhsum`).join(' && ')
    const cold = 'cp -r && sync && xxhsum, the copy not from memory'
    await contest(
      'offload-matrix',
      `${tinyFiles} files of 4 KB`,
      [
        tool('cp -r && xxhsum', `cp -r ${card} DriveA/ && ${sums(card, 'DriveA')}`),
        ours('rushes, page cache', 'cp -r && xxhsum', 1.5, { card, verification: 'page-cache' }),
        tool('cp -r && sync && xxhsum', `cp -r ${card} DriveA/ && sync && ${sums(card, 'DriveA')}`),
        ...(CAN_FORGET
          ? [
              tool(
                cold,
                `cp -r ${card} DriveA/ && sync && ${sums(card)} && echo 3 > /proc/sys/vm/drop_caches && ${sums('DriveA')}`,
              ),
            ]
          : []),
        ours('rushes, made durable and read from the device', CAN_FORGET ? cold : 'cp -r && sync && xxhsum', 1.5, {
          card,
        }),
        ...others(card),
      ],
      rounds,
      reset(tinyFiles * 4096, card, true),
    )
    rmSync(join(at, card), { recursive: true, force: true })
  }
  if (wanted('once')) await countReads()
  if (!['drives', 'levels', 'hashes', 'readback', 'once'].some(wanted)) return
  const card = large()
  const clean = reset(megabytes * 1e6, card)
  if (wanted('drives')) {
    const typed = (count: number): string =>
      [
        ...drives.slice(0, count).map((drive) => `cp -r ${card} ${drive}/`),
        'sync',
        `xxhsum ${card}/*`,
        ...drives.slice(0, count).map(asked),
      ].join('; ')
    await contest(
      'offload-matrix',
      `${megabytes} MB to one, two and three destinations of one disk`,
      [1, 2, 3]
        .flatMap((count) => {
          const name = `${count} × cp, sync, xxhsum src, ${count} × dd direct | xxhsum`
          const copies = count as 1 | 2 | 3
          return [
            tool(name, typed(count)),
            ours(`rushes to ${count}`, name, count === 1 ? 1.1 : 1.25, { card, copies }),
            ...(count > 1 ? [ours(`rushes to ${count}, cascade`, name, null, { card, copies, cascade: true })] : []),
          ]
        })
        .concat(others(card)),
      rounds,
      clean,
    )
  }
  if (wanted('levels')) {
    await contest(
      'offload-matrix',
      `${megabytes} MB at each level`,
      [
        tool('cp && sync', `cp -r ${card} DriveA/; sync`),
        ours('size', 'cp && sync', null, { card, level: 'size' }),
        tool('cp, sync, xxhsum src', `cp -r ${card} DriveA/; sync; xxhsum ${card}/*`),
        ours('source', 'cp, sync, xxhsum src', null, { card, level: 'source' }),
        tool(
          'cp, sync, xxhsum src, dd direct | xxhsum',
          `cp -r ${card} DriveA/; sync; xxhsum ${card}/*; ${asked('DriveA')}`,
        ),
        ours('full', 'cp, sync, xxhsum src, dd direct | xxhsum', 1.1, { card }),
      ],
      rounds,
      clean,
    )
  }
  if (wanted('hashes')) {
    const typed: Readonly<Partial<Record<HashFormat, string>>> = {
      xxh64: 'xxhsum -H1',
      xxh128: 'xxhsum -H2',
      xxh3: 'xxhsum -H3',
      md5: 'md5sum',
      sha1: 'sha1sum',
    }
    await contest(
      'offload-matrix',
      `${megabytes} MB, hashes taken in the one read (level source)`,
      [
        ...HASH_FORMATS.flatMap((format): Contender[] => {
          const sum = typed[format]
          if (sum === undefined) return [ours(format, null, null, { card, level: 'source', formats: [format] })]
          const name = `cp, sync, ${sum} src`
          return [
            tool(name, `cp -r ${card} DriveA/; sync; ${sum} ${card}/*`),
            ours(format, name, null, { card, level: 'source', formats: [format] }),
          ]
        }),
        tool(
          'cp, sync, five sums of src',
          `cp -r ${card} DriveA/; sync; ${Object.values(typed)
            .map((sum) => `${sum} ${card}/*`)
            .join('; ')}`,
        ),
        ours('all six', 'cp, sync, five sums of src', null, { card, level: 'source', formats: HASH_FORMATS }),
      ],
      rounds,
      clean,
    )
  }
  if (wanted('readback')) {
    await contest(
      'offload-matrix',
      `${megabytes} MB: where the copies are read back from`,
      [
        tool('cp && xxhsum dst', `cp -r ${card} DriveA/; xxhsum DriveA/${card}/*`),
        ours('page cache, nothing made durable', 'cp && xxhsum dst', null, { card, verification: 'page-cache' }),
        tool('cp, sync, dd direct | xxhsum', `cp -r ${card} DriveA/; sync; ${asked('DriveA')}`),
        ours('the device', 'cp, sync, dd direct | xxhsum', 1.1, { card }),
      ],
      rounds,
      clean,
    )
  }
  if (wanted('once')) {
    const read = (): number => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
    await clean()
    const before = read()
    await rushes({ card, copies: 3, level: 'source', formats: HASH_FORMATS })
    console.log(
      `\nBytes read by this process for three destinations and six hashes: **${((read() - before) / (megabytes * 1e6)).toFixed(3)} ×** the card (level source: no copy is read back; target 1.00)`,
    )
  }
}

try {
  await parts()
} finally {
  rmSync(at, { recursive: true, force: true })
}

/**
 * A card goes in, verified copies come out.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OffloadProgress } from '../../../electron/engine/offload/run/progress.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import type { SealRequest } from '../../../electron/engine/offload/run/outcome.ts'
import { CAN_MOUNT, everything, expectSameTree, makeCard, mountImage, mountMemory, offload, workshop } from './stage.ts'

const MIXED = {
  'A001C001.mov': 9_000_001,
  'A001C002.mov': 4 << 20,
  'small.txt': 'slate',
  'empty.bin': 0,
  'exactly-one-mib.bin': 1 << 20,
  'one-more.bin': (1 << 20) + 1,
  'page.bin': 4096,
  'with\nnewline.txt': 'a',
  '🎬 take.txt': 'b',
  'e\u0301-nfd.txt': 'c',
  '\u00e9-nfc.txt': 'd',
  'deep/er/and/deeper/x.wav': 100,
  '._A001C001.mov': 'fork',
  ' leading and trailing ': 'e',
  [`${'n'.repeat(251)}.mov`]: 1_200_000,
}

describe('an offload to two destinations', () => {
  it('copies every byte, name, time and empty folder, verifies each copy, and leaves nothing else behind', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), MIXED)
    mkdirSync(join(card, 'XDROOT/Edit'), { recursive: true })
    utimesSync(join(card, 'small.txt'), 1_500_000_000.123456, 1_500_000_000.123456)
    utimesSync(join(card, 'deep'), 1_400_000_000, 1_400_000_000)
    const a = join(at, 'DriveA')
    const b = join(at, 'DriveB')
    mkdirSync(a)
    const readings: OffloadProgress[] = []
    const seals: SealRequest[] = []
    const { outcome } = await offload(
      { sources: [card], destinations: [a, b] },
      {
        onProgress: (reading) => {
          readings.push(reading)
        },
        seal: async (request) => {
          seals.push(request)
        },
      },
    )
    expect(outcome.state).toBe('done')
    for (const drive of [a, b]) {
      expectSameTree(card, join(drive, 'A001'))
      expect(everything(join(drive, 'A001'))).toEqual(everything(card))
      for (const name of ['small.txt', 'A001C001.mov', 'deep']) {
        expect(statSync(join(drive, 'A001', name)).mtimeMs).toBeCloseTo(statSync(join(card, name)).mtimeMs, 2)
      }
    }
    expect(outcome.destinations.map((d) => [d.verified, d.copied, d.failures, d.sealed])).toEqual([
      [15, 15, 0, true],
      [15, 15, 0, true],
    ])
    expect(seals.map((seal) => [seal.entries.length, seal.complete])).toEqual([
      [15, true],
      [15, true],
    ])
    expect(readings.at(-1)?.destinations[0]).toMatchObject({
      state: 'done',
      bytesVerified: readings.at(-1)?.totalBytes,
    })
    expect(outcome.verdict.verified).toBe(true)
    expect(outcome.verdict.sentence).toBe('Verified. Not safe to format: both copies are on one disk.')
  })

  it('takes the hashes that other tools take', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 5_000_000, 'b.txt': 'foo', 'c.bin': 0 })
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'A')] })
    const { outcome } = await offload({ sources: [], destinations: [] }, { plan, formats: ['xxh64', 'md5'] })
    const printed = execFileSync('xxhsum', ['-H1', ...plan.files.map((file) => file.source)], { encoding: 'utf8' })
    expect(plan.files.map((_, position) => outcome.hashes(position)?.xxh64)).toEqual(
      printed
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/)[0]),
    )
    expect(outcome.hashes(1)).toEqual({
      xxh64: '33bf00a859c4ba3f',
      md5: 'acbd18db4cc2f85cedef654fccc4a4d8',
      xxh128: '79aef92e83454121ab6e5f64077e7d8a',
    })
  })

  it('names the folder by a template, and puts loose files into the folder they lay in', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'UNTITLED'), { 'a.mov': 10, 'b.mov': 20, 'c.mov': 30 })
    await offload({ sources: [card], destinations: [join(at, 'A')], name: 'Day01_{name}' })
    expect(existsSync(join(at, 'A/Day01_UNTITLED/a.mov'))).toBe(true)
    await offload({ sources: [join(card, 'a.mov'), join(card, 'c.mov')], destinations: [join(at, 'B')] })
    expect(everything(join(at, 'B'))).toEqual(['UNTITLED/', 'UNTITLED/a.mov', 'UNTITLED/c.mov'])
  })

  it('takes several cards at once, each into a folder of its own', async () => {
    const at = workshop()
    const one = makeCard(join(at, 'x/A001'), { 'a.mov': 10 })
    const two = makeCard(join(at, 'x/B001'), { 'a.mov': 20 })
    const { outcome } = await offload({ sources: [one, two], destinations: [join(at, 'A')] })
    expect(outcome.destinations[0]?.verified).toBe(2)
    expect(everything(join(at, 'A'))).toEqual(['A001/', 'A001/a.mov', 'B001/', 'B001/a.mov'])
  })
})

describe('what is not a file', () => {
  it('is reported and not followed', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 10, '.DS_Store': 'finder' })
    makeCard(join(at, 'elsewhere'), { 'secret.txt': 'x' })
    symlinkSync(join(at, 'elsewhere'), join(card, 'link-to-folder'))
    symlinkSync(join(at, 'elsewhere/secret.txt'), join(card, 'link-to-file'))
    execFileSync('mkfifo', [join(card, 'pipe')])
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'A')] })
    expect(plan.skipped.map((entry) => [entry.path, entry.reason])).toEqual([
      ['card/.DS_Store', 'clutter'],
      ['card/link-to-file', 'symlink'],
      ['card/link-to-folder', 'symlink'],
      ['card/pipe', 'fifo'],
    ])
    await offload({ sources: [], destinations: [] }, { plan })
    expect(everything(join(at, 'A'))).toEqual(['card/', 'card/a.mov'])
  })
})

describe('what already stands at the destination', () => {
  it('is verified and not copied again when it is the same', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 3_000_000, 'b.mov': 100 })
    await offload({ sources: [card], destinations: [join(at, 'A')] })
    const before = statSync(join(at, 'A/card/a.mov')).ctimeMs
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A'), join(at, 'B')] })
    expect(outcome.destinations.map((d) => [d.copied, d.verified])).toEqual([
      [0, 2],
      [2, 2],
    ])
    expect(statSync(join(at, 'A/card/a.mov')).ctimeMs).toBe(before)
  })

  it('is kept when it is different, and the copy gets a name of its own, once', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'longer.mov': 'card', 'same-length.mov': 'card', 'fine.mov': 'fine' })
    makeCard(join(at, 'A/card'), { 'longer.mov': 'something else', 'same-length.mov': 'CARD' })
    for (const copied of [3, 0]) {
      const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] })
      expect(outcome.destinations[0]).toMatchObject({ conflicts: 2, verified: 3, failures: 0, copied })
      expect(outcome.verdict).toMatchObject({ safeToFormat: false, verified: false })
      expect(everything(join(at, 'A/card'))).toEqual([
        'fine.mov',
        'longer (conflict 1).mov',
        'longer.mov',
        'same-length (conflict 1).mov',
        'same-length.mov',
      ])
      expect(readFileSync(join(at, 'A/card/same-length.mov'), 'utf8')).toBe('CARD')
      expect(readFileSync(join(at, 'A/card/same-length (conflict 1).mov'), 'utf8')).toBe('card')
      expect(outcome.copy(1, 0)).toMatchObject({ state: 'conflict', writtenAs: 'card/longer (conflict 1).mov' })
    }
  })

  it('is never replaced when it appears while the copy is made', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 'card' })
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'A')] })
    makeCard(join(at, 'A/card'), { 'a.mov': 'late' })
    const { outcome } = await offload({ sources: [], destinations: [] }, { plan })
    expect(readFileSync(join(at, 'A/card/a.mov'), 'utf8')).toBe('late')
    expect(outcome.copy(0, 0)).toMatchObject({ state: 'conflict', writtenAs: 'card/a (conflict 1).mov' })
  })
})

describe('odd files', () => {
  it('a sparse file of 5 GB keeps its holes and is verified', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'sparse.bin': 'head' })
    truncateSync(join(card, 'sparse.bin'), 5_000_000_000)
    writeFileSync(join(card, 'sparse.bin'), 'middle', { flag: 'r+', flush: true })
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] })
    const copy = statSync(join(at, 'A/card/sparse.bin'))
    expect([copy.size, outcome.destinations[0]?.verified]).toEqual([5_000_000_000, 1])
    expect(copy.blocks * 512).toBeLessThan(20_000_000)
    expect(outcome.hashes(0)?.xxh64).toBe(
      execFileSync(
        'bash',
        ['-c', `dd if="${join(card, 'sparse.bin')}" iflag=direct bs=4M status=none | xxhsum -H1 -`],
        { encoding: 'utf8' },
      ).slice(0, 16),
    )
  }, 120_000)

  it('a card of 100,000 tiny files is planned and copied', async () => {
    const at = workshop()
    // Where it can be mounted, the card lies in memory and the drive is ext4 in an image there: what is tested is the
    // number of files, and the disk of this machine would be most of the time.
    const [room, drive] = [join(at, 'memory'), join(at, 'memory/A')]
    if (CAN_MOUNT) mountMemory(room, 1400)
    if (CAN_MOUNT) mountImage(drive, 510)
    const card = join(room, 'card')
    for (let folder = 0; folder < 100; folder++) {
      makeCard(
        join(card, `f${folder}`),
        Object.fromEntries(Array.from({ length: 1000 }, (_, file) => [`${file}.txt`, `${folder}/${file}`])),
      )
    }
    const { outcome } = await offload({ sources: [card], destinations: [drive] })
    expect(outcome.destinations[0]).toMatchObject({ verified: 100_000, failures: 0 })
    expectSameTree(card, join(drive, 'card'))
  }, 1_200_000)
})

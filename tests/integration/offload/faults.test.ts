/**
 * Cards and drives that go wrong in the middle: what fails is named, everything else goes on.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import {
  CAN_MOUNT,
  everything,
  expectSameTree,
  makeCard,
  mountImage,
  mountMemory,
  offload,
  workshop,
  WORKERS,
} from './stage.ts'

const FAULTY = { ...WORKERS, settle: new URL('../../fixtures/workers/faulty-settle.worker.ts', import.meta.url) }
const NONE = { sources: [], destinations: [] }

describe('a copy that reads back wrong', () => {
  it('fails, is not kept, never gets its name, and the drive is blamed', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), {
      'flip-large.mov': 5_000_000,
      'flip-small.txt': 'text',
      'cut.mov': 2_000_000,
      'fine.mov': 2_000_000,
    })
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] }, { workers: FAULTY })
    expect(everything(join(at, 'A/card'))).toEqual(['fine.mov'])
    expect(outcome.destinations[0]).toMatchObject({ failures: 3, verified: 1 })
    expect(outcome.verdict).toMatchObject({ safeToFormat: false, verified: false })
    expect(outcome.copy(2, 0)).toMatchObject({
      state: 'failed',
      fault: { code: 'hash.mismatch', sentence: expect.stringContaining('another checksum than on the card') },
    })
    const again = await offload({ sources: [card], destinations: [join(at, 'A')] })
    expect(again.outcome.destinations[0]).toMatchObject({ failures: 0, verified: 4, copied: 3 })
  })

  it('is blamed on the card when the card reads differently the second time', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'card.mov': 3_000_000 })
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] }, { workers: FAULTY })
    expect(outcome.copy(0, 0)?.fault?.sentence).toContain('read from the card twice with different bytes')
  })
})

describe('a name that is taken at the last moment', () => {
  it('is left to whoever took it', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'taken.mov': 2_000_000 })
    const { outcome } = await offload({ sources: [card], destinations: [join(at, 'A')] }, { workers: { ...FAULTY } })
    expect(readFileSync(join(at, 'A/card/taken.mov'), 'utf8')).toBe('someone was faster')
    expect(outcome.copy(0, 0)).toMatchObject({ state: 'conflict', writtenAs: 'card/taken (conflict 1).mov' })
    expect(everything(join(at, 'A/card'))).toEqual(['taken (conflict 1).mov', 'taken.mov'])
  })
})

describe('a card that changes', () => {
  it('after the plan, or loses a file, is reported file by file', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), {
      'grows.mov': 2_000_000,
      'touched.mov': 10,
      'gone.mov': 10,
      'fine.mov': 10,
    })
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'A'), join(at, 'B')] })
    writeFileSync(join(card, 'grows.mov'), 'more', { flag: 'a' })
    writeFileSync(join(card, 'touched.mov'), '0123456789')
    rmSync(join(card, 'gone.mov'))
    const { outcome } = await offload(NONE, { plan })
    expect(plan.files.map((_, position) => outcome.fault(position)?.code ?? null)).toEqual([
      null,
      'source.missing',
      'source.changed',
      'source.changed',
    ])
    expect(everything(join(at, 'A/card'))).toEqual(['fine.mov'])
    expect(outcome.verdict.reasons.map((reason) => reason.code)).toContain('source')
  })

  it('while a large file is read: the copy is not kept', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'recording.mov': 300_000_000 })
    let grown = false
    const { outcome } = await offload(
      { sources: [card], destinations: [join(at, 'A')] },
      {
        onProgress: (reading) => {
          if (grown || reading.bytesRead === 0) return
          grown = true
          writeFileSync(join(card, 'recording.mov'), 'more', { flag: 'a' })
        },
      },
    )
    expect(outcome.fault(0)?.code).toBe('source.changed')
    expect(everything(join(at, 'A/card'))).toEqual([])
  })
})

describe.skipIf(!CAN_MOUNT)('a drive that fails while the other goes on (needs root to mount)', () => {
  const FILES = Object.fromEntries(Array.from({ length: 12 }, (_, take) => [`take${take + 10}.mov`, 3_000_000 + take]))

  it('by filling up', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), FILES)
    const small = mountMemory(join(at, 'small'), 64)
    const plan = await planOffload({ sources: [card], destinations: [small, join(at, 'B')] })
    writeFileSync(join(small, 'someone-else.bin'), Buffer.alloc(45_000_000))
    const { outcome } = await offload(NONE, { plan })
    expect(outcome.destinations.map((d) => [d.state, d.fault?.code ?? null])).toEqual([
      ['failed', 'destination.full'],
      ['done', null],
    ])
    expect(outcome.destinations[0]?.fault?.sentence).toContain('is full')
    expectSameTree(card, join(at, 'B/card'))
    expect(everything(join(small, 'card')).filter((name) => name.endsWith('.part'))).toEqual([])
    for (const name of everything(join(small, 'card')))
      expect(readFileSync(join(small, 'card', name)).equals(readFileSync(join(card, name)))).toBe(true)
    rmSync(join(small, 'someone-else.bin'))
    const again = await offload({ sources: [card], destinations: [small, join(at, 'B')] })
    expect(again.outcome.destinations.map((d) => d.verified)).toEqual([12, 12])
  })

  it('by being unplugged: nothing is written to the disk below its mount point', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { ...FILES, 'zz-large.mov': 400_000_000 })
    const drive = join(at, 'drive')
    mountImage(drive, 900)
    let pulled = false
    const { outcome } = await offload(
      { sources: [card], destinations: [drive, join(at, 'B')] },
      {
        onProgress: (reading) => {
          if (pulled || (reading.destinations[0]?.bytesCopied ?? 0) === 0) return
          pulled = true
          execFileSync('umount', ['-l', drive])
        },
      },
    )
    expect(outcome.destinations.map((d) => [d.state, d.fault?.code ?? null])).toEqual([
      ['failed', 'destination.lost'],
      ['done', null],
    ])
    expect(everything(drive)).toEqual([])
    expectSameTree(card, join(at, 'B/card'))
    expect(outcome.verdict.safeToFormat).toBe(false)
  })

  it('by errors of a drive that has less room than it says', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { ...FILES, 'zz-large.mov': 100_000_000 })
    // A thin image on a shelf that is too small for it: the drive believes in room that it has not, and fails when its
    // blocks are to be written.
    const drive = join(mountMemory(join(at, 'shelf'), 60), 'drive')
    mountImage(drive, 400)
    const { outcome } = await offload({ sources: [card], destinations: [drive, join(at, 'B')] })
    expect(outcome.destinations[0]?.state).toBe('failed')
    expect(['disk.io', 'destination.full', 'destination.readonly']).toContain(outcome.destinations[0]?.fault?.code)
    expect(outcome.destinations[1]).toMatchObject({ state: 'done', verified: 13 })
    expectSameTree(card, join(at, 'B/card'))
  })

  it('by turning read-only', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), FILES)
    const drive = mountMemory(join(at, 'drive'), 100)
    const plan = await planOffload({ sources: [card], destinations: [drive, join(at, 'B')] })
    execFileSync('mount', ['-o', 'remount,ro', drive])
    const { outcome } = await offload(NONE, { plan })
    expect(outcome.destinations.map((d) => [d.state, d.fault?.code ?? null])).toEqual([
      ['failed', 'destination.readonly'],
      ['done', null],
    ])
    expect(existsSync(join(drive, 'card'))).toBe(false)
  })

  it('all of them: the offload has failed', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), FILES)
    const drive = mountMemory(join(at, 'drive'), 100)
    const plan = await planOffload({ sources: [card], destinations: [drive] })
    writeFileSync(join(drive, 'full.bin'), Buffer.alloc(95_000_000))
    const { outcome } = await offload(NONE, { plan })
    expect(outcome.state).toBe('failed')
    expect(outcome.verdict.sentence).toMatch(/^Not verified\. Not safe to format: .*is full/)
  })
})

describe('a copy in memory', () => {
  it.skipIf(!CAN_MOUNT)(
    'is verified from memory, said so, and never counts as a disk (needs root to mount)',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'card'), { 'a.mov': 2_000_000 })
      const { outcome } = await offload(
        { sources: [card], destinations: [mountMemory(join(at, 'ram'), 20), join(at, 'B')] },
        { seal: async () => {} },
      )
      expect(outcome.destinations[0]?.readBack).toBe('page-cache')
      expect(outcome.verdict.sentence).toContain('is in memory and does not count')
    },
  )
})

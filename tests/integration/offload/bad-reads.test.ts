/**
 * Cards that read badly, files that change under the reading, bits that fall over below the file system, and a clock
 * that is set back: nothing is verified that was not, and what failed is named.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sealDestination } from '../../../electron/engine/offload/results/seal.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { drive, faulty } from './drives.ts'
import { CAN_MOUNT, everything, expectSameTree, makeCard, offload, workshop, WORKERS } from './stage.ts'

const CREATOR = { hostname: 'cart', tool: 'Rushes', toolVersion: '0.1.0' }
const FILES = { 'a-small.xml': 900, 'bad.mov': 5_000_000, 'bad-small.wav': 40_000, 'good.mov': 3_000_000 }

describe.skipIf(!CAN_FUSE)(
  'a card that reports read errors (a FUSE file system that fails on demand; needs root)',
  () => {
    it('that go away is read again: all is verified, and the errors are counted for the card', async () => {
      const at = workshop()
      const reader = await faulty(join(at, 'reader'))
      makeCard(join(reader.behind, 'A001'), FILES)
      reader.rules([
        { on: 'read', path: 'bad.mov', from: 2_000_000, errno: 'EIO', times: 2 },
        { on: 'read', path: 'bad-small.wav', errno: 'EIO', times: 1 },
      ])
      const { outcome } = await offload({
        sources: [join(reader.path, 'A001')],
        destinations: [join(at, 'A'), join(at, 'B')],
      })
      expect(outcome.destinations.map((one) => [one.state, one.verified, one.readErrors])).toEqual([
        ['done', 4, 0],
        ['done', 4, 0],
      ])
      expect(outcome.cardReadErrors).toBe(3)
      for (const name of ['A', 'B']) expectSameTree(join(reader.behind, 'A001'), join(at, name, 'A001'))
    })

    it('that stay lose that file alone, and a better reader finishes it', async () => {
      const at = workshop()
      const reader = await faulty(join(at, 'reader'))
      makeCard(join(reader.behind, 'A001'), FILES)
      reader.rules([{ on: 'read', path: 'bad.mov', from: 4_000_000, errno: 'EIO' }])
      const request = { sources: [join(reader.path, 'A001')], destinations: [join(at, 'A')] }
      const first = await offload(request)
      expect(first.outcome.state).toBe('done')
      expect(first.outcome.fault(2)).toMatchObject({
        code: 'source.unreadable',
        sentence: expect.stringContaining('read error'),
      })
      expect(first.outcome.verdict).toMatchObject({ verified: false, safeToFormat: false })
      expect(everything(join(at, 'A/A001'))).toEqual(['a-small.xml', 'bad-small.wav', 'good.mov'])
      reader.rules([])
      const again = await offload(request)
      expect(again.outcome.destinations[0]).toMatchObject({ verified: 4, copied: 1 })
      expectSameTree(join(reader.behind, 'A001'), join(at, 'A/A001'))
    })

    it('at every file is taken for dead: the offload is parked instead of failing file by file, and goes on later', async () => {
      const at = workshop()
      const reader = await faulty(join(at, 'reader'))
      makeCard(
        join(reader.behind, 'A001'),
        Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${1000 + n}.dpx`, 2000 + n])),
      )
      reader.rules([{ on: 'read', errno: 'EIO' }])
      const request = { sources: [join(reader.path, 'A001')], destinations: [join(at, 'A')] }
      const first = await offload(request)
      expect([first.outcome.state, first.outcome.interrupted?.code]).toEqual(['parked', 'source.unreadable'])
      expect(first.outcome.cardReadErrors).toBeGreaterThan(20)
      reader.rules([])
      const second = await offload(request, { journal: first.journal.reopen() })
      expect([second.outcome.state, second.outcome.destinations[0]?.verified]).toEqual(['done', 200])
    })

    it('is read exactly once, however many drives it is copied to', async () => {
      const at = workshop()
      const reader = await faulty(join(at, 'reader'))
      makeCard(join(reader.behind, 'A001'), FILES)
      const { outcome } = await offload({
        sources: [join(reader.path, 'A001')],
        destinations: ['A', 'B', 'C'].map((name) => join(at, name)),
      })
      expect(outcome.destinations.map((one) => one.verified)).toEqual([4, 4, 4])
      for (const [name, bytes] of Object.entries(FILES))
        expect({ name, bytes: reader.bytesRead(`/${name}`) }).toEqual({ name, bytes })
    })
  },
)

describe.skipIf(!CAN_FUSE)('a drive that reports read errors at the read-back (FUSE, needs root)', () => {
  it('that go away is read again and they are counted for the drive; ones that stay stop it alone', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    const shuttle = await faulty(join(at, 'shuttle'), [{ on: 'read', from: 1_000_000, errno: 'EIO', times: 2 }])
    const request = { sources: [card], destinations: [shuttle.path, join(at, 'B')] }
    const first = await offload(request)
    expect(first.outcome.destinations.map((one) => [one.state, one.verified, one.readErrors])).toEqual([
      ['done', 4, 2],
      ['done', 4, 0],
    ])
    const worse = makeCard(join(at, 'B001'), FILES)
    shuttle.rules([{ on: 'read', path: '.part', from: 1_000_000, errno: 'EIO' }])
    const second = await offload({ ...request, sources: [worse] })
    expect(second.outcome.destinations.map((one) => [one.state, one.fault?.code ?? null])).toEqual([
      ['failed', 'disk.io'],
      ['done', null],
    ])
    expectSameTree(worse, join(at, 'B/B001'))
    shuttle.rules([])
    const third = await offload({ ...request, sources: [worse] }, { journal: second.journal.reopen() })
    expect(third.outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
      ['done', 4],
      ['done', 4],
    ])
    expectSameTree(worse, join(shuttle.behind, 'B001'))
  })
})

describe('a file of the card', () => {
  const cut = (path: string): void => {
    const fd = openSync(path, 'r+')
    ftruncateSync(fd, 1_000_000)
    closeSync(fd)
  }
  const overwrite = (path: string): void => {
    const fd = openSync(path, 'r+')
    writeSync(fd, 'someone records over it', 250_000_000)
    closeSync(fd)
  }
  it.each([
    ['is cut short', cut],
    ['is written over', overwrite],
  ])('that %s while it is read is no copy, the others are', async (_, hurt) => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'a.mov': 1_000_000, 'b-recording.mov': 300_000_000, 'c.mov': 1_000_000 })
    let hurtIt = false
    const { outcome } = await offload(
      { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] },
      {
        onProgress: (reading) => {
          if (hurtIt || reading.bytesRead <= 1_000_000) return
          hurtIt = true
          hurt(join(card, 'b-recording.mov'))
        },
      },
    )
    expect(hurtIt).toBe(true)
    expect(outcome.fault(1)?.code).toBe('source.changed')
    expect(outcome.verdict).toMatchObject({ verified: false, safeToFormat: false })
    for (const name of ['A', 'B']) expect(everything(join(at, name, 'A001'))).toEqual(['a.mov', 'c.mov'])
    const again = await offload({ sources: [card], destinations: [join(at, 'A'), join(at, 'B')] })
    expect(again.outcome.destinations.map((one) => one.verified)).toEqual([3, 3])
    for (const name of ['A', 'B']) expectSameTree(card, join(at, name, 'A001'))
  })
})

describe.skipIf(!CAN_MOUNT)(
  'a bit that falls over on the disk after the write (in the image below ext4; needs root to mount)',
  () => {
    afterEach(() => {
      delete process.env['RUSHES_TEST_IMAGE']
    })
    const FLIPPING = {
      ...WORKERS,
      settle: new URL('../../fixtures/workers/bit-flip-settle.worker.ts', import.meta.url),
    }

    it('is found by the read-back, because that does not ask the file cache', async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { 'flip.mov': 2_000_000, 'other.mov': 3_000_000 })
      const shuttle = drive(join(at, 'shuttle'), 'ext4', 100)
      process.env['RUSHES_TEST_IMAGE'] = shuttle.image
      const { outcome } = await offload(
        { sources: [card], destinations: [shuttle.path, join(at, 'B')] },
        { workers: FLIPPING },
      )
      expect(outcome.copy(0, 0)).toMatchObject({
        state: 'failed',
        fault: { code: 'hash.mismatch', sentence: expect.stringContaining('another checksum than on the card') },
      })
      expect(outcome.destinations.map((one) => [one.verified, one.failures])).toEqual([
        [1, 1],
        [2, 0],
      ])
      expect(everything(join(shuttle.path, 'A001'))).toEqual(['other.mov'])
      expectSameTree(card, join(at, 'B/A001'))
      const again = await offload({ sources: [card], destinations: [shuttle.path, join(at, 'B')] })
      expect(again.outcome.destinations.map((one) => one.verified)).toEqual([2, 2])
    })

    it('is not found through the file cache, and that is why such a copy never makes a card safe to format', async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { 'flip.mov': 2_000_000 })
      const shuttle = drive(join(at, 'shuttle'), 'ext4', 100)
      process.env['RUSHES_TEST_IMAGE'] = shuttle.image
      const { outcome } = await offload(
        { sources: [card], destinations: [shuttle.path] },
        { workers: FLIPPING, verification: 'page-cache' },
      )
      expect(outcome.destinations[0]).toMatchObject({ verified: 1, readBack: 'page-cache' })
      expect(outcome.verdict.reasons.map((reason) => reason.code)).toContain('cached')
      expect(outcome.verdict.safeToFormat).toBe(false)
    })
  },
)

describe('two offloads of one card at once', () => {
  it('to different drives are both whole', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    const both = await Promise.all(
      ['A', 'B'].map(async (name) => offload({ sources: [card], destinations: [join(at, name)] })),
    )
    expect(both.map(({ outcome }) => outcome.destinations[0]?.verified)).toEqual([4, 4])
    for (const name of ['A', 'B']) expectSameTree(card, join(at, name, 'A001'))
  })

  it('to the same folder meet each other: one writes a file, the other finds it there and verifies it', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), {
      ...FILES,
      ...Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`side/${n}.xml`, 3000 + n])),
    })
    const both = await Promise.all([1, 2].map(async () => offload({ sources: [card], destinations: [join(at, 'A')] })))
    for (const { outcome } of both)
      expect(outcome.destinations[0]).toMatchObject({ state: 'done', verified: 64, failures: 0, conflicts: 0 })
    expectSameTree(card, join(at, 'A/A001'))
  })
})

describe('a clock that is set back an hour in the middle', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('changes nothing: all is verified and sealed, and a second generation of today follows the one of tomorrow', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { ...FILES, 'zz.mov': 40_000_000 })
    const real = Date.now
    let back = 0
    vi.spyOn(Date, 'now').mockImplementation(() => real() - back)
    const request = { sources: [card], destinations: [join(at, 'A')] }
    const run = async () => {
      const plan = await planOffload(request)
      return offload(request, {
        plan,
        onProgress: (reading) => {
          if (reading.bytesRead > 0 && back === 0) back = 3_600_000
        },
        seal: (seal) => sealDestination(plan, seal, { creator: CREATOR, formats: ['xxh64'], now: Date.now() }),
      })
    }
    const { outcome } = await run()
    expect(outcome.destinations[0]).toMatchObject({ state: 'done', verified: 5, sealed: true })
    const second = await run()
    expect(second.outcome.destinations[0]).toMatchObject({ state: 'done', verified: 5, copied: 0, sealed: true })
    execFileSync('diff', ['-r', '--exclude=ascmhl', card, join(at, 'A/A001')])
  })
})

/**
 * Several drives, each at its own speed: one that is slow or paused does not hold the others up, a cascade frees the
 * card early, the card is read once whatever happens, and the record says what was copied from what.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OffloadProgress } from '../../../electron/engine/offload/run/progress.ts'
import type { RunControl } from '../../../electron/engine/offload/run/run.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { until } from '../../helpers/until.ts'
import { drive, faulty } from './drives.ts'
import { CAN_MOUNT, everything, expectSameTree, makeCard, offload, workshop } from './stage.ts'

const FILES = {
  'CLIP/a.mov': 9_000_000,
  'CLIP/b.mov': 5_000_000,
  'CLIP/c.mov': 12_345_678,
  'INDEX.XML': 5000,
  'SUB/empty.txt': '',
  ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`SUB/${n}.xml`, 700 + n])),
}
const COUNT = Object.keys(FILES).length

describe('a cascade', () => {
  it('copies from the card to one drive and from there to the others; every copy is compared with the one read of the card', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    const { outcome, journal } = await offload(
      { sources: [card], destinations: ['A', 'B', 'C'].map((name) => join(at, name)) },
      { cascade: true },
    )
    expect(outcome.destinations.map((one) => [one.state, one.verified, one.copied])).toEqual([
      ['done', COUNT, COUNT],
      ['done', COUNT, COUNT],
      ['done', COUNT, COUNT],
    ])
    expect(outcome.destinations[0]?.origins).toEqual([{ path: null, files: COUNT }])
    // Whichever is verified first serves as origin; the card never does again.
    for (const one of outcome.destinations.slice(1)) {
      expect(one.origins.map((origin) => origin.path)).not.toContain(null)
      expect(one.origins.reduce((sum, origin) => sum + origin.files, 0)).toBe(COUNT)
    }
    for (const name of ['A', 'B', 'C']) expectSameTree(card, join(at, name, 'A001'))
    const settled = journal.lines.filter((line) => line.step === 'settled')
    expect(settled.filter((line) => line.copy.destination === 0).every((line) => line.copy.from === null)).toBe(true)
    expect(settled.filter((line) => line.copy.destination === 1).every((line) => line.copy.from !== null)).toBe(true)
  })

  it.skipIf(!CAN_FUSE)('reads the card exactly once (bytes counted by the card itself; FUSE, needs root)', async () => {
    const at = workshop()
    const reader = await faulty(join(at, 'reader'))
    makeCard(join(reader.behind, 'A001'), FILES)
    const { outcome } = await offload(
      { sources: [join(reader.path, 'A001')], destinations: ['A', 'B', 'C'].map((name) => join(at, name)) },
      { cascade: true },
    )
    expect(outcome.destinations.map((one) => one.verified)).toEqual([COUNT, COUNT, COUNT])
    for (const [name, bytes] of Object.entries(FILES))
      expect({ name, bytes: reader.bytesRead(`/${name}`) }).toEqual({
        name,
        bytes: typeof bytes === 'number' ? bytes : 0,
      })
  })

  it.skipIf(!CAN_MOUNT)(
    'goes on from the card when its first drive is pulled, and lets the card go early when it is not (needs root to mount)',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { ...FILES, 'zz.mov': 150_000_000 })
      const first = drive(join(at, 'first'), 'ext4', 400)
      let pulled = false
      const { outcome } = await offload(
        { sources: [card], destinations: [first.path, join(at, 'B'), join(at, 'C')] },
        {
          cascade: true,
          onProgress: (reading) => {
            if (pulled || (reading.destinations[0]?.bytesCopied ?? 0) === 0) return
            pulled = true
            first.pull()
          },
        },
      )
      expect(outcome.destinations.map((one) => one.state)).toEqual(['failed', 'done', 'done'])
      expect(outcome.destinations.slice(1).map((one) => one.verified)).toEqual([COUNT + 1, COUNT + 1])
      for (const name of ['B', 'C']) expectSameTree(card, join(at, name, 'A001'))
    },
  )

  it.skipIf(!CAN_FUSE)(
    'never spreads a copy that went bad after it was verified: it is found out, and the card is asked again (FUSE, needs root)',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
      const first = await faulty(join(at, 'first'))
      const control: { run?: RunControl } = {}
      const run = offload(
        { sources: [card], destinations: [first.path, join(at, 'B')] },
        {
          cascade: true,
          paused: [1],
          onControl: (given) => {
            control.run = given
          },
        },
      )
      await until('the first drive has it', () => everything(join(at, 'first.behind')).includes('A001/b.mov'))
      const bad = readFileSync(join(first.behind, 'A001/a.mov'))
      bad[1_000_000] = (bad[1_000_000] ?? 0) ^ 1
      writeFileSync(join(first.behind, 'A001/a.mov'), bad)
      control.run?.pause(1, false)
      const { outcome } = await run
      expect(outcome.copy(0, 0)).toMatchObject({
        state: 'failed',
        fault: { code: 'hash.mismatch', sentence: expect.stringContaining('reads differently now') },
      })
      expect(outcome.copy(0, 1)).toMatchObject({ state: 'verified', from: null })
      expect(outcome.destinations.map((one) => [one.verified, one.failures])).toEqual([
        [1, 1],
        [2, 0],
      ])
      expectSameTree(card, join(at, 'B/A001'))
      expect(outcome.verdict).toMatchObject({ verified: false, safeToFormat: false })
    },
  )
})

describe('a drive that is paused', () => {
  it('rests while the others finish, and is filled from their copies when it goes on', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    const control: { run?: RunControl } = {}
    let last: OffloadProgress | null = null
    const run = offload(
      { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] },
      {
        paused: [0],
        onControl: (given) => {
          control.run = given
        },
        onProgress: (reading) => {
          last = reading
        },
      },
    )
    const reading = (): OffloadProgress | null => last
    await until('the other drive is done', () => reading()?.destinations[1]?.filesVerified === COUNT)
    expect(reading()?.destinations.map((one) => [one.state, one.filesVerified])).toEqual([
      ['paused', 0],
      ['verifying', COUNT],
    ])
    expect(everything(join(at, 'A')).filter((name) => !name.endsWith('/'))).toEqual([])
    // The card is not needed for it: it could be another one by now.
    rmSync(join(card, 'CLIP/a.mov'))
    control.run?.pause(0, false)
    const { outcome } = await run
    expect(outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
      ['done', COUNT],
      ['done', COUNT],
    ])
    expect(outcome.destinations[0]?.origins).toEqual([{ path: join(at, 'B'), files: COUNT }])
    expectSameTree(join(at, 'B/A001'), join(at, 'A/A001'))
  })

  it('in the middle of a large file lets the others go on with it, at once', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'long.mov': 400_000_000 })
    const control: { run?: RunControl } = {}
    let paused = false
    const { outcome } = await offload(
      { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] },
      {
        onControl: (given) => {
          control.run = given
        },
        onProgress: (reading) => {
          if (!paused && (reading.destinations[0]?.bytesCopied ?? 0) > 0) {
            paused = true
            control.run?.pause(0, true)
          }
          if (paused && reading.destinations[1]?.filesVerified === 1) control.run?.pause(0, false)
        },
      },
    )
    expect(outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
      ['done', 1],
      ['done', 1],
    ])
    expect(everything(join(at, 'A/A001'))).toEqual(['long.mov'])
    expectSameTree(card, join(at, 'A/A001'))
  })

  it('alone just waits, and can be stopped while it does', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), FILES)
    const stop = new AbortController()
    const { outcome, journal } = await offload(
      { sources: [card], destinations: [join(at, 'A')] },
      {
        paused: [0],
        signal: stop.signal,
        onProgress: (reading) => {
          if (reading.destinations[0]?.state === 'paused') stop.abort()
        },
      },
    )
    expect([outcome.state, outcome.destinations[0]?.verified]).toEqual(['parked', 0])
    const again = await offload({ sources: [card], destinations: [join(at, 'A')] }, { journal: journal.reopen() })
    expect(again.outcome.destinations[0]?.verified).toBe(COUNT)
  })
})

describe.skipIf(!CAN_FUSE)('a drive that is much slower than the others (FUSE, needs root)', () => {
  it('falls behind instead of holding them up, and is filled at its own speed', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), {
      '1.mov': 30_000_000,
      '2.mov': 30_000_000,
      '3.mov': 30_000_000,
      '4.xml': 2000,
    })
    const slow = await faulty(join(at, 'slow'), [{ on: 'write', slow: 100 }])
    let ahead = 0
    const { outcome } = await offload(
      { sources: [card], destinations: [slow.path, join(at, 'B')] },
      {
        onProgress: (reading) => {
          const [one, other] = reading.destinations.map((destination) => destination.filesVerified)
          ahead = Math.max(ahead, (other ?? 0) - (one ?? 0))
          if (other === 4) slow.rules([])
        },
      },
    )
    expect(outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
      ['done', 4],
      ['done', 4],
    ])
    expect(outcome.destinations[0]?.origins.map((origin) => origin.path)).toContain(join(at, 'B'))
    expect(ahead).toBeGreaterThan(1)
    expectSameTree(card, join(slow.behind, 'A001'))
  })
})

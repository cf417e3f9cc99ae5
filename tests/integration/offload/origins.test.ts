/**
 * A drive that others are filled from: what is found out about it meanwhile counts, and none waits for it for ever.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OffloadProgress } from '../../../electron/engine/offload/run/progress.ts'
import type { RunControl } from '../../../electron/engine/offload/run/run.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { until } from '../../helpers/until.ts'
import { drive, faulty } from './drives.ts'
import { CAN_MOUNT, makeCard, offload, workshop } from './stage.ts'

describe('a copy that others are made from', () => {
  it('that could not be made, because the card can’t be read, is lacking at every one of them', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
    const { outcome } = await offload(
      { sources: [card], destinations: ['A', 'B', 'C'].map((name) => join(at, name)) },
      {
        cascade: true,
        onControl: () => {
          appendFileSync(join(card, 'a.mov'), 'written to after it was planned')
        },
      },
    )
    expect(outcome.destinations.map(({ verified, failures }) => ({ verified, failures }))).toEqual(
      [0, 1, 2].map(() => ({ verified: 1, failures: 1 })),
    )
    expect(outcome.copy(0, 2)).toMatchObject({ state: 'failed', fault: { code: 'source.changed' } })
  })
  it('is not called verified when it is gone before the others were filled from it', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
    const control: { run?: RunControl } = {}
    let last: OffloadProgress | null = null
    const run = offload(
      { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] },
      {
        cascade: true,
        paused: [1],
        onControl: (g) => {
          control.run = g
        },
        onProgress: (r) => {
          last = r
        },
      },
    )
    await until('first', () => (last as OffloadProgress | null)?.destinations[0]?.filesVerified === 2)
    rmSync(join(at, 'A/A001/a.mov'))
    control.run?.pause(1, false)
    const { outcome } = await run
    expect(outcome.verdict.verified).toBe(false)
  }, 30_000)
  it.skipIf(!CAN_FUSE)('is not called verified when it can’t be read any more (FUSE, needs root)', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
    const first = await faulty(join(at, 'first'))
    const control: { run?: RunControl } = {}
    let last: OffloadProgress | null = null
    const run = offload(
      { sources: [card], destinations: [first.path, join(at, 'B')] },
      {
        cascade: true,
        paused: [1],
        onControl: (g) => {
          control.run = g
        },
        onProgress: (r) => {
          last = r
        },
      },
    )
    await until('first', () => (last as OffloadProgress | null)?.destinations[0]?.filesVerified === 2)
    first.rules([{ on: 'read', path: 'a.mov', errno: 'EIO' }])
    control.run?.pause(1, false)
    const { outcome } = await run
    expect(() => readFileSync(join(first.path, 'A001/a.mov'))).toThrow('EIO')
    expect(outcome.verdict.verified).toBe(false)
  })
  it('that is paused in the middle of a large file lets the other go on from the card', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'long.mov': 400_000_000, 'z.mov': 1000 })
    const control: { run?: RunControl } = {}
    let paused = false
    let last: OffloadProgress | null = null
    const stop = new AbortController()
    const run = offload(
      { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] },
      {
        cascade: true,
        signal: stop.signal,
        onControl: (g) => {
          control.run = g
        },
        onProgress: (r) => {
          last = r
          if (!paused && (r.destinations[0]?.bytesCopied ?? 0) > 0) {
            paused = true
            control.run?.pause(0, true)
          }
        },
      },
    )
    expect(
      await until('B done', () => (last as OffloadProgress | null)?.destinations[1]?.filesVerified === 2).finally(
        () => {
          stop.abort()
        },
      ),
    ).toBe(true)
    await run
  })
  it.skipIf(!CAN_MOUNT)('that is paused and then pulled lets the other finish (needs root to mount)', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'aa.mov': 70_000_000, 'long.mov': 300_000_000, 'z.mov': 1000 })
    const control: { run?: RunControl } = {}
    const first = drive(join(at, 'first'), 'ext4', 600)
    let [paused, pulled] = [false, false]
    let last: OffloadProgress | null = null
    const stop = new AbortController()
    const run = offload(
      { sources: [card], destinations: [first.path, join(at, 'B')] },
      {
        cascade: true,
        signal: stop.signal,
        onControl: (g) => {
          control.run = g
        },
        onProgress: (r) => {
          last = r
          if (
            !paused &&
            (r.destinations[0]?.bytesCopied ?? 0) > 100_000_000 &&
            (r.destinations[0]?.filesVerified ?? 0) === 1
          ) {
            paused = true
            control.run?.pause(0, true)
          } else if (paused && !pulled && r.destinations[0]?.state === 'paused') {
            pulled = true
            first.pull()
          }
        },
      },
    )
    expect(
      await until('B done', () => (last as OffloadProgress | null)?.destinations[1]?.filesVerified === 3).finally(
        () => {
          stop.abort()
        },
      ),
    ).toBe(true)
    await run
  })
  it.skipIf(!CAN_FUSE)('that dies after it was left behind is told to have failed (FUSE, needs root)', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { 'long.mov': 200_000_000, 'y.mov': 2_000_000, 'z.mov': 1000 })
    const first = await faulty(join(at, 'first'), [{ on: 'write', from: 3_000_000, slow: 1500, errno: 'ENODEV' }])
    const control: { run?: RunControl } = {}
    let paused = false
    const { outcome } = await offload(
      { sources: [card], destinations: [first.path, join(at, 'B')] },
      {
        onControl: (g) => {
          control.run = g
        },
        onProgress: (r) => {
          if (!paused && (r.destinations[0]?.bytesCopied ?? 0) > 2_000_000) {
            paused = true
            control.run?.pause(0, true)
          } else if (paused && r.destinations[1]?.filesVerified === 3) control.run?.pause(0, false)
        },
      },
    )
    expect(outcome.destinations[0]!.fault).not.toBeNull()
  })
  it.skipIf(!CAN_MOUNT)(
    'never makes a card safe to format when it is gone (needs root to mount)',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { 'a.mov': 3_000_000, 'b.mov': 2_000_000 })
      const [a, b] = [drive(join(at, 'a'), 'ext4', 60), drive(join(at, 'b'), 'ext4', 60)]
      const control: { run?: RunControl } = {}
      let last: OffloadProgress | null = null
      const run = offload(
        { sources: [card], destinations: [a.path, b.path] },
        {
          cascade: true,
          paused: [1],
          onControl: (g) => {
            control.run = g
          },
          onProgress: (r) => {
            last = r
          },
          seal: async () => {},
          policy: { requiredDevices: 1, acceptCachedReadBack: false },
        },
      )
      await until('first', () => (last as OffloadProgress | null)?.destinations[0]?.filesVerified === 2)
      rmSync(join(a.path, 'A001/a.mov'))
      control.run?.pause(1, false)
      const { outcome } = await run
      expect(outcome.verdict.safeToFormat).toBe(false)
    },
    30_000,
  )
})

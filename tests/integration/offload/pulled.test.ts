/**
 * Cards and drives that are pulled, fill up or turn read-only in the middle, with the file systems that they really
 * have: each ends in a true state, the others go on, and the same offload finishes when the drive is back.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import type { OffloadProgress } from '../../../electron/engine/offload/run/progress.ts'
import { CAN_EXFAT, drive, type FileSystem } from './drives.ts'
import { CAN_MOUNT, everything, expectSameTree, makeCard, mountMemory, offload, workshop } from './stage.ts'

const NONE = { sources: [], destinations: [] }
const TAKES = Object.fromEntries(
  Array.from({ length: 12 }, (_, take) => [`CLIP/take${take + 10}.mov`, 6_000_000 + take]),
)
/** Enough that nobody is done before the first word of how far it is. */
const LONG_TAKES = Object.fromEntries(
  Array.from({ length: 12 }, (_, take) => [`CLIP/take${take + 10}.mov`, 50_000_000 + take]),
)
const SYSTEMS: readonly { readonly kind: FileSystem; readonly can: boolean }[] = [
  { kind: 'ext4', can: CAN_MOUNT },
  { kind: 'exfat', can: CAN_EXFAT },
]

/** Does something once, as soon as a reading says that it is time. */
function once(when: (reading: OffloadProgress) => boolean, act: () => void): (reading: OffloadProgress) => void {
  let done = false
  return (reading) => {
    if (done || !when(reading)) return
    done = true
    act()
  }
}

/** Whatever bears a final name is whole. */
function expectWhole(card: string, copy: string): void {
  for (const name of everything(copy).filter((path) => !path.endsWith('/') && !path.endsWith('.part'))) {
    expect({ name, same: readFileSync(join(copy, name)).equals(readFileSync(join(card, name))) }).toEqual({
      name,
      same: true,
    })
  }
}

describe.each(SYSTEMS)(
  'a card with $kind that is pulled in the middle (needs root, exFAT also exfat-fuse and exfatprogs)',
  ({ kind, can }) => {
    it.skipIf(!can)(
      'parks the offload with a sentence, and the same offload finishes when it is in again',
      async () => {
        const at = workshop()
        const reader = drive(join(at, 'reader'), kind, 800)
        const card = makeCard(join(reader.path, 'A001'), LONG_TAKES)
        const request = { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] }
        const first = await offload(request, { onProgress: once((reading) => reading.bytesRead > 0, reader.pull) })
        expect([first.outcome.state, first.outcome.interrupted?.code]).toEqual(['parked', 'source.missing'])
        expect(first.outcome.verdict.safeToFormat).toBe(false)
        expect(first.outcome.interrupted?.sentence).toContain('is gone')
        expect(
          [...everything(join(at, 'A')), ...everything(join(at, 'B'))].filter((name) => name.endsWith('.part')),
        ).toEqual([])
        reader.plug()
        expectWhole(card, join(at, 'A/A001'))
        const copied = first.outcome.destinations.map((one) => one.copied)
        expect(copied[0]).toBeLessThan(12)
        const second = await offload(request, { journal: first.journal.reopen() })
        expect(second.outcome.state).toBe('done')
        expect(
          second.outcome.destinations.map((one, index) => [one.verified, one.copied + (copied[index] ?? 0)]),
        ).toEqual([
          [12, 12],
          [12, 12],
        ])
        for (const name of ['A', 'B']) expectSameTree(card, join(at, name, 'A001'))
      },
    )
  },
)

describe.each(SYSTEMS)('a drive with $kind (needs root, exFAT also exfat-fuse and exfatprogs)', ({ kind, can }) => {
  it.skipIf(!can)(
    'that is pulled in the middle stops alone; plugged in again, the same offload finishes it',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), { ...TAKES, 'zz-large.mov': 120_000_000 })
      const shuttle = drive(join(at, 'shuttle'), kind, 400)
      const request = { sources: [card], destinations: [shuttle.path, join(at, 'B')] }
      const first = await offload(request, {
        onProgress: once((reading) => (reading.destinations[0]?.bytesCopied ?? 0) > 0, shuttle.pull),
      })
      expect(first.outcome.destinations.map((one) => [one.state, one.fault?.code ?? null])).toEqual([
        ['failed', 'destination.lost'],
        ['done', null],
      ])
      expect(first.outcome.verdict).toMatchObject({ verified: false, safeToFormat: false })
      expect(everything(shuttle.path)).toEqual([])
      expectSameTree(card, join(at, 'B/A001'))
      shuttle.plug()
      expectWhole(card, join(shuttle.path, 'A001'))
      const second = await offload(request, { journal: first.journal.reopen() })
      expect(second.outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
        ['done', 13],
        ['done', 13],
      ])
      expect(second.outcome.destinations[1]?.copied).toBe(0)
      expectSameTree(card, join(shuttle.path, 'A001'))
    },
  )

  it.skipIf(!can)(
    'that fills up in the middle stops alone, keeps what is whole, and takes the rest when there is room',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'A001'), TAKES)
      const shuttle = drive(join(at, 'shuttle'), kind, 120)
      const plan = await planOffload({ sources: [card], destinations: [shuttle.path, join(at, 'B')] })
      writeFileSync(join(shuttle.path, 'someone-else.bin'), Buffer.alloc(70_000_000, 1))
      const first = await offload(NONE, { plan })
      expect(first.outcome.destinations.map((one) => [one.state, one.fault?.code ?? null])).toEqual([
        ['failed', 'destination.full'],
        ['done', null],
      ])
      expect(everything(shuttle.path).filter((name) => name.endsWith('.part'))).toEqual([])
      expectWhole(card, join(shuttle.path, 'A001'))
      rmSync(join(shuttle.path, 'someone-else.bin'))
      const second = await offload(NONE, { plan, journal: first.journal.reopen() })
      expect(second.outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
        ['done', 12],
        ['done', 12],
      ])
      expectSameTree(card, join(shuttle.path, 'A001'))
    },
  )
})

describe.skipIf(!CAN_MOUNT)('a drive that the kernel turns read-only in the middle (needs root to mount)', () => {
  it('stops alone, and goes on when it was checked and plugged in again', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), { ...TAKES, 'zz-large.mov': 150_000_000 })
    const shuttle = drive(join(at, 'shuttle'), 'ext4', 500)
    const request = { sources: [card], destinations: [shuttle.path, join(at, 'B')] }
    const first = await offload(request, {
      onProgress: once((reading) => (reading.destinations[0]?.bytesCopied ?? 0) > 0, shuttle.turnReadOnly),
    })
    expect(first.outcome.destinations.map((one) => one.state)).toEqual(['failed', 'done'])
    expect(['destination.readonly', 'disk.io']).toContain(first.outcome.destinations[0]?.fault?.code)
    expectSameTree(card, join(at, 'B/A001'))
    shuttle.pull()
    shuttle.plug()
    expectWhole(card, join(shuttle.path, 'A001'))
    const second = await offload(request, { journal: first.journal.reopen() })
    expect(second.outcome.destinations.map((one) => [one.state, one.verified])).toEqual([
      ['done', 13],
      ['done', 13],
    ])
    expectSameTree(card, join(shuttle.path, 'A001'))
  })
})

describe.skipIf(!CAN_MOUNT)('two offloads that fill one drive (needs root to mount)', () => {
  it('both say so, and neither leaves half a file', async () => {
    const at = workshop()
    const cards = ['A001', 'B001'].map((name) => makeCard(join(at, name), TAKES))
    const small = mountMemory(join(at, 'small'), 100)
    const plans = await Promise.all(cards.map(async (card) => planOffload({ sources: [card], destinations: [small] })))
    const both = await Promise.all(plans.map(async (plan) => offload(NONE, { plan })))
    expect(both.map(({ outcome }) => outcome.destinations[0]?.fault?.code ?? null)).toContain('destination.full')
    for (const [index, card] of cards.entries()) expectWhole(card, join(small, index === 0 ? 'A001' : 'B001'))
    expect(everything(small).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

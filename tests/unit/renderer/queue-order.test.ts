/**
 * Moving an offload past its neighbour, and what waits and stays in words.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DestinationProgress, Offload } from '../../../shared/model/offload.ts'
import { asItStands, moveInOrder } from '../../../renderer/features/history/queue-order.ts'
import {
  destinationShares,
  destinationState,
  waitWord,
  whatStays,
} from '../../../renderer/features/history/queue-words.ts'

interface Row {
  readonly id: string
  readonly priority: number
  readonly place: number
}

/** As the engine sorts, and as it moves: before another one in the order of places, whatever the priorities. */
const sorted = (rows: readonly Row[]): Row[] => rows.toSorted((a, b) => b.priority - a.priority || a.place - b.place)
function moved(
  rows: readonly Row[],
  id: string,
  { priority, before }: { priority?: number; before: string | null },
): Row[] {
  const others = rows.filter((row) => row.id !== id).toSorted((a, b) => a.place - b.place)
  const mine = rows.find((row) => row.id === id)!
  const at = before === null ? others.length : others.findIndex((row) => row.id === before)
  others.splice(at, 0, { ...mine, priority: priority ?? mine.priority })
  return sorted(others.map((row, place) => ({ ...row, place })))
}

describe('moving in the queue', () => {
  it('changes places with the neighbour and with nobody else, whatever the priorities', () => {
    const rows = fc
      .uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 7 })
      .chain((places) =>
        fc.tuple(
          fc.constant(places),
          fc.array(fc.integer({ min: -1, max: 1 }), { minLength: places.length, maxLength: places.length }),
        ),
      )
      .map(([places, priorities]) =>
        sorted(places.map((place, at) => ({ id: `o${at}`, place, priority: priorities[at]! }))),
      )
    fc.assert(
      fc.property(rows, fc.nat(6), fc.constantFrom(1 as const, -1 as const), (queue, pick, by) => {
        const at = pick % queue.length
        const move = moveInOrder(queue, queue[at]!.id, by)
        if (at + by < 0 || at + by >= queue.length) {
          expect(move).toBeNull()
          return
        }
        const wanted = queue.map(({ id }) => id)
        ;[wanted[at], wanted[at + by]] = [wanted[at + by]!, wanted[at]!]
        expect(moved(queue, queue[at]!.id, move!).map(({ id }) => id)).toEqual(wanted)
      }),
    )
  })

  it('leaves the priority alone between equals', () => {
    const equal = [
      { id: 'a', priority: 0 },
      { id: 'b', priority: 0 },
      { id: 'c', priority: 0 },
    ]
    expect(moveInOrder(equal, 'c', -1)).toEqual({ before: 'b' })
    expect(moveInOrder(equal, 'a', 1)).toEqual({ before: 'c' })
    expect(moveInOrder(equal, 'b', 1)).toEqual({ before: null })
  })
})

const place = (name: string, more: Partial<DestinationProgress> = {}): DestinationProgress => ({
  index: 0,
  path: `/mnt/${name}`,
  target: `/mnt/${name}/A003`,
  volumeLabel: name,
  physicalDevice: null,
  state: 'copying',
  bytesCopied: 50,
  bytesVerified: 20,
  filesCopied: 5,
  filesVerified: 2,
  conflicts: 0,
  failures: 0,
  readErrors: 0,
  paused: false,
  origins: [],
  speed: 0,
  readBack: null,
  error: null,
  ...more,
})
const queue = (more: Partial<NonNullable<Offload['queue']>> = {}): NonNullable<Offload['queue']> => ({
  position: 1,
  priority: 0,
  paused: false,
  waitsFor: null,
  ...more,
})
const one = (id: string, state: Offload['state'], more: Partial<Offload> = {}): Offload =>
  ({ id, state, queue: queue(), ...more }) as Offload

describe('the queue as it stands', () => {
  it('takes what was told last, and keeps what ran apart from what waits', () => {
    const listed = [one('a', 'queued'), one('b', 'queued'), one('c', 'parked')]
    const stands = asItStands(listed, [one('a', 'copying'), one('d', 'queued')])
    expect(stands.now.map(({ id }) => id)).toEqual(['a'])
    expect(stands.next.map(({ id }) => id)).toEqual(['b', 'c', 'd'])
  })

  it('lets go of what has ended', () => {
    expect(asItStands([one('a', 'copying')], [one('a', 'done', { queue: null })])).toEqual({ now: [], next: [] })
  })

  it('says what one waits for', () => {
    expect(waitWord({ state: 'queued', queue: queue({ waitsFor: 'Waits for A001, which uses RAID_A.' }) }).text).toBe(
      'Waits for A001, which uses RAID_A.',
    )
    expect(waitWord({ state: 'parked', queue: queue({ paused: true }) }).text).toBe('Paused')
    expect(waitWord({ state: 'parked', queue: queue() }).text).toBe('Not resumed since the last start')
  })
})

describe('a destination in the queue', () => {
  const full = { level: 'full', files: 5, bytes: 100 } as const

  it('is read back only where every file was', () => {
    expect(destinationState(place('A', { state: 'done', filesVerified: 5, readBack: 'device' }), full)).toEqual({
      mark: 'verified',
      text: 'Verified and sealed, read back from the disk',
    })
    expect(destinationState(place('A', { state: 'done' }), full).text).toContain('not all verified')
    expect(
      destinationState(place('A', { state: 'done', filesVerified: 5, filesCopied: 5 }), { ...full, level: 'source' })
        .text,
    ).toBe('Copied, not read back')
    expect(destinationState(place('A', { failures: 1 }), full).mark).toBe('failed')
    expect(destinationState(place('A', { paused: true }), full).text).toBe('Paused')
  })

  it('shows reading back only where that was asked for', () => {
    expect(destinationShares(place('A'), full)).toEqual({ share: 0.5, second: 0.2 })
    expect(destinationShares(place('A'), { ...full, level: 'size' })).toEqual({ share: 0.5, second: undefined })
  })

  it('tells what stays of it when it is cancelled', () => {
    const stays = whatStays({ ...full, destinations: [place('RAID_A'), place('SHUTTLE', { filesVerified: 0 })] }).map(
      (line) => line.replaceAll('\u00a0', ' '),
    )
    expect(stays).toEqual(['RAID_A: 2 of 5 files are read back and stay', 'SHUTTLE: nothing is read back yet'])
    expect(whatStays({ ...full, level: 'source', destinations: [place('RAID_A', { filesCopied: 1 })] })[0]).toContain(
      '1 of 5\u00a0files is copied and stays',
    )
  })
})

/**
 * Which file goes where next, and from where.
 */
import { describe, expect, it } from 'vitest'
import { bySpeed } from '../../../electron/engine/domain/offload/offload-cascade.ts'
import type { FileCopy } from '../../../electron/engine/domain/offload/offload.ts'
import { openErrands, type Errand } from '../../../electron/engine/offload/run/copy-tasks.ts'
import type { Ledger } from '../../../electron/engine/offload/run/file-status.ts'
import type { DestinationStatus } from '../../../electron/engine/offload/run/progress.ts'

/** Errands of so many files to so many destinations, over books that the test keeps itself. */
function scene(files: number, destinations: number, cascade = false) {
  const copies = new Map<string, FileCopy['state']>()
  const ledger = {
    fault: () => null, copy: (position: number, destination: number) => {
      const state = copies.get(`${position}:${destination}`)
      return state === undefined ? null : { state } as FileCopy
    },
  } as unknown as Ledger
  const statuses = Array.from({ length: destinations }, (): DestinationStatus => ({
    state: 'waiting', fault: null, readBack: null, bytesChecked: 0, paused: false, behind: false,
  }))
  const errands = openErrands({ sizes: Array.from({ length: files }, () => 1), ledger, statuses, order: statuses.map((_, index) => index), cascade })
  const finish = (taken: readonly Errand[], state: FileCopy['state'] = 'verified'): void => {
    for (const { position, destinations: all } of taken) {
      for (const destination of all) {
        copies.set(`${position}:${destination}`, state)
        errands.end(position, destination)
      }
    }
  }
  return { errands, statuses, finish, copies }
}

const short = (taken: readonly Errand[]) => taken.map(one => [one.position, one.from, ...one.destinations])

describe('errands', () => {
  it('go from the card to all destinations at once', () => {
    const { errands, finish } = scene(2, 2)
    const taken = errands.fromCard()
    expect(short(taken)).toEqual([[0, null, 0, 1], [1, null, 0, 1]])
    finish(taken)
    expect([errands.fromCard(), errands.behind(0), errands.done()]).toEqual([[], [], true])
  })

  it('pass a paused destination by, and come back to it from a verified copy', () => {
    const { errands, statuses, finish } = scene(2, 2)
    statuses[0]!.paused = true
    const taken = errands.fromCard()
    expect(short(taken)).toEqual([[0, null, 1], [1, null, 1]])
    expect(errands.behind(0)).toEqual([])
    statuses[0]!.paused = false
    expect(errands.behind(0)).toEqual([]) // nothing is verified yet
    finish(taken)
    expect(errands.done()).toBe(false)
    expect(short(errands.behind(0))).toEqual([[0, 1, 0], [1, 1, 0]])
    expect(errands.done()).toBe(true)
  })

  it('of a cascade read the card for the first drive alone, and for the next one when that fails', () => {
    const { errands, statuses, finish } = scene(2, 3, true)
    const first = errands.fromCard()
    expect(short(first)).toEqual([[0, null, 0], [1, null, 0]])
    finish(first.slice(0, 1))
    expect(short(errands.behind(1))).toEqual([[0, 0, 1]])
    statuses[0]!.fault = { code: 'destination.lost', sentence: 'It is gone.' }
    errands.end(1, 0)
    // Nobody has the second file now: it is read from the card again, once, for whoever asks first.
    expect(errands.behind(1)).toEqual([])
    expect(short(errands.fromCard())).toEqual([[1, null, 1]])
    expect(errands.behind(2)).toEqual([])
  })

  it('never take an origin that read differently, or failed', () => {
    const { errands, finish } = scene(1, 3, true)
    const first = errands.fromCard()
    finish(first)
    errands.distrust(0, 0)
    expect(errands.behind(1)).toEqual([])
    expect(short(errands.fromCard())).toEqual([[0, null, 1]])
  })

  it('let the slow ones set the pace when only those are left', () => {
    const { errands, statuses } = scene(1, 2)
    for (const status of statuses) status.behind = true
    expect(errands.attached()).toEqual([0])
  })
})

describe('the first of a cascade', () => {
  it('is the fastest that can be told; among equals the one named first', () => {
    const drive = (kind: 'external' | 'network' | 'memory', rotational: boolean | null) => ({ kind, rotational })
    expect(bySpeed([drive('network', null), drive('external', true), drive('external', null), drive('external', false), drive('memory', null), drive('external', false)]))
      .toEqual([3, 5, 2, 1, 0, 4])
  })
})

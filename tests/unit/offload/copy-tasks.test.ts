/**
 * Which file goes where next, and from where.
 */
import { describe, expect, it } from 'vitest'
import { bySpeed } from '../../../electron/engine/domain/offload/offload-cascade.ts'
import type { FileCopy } from '../../../electron/engine/domain/offload/offload.ts'
import { createCopyTasks, type CopyTask } from '../../../electron/engine/offload/run/copy-tasks.ts'
import type { FileStatusTable } from '../../../electron/engine/offload/run/file-status.ts'
import type { DestinationStatus } from '../../../electron/engine/offload/run/progress.ts'

/** Copy tasks of so many files to so many destinations, over a table that the test keeps itself. */
function scene(files: number, destinations: number, cascade = false) {
  const copies = new Map<string, FileCopy['state']>()
  const fileStatus = {
    fault: () => null,
    copy: (position: number, destination: number) => {
      const state = copies.get(`${position}:${destination}`)
      return state === undefined ? null : ({ state } as FileCopy)
    },
  } as unknown as FileStatusTable
  const statuses = Array.from({ length: destinations }, (): DestinationStatus => ({
    state: 'waiting',
    fault: null,
    readBack: null,
    bytesChecked: 0,
    paused: false,
    behind: false,
  }))
  const copyTasks = createCopyTasks({
    sizes: Array.from({ length: files }, () => 1),
    fileStatus,
    statuses,
    order: statuses.map((_, index) => index),
    cascade,
  })
  const finish = (taken: readonly CopyTask[], state: FileCopy['state'] = 'verified'): void => {
    for (const { position, destinations: all } of taken) {
      for (const destination of all) {
        copies.set(`${position}:${destination}`, state)
        copyTasks.end(position, destination)
      }
    }
  }
  return { copyTasks, statuses, finish, copies }
}

const short = (taken: readonly CopyTask[]) => taken.map((one) => [one.position, one.from, ...one.destinations])

describe('copy tasks', () => {
  it('go from the card to all destinations at once', () => {
    const { copyTasks, finish } = scene(2, 2)
    const taken = copyTasks.fromCard()
    expect(short(taken)).toEqual([
      [0, null, 0, 1],
      [1, null, 0, 1],
    ])
    finish(taken)
    expect([copyTasks.fromCard(), copyTasks.behind(0), copyTasks.done()]).toEqual([[], [], true])
  })

  it('pass a paused destination by, and come back to it from a verified copy', () => {
    const { copyTasks, statuses, finish } = scene(2, 2)
    statuses[0]!.paused = true
    const taken = copyTasks.fromCard()
    expect(short(taken)).toEqual([
      [0, null, 1],
      [1, null, 1],
    ])
    expect(copyTasks.behind(0)).toEqual([])
    statuses[0]!.paused = false
    expect(copyTasks.behind(0)).toEqual([]) // nothing is verified yet
    finish(taken)
    expect(copyTasks.done()).toBe(false)
    expect(short(copyTasks.behind(0))).toEqual([
      [0, 1, 0],
      [1, 1, 0],
    ])
    expect(copyTasks.done()).toBe(true)
  })

  it('of a cascade read the card for the first drive alone, and for the next one when that fails', () => {
    const { copyTasks, statuses, finish } = scene(2, 3, true)
    const first = copyTasks.fromCard()
    expect(short(first)).toEqual([
      [0, null, 0],
      [1, null, 0],
    ])
    finish(first.slice(0, 1))
    expect(short(copyTasks.behind(1))).toEqual([[0, 0, 1]])
    statuses[0]!.fault = { code: 'destination.lost', sentence: 'It is gone.' }
    copyTasks.end(1, 0)
    // Nobody has the second file now: it is read from the card again, once, for whoever asks first.
    expect(copyTasks.behind(1)).toEqual([])
    expect(short(copyTasks.fromCard())).toEqual([[1, null, 1]])
    expect(copyTasks.behind(2)).toEqual([])
  })

  it('never take an origin that read differently, or failed', () => {
    const { copyTasks, finish } = scene(1, 3, true)
    const first = copyTasks.fromCard()
    finish(first)
    copyTasks.distrust(0, 0)
    expect(copyTasks.behind(1)).toEqual([])
    expect(short(copyTasks.fromCard())).toEqual([[0, null, 1]])
  })

  it('let the slow ones set the pace when only those are left', () => {
    const { copyTasks, statuses } = scene(1, 2)
    for (const status of statuses) status.behind = true
    expect(copyTasks.attached()).toEqual([0])
  })
})

describe('the first of a cascade', () => {
  it('is the fastest that can be told; among equals the one named first', () => {
    const drive = (kind: 'external' | 'network' | 'memory', rotational: boolean | null) => ({ kind, rotational })
    expect(
      bySpeed([
        drive('network', null),
        drive('external', true),
        drive('external', null),
        drive('external', false),
        drive('memory', null),
        drive('external', false),
      ]),
    ).toEqual([3, 5, 2, 1, 0, 4])
  })
})

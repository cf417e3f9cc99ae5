/**
 * Which file goes where next, and from where: from the card to the destinations that keep up, and to those that don't
 * (paused, slow, or meant to follow in a cascade) from a copy that is verified by then.
 *
 * The card is read once. Only a file of which no copy came to a good end is read from it again.
 */
import type { FileStatusTable } from './file-status.ts'
import type { DestinationStatus } from './progress.ts'

/** A batch ends at this many files or bytes, whatever comes first. */
const BATCH_FILES = 1024
const BATCH_BYTES = 64 << 20

/** Files that wait for a copy are looked through so far for one that need not wait. */
const LOOKED_THROUGH = 4096

/** A file that still has to go to these destinations, from the card (null) or from the copy at a destination. */
export interface CopyTask {
  readonly position: number
  readonly destinations: readonly number[]
  readonly from: number | null
}

interface CopyTasksFacts {
  readonly sizes: readonly number[]
  readonly fileStatus: FileStatusTable
  readonly statuses: readonly DestinationStatus[]
  /** Destinations in the order in which they are preferred as the first of a cascade and as origins of copies. */
  readonly order: readonly number[]
  /** True: one destination is copied from the card, the others from it. */
  readonly cascade: boolean
}

export interface CopyTasks {
  /** The next from the card; empty when there are none at the moment. */
  fromCard(): readonly CopyTask[]
  /** The next for a destination that was passed by, from copies; empty when there are none at the moment. */
  behind(destination: number): readonly CopyTask[]
  /** The destination was passed by with this file, or has to take it again under another name. */
  miss(position: number, destination: number): void
  /** The copy task came to an end at this destination, whichever. */
  end(position: number, destination: number): void
  /** The copy of this file at `from` is no origin any more: it could not be read, or read differently. */
  distrust(position: number, from: number): void
  /** The destinations that are copied from the card now. */
  attached(): readonly number[]
  /** True when nothing is left for any destination that has not failed, but for what is under way. */
  done(): boolean
}

/** Lays out the copy tasks of a run. */
export function createCopyTasks({ sizes, fileStatus, statuses, order, cascade }: CopyTasksFacts): CopyTasks {
  let next = 0
  const cardAgain: { readonly position: number; readonly destination: number }[] = []
  const missed: number[][] = statuses.map(() => [])
  /** Files under way, and copies not to be trusted, by position and destination. */
  const pending = new Set<number>()
  const distrusted = new Set<number>()
  const key = (position: number, destination: number): number => position * statuses.length + destination
  const alive = (destination: number): boolean => statuses[destination]?.fault === null
  const able = (destination: number): boolean => alive(destination) && statuses[destination]?.paused === false
  const cardOver = (): boolean => next >= sizes.length && cardAgain.length === 0

  const attached = (): readonly number[] => {
    const ready = order.filter(able)
    if (cascade) return ready.slice(0, 1)
    const keepUp = ready.filter((destination) => statuses[destination]?.behind === false)
    // When only slow ones are left, the first of them sets the pace again.
    return keepUp.length > 0 ? keepUp : ready.slice(0, 1)
  }

  const originOf = (position: number, destination: number): number | 'card' | 'wait' => {
    let waits = false
    let paused: number | null = null
    for (const other of order) {
      if (other === destination || !alive(other) || distrusted.has(key(position, other))) continue
      const copy = fileStatus.copy(position, other)
      if (copy !== null && copy.state !== 'failed') {
        if (able(other)) return other
        paused ??= other
      }
      // What is under way at a paused drive is waited for only as long as there is other work.
      if (pending.has(key(position, other)) && (able(other) || !cardOver())) waits = true
    }
    return paused ?? (waits ? 'wait' : 'card')
  }

  const begin = (copyTask: CopyTask): CopyTask => {
    for (const destination of copyTask.destinations) pending.add(key(copyTask.position, destination))
    return copyTask
  }

  return {
    attached,
    fromCard: () => {
      const copyTasks: CopyTask[] = []
      for (const { position, destination } of cardAgain.splice(0, BATCH_FILES)) {
        pending.delete(key(position, destination))
        if (able(destination)) copyTasks.push(begin({ position, destinations: [destination], from: null }))
        else missed[destination]?.push(position)
      }
      const now = attached()
      if (now.length === 0) return copyTasks
      for (let bytes = 0; next < sizes.length && copyTasks.length < BATCH_FILES && bytes < BATCH_BYTES;) {
        const position = next++
        const lacking = order.filter(
          (destination) => alive(destination) && fileStatus.copy(position, destination) === null,
        )
        const here = lacking.filter((destination) => now.includes(destination))
        for (const destination of lacking) if (!here.includes(destination)) missed[destination]?.push(position)
        if (here.length === 0) continue
        copyTasks.push(begin({ position, destinations: here.toSorted((a, b) => a - b), from: null }))
        bytes += sizes[position] ?? 0
      }
      return copyTasks
    },
    behind: (destination) => {
      const queue = missed[destination]
      if (queue === undefined || queue.length === 0 || !able(destination)) return []
      const copyTasks: CopyTask[] = []
      const waiting: number[] = []
      const looked = queue.splice(0, LOOKED_THROUGH)
      let bytes = 0
      for (const position of looked) {
        if (fileStatus.fault(position) !== null || fileStatus.copy(position, destination) !== null) continue
        const origin = copyTasks.length < BATCH_FILES && bytes < BATCH_BYTES ? originOf(position, destination) : 'wait'
        if (origin === 'wait') waiting.push(position)
        else if (origin === 'card') {
          cardAgain.push({ position, destination })
          pending.add(key(position, destination))
        } else {
          copyTasks.push(begin({ position, destinations: [destination], from: origin }))
          bytes += sizes[position] ?? 0
        }
      }
      queue.unshift(...waiting)
      return copyTasks
    },
    miss: (position, destination) => {
      missed[destination]?.push(position)
    },
    end: (position, destination) => {
      pending.delete(key(position, destination))
    },
    distrust: (position, from) => {
      distrusted.add(key(position, from))
    },
    done: () => {
      const live = order.filter(alive)
      return live.length === 0 || (cardOver() && live.every((destination) => missed[destination]?.length === 0))
    },
  }
}

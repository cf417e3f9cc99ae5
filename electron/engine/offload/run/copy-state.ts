/**
 * What the steps of the coordinator share: the run, its journal, and what is known of copies that are not what they were.
 */
import type { Fault, FileCopy } from '../../domain/offload/offload.ts'
import type { CopyJob, CopyResult, SettleJob } from '../workers/messages.ts'
import type { Placement } from './placement.ts'
import { stillThere } from './prepare.ts'
import type { Run } from './running.ts'

import { createJournalBatch, type JournalBatch } from './journal-batch.ts'

/** Where a file goes at a destination, and under which temporary name it is written (null: it is compared). */
export interface Placed extends Placement {
  readonly destination: number
  /** The destination whose copy is its origin, or null for the card. */
  readonly from: number | null
  readonly temporary: string | null
}

export interface CopyBatch {
  /** The lane that copies it: from the card (null), or to this destination from copies. */
  readonly lane: number | null
  readonly jobs: readonly CopyJob[]
  /** Files that have to be compared only, and whose hashes are known: nothing has to be read for them. */
  readonly known: readonly CopyResult[]
  readonly placed: ReadonlyMap<number, readonly Placed[]>
}

export interface Settling {
  readonly placed: ReadonlyMap<number, readonly Placed[]>
  /** By destination. */
  readonly jobs: ReadonlyMap<number, readonly SettleJob[]>
}

/** An entry for a file that was never on its way to the destination. */
export function unplaced(
  path: string,
  destination: number,
  known: Pick<FileCopy, 'state'> & Partial<FileCopy>,
): FileCopy {
  return {
    path,
    destination,
    writtenAs: path,
    from: null,
    method: null,
    level: null,
    fault: null,
    copied: false,
    at: Date.now(),
    ctimeNs: null,
    ...known,
  }
}

export interface CopyState {
  readonly run: Run
  readonly journal: JournalBatch
  /** Names that turned out to hold other bytes, or to be taken, by `nameKey`. */
  readonly differing: Map<number, Set<string>>
  /** A file at a destination, as one number. */
  nameKey(position: number, destination: number): number
  isLost(destination: number): Promise<boolean>
  demote(position: number, from: number, what: string): void
  entry(position: number, placed: Placed, state: FileCopy['state'], fault: Fault | null): FileCopy
}

export function createCopyState(run: Run): CopyState {
  const { plan, fileStatus, statuses } = run
  const journal = createJournalBatch(run.journal)
  const nameKey = (position: number, destination: number): number => position * statuses.length + destination

  /** True when a drive is gone; then its copies say nothing of themselves. */
  const isLost = async (destination: number): Promise<boolean> => {
    const anchor = run.anchors[destination] ?? null
    if (anchor === null || (await stillThere(anchor))) return false
    run.fail(destination, {
      code: 'destination.lost',
      sentence: `${anchor.path} was disconnected. Reconnect it to resume.`,
    })
    return true
  }

  /** A copy that was settled is not what it was: whatever is said of it from here on, it is not that it is good. */
  const demote = (position: number, from: number, what: string): void => {
    const root = plan.destinations[from]?.root ?? ''
    const was = fileStatus.copy(position, from)?.level === 'full' ? 'verified' : 'copied'
    const step = fileStatus.demoted(position, from, {
      code: 'hash.mismatch',
      sentence: `${plan.files[position]?.path ?? ''} was ${was} on ${root} and ${what}. The drive, its cable or this computer's memory is not reliable, or somebody changed it: check them and resume the offload.`,
    })
    if (step !== null) journal.note([step])
  }

  const entry = (position: number, placed: Placed, state: FileCopy['state'], fault: Fault | null): FileCopy => ({
    path: plan.files[position]?.path ?? '',
    destination: placed.destination,
    state,
    writtenAs: placed.writtenAs,
    method: null,
    level: null,
    from: placed.temporary === null ? null : placed.from,
    fault: fault === null ? null : { code: fault.code, sentence: fault.sentence },
    copied: placed.temporary !== null && state !== 'failed',
    at: Date.now(),
    ctimeNs: null,
  })

  return { run, journal, differing: new Map(), nameKey, isLost, demote, entry }
}

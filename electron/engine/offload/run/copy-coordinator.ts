/**
 * Turns copy tasks into batches for the workers, and records what came of them.
 */
import type { CopyTask } from './copy-tasks.ts'
import type { Run } from './running.ts'

import { createCopying } from './copy-results.ts'
import { createCopyState, unplaced, type CopyBatch, type Settling } from './copy-state.ts'
import { createPlacing } from './place-tasks.ts'
import { createSettling } from './settle-results.ts'

export interface CopyCoordinator {
  place(copyTasks: readonly CopyTask[]): Promise<CopyBatch>
  copy(batch: CopyBatch): Promise<Settling>
  /** @param settled told of each destination whose part is done */
  settle(settling: Settling, settled: (destination: number) => void): Promise<void>
  /**
   * Enters, at the end, what every destination lacks because it could not be read. A run that is parked may still read
   * it.
   */
  enterLacking(): void
  /** Writes what is not yet in the journal. */
  close(): void
}

/** Makes the coordinator of a run. */
export function createCopyCoordinator(run: Run): CopyCoordinator {
  const { plan, fileStatus, statuses, copyTasks } = run
  const state = createCopyState(run)
  const { journal } = state
  /**
   * A history that has grown at the destination holds all that the card's holds: the plan compared the two entry by
   * entry. It is no origin of copies: its bytes are not the card's.
   */
  const enterContinued = (destination: number, grown: ReadonlySet<string>): void => {
    if (grown.size === 0) return
    for (const [position, { path }] of plan.files.entries()) {
      if (!grown.has(path)) continue
      copyTasks.distrust(position, destination)
      if (statuses[destination]?.fault !== null || fileStatus.copy(position, destination) !== null) continue
      journal.note([fileStatus.settled(position, unplaced(path, destination, { state: 'verified', level: 'full' }))])
    }
  }
  for (const [index, { existing }] of plan.destinations.entries()) {
    enterContinued(index, new Set([...existing].flatMap(([path, found]) => (found === 'continued' ? [path] : []))))
  }

  const enterLacking = (): void => {
    for (const [position, { code, sentence }] of fileStatus.faults()) {
      const path = plan.files[position]?.path ?? ''
      const lacking = statuses.flatMap((status, destination) =>
        status.fault === null && fileStatus.copy(position, destination) === null ? [destination] : [],
      )
      // It was tried at one of them; the others were to be filled from that copy, or were paused.
      journal.note(
        lacking.map((destination) =>
          fileStatus.settled(position, unplaced(path, destination, { state: 'failed', fault: { code, sentence } })),
        ),
      )
    }
  }

  return {
    place: createPlacing(state),
    copy: createCopying(state),
    settle: createSettling(state),
    enterLacking,
    close: () => {
      journal.write()
    },
  }
}

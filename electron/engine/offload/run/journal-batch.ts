/**
 * Steps of an offload, written to its journal in few transactions.
 */
import type { JournalStep, OffloadJournal } from '../../domain/offload/offload-journal.ts'

/** A transaction at most this often, in milliseconds: each waits for the disk of the catalogue. */
const COMMIT_EVERY = 250

export type JournalBatch = ReturnType<typeof createJournalBatch>

/** Gathers steps into few transactions. What a crash loses with them is found again by hashing. */
export function createJournalBatch(journal: OffloadJournal) {
  let steps: JournalStep[] = []
  let last = 0
  const write = (): void => {
    last = performance.now()
    if (steps.length === 0) return
    const taken = steps
    steps = []
    journal.record(taken)
  }
  return {
    note: (more: readonly JournalStep[]): void => {
      for (const step of more) steps.push(step)
    },
    writeDue: (): void => {
      if (performance.now() - last >= COMMIT_EVERY) write()
    },
    write,
  }
}

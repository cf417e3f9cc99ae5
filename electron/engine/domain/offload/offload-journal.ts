/**
 * The journal of one offload: every step that must survive a crash, written in batches.
 *
 * What is recorded is always already true on the drives, so a crash can only lose the last batch: those files are then
 * found under their final names at the next run and recognised by hashing them again.
 */
import type { Hashes } from '../../../../shared/model/hash.ts'
import type { Fault, FileCopy } from './offload.ts'

/** What earlier runs of the same offload left behind about a file. */
export interface KnownFile {
  /** Null when it was not read to its end yet. */
  readonly hashes: Hashes | null
  /** The copies that were verified, or verified under a name of a conflict. */
  readonly copies: readonly FileCopy[]
}

export type JournalStep =
  /** The bytes are about to be written under a temporary name. */
  | { readonly step: 'copying'; readonly position: number; readonly destination: number; readonly temporary: string }
  /** The original was read to its end. */
  | { readonly step: 'read'; readonly position: number; readonly hashes: Hashes }
  /** The original can't be read, or changed while it was read. */
  | { readonly step: 'source-fault'; readonly position: number; readonly fault: Fault }
  /** The original was read and is not what a manifest on the card says. It is copied all the same. */
  | { readonly step: 'differs'; readonly position: number; readonly fault: Fault }
  /** All bytes are written under the temporary name; nothing is durable yet. */
  | { readonly step: 'copied'; readonly position: number; readonly destination: number }
  /** The copy came to an end: verified, conflict or failed. */
  | { readonly step: 'settled'; readonly position: number; readonly copy: FileCopy }

export interface OffloadJournal {
  readonly offloadId: string
  /** True when an earlier run was cut off, so that temporary files of it may lie about. */
  readonly resumed: boolean
  /** What is known of the file at this position of the plan, or null. */
  known(position: number): KnownFile | null
  /** Writes steps in one transaction; when it returns they survive a crash of the process. */
  record(steps: readonly JournalStep[]): void
}

/** A journal in memory, for tests and for measurements; `lines` holds every step in order. */
export interface MemoryJournal extends OffloadJournal {
  readonly lines: readonly JournalStep[]
  /** The journal as a later run of the same offload would find it. */
  reopen(): MemoryJournal
}

/** Makes a journal in memory. */
export function createMemoryJournal(
  offloadId: string,
  earlier: readonly JournalStep[] = [],
  resumed = false,
): MemoryJournal {
  const lines: JournalStep[] = [...earlier]
  const known = rebuild(earlier)
  return {
    offloadId,
    resumed,
    lines,
    known: (position) => known.get(position) ?? null,
    record: (steps) => {
      for (const step of steps) lines.push(step)
    },
    reopen: () => createMemoryJournal(offloadId, lines, true),
  }
}

function rebuild(steps: readonly JournalStep[]): ReadonlyMap<number, KnownFile> {
  const known = new Map<number, KnownFile>()
  for (const step of steps) {
    const file = known.get(step.position) ?? { hashes: null, copies: [] }
    if (step.step === 'read') known.set(step.position, { ...file, hashes: step.hashes })
    if (step.step === 'settled' && step.copy.state !== 'failed') {
      const others = file.copies.filter((copy) => copy.destination !== step.copy.destination)
      known.set(step.position, { ...file, copies: [...others, step.copy] })
    }
  }
  return known
}

/**
 * The file status table of a run: what became of every file at every destination, as it is known at this moment.
 */
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import type { VerificationLevel } from '../../../../shared/model/offload.ts'
import type { Fault, FileCopy, OffloadPlan, PlannedFile } from '../../domain/offload/offload.ts'
import { claimedFormats, differenceFrom, type Difference } from '../../domain/offload/source-manifests.ts'
import { reaches } from '../../domain/copies/verification-level.ts'
import type { JournalStep, OffloadJournal } from '../../domain/offload/offload-journal.ts'
import { createKeptCopies } from './kept-copies.ts'
import { createKeptHashes } from './kept-hashes.ts'

export interface Counts {
  /** Written in this run. */
  copied: number
  /** Read back and equal. */
  verified: number
  /** Settled without a read-back, at a level below `full`. */
  unread: number
  /** Settled, of originals that are not what a manifest on the card says. */
  differing: number
  conflicts: number
  failures: number
}

export interface FileStatusTable {
  hashes(position: number): Hashes | null
  fault(position: number): Fault | null
  /** The originals that could not be read, by position. */
  faults(): ReadonlyMap<number, Fault>
  /** How the original differs from a manifest that came with it, or null. Known as soon as it was read. */
  difference(position: number): Difference | null
  copy(position: number, destination: number): FileCopy | null
  counts(destination: number): Readonly<Counts>
  /** Bytes that needed no work in this run, because an earlier one had verified them. */
  bytesBefore(destination: number): number
  /** Enters a read, and compares it with what the card's own manifests say. */
  read(position: number, hashes: Hashes): readonly JournalStep[]
  sourceFault(position: number, fault: Fault): JournalStep
  settled(position: number, copy: FileCopy): JournalStep
  /** A copy that was verified turned out to be bad; null when it was not verified. */
  demoted(position: number, destination: number, fault: Fault): JournalStep | null
  /** How many files of a destination were copied from the card (null) and from each other destination. */
  origins(destination: number): ReadonlyMap<number | null, number>
}

/**
 * Opens the file status table with what the journal knows of earlier runs.
 * @param formats hashes without one of these are taken again
 * @param level what is asked for now: an earlier copy that was proven less is looked at again
 * @param isUntouched whether a copy that was verified earlier is there as it was then; only then it is trusted, else it is read again
 */
export async function createFileStatusTable(
  plan: OffloadPlan,
  journal: OffloadJournal,
  formats: readonly HashFormat[],
  level: VerificationLevel,
  isUntouched: (file: PlannedFile, copy: FileCopy) => Promise<boolean>,
): Promise<FileStatusTable> {
  const hashes = createKeptHashes(plan.files.length)
  const faults = new Map<number, Fault>()
  const differences = new Map<number, Difference>()
  const claims = plan.honoured?.claims
  const compare = (position: number, file: PlannedFile, found: Hashes): void => {
    const difference = differenceFrom(file.path, file.size, found, claims?.get(file.path))
    if (difference !== null) differences.set(position, difference)
  }
  const copies = plan.destinations.map((_, destination) =>
    createKeptCopies(plan.files.length, destination, (position) => plan.files[position]?.path ?? ''),
  )
  const counts: Counts[] = plan.destinations.map(() => noCounts())
  const before = plan.destinations.map(() => 0)
  const origins = plan.destinations.map(() => new Map<number | null, number>())

  const tallied = (position: number, copy: FileCopy): 'differing' | 'verified' | 'unread' => {
    return differences.has(position) ? 'differing' : copy.level === 'full' ? 'verified' : 'unread'
  }
  const enter = (position: number, copy: FileCopy): void => {
    const count = counts[copy.destination]
    const row = copies[copy.destination]
    if (count === undefined || row === undefined) return
    row.keep(position, copy)
    if (copy.state === 'failed') count.failures++
    else {
      count[tallied(position, copy)]++
      const from = origins[copy.destination]
      from?.set(copy.from, (from.get(copy.from) ?? 0) + 1)
      if (copy.state === 'conflict') count.conflicts++
    }
  }

  for (const [position, file] of plan.files.entries()) {
    const known = journal.known(position)
    if (
      known?.hashes == null ||
      [...formats, ...claimedFormats(claims?.get(file.path))].some((format) => known.hashes?.[format] === undefined)
    )
      continue
    hashes.keep(position, known.hashes)
    compare(position, file, known.hashes)
    for (const copy of known.copies) {
      if (
        plan.destinations[copy.destination] === undefined ||
        !reaches(copy.level, level) ||
        !(await isUntouched(file, copy))
      )
        continue
      enter(position, { ...copy, copied: false })
      before[copy.destination] = (before[copy.destination] ?? 0) + file.size
    }
  }

  return {
    hashes: hashes.get,
    fault: (position) => faults.get(position) ?? null,
    faults: () => faults,
    difference: (position) => differences.get(position) ?? null,
    copy: (position, destination) => copies[destination]?.get(position) ?? null,
    counts: (destination) => counts[destination] ?? noCounts(),
    bytesBefore: (destination) => before[destination] ?? 0,
    read: (position, found) => {
      hashes.keep(position, found)
      const file = plan.files[position]
      if (file !== undefined) compare(position, file, found)
      const difference = differences.get(position)
      return [
        { step: 'read', position, hashes: found },
        ...(difference === undefined ? [] : [{ step: 'differs' as const, position, fault: difference.fault }]),
      ]
    },
    sourceFault: (position, fault) => {
      faults.set(position, fault)
      return { step: 'source-fault', position, fault }
    },
    settled: (position, copy) => {
      enter(position, copy)
      const count = counts[copy.destination]
      if (copy.copied && count !== undefined) count.copied++
      return { step: 'settled', position, copy }
    },
    demoted: (position, destination, fault) => {
      const copy = copies[destination]?.get(position) ?? null
      const count = counts[destination]
      if (copy === null || copy.state === 'failed' || count === undefined) return null
      count[tallied(position, copy)]--
      if (copy.state === 'conflict') count.conflicts--
      const from = origins[destination]
      from?.set(copy.from, (from.get(copy.from) ?? 0) - 1)
      const bad: FileCopy = { ...copy, state: 'failed', method: null, level: null, fault, copied: false }
      enter(position, bad)
      return { step: 'settled', position, copy: bad }
    },
    origins: (destination) => origins[destination] ?? new Map(),
  }
}

function noCounts(): Counts {
  return { copied: 0, verified: 0, unread: 0, differing: 0, conflicts: 0, failures: 0 }
}

/**
 * The desk where errands become work and answers become entries in the books: which files are next, where they go,
 * what came of it.
 */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Fault, FileCopy } from '../domain/offload.ts'
import { claimedFormats } from '../domain/honoured.ts'
import { temporaryName } from '../domain/offload-temp.ts'
import { changedFault, writeFault } from './errno.ts'
import type { JournalStep, OffloadJournal } from './journal.ts'
import type { CopyJob, CopyResult, SettleJob, SettleResult } from './messages.ts'
import { weaker } from './outcome.ts'
import type { Placement } from './placement.ts'
import { placeFile } from './placement.ts'
import type { Run } from './running.ts'
import { discard } from './temporary-file.ts'

/** A batch ends at this many files or bytes, whatever comes first. */
const BATCH_FILES = 1024
const BATCH_BYTES = 64 << 20

/** A file that still has to go to these destinations. */
export interface Errand {
  readonly position: number
  readonly destinations: readonly number[]
}

/** Where a file goes at a destination, and under which temporary name it is written (null: it is compared). */
interface Placed extends Placement {
  readonly destination: number
  readonly temporary: string | null
}

export interface CopyBatch {
  readonly jobs: readonly CopyJob[]
  readonly placed: ReadonlyMap<number, readonly Placed[]>
}

export interface Settling {
  readonly placed: ReadonlyMap<number, readonly Placed[]>
  /** By destination. */
  readonly jobs: ReadonlyMap<number, readonly SettleJob[]>
}

export interface Desk {
  /** The next errands; empty when there are none at the moment. */
  take(): readonly Errand[]
  place(errands: readonly Errand[]): Promise<CopyBatch>
  copy(batch: CopyBatch): Promise<Settling>
  settle(settling: Settling): Promise<void>
  /** Writes what is not yet in the journal. */
  close(): void
}

/** A transaction at most this often, in milliseconds: each waits for the disk of the catalogue. */
const COMMIT_EVERY = 250

/** Gathers steps into few transactions. What a crash loses with them is found again by hashing. */
function batched(journal: OffloadJournal) {
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
    note: (more: readonly JournalStep[]): void => { for (const step of more) steps.push(step) },
    writeDue: (): void => { if (performance.now() - last >= COMMIT_EVERY) write() },
    write,
  }
}

/** Opens the desk of a run. */
export function openDesk(run: Run): Desk {
  const { plan, ledger, statuses } = run
  const journal = batched(run.journal)
  let next = 0
  const again: Errand[] = []
  /** Names that turned out to hold other bytes, or to be taken, by file and destination. */
  const differing = new Map<string, Set<string>>()
  const key = (position: number, destination: number): string => `${position}:${destination}`

  const take = (): readonly Errand[] => {
    const errands = again.splice(0, BATCH_FILES)
    let bytes = 0
    while (next < plan.files.length && errands.length < BATCH_FILES && bytes < BATCH_BYTES) {
      const position = next++
      const destinations = plan.destinations.flatMap((_, index) => {
        if (statuses[index]?.fault !== null || ledger.copy(position, index) !== null) return []
        const path = plan.files[position]?.path ?? ''
        if (plan.destinations[index]?.existing.get(path) !== 'continued') return [index]
        journal.note([ledger.settled(position, continued(path, index))])
        return []
      })
      if (destinations.length === 0) continue
      errands.push({ position, destinations })
      bytes += plan.files[position]?.size ?? 0
    }
    return errands
  }

  const place = async (errands: readonly Errand[]): Promise<CopyBatch> => {
    const placed = new Map<number, readonly Placed[]>()
    const jobs: CopyJob[] = []
    const steps: JournalStep[] = []
    for (const { position, destinations } of errands) {
      const file = plan.files[position]
      if (file === undefined) continue
      const places: Placed[] = []
      for (const destination of destinations) {
        const found = await placeAt(position, destination)
        if (found !== null) places.push(found)
      }
      if (places.length === 0) continue
      placed.set(position, places)
      const targets = places.flatMap(({ destination, temporary }) => {
        return temporary === null ? [] : [{ destination, root: plan.destinations[destination]?.root ?? '', temporary }]
      })
      for (const { destination, temporary } of targets) steps.push({ step: 'copying', position, destination, temporary })
      const { path, source, size, mtimeNs, mode, allocated } = file
      const claimed = claimedFormats(plan.honoured?.claims.get(path))
      jobs.push({ position, path, source, size, mtimeNs, mode, sparse: allocated < size, targets, ...(claimed.length === 0 ? {} : { formats: claimed }) })
    }
    journal.note(steps)
    return { jobs, placed }
  }

  const placeAt = async (position: number, destination: number): Promise<Placed | null> => {
    const file = plan.files[position]
    const target = plan.destinations[destination]
    const status = statuses[destination]
    if (file === undefined || target === undefined || status === undefined || status.fault !== null) return null
    if (status.state === 'waiting') status.state = 'copying'
    try {
      const names = differing.get(key(position, destination))
      const looked = names !== undefined || target.existing.has(file.path)
      const elsewhere = target.standing?.get(file.path)
      // Its folder may not have been made, because everything seemed to stand elsewhere.
      if (names !== undefined && target.standing !== undefined) await mkdir(dirname(join(target.root, file.path)), { recursive: true })
      const placement: Placement = elsewhere !== undefined && !target.existing.has(file.path) && names?.has(elsewhere) !== true ? { writtenAs: elsewhere, mode: 'check' } : looked ? await placeFile(target.root, file, names ?? new Set()) : { writtenAs: file.path, mode: 'write' }
      const directory = dirname(join(target.root, placement.writtenAs))
      const temporary = placement.mode === 'check' ? null : join(directory, temporaryName(run.tag, position))
      return { ...placement, destination, temporary }
    } catch (error) {
      run.fail(destination, writeFault(error, target.root, file.path))
      return null
    }
  }

  const copy = async (batch: CopyBatch): Promise<Settling> => {
    const results: readonly CopyResult[] = await run.copier.send(batch.jobs)
    const gone = results.some(result => result.fault !== null) ? await run.card.gone() : null
    if (gone !== null) run.interrupt(gone)
    const steps: JournalStep[] = []
    const jobs = new Map<number, SettleJob[]>()
    for (const result of results) {
      const places = batch.placed.get(result.position) ?? []
      const fault = result.fault ?? (result.hashes === null ? null : readsDifferently(result))
      const dead = run.card.tried(fault)
      if (dead !== null) run.interrupt(dead)
      if (fault !== null && gone !== null) {
        // Not the file's fault: it is still to be read when the card is back.
        for (const { temporary } of places) if (temporary !== null) discard(temporary)
      } else if (fault !== null) {
        for (const { temporary } of places) if (temporary !== null) discard(temporary)
        steps.push(ledger.sourceFault(result.position, fault))
        for (const placed of places) steps.push(ledger.settled(result.position, entry(result.position, placed, 'failed', fault)))
      } else if (result.hashes !== null) {
        steps.push(...ledger.read(result.position, result.hashes))
        for (const placed of places) steps.push(...toSettle(result, placed, jobs))
      }
    }
    journal.note(steps)
    return { placed: batch.placed, jobs }
  }

  /** A file that an earlier run read with other bytes, though size and time are the same: the card is not to be trusted. */
  const readsDifferently = (result: CopyResult): Fault | null => {
    const earlier = ledger.hashes(result.position)?.xxh128
    if (earlier === undefined || earlier === result.hashes?.xxh128) return null
    return changedFault(plan.files[result.position]?.path ?? '')
  }

  const toSettle = (result: CopyResult, placed: Placed, jobs: Map<number, SettleJob[]>): readonly JournalStep[] => {
    const { position } = result
    const { destination, temporary, writtenAs } = placed
    const file = plan.files[position]
    const target = plan.destinations[destination]
    const status = statuses[destination]
    if (file === undefined || target === undefined || status === undefined) return []
    if (temporary !== null) {
      const written = result.written.find(one => one.destination === destination)
      if (written === undefined) return []
      if (written.fault?.stops === true) {
        run.fail(destination, written.fault)
        return []
      }
      if (written.fault !== null) return [ledger.settled(position, entry(position, placed, 'failed', written.fault))]
    } else status.bytesChecked += file.size
    const list = jobs.get(destination) ?? []
    if (list.length === 0) jobs.set(destination, list)
    list.push({
      position, path: file.path, source: file.source, size: file.size, temporary,
      final: join(target.root, writtenAs), xxh128: result.hashes?.xxh128 ?? '',
      ...(temporary === null && target.standing?.get(file.path) === writtenAs ? { elsewhere: true } : {}),
    })
    return temporary === null ? [] : [{ step: 'copied', position, destination }]
  }

  const settle = async (settling: Settling): Promise<void> => {
    await Promise.all([...settling.jobs].map(async ([destination, jobs]) => {
      const results = await run.settlers[destination]?.send(jobs) ?? []
      const steps = results.flatMap(result => {
        const placed = settling.placed.get(result.position)?.find(one => one.destination === destination)
        return placed === undefined ? [] : settled(result, placed)
      })
      journal.note(steps)
      if (steps.length > 0) journal.writeDue()
    }))
  }

  const settled = (result: SettleResult, placed: Placed): readonly JournalStep[] => {
    const { position, outcome, fault } = result
    const { destination, writtenAs } = placed
    const status = statuses[destination]
    const path = plan.files[position]?.path
    if (outcome === 'taken' || outcome === 'different') {
      const names = differing.get(key(position, destination)) ?? new Set()
      if (outcome === 'different') names.add(writtenAs)
      differing.set(key(position, destination), names)
      if (outcome === 'different' && status !== undefined) status.bytesChecked -= plan.files[position]?.size ?? 0
      again.push({ position, destinations: [destination] })
      return []
    }
    if (outcome === 'verified') {
      if (status !== undefined) status.readBack = weaker(status.readBack, result.method)
      return [ledger.settled(position, { ...entry(position, placed, isConflict(placed, path) ? 'conflict' : ledger.difference(position) === null ? 'verified' : 'copied', null), method: result.method, level: 'full' })]
    }
    if (outcome === 'settled') return [ledger.settled(position, { ...entry(position, placed, isConflict(placed, path) ? 'conflict' : 'copied', null), level: run.level })]
    if (outcome === 'stopped' || fault === null) return []
    if (fault.stops) {
      run.fail(destination, fault)
      return []
    }
    return [ledger.settled(position, entry(position, placed, 'failed', fault))]
  }

  const isConflict = ({ destination, writtenAs }: Placed, path: string | undefined): boolean => {
    return writtenAs !== path && plan.destinations[destination]?.standing?.get(path ?? '') !== writtenAs
  }

  const entry = (position: number, placed: Placed, state: FileCopy['state'], fault: Fault | null): FileCopy => ({
    path: plan.files[position]?.path ?? '', destination: placed.destination, state, writtenAs: placed.writtenAs, method: null, level: null,
    fault: fault === null ? null : { code: fault.code, sentence: fault.sentence },
    copied: placed.temporary !== null && state !== 'failed', at: Date.now(),
  })

  /** A history that has grown at the destination holds all that the card's holds: the plan compared the two entry by entry. */
  const continued = (path: string, destination: number): FileCopy => {
    return { path, destination, state: 'verified', writtenAs: path, method: null, level: 'full', fault: null, copied: false, at: Date.now() }
  }

  return { take, place, copy, settle, close: () => { journal.write() } }
}

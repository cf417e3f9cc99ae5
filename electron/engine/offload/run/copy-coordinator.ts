/**
 * Turns copy tasks into batches for the workers, and records what came of them.
 */
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path/posix'
import type { Fault, FileCopy } from '../../domain/offload/offload.ts'
import { claimedFormats } from '../../domain/offload/source-manifests.ts'
import { temporaryName } from '../../domain/offload/offload-temp.ts'
import { native } from '../../files/disk-path.ts'
import { below } from '../../files/below.ts'
import { changedFault, writeFault } from '../../files/errno.ts'
import type { CopyTask } from './copy-tasks.ts'
import type { JournalStep, OffloadJournal } from '../../domain/offload/offload-journal.ts'
import type { CopyJob, CopyResult, SettleJob, SettleResult } from '../workers/messages.ts'
import { weaker } from './outcome.ts'
import type { Placement } from './placement.ts'
import { placeFile } from './placement.ts'
import { makeFolderOf, stillThere } from './prepare.ts'
import type { Run } from './running.ts'
import { discard } from '../workers/temporary-file.ts'

/** Where a file goes at a destination, and under which temporary name it is written (null: it is compared). */
interface Placed extends Placement {
  readonly destination: number
  /** The destination whose copy is its origin, or null for the card. */
  readonly from: number | null
  readonly temporary: string | null
}

interface CopyBatch {
  /** The lane that copies it: from the card (null), or to this destination from copies. */
  readonly lane: number | null
  readonly jobs: readonly CopyJob[]
  /** Files that have to be compared only, and whose hashes are known: nothing has to be read for them. */
  readonly known: readonly CopyResult[]
  readonly placed: ReadonlyMap<number, readonly Placed[]>
}

interface Settling {
  readonly placed: ReadonlyMap<number, readonly Placed[]>
  /** By destination. */
  readonly jobs: ReadonlyMap<number, readonly SettleJob[]>
}

export interface CopyCoordinator {
  place(copyTasks: readonly CopyTask[]): Promise<CopyBatch>
  copy(batch: CopyBatch): Promise<Settling>
  /** @param settled told of each destination whose part is done */
  settle(settling: Settling, settled: (destination: number) => void): Promise<void>
  /** Enters, at the end, what every destination lacks because it could not be read. A run that is parked may still read it. */
  enterLacking(): void
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

/** A name in the folder of a path of the plan. */
function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

/** An entry for a file that was never on its way to the destination. */
function unplaced(path: string, destination: number, known: Pick<FileCopy, 'state'> & Partial<FileCopy>): FileCopy {
  return { path, destination, writtenAs: path, from: null, method: null, level: null, fault: null, copied: false, at: Date.now(), ctimeNs: null, ...known }
}

/** Makes the coordinator of a run. */
export function createCopyCoordinator(run: Run): CopyCoordinator {
  const { plan, fileStatus, statuses, copyTasks } = run
  const journal = batched(run.journal)
  /** Names that turned out to hold other bytes, or to be taken, by file and destination. */
  const differing = new Map<number, Set<string>>()
  const key = (position: number, destination: number): number => position * statuses.length + destination

  const place = async (taken: readonly CopyTask[]): Promise<CopyBatch> => {
    const placed = new Map<number, readonly Placed[]>()
    const jobs: CopyJob[] = []
    const known: CopyResult[] = []
    const steps: JournalStep[] = []
    for (const { position, destinations, from } of taken) {
      const file = plan.files[position]
      if (file === undefined) continue
      const origin = await originOf(position, from, destinations)
      if (origin === null) continue
      const places: Placed[] = []
      for (const destination of destinations) {
        const found = await placeAt(position, destination, from)
        if (found !== null) places.push(found)
      }
      if (places.length === 0) continue
      placed.set(position, places)
      const targets = places.flatMap(({ destination, temporary }) => {
        return temporary === null ? [] : [{ destination, root: plan.destinations[destination]?.root ?? '', temporary }]
      })
      for (const { destination, temporary } of targets) steps.push({ step: 'copying', position, destination, temporary })
      if (from !== null && targets.length === 0) {
        known.push({ position, from, hashes: fileStatus.hashes(position), fault: null, written: [], left: [] })
        continue
      }
      const { path, size, mtimeNs, cardTimeNs, mode, allocated } = file
      const claimed = from === null ? claimedFormats(plan.honoured?.claims.get(path)) : []
      jobs.push({ position, path, from, ...origin, size, mtimeNs: cardTimeNs ?? mtimeNs, mode, sparse: allocated < size, targets, ...(claimed.length === 0 ? {} : { formats: claimed }) })
    }
    journal.note(steps)
    const [first] = taken
    return { lane: first === undefined || first.from === null ? null : first.destinations[0] ?? null, jobs, known, placed }
  }

  /** True when a drive is gone; then its copies say nothing of themselves. */
  const isLost = async (destination: number): Promise<boolean> => {
    const anchor = run.anchors[destination] ?? null
    if (anchor === null || await stillThere(anchor)) return false
    run.fail(destination, { code: 'destination.lost', sentence: `${anchor.path} was disconnected. Reconnect it to resume.` })
    return true
  }

  /** A copy that was settled is not what it was: whatever is said of it from here on, it is not that it is good. */
  const demote = (position: number, from: number, what: string): void => {
    const root = plan.destinations[from]?.root ?? ''
    const was = fileStatus.copy(position, from)?.level === 'full' ? 'verified' : 'copied'
    const step = fileStatus.demoted(position, from, {
      code: 'hash.mismatch', sentence: `${plan.files[position]?.path ?? ''} was ${was} on ${root} and ${what}. The drive, its cable or this computer's memory is not reliable, or somebody changed it: check them and resume the offload.`,
    })
    if (step !== null) journal.note([step])
  }

  /** Where the bytes come from, and the time that a file has there; null when that copy is no longer there. */
  const originOf = async (position: number, from: number | null, destinations: readonly number[]): Promise<{ source: string; seenNs: bigint } | null> => {
    const file = plan.files[position]
    if (file === undefined) return null
    if (from === null) return { source: file.source, seenNs: file.cardTimeNs ?? file.mtimeNs }
    const source = below(plan.destinations[from]?.root ?? '', fileStatus.copy(position, from)?.writtenAs ?? file.path)
    const seen = await lstat(native(source), { bigint: true }).catch(() => null)
    if (seen !== null && Number(seen.size) === file.size) return { source, seenNs: seen.mtimeNs }
    if (await isLost(from)) return null
    demote(position, from, seen === null ? 'is gone from there' : 'has another size there')
    copyTasks.distrust(position, from)
    for (const destination of destinations) copyTasks.miss(position, destination)
    return null
  }

  const placeAt = async (position: number, destination: number, from: number | null): Promise<Placed | null> => {
    const file = plan.files[position]
    const target = plan.destinations[destination]
    const status = statuses[destination]
    if (file === undefined || target === undefined || status === undefined || status.fault !== null) return null
    if (status.state === 'waiting') status.state = 'copying'
    const barred = run.anchors[destination]?.barred.get(dirname(file.path))
    if (barred !== undefined) {
      // The drive can't hold the name of its folder: a fault of this file, not of the drive.
      journal.note([fileStatus.settled(position, unplaced(file.path, destination, { state: 'failed', fault: { code: barred.code, sentence: `${file.path} is not on ${target.root}: ${barred.sentence}` } }))])
      copyTasks.end(position, destination)
      return null
    }
    try {
      const names = differing.get(key(position, destination))
      const looked = names !== undefined || target.existing.has(file.path)
      const elsewhere = target.standing?.get(file.path)
      // Its folder may not have been made, because everything seemed to stand elsewhere.
      if (names !== undefined && target.standing !== undefined) await makeFolderOf(target.root, file.path)
      const placement: Placement = elsewhere !== undefined && !target.existing.has(file.path) && names?.has(elsewhere) !== true ? { writtenAs: elsewhere, mode: 'check' } : looked ? await placeFile(target.root, file, names ?? new Set()) : { writtenAs: file.path, mode: 'write' }
      const temporary = placement.mode === 'check' ? null : below(target.root, beside(placement.writtenAs, temporaryName(run.tag, position)))
      return { ...placement, destination, from, temporary }
    } catch (error) {
      const fault = writeFault(error, target.root, file.path)
      if (fault.stops) run.fail(destination, fault)
      else {
        journal.note([fileStatus.settled(position, unplaced(file.path, destination, { state: 'failed', fault }))])
        copyTasks.end(position, destination)
      }
      return null
    }
  }

  const copy = async (batch: CopyBatch): Promise<Settling> => {
    const sent = batch.jobs.length === 0 ? [] : await run.copier(batch.lane).send(batch.jobs)
    const results: readonly CopyResult[] = [...batch.known, ...sent]
    const gone = results.some(result => result.from === null && result.fault !== null) ? await run.card.gone() : null
    if (gone !== null) run.interrupt(gone)
    // A copy that can't be read is a bad copy, unless its whole drive is gone.
    for (const from of new Set(results.flatMap(result => result.fault !== null && result.from !== null ? [result.from] : []))) await isLost(from)
    const steps: JournalStep[] = []
    const jobs = new Map<number, SettleJob[]>()
    for (const result of results) {
      const places = batch.placed.get(result.position) ?? []
      for (const destination of result.left) {
        copyTasks.miss(result.position, destination)
        const status = statuses[destination]
        if (status?.paused === false) status.behind = true
      }
      if (result.from === null) steps.push(...fromCard(result, places, gone, jobs))
      else steps.push(...fromCopy(result, result.from, places, jobs))
    }
    journal.note(steps)
    return { placed: batch.placed, jobs }
  }

  const fromCard = (result: CopyResult, places: readonly Placed[], gone: Fault | null, jobs: Map<number, SettleJob[]>): readonly JournalStep[] => {
    const { position } = result
    const fault = result.fault ?? (result.hashes === null ? null : readsDifferently(result))
    const dead = run.card.tried(fault)
    if (dead !== null) run.interrupt(dead)
    if (fault === null) {
      return result.hashes === null ? [] : [...fileStatus.read(position, result.hashes), ...places.flatMap(placed => toSettle(result, placed, jobs))]
    }
    for (const { temporary } of places) if (temporary !== null) discard(temporary)
    // A card that is gone is not the file's fault: it is still to be read when the card is back.
    if (gone !== null) return []
    return [fileStatus.sourceFault(position, fault), ...places.map(placed => fileStatus.settled(position, entry(position, placed, 'failed', fault)))]
  }

  /** A copy made from a copy counts by the one read of the card, too: an origin with other bytes is found out here. */
  const fromCopy = (result: CopyResult, from: number, places: readonly Placed[], jobs: Map<number, SettleJob[]>): readonly JournalStep[] => {
    const { position, hashes, fault } = result
    if (fault === null && hashes === null) return []
    if (fault === null && hashes?.xxh128 === fileStatus.hashes(position)?.xxh128) return places.flatMap(placed => toSettle(result, placed, jobs))
    for (const { temporary } of places) if (temporary !== null) discard(temporary)
    copyTasks.distrust(position, from)
    for (const { destination } of places) copyTasks.miss(position, destination)
    if (statuses[from]?.fault === null) demote(position, from, fault === null ? 'reads differently now' : 'can’t be read there any more')
    return []
  }

  /** A file that an earlier run read with other bytes, though size and time are the same: the card is not to be trusted. */
  const readsDifferently = (result: CopyResult): Fault | null => {
    const earlier = fileStatus.hashes(result.position)?.xxh128
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
      if (written.fault !== null) {
        // Another destination may wait for this copy: it must not wait for ever.
        copyTasks.end(position, destination)
        return [fileStatus.settled(position, entry(position, placed, 'failed', written.fault))]
      }
    } else status.bytesChecked += file.size
    const list = jobs.get(destination) ?? []
    if (list.length === 0) jobs.set(destination, list)
    list.push({
      position, path: file.path, source: file.source, size: file.size, temporary,
      final: below(target.root, writtenAs), xxh128: fileStatus.hashes(position)?.xxh128 ?? '',
      ...(temporary === null && target.standing?.get(file.path) === writtenAs ? { elsewhere: true } : {}),
    })
    return temporary === null ? [] : [{ step: 'copied', position, destination }]
  }

  const settle = async (settling: Settling, told: (destination: number) => void): Promise<void> => {
    await Promise.all([...settling.jobs].map(async ([destination, jobs]) => {
      const results = await run.finalisers[destination]?.send(jobs) ?? []
      const steps = results.flatMap(result => {
        const placed = settling.placed.get(result.position)?.find(one => one.destination === destination)
        return placed === undefined ? [] : settled(result, placed)
      })
      journal.note(steps)
      if (steps.length > 0) journal.writeDue()
      for (const { position } of jobs) copyTasks.end(position, destination)
      told(destination)
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
      const target = plan.destinations[destination]
      if (outcome === 'different' && target?.standing?.get(path ?? '') === writtenAs) run.doubted.add(below(target.root, writtenAs))
      differing.set(key(position, destination), names)
      if (outcome === 'different' && status !== undefined) status.bytesChecked -= plan.files[position]?.size ?? 0
      copyTasks.miss(position, destination)
      return []
    }
    if (outcome === 'verified') {
      if (status !== undefined) status.readBack = weaker(status.readBack, result.method)
      return [fileStatus.settled(position, { ...entry(position, placed, isConflict(placed, path) ? 'conflict' : fileStatus.difference(position) === null ? 'verified' : 'copied', null), method: result.method, level: 'full', ctimeNs: changeTimeOf(result, destination) })]
    }
    if (outcome === 'settled') return [fileStatus.settled(position, { ...entry(position, placed, isConflict(placed, path) ? 'conflict' : 'copied', null), level: run.level, ctimeNs: changeTimeOf(result, destination) })]
    if (outcome === 'stopped' || fault === null) return []
    if (fault.stops) {
      run.fail(destination, fault)
      return []
    }
    return [fileStatus.settled(position, entry(position, placed, 'failed', fault))]
  }

  const changeTimeOf = ({ ctimeNs }: SettleResult, destination: number): number | null => {
    return ctimeNs !== undefined && keepsChangeTime(plan.destinations[destination]?.volume.fsType ?? null) ? ctimeNs : null
  }

  const isConflict = ({ destination, writtenAs }: Placed, path: string | undefined): boolean => {
    return writtenAs !== path && plan.destinations[destination]?.standing?.get(path ?? '') !== writtenAs
  }

  const entry = (position: number, placed: Placed, state: FileCopy['state'], fault: Fault | null): FileCopy => ({
    path: plan.files[position]?.path ?? '', destination: placed.destination, state, writtenAs: placed.writtenAs, method: null, level: null,
    from: placed.temporary === null ? null : placed.from, fault: fault === null ? null : { code: fault.code, sentence: fault.sentence },
    copied: placed.temporary !== null && state !== 'failed', at: Date.now(), ctimeNs: null,
  })

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
      const lacking = statuses.flatMap((status, destination) => (status.fault === null && fileStatus.copy(position, destination) === null ? [destination] : []))
      // It was tried at one of them; the others were to be filled from that copy, or were paused.
      journal.note(lacking.map(destination => fileStatus.settled(position, unplaced(path, destination, { state: 'failed', fault: { code, sentence } }))))
    }
  }

  return { place, copy, settle, enterLacking, close: () => { journal.write() } }
}

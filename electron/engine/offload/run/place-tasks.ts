/**
 * Turns copy tasks into jobs: where the bytes come from, and under which name they go to each destination.
 */
import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path/posix'
import { claimedFormats } from '../../domain/offload/source-manifests.ts'
import { temporaryName } from '../../domain/offload/offload-temp.ts'
import { native } from '../../files/disk-path.ts'
import { below } from '../../files/below.ts'
import { writeFault } from '../../files/errno.ts'
import type { CopyTask } from './copy-tasks.ts'
import type { JournalStep } from '../../domain/offload/offload-journal.ts'
import type { CopyJob, CopyResult } from '../workers/messages.ts'
import type { Placement } from './placement.ts'
import { placeFile } from './placement.ts'
import { makeFolderOf } from './prepare.ts'

import { unplaced, type CopyBatch, type CopyState, type Placed } from './copy-state.ts'

/** A name in the folder of a path of the plan. */
function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

/** Makes the step that places copy tasks. */
export function createPlacing(state: CopyState): (taken: readonly CopyTask[]) => Promise<CopyBatch> {
  const { run, journal, differing, nameKey, isLost, demote } = state
  const { plan, fileStatus, statuses, copyTasks } = run

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
      for (const { destination, temporary } of targets)
        steps.push({ step: 'copying', position, destination, temporary })
      if (from !== null && targets.length === 0) {
        known.push({ position, from, hashes: fileStatus.hashes(position), fault: null, written: [], left: [] })
        continue
      }
      const { path, size, mtimeNs, cardTimeNs, mode, allocated } = file
      const claimed = from === null ? claimedFormats(plan.honoured?.claims.get(path)) : []
      jobs.push({
        position,
        path,
        from,
        ...origin,
        size,
        mtimeNs: cardTimeNs ?? mtimeNs,
        mode,
        sparse: allocated < size,
        targets,
        ...(claimed.length === 0 ? {} : { formats: claimed }),
      })
    }
    journal.note(steps)
    const [first] = taken
    return {
      lane: first === undefined || first.from === null ? null : (first.destinations[0] ?? null),
      jobs,
      known,
      placed,
    }
  }

  /** Where the bytes come from, and the time that a file has there; null when that copy is no longer there. */
  const originOf = async (
    position: number,
    from: number | null,
    destinations: readonly number[],
  ): Promise<{ source: string; seenNs: bigint } | null> => {
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
      journal.note([
        fileStatus.settled(
          position,
          unplaced(file.path, destination, {
            state: 'failed',
            fault: { code: barred.code, sentence: `${file.path} is not on ${target.root}: ${barred.sentence}` },
          }),
        ),
      ])
      copyTasks.end(position, destination)
      return null
    }
    try {
      const names = differing.get(nameKey(position, destination))
      const looked = names !== undefined || target.existing.has(file.path)
      const elsewhere = target.standing?.get(file.path)
      // Its folder may not have been made, because everything seemed to stand elsewhere.
      if (names !== undefined && target.standing !== undefined) await makeFolderOf(target.root, file.path)
      const placement: Placement =
        elsewhere !== undefined && !target.existing.has(file.path) && names?.has(elsewhere) !== true
          ? { writtenAs: elsewhere, mode: 'check' }
          : looked
            ? await placeFile(target.root, file, names ?? new Set())
            : { writtenAs: file.path, mode: 'write' }
      const temporary =
        placement.mode === 'check'
          ? null
          : below(target.root, beside(placement.writtenAs, temporaryName(run.tag, position)))
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

  return place
}

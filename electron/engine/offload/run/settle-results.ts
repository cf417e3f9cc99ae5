/**
 * Settles copied files (sync, read back, final name), and records what became of each.
 */
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { below } from '../../files/below.ts'
import type { JournalStep } from '../../domain/offload/offload-journal.ts'
import type { SettleResult } from '../workers/messages.ts'
import { weaker } from './outcome.ts'

import { type CopyState, type Placed, type Settling } from './copy-state.ts'

/** Makes the step that settles copies. */
export function createSettling(
  state: CopyState,
): (settling: Settling, told: (destination: number) => void) => Promise<void> {
  const { run, journal, differing, nameKey, entry } = state
  const { plan, fileStatus, statuses, copyTasks } = run

  const settle = async (settling: Settling, told: (destination: number) => void): Promise<void> => {
    await Promise.all(
      [...settling.jobs].map(async ([destination, jobs]) => {
        const results = (await run.finalisers[destination]?.send(jobs)) ?? []
        const steps = results.flatMap((result) => {
          const placed = settling.placed.get(result.position)?.find((one) => one.destination === destination)
          return placed === undefined ? [] : settled(result, placed)
        })
        journal.note(steps)
        if (steps.length > 0) journal.writeDue()
        for (const { position } of jobs) copyTasks.end(position, destination)
        told(destination)
      }),
    )
  }

  const settled = (result: SettleResult, placed: Placed): readonly JournalStep[] => {
    const { position, outcome, fault } = result
    const { destination, writtenAs } = placed
    const status = statuses[destination]
    const path = plan.files[position]?.path
    if (outcome === 'taken' || outcome === 'different') {
      const names = differing.get(nameKey(position, destination)) ?? new Set()
      if (outcome === 'different') names.add(writtenAs)
      const target = plan.destinations[destination]
      if (outcome === 'different' && target?.standing?.get(path ?? '') === writtenAs)
        run.doubted.add(below(target.root, writtenAs))
      differing.set(nameKey(position, destination), names)
      if (outcome === 'different' && status !== undefined) status.bytesChecked -= plan.files[position]?.size ?? 0
      copyTasks.miss(position, destination)
      return []
    }
    if (outcome === 'verified') {
      if (status !== undefined) status.readBack = weaker(status.readBack, result.method)
      return [
        fileStatus.settled(position, {
          ...entry(
            position,
            placed,
            isConflict(placed, path) ? 'conflict' : fileStatus.difference(position) === null ? 'verified' : 'copied',
            null,
          ),
          method: result.method,
          level: 'full',
          ctimeNs: changeTimeOf(result, destination),
        }),
      ]
    }
    if (outcome === 'settled')
      return [
        fileStatus.settled(position, {
          ...entry(position, placed, isConflict(placed, path) ? 'conflict' : 'copied', null),
          level: run.level,
          ctimeNs: changeTimeOf(result, destination),
        }),
      ]
    if (outcome === 'stopped' || fault === null) return []
    if (fault.stops) {
      run.fail(destination, fault)
      return []
    }
    return [fileStatus.settled(position, entry(position, placed, 'failed', fault))]
  }

  const changeTimeOf = ({ ctimeNs }: SettleResult, destination: number): number | null => {
    return ctimeNs !== undefined && keepsChangeTime(plan.destinations[destination]?.volume.fsType ?? null)
      ? ctimeNs
      : null
  }

  const isConflict = ({ destination, writtenAs }: Placed, path: string | undefined): boolean => {
    return writtenAs !== path && plan.destinations[destination]?.standing?.get(path ?? '') !== writtenAs
  }

  return settle
}

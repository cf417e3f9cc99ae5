/**
 * Copies a batch, and sorts what the copiers report: into what is to be settled, what is to be tried again, and faults.
 */
import type { Fault } from '../../domain/offload/offload.ts'
import { below } from '../../files/below.ts'
import { changedFault } from '../../files/errno.ts'
import type { JournalStep } from '../../domain/offload/offload-journal.ts'
import type { CopyResult, SettleJob } from '../workers/messages.ts'
import { discard } from '../workers/temporary-file.ts'

import { type CopyBatch, type CopyState, type Placed, type Settling } from './copy-state.ts'

/** Makes the step that copies a batch. */
export function createCopying(state: CopyState): (batch: CopyBatch) => Promise<Settling> {
  const { run, journal, isLost, demote, entry } = state
  const { plan, fileStatus, statuses, copyTasks } = run

  const copy = async (batch: CopyBatch): Promise<Settling> => {
    const sent = batch.jobs.length === 0 ? [] : await run.copier(batch.lane).send(batch.jobs)
    const results: readonly CopyResult[] = [...batch.known, ...sent]
    const gone = results.some((result) => result.from === null && result.fault !== null) ? await run.card.gone() : null
    if (gone !== null) run.interrupt(gone)
    // A copy that can't be read is a bad copy, unless its whole drive is gone.
    for (const from of new Set(
      results.flatMap((result) => (result.fault !== null && result.from !== null ? [result.from] : [])),
    ))
      await isLost(from)
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

  const fromCard = (
    result: CopyResult,
    places: readonly Placed[],
    gone: Fault | null,
    jobs: Map<number, SettleJob[]>,
  ): readonly JournalStep[] => {
    const { position } = result
    const fault = result.fault ?? (result.hashes === null ? null : readsDifferently(result))
    const dead = run.card.tried(fault)
    if (dead !== null) run.interrupt(dead)
    if (fault === null) {
      return result.hashes === null
        ? []
        : [...fileStatus.read(position, result.hashes), ...places.flatMap((placed) => toSettle(result, placed, jobs))]
    }
    for (const { temporary } of places) if (temporary !== null) discard(temporary)
    // A card that is gone is not the file's fault: it is still to be read when the card is back.
    if (gone !== null) return []
    return [
      fileStatus.sourceFault(position, fault),
      ...places.map((placed) => fileStatus.settled(position, entry(position, placed, 'failed', fault))),
    ]
  }

  /** A copy made from a copy counts by the one read of the card, too: an origin with other bytes is found out here. */
  const fromCopy = (
    result: CopyResult,
    from: number,
    places: readonly Placed[],
    jobs: Map<number, SettleJob[]>,
  ): readonly JournalStep[] => {
    const { position, hashes, fault } = result
    if (fault === null && hashes === null) return []
    if (fault === null && hashes?.xxh128 === fileStatus.hashes(position)?.xxh128)
      return places.flatMap((placed) => toSettle(result, placed, jobs))
    for (const { temporary } of places) if (temporary !== null) discard(temporary)
    copyTasks.distrust(position, from)
    for (const { destination } of places) copyTasks.miss(position, destination)
    if (statuses[from]?.fault === null)
      demote(position, from, fault === null ? 'reads differently now' : 'can’t be read there any more')
    return []
  }

  /**
   * A file that an earlier run read with other bytes, though size and time are the same: the card is not to be trusted.
   */
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
      const written = result.written.find((one) => one.destination === destination)
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
      position,
      path: file.path,
      source: file.source,
      size: file.size,
      temporary,
      final: below(target.root, writtenAs),
      xxh128: fileStatus.hashes(position)?.xxh128 ?? '',
      ...(temporary === null && target.standing?.get(file.path) === writtenAs ? { elsewhere: true } : {}),
    })
    return temporary === null ? [] : [{ step: 'copied', position, destination }]
  }

  return copy
}

/**
 * Repair of bad copies as a job. After an interruption it goes on with those that are still bad.
 */
import { basename } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { repairParamsSchema, type RepairParams, type RepairResult } from '../../../shared/model/job-kinds.ts'
import type { EngineContext } from '../context.ts'
import { badCopiesOf, volumesOfCopies } from '../db/catalogue/copies-check.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import { repairAll } from './repair-all.ts'
import { mountsOf } from './verify-job.ts'

/** Ends of single copies that are kept; the counts are of all. */
const MAX_TOLD = 200

/** The drives of bad copies, and those that they can be made from. */
export function repairLanes(db: ReadableDb, fileIds: readonly string[]): Lane[] {
  return volumesOfCopies(db, fileIds).map((id): Lane => `volume:${id}`)
}

/** Jobs of the kind `repair`. */
export function repairJob(context: EngineContext, deps: { readonly hashes: HashPool }): JobHandler {
  const { reader } = context.library

  async function run(
    { params, checkpoint }: JobOf<RepairParams>,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<JobEnd> {
    const mounts = mountsOf(reader, repairLanes(reader, params.fileIds))
    progress.uses(mounts)
    if (mounts.some(progress.isSuspended)) return { state: 'held', because: 'Waits for a drive that is being ejected' }
    const from = checkpoint as RepairResult | null // Written by this file alone, into this library.
    const bad = badCopiesOf(reader, params.fileIds).map(({ fileId }) => fileId)
    // What could not be repaired is tried once more; what is no longer bad was repaired, also if the end came before
    // that was told.
    const result = {
      healed: params.fileIds.length - bad.length,
      failed: 0,
      told: (from?.told ?? []).filter(({ type }) => type === 'healed'),
    }
    if (bad.length > 0) {
      for await (const event of repairAll(context, deps, bad, params.named, signal)) {
        if (event.type === 'progress')
          progress.tell({ done: event.bytes, total: event.totalBytes, unit: 'bytes', at: event.path })
        else if (event.type !== 'done') {
          result[event.type] += 1
          if (result.told.length < MAX_TOLD) result.told.push(event)
          progress.keep(result)
        }
      }
    }
    return { state: 'done', result: result satisfies RepairResult }
  }

  return defineJob<RepairParams>({
    kind: 'repair',
    parse: (params) => repairParamsSchema.parse(params),
    lanes: ({ params }) => repairLanes(reader, params.fileIds),
    // Media without a good copy on a drive is what the crew can least afford.
    priority: () => 80,
    ask: ({ fileIds }) => {
      const bad = badCopiesOf(reader, fileIds)
      if (bad.length < new Set(fileIds).size)
        throw new RushesError(
          'not_found',
          'One of these copies is not known as bad, so there is nothing to repair. Verify it first.',
        )
      const [first] = bad
      const oneDrive = new Set(bad.map(({ volumeId }) => volumeId)).size === 1
      return {
        subject: oneDrive ? { kind: 'volume', id: first!.volumeId } : { kind: 'none', id: '' },
        label:
          bad.length === 1
            ? basename(first!.path)
            : `${bad.length} copies${oneDrive ? ` on ${first!.volumeLabel}` : ''}`,
        cost: bad.reduce((sum, { bytes }) => sum + bytes, 0),
      }
    },
    run,
  })
}

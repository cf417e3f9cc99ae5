/**
 * The copying worker's work: batches of files, each read once. Runs in a thread of its own
 * (electron/hosts/copy.worker.ts).
 */
import { createMultiHash } from '../../hash/multi-hash.ts'
import { alignedBuffer } from '../../files/aligned.ts'
import { copyLarge, SLOT_BYTES, SLOTS } from './copy-large.ts'
import { copySmall, SMALL } from './copy-small.ts'
import type { Batch, BatchDone, CopyJob, CopyResult, CopyWorkerData } from './messages.ts'
import { createReadRetry } from '../../files/read-retry.ts'
import { openSharedState } from './shared-state.ts'

/** Makes the function that copies a batch of files, one after the other in the order of the card. */
export function createCopier(data: CopyWorkerData): (batch: Batch<CopyJob>) => Promise<BatchDone<CopyResult>> {
  const state = openSharedState(data.shared)
  const ring = Array.from({ length: SLOTS }, () => alignedBuffer(SLOT_BYTES))
  /** What is read at the moment: the card, or the copies at a destination. */
  let from: number | null = null
  const readRetry = createReadRetry(() => {
    state.addReadError(from)
  }, state.stopped)
  return async ({ id, jobs }) => {
    const results: CopyResult[] = []
    for (const job of jobs) {
      if (state.stopped()) {
        results.push({ position: job.position, from: job.from, hashes: null, fault: null, written: [], left: [] })
        continue
      }
      from = job.from
      if (from === null) state.setCurrent(job.position)
      const formats = job.formats === undefined ? data.formats : [...data.formats, ...job.formats]
      const [small] = ring
      const result =
        job.size <= SMALL && small !== undefined
          ? copySmall(job, small, formats, state, readRetry)
          : await copyLarge(job, ring, createMultiHash(formats), state, readRetry)
      for (const { destination, fault } of result.written) if (fault?.stops === true) state.kill(destination)
      results.push(result)
    }
    return { id, results }
  }
}

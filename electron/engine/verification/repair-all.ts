/**
 * Repairing several copies one after the other, told as it goes.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { RepairEvent } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { badCopiesOf } from '../db/catalogue/copies-check.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { createQueue } from '../queue.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { repairCopy } from './repair-copy.ts'

/**
 * Repairs these copies. One that can't be repaired is said with its reason, and the others go on.
 * @throws RushesError `not_found` when one of them is no bad copy, `cancelled`
 */
export async function* repairAll(
  context: EngineContext,
  { hashes }: { readonly hashes: HashPool },
  fileIds: readonly string[],
  named: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<RepairEvent, void> {
  const known = new Map(badCopiesOf(context.library.reader, fileIds).map((copy) => [copy.fileId, copy]))
  const bad = fileIds.map((id) => {
    const copy = known.get(id)
    if (copy === undefined)
      throw new RushesError(
        'not_found',
        'One of these copies is not known as bad, so there is nothing to repair. Verify it first.',
        { id },
      )
    return copy
  })
  const queue = createQueue<RepairEvent>()
  const totalBytes = bad.reduce((sum, { bytes }) => sum + bytes, 0)
  const work = async (): Promise<void> => {
    let [bytes, healed, failed, told] = [0, 0, 0, 0]
    for (const copy of bad) {
      const onBytes = (more: number): void => {
        bytes += more
        if (context.now() - told < 100) return
        told = context.now()
        queue.push({ type: 'progress', bytes, totalBytes, path: copy.path })
      }
      try {
        queue.push({
          type: 'healed',
          ...(await repairCopy(context, { hashes, identify: identifyVolume }, copy, {
            onBytes,
            named,
            ...(signal === undefined ? {} : { signal }),
          })),
        })
        healed++
      } catch (error) {
        if (!isRushesError(error) || error.code === 'cancelled') throw error
        failed++
        queue.push({ type: 'failed', fileId: copy.fileId, path: copy.path, code: error.code, message: error.message })
      }
    }
    queue.push({ type: 'done', healed, failed })
  }
  const settled = work().then(queue.end, queue.fail)
  yield* queue.read()
  await settled
}

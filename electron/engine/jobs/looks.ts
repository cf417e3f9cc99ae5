/**
 * Pictures follow the look of their clip: whenever one changes, by a person here, by undo or by another device, what
 * shows the clip is due with the new one. What does not show colours, a waveform, is not touched.
 */
import type { EngineContext } from '../context.ts'
import { followOnce } from '../events/log.ts'
import type { DerivativeMaker } from './maker.ts'
import type { JobQueue } from './queue.ts'
import { requestLooked } from './request.ts'

/** Begins to follow. Returns how to stop. */
export function followLooks(context: EngineContext, maker: DerivativeMaker, queue: JobQueue): () => void {
  return followOnce(context, { name: 'looks', kinds: ['look.changed'] }, ({ kind, data }) => {
    if (kind !== 'look.changed' || typeof data['id'] !== 'string') return
    const count = requestLooked(context.library.writer, maker, data['id'], {
      all: context.settings().makeProxies,
      measure: context.settings().measureMedia,
      now: context.now(),
    })
    if (count > 0) queueMicrotask(queue.wake)
  })
}

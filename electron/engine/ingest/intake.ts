/**
 * What happens to media that came in: it is probed, and its poster and proxy are asked for.
 */
import { MEASURE_NAMES, RECIPE_NAMES } from '../media/recipes/index.ts'
import type { EngineContext } from '../context.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { requestWork } from '../jobs/request.ts'
import { probeFile } from '../media/probe.ts'
import type { MediaService } from '../media/service.ts'
import { probeWaiting } from './probing.ts'

export interface Probing {
  /** Looks into everything that waits; returns when it is done. Called while it runs, it looks once more after. */
  lookInto(): Promise<void>
  /** True while something is being probed. */
  looking(): boolean
  /** Tells of clips that were looked into, before it goes on. */
  onLooked(listener: (assetIds: readonly string[]) => Promise<void>): void
  /** Resolves when nothing is being probed. */
  idle(): Promise<void>
}

/** Builds the intake over the media tools and the queue of work. */
export function createProbing(
  context: EngineContext,
  media: MediaService,
  maker: DerivativeMaker,
  queue: JobQueue,
  asText: (path: string) => string,
  signal: AbortSignal,
): Probing {
  let last: Promise<void> = Promise.resolve()
  let under = 0
  const listeners: ((assetIds: readonly string[]) => Promise<void>)[] = []
  const { writer } = context.library
  const request = async (assetIds: string[], patient: boolean): Promise<void> => {
    const { makeProxies, measureMedia } = context.settings()
    const recipes = [...(makeProxies ? RECIPE_NAMES : []), ...(measureMedia ? MEASURE_NAMES : [])]
    if (recipes.length > 0) await requestWork(writer, maker, assetIds, recipes, false, context.now(), { patient })
    // Once for each clip: the second look is for what waited for its camera's proxy.
    if (patient) for (const listener of listeners) await listener(assetIds)
    // Woken once all is asked for: what is due on one recording is made in one run.
    queue.wake()
    context.events.publish(['assets', 'jobs'], assetIds)
  }
  const run = async (): Promise<void> => {
    const left = await probeWaiting(
      context,
      async (path, aborted) => probeFile(asText(path), await media.context(), { signal: aborted }),
      signal,
      (assetIds) => request(assetIds, true),
    )
    // A camera's proxy that can't be opened keeps no clip from having ours.
    const waiting = left.flatMap((contentId) => assetsOfContent(writer, contentId))
    if (waiting.length > 0 && !signal.aborted) await request(waiting, false)
  }
  return {
    lookInto: () => {
      under += 1
      return (last = last.then(run, run).finally(() => {
        under -= 1
      }))
    },
    looking: () => under > 0,
    onLooked: (listener) => {
      listeners.push(listener)
    },
    idle: () => last.catch(() => {}),
  }
}

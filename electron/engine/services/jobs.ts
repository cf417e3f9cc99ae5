/**
 * Media work as procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { findAssetIds } from '../db/assets-read.ts'
import { awaitsProbe } from '../db/contents.ts'
import { readJob } from '../db/jobs.ts'
import type { Intake } from '../catalogue/intake.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { requestWork } from '../jobs/request.ts'
import { RECIPE_NAMES, recipeOf } from '../media/recipes/index.ts'
import { searchFor } from './assets.ts'
import type { Builder } from './implement.ts'

/** A query that finds more is asked for in parts. */
const MAX_ASSETS = 100_000

interface JobServices {
  readonly queue: JobQueue
  readonly maker: DerivativeMaker
  readonly intake: Intake
}

/** Implements `jobs`. */
export function jobServices(os: Builder, context: EngineContext, { queue, maker, intake }: JobServices) {
  return os.jobs.router({
    list: os.jobs.list.handler(({ input }) => queue.list(input.states, input.limit)),
    get: os.jobs.get.handler(({ input }) => {
      const job = readJob(context.library.reader, input.id)
      if (job === undefined) throw new RushesError('not_found', 'That piece of work is not in the list any more. Refresh and try again.')
      return { ...queue.list([], 500).find((live) => live.id === job.id) ?? job, command: job.command, log: job.log }
    }),
    request: os.jobs.request.handler(async ({ input }) => {
      const recipes = input.recipes === null ? RECIPE_NAMES : input.recipes.map((name) => recipeOf(name).id)
      // What can be made of a clip is known once it was looked into.
      if (awaitsProbe(context.library.reader, input.ids)) await intake.lookInto()
      const ids = input.ids ?? findAssetIds(context.library.reader, searchFor(context, input.query), MAX_ASSETS)
      const count = await requestWork(context.library.writer, maker, ids, recipes, true, context.now())
      context.events.publish(['jobs', 'assets'], ids)
      queue.wake()
      return { count }
    }),
    cancel: os.jobs.cancel.handler(({ input }) => ({ count: queue.cancel(input.ids) })),
    retry: os.jobs.retry.handler(({ input }) => ({ count: queue.retry(input.ids) })),
    pause: os.jobs.pause.handler(({ input }) => {
      queue.pause(input.paused)
      return {}
    }),
  })
}

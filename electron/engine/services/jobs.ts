/**
 * Jobs as procedures: media work that is asked for by recipe, and jobs of all other kinds.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { primaryContent } from '../db/catalogue/contents.ts'
import { putFirst } from '../db/jobs/urgency.ts'
import type { EngineContext } from '../context.ts'
import { findAssetIds } from '../db/catalogue/assets-read.ts'
import { awaitsProbe } from '../db/catalogue/contents.ts'
import type { Probing } from '../ingest/intake.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { requestWork } from '../jobs/request.ts'
import { KEPT, RECIPE_NAMES, recipeOf } from '../media/recipes/index.ts'
import { searchFor } from './assets.ts'
import type { Builder } from './implement.ts'

/** A query that finds more is asked for in parts. */
const MAX_ASSETS = 100_000

interface JobServices {
  readonly queue: JobQueue
  readonly maker: DerivativeMaker
  readonly intake: Probing
}

/** Implements `jobs`. */
export function jobServices(os: Builder, context: EngineContext, { queue, maker, intake }: JobServices) {
  return os.jobs.router({
    list: os.jobs.list.handler(({ input }) => queue.list(input.states, input.limit, input.kinds)),
    get: os.jobs.get.handler(({ input }) => {
      const job = queue.get(input.id)
      if (job === undefined)
        throw new RushesError('not_found', 'That piece of work is not in the list any more. Refresh and try again.')
      return job
    }),
    watch: os.jobs.watch.handler(({ input, signal }) => queue.watch(input.id, signal)),
    // Started twice while it waits or runs, it is one job, so an opId need not be remembered here.
    start: os.jobs.start.handler(async ({ input }) => ({ id: await queue.start(input.kind, input.params) })),
    request: os.jobs.request.handler(async ({ input }) => {
      const recipes = input.recipes === null ? RECIPE_NAMES : input.recipes.map((name) => recipeOf(name).id)
      const placed = recipes.find((name) => !KEPT.some(({ id }) => id === name))
      if (placed !== undefined)
        throw new RushesError('usage', 'Edit proxies need a folder: rushes proxy QUERY --preset prores-proxy --to DIR')
      if (Object.keys(input.params).length > 0) {
        const [only] = recipes
        if (recipes.length !== 1 || only === undefined)
          throw new RushesError('usage', 'Parameters belong to one recipe. Name it.')
        recipeOf(only).parse(input.params)
      }
      // What can be made of a clip is known once it was probed.
      if (awaitsProbe(context.library.reader, input.ids)) await intake.lookInto()
      const ids = input.ids ?? findAssetIds(context.library.reader, searchFor(context, input.query), MAX_ASSETS)
      const count = await requestWork(context.library.writer, maker, ids, recipes, true, context.now(), {
        params: input.params,
        own: input.own,
        anew: input.own,
      })
      context.events.publish(['jobs', 'assets'], ids)
      queue.wake()
      return { count }
    }),
    first: os.jobs.first.handler(({ input }) => {
      const { writer, onlyReading } = context.library
      if (onlyReading !== null) return {}
      const contents = input.assetIds.flatMap((id) => primaryContent(writer, id) ?? [])
      if (writer.transaction(() => putFirst(writer, contents))()) queue.wake()
      return {}
    }),
    cancel: os.jobs.cancel.handler(({ input }) => ({ count: queue.cancel(input.ids) })),
    retry: os.jobs.retry.handler(({ input }) => ({ count: queue.retry(input.ids) })),
    pause: os.jobs.pause.handler(({ input }) => {
      queue.pause({ paused: input.paused || input.quiet, quiet: input.quiet })
      return {}
    }),
  })
}

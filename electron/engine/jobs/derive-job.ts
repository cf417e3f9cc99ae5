/**
 * Media work as a kind of job: what is due on a content is made in one decode.
 */
import { RushesError, isRushesError } from '../../../shared/model/errors.ts'
import { firstThere } from '../ingest/first-there.ts'
import type { EngineContext } from '../context.ts'
import { upsertDerivative } from '../db/catalogue/derivatives.ts'
import { DERIVE, deriveLanes, deriveParamsSchema, priorityOf, type DeriveParams } from './derive-lanes.ts'
import { recordingHere } from './recording-here.ts'
import { readShown } from './shown.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from './handler.ts'
import type { DerivativeMaker, MadeDerivative, MakeRequest } from './maker.ts'

const HELD: JobEnd = { state: 'held', because: 'Waits for a drive that holds this clip' }

/** Jobs that make derivatives. */
export function deriveJob(context: EngineContext, maker: DerivativeMaker): JobHandler {
  const { writer } = context.library

  async function runTogether(
    jobs: readonly JobOf<DeriveParams>[],
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    const contentId = jobs[0]!.subject.id
    const all = (end: JobEnd): ReadonlyMap<string, JobEnd> => new Map(jobs.map((job) => [job.id, end]))
    const recording = await recordingHere(writer, contentId, progress)
    if (recording === undefined) return all(HELD)
    const { input, pieces, probe } = recording
    const used = [input, ...pieces]
    progress.uses(used)
    const rounds = roundsOf(jobs)
    const results = new Map<string, MadeDerivative | RushesError | undefined>()
    for (const [index, round] of rounds.entries()) {
      const made = await make({
        contentId,
        input,
        pieces,
        probe,
        recipes: round.map((job) => job.params.recipe),
        signal,
        params: Object.fromEntries(round.map(({ params: { recipe, params } }) => [recipe, params])),
        onProgress: (share) => {
          progress.tell({ done: (index + share) / rounds.length, total: 1, unit: 'share' })
        },
      })
      for (const job of round) results.set(job.id, made.get(job.params.recipe))
    }
    // A drive that was pulled under the work is no failure of the work.
    const away =
      used.some(progress.isSuspended) || (await Promise.all(used.map((path) => firstThere([path])))).includes(undefined)
    // Another piece came meanwhile: what was made lacks its end.
    const grown = readShown(writer, contentId)?.contents.length !== used.length
    return new Map(
      jobs.map((job) => {
        const result = results.get(job.id)
        return [
          job.id,
          grown ? { state: 'again' } : isMade(result) ? done(job, result) : away ? HELD : failed(job, result),
        ]
      }),
    )
  }

  async function make(request: MakeRequest): Promise<ReadonlyMap<string, MadeDerivative | RushesError>> {
    try {
      return await maker.make(request)
    } catch (error) {
      const known = isRushesError(error) ? error : new RushesError('media.failed', String(error))
      return new Map(request.recipes.map((recipe) => [recipe, known]))
    }
  }

  function done({ subject, params }: JobOf<DeriveParams>, made: MadeDerivative): JobEnd {
    return {
      state: 'done',
      command: made.command,
      commit: () => {
        upsertDerivative(
          writer,
          { ...made, contentId: subject.id, recipe: params.recipe, recipeVersion: params.version },
          context.now(),
        )
      },
    }
  }

  return defineJob<DeriveParams>({
    kind: DERIVE,
    parse: (params) => deriveParamsSchema.parse(params),
    lanes: ({ subject, params }) => deriveLanes(writer, subject.id, params),
    priority: ({ recipe }) => priorityOf(recipe),
    runTogether,
  })
}

/** Jobs of one decode each: two with different parameters of one recipe can't share it. */
function roundsOf(jobs: readonly JobOf<DeriveParams>[]): JobOf<DeriveParams>[][] {
  const rounds: JobOf<DeriveParams>[][] = []
  for (const job of jobs) {
    const round = rounds.find((one) => !one.some(({ params }) => params.recipe === job.params.recipe))
    if (round === undefined) rounds.push([job])
    else round.push(job)
  }
  return rounds
}

function failed({ params }: JobOf<DeriveParams>, result: RushesError | undefined): JobEnd {
  return {
    state: 'failed',
    error:
      result ?? new RushesError('media.failed', `The ${params.recipe} was not made, and nothing said why. Try again.`),
  }
}

function isMade(result: MadeDerivative | RushesError | undefined): result is MadeDerivative {
  return result !== undefined && !(result instanceof RushesError)
}

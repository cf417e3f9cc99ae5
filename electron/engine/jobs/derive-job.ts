/**
 * Derivatives of the library as a kind of media work: what is due on a content, into the library's folder.
 */
import type { EngineContext } from '../context.ts'
import { upsertDerivative } from '../db/catalogue/derivatives.ts'
import { DERIVE, deriveLanes, deriveParamsSchema, priorityOf, type DeriveParams } from './derive-lanes.ts'
import type { JobHandler } from './handler.ts'
import type { DerivativeMaker } from './maker.ts'
import type { MediaGroup } from './media-group.ts'
import { framesOf, letGoOutdated } from './derived-frames.ts'

/** Jobs that make derivatives. */
export function deriveJob(context: EngineContext, maker: DerivativeMaker, group: MediaGroup): JobHandler {
  const { writer } = context.library
  return group.define<DeriveParams>({
    kind: DERIVE,
    parse: (params) => deriveParamsSchema.parse(params),
    lanes: ({ subject, params }) => deriveLanes(writer, subject.id, params),
    priority: ({ recipe }) => priorityOf(recipe),
    sequenceOf: (job) => framesOf(writer, job),
    getReady: async ({ params }, { contentId, sequence }) => ({
      wish: {
        recipe: params.recipe,
        params: params.params,
        outDir: sequence === null ? await maker.folderFor(contentId) : await letGoOutdated(context, maker, contentId),
      },
      uses: [],
      finish: (derivative) => ({
        state: 'done',
        commit: () => {
          upsertDerivative(
            writer,
            { ...maker.entryOf(derivative), contentId, recipe: params.recipe, recipeVersion: params.version },
            context.now(),
          )
        },
      }),
    }),
  })
}

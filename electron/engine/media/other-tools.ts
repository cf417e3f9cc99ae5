/**
 * What fails is made once more by other tools: by the processor where the graphics card was to encode, and by the other
 * builds of ffmpeg on this machine where the chosen one dies of it or can't read it.
 */
import type { RushesError } from '../../../shared/model/errors.ts'
import { isToolFailure } from './ffmpeg-errors.ts'
import type { MediaContext } from './probe.ts'
import { capabilitiesOf, type MediaTools } from './tools.ts'

/** What a wish came to. A wish is known by its object. */
type Outcome = { readonly wish: object } & ({ readonly ok: true } | { readonly ok: false; readonly error: RushesError })

/** The outcomes in their order, with those in place that others made. `make` makes what failed with the tools that it is given. */
export async function againWithOthers<One extends Outcome>(
  first: readonly One[],
  { tools, runner }: MediaContext,
  signal: AbortSignal | undefined,
  make: (failed: readonly One[], tools: MediaTools) => Promise<readonly One[]>,
): Promise<One[]> {
  let outcomes = [...first]
  const again = async (
    isOfKind: (error: RushesError) => boolean,
    changed: Partial<MediaTools>,
  ): Promise<readonly One[]> => {
    const failed = outcomes.filter((one) => !one.ok && isOfKind(one.error))
    return failed.length === 0 ? [] : await make(failed, { ...tools, ...changed })
  }
  const take = (made: readonly One[]): void => {
    outcomes = outcomes.map((outcome) => made.find(({ wish }) => wish === outcome.wish) ?? outcome)
  }
  const { hardware: card, ...processor } = tools.capabilities
  // The card is in use, or was taken out: what the processor says is what counts.
  if (card !== undefined) take(await again(() => true, { capabilities: processor }))
  for (const ffmpeg of tools.spares.ffmpegs) {
    if (!outcomes.some((one) => !one.ok && isToolFailure(one.error))) break
    const capabilities = await capabilitiesOf(ffmpeg, runner, signal)
    // A build that fails otherwise knows no better.
    take((await again(isToolFailure, { ffmpeg, capabilities })).filter(({ ok }) => ok))
  }
  return outcomes
}

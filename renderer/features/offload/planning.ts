/**
 * Asking the engine what an offload would be. A request that can't be carried out keeps all that can be shown all the
 * same.
 */
import { toRushesError, type EngineClient } from '../../../shared/contract/client.ts'
import type { OffloadRequest } from '../../../shared/contract/offloads.ts'
import type { OffloadPlan } from '../../../shared/model/offload.ts'

/** A word of the template that only people know. */
interface NameWord {
  readonly word: string
  readonly means: string
}

export interface Naming {
  /** Words that a person fills, in the template's order. */
  readonly words: readonly NameWord[]
  /** What the template makes of an example card; null when it makes nothing. */
  readonly example: string | null
  /** What is wrong with it or still to say; null when a plan can be made. */
  readonly problem: string | null
}

export interface Asked {
  readonly plan: OffloadPlan | null
  readonly naming: Naming | null
  readonly error: string | null
}

/** Asks for the plan; never throws. */
export async function askPlan(client: EngineClient, request: OffloadRequest, signal: AbortSignal): Promise<Asked> {
  let naming: Naming | null = null
  try {
    naming = request.name === null ? null : await askNaming(client, request.name, request.values, signal)
    // While the name is not complete, the card is looked at under its own.
    const asked = naming === null || naming.problem === null ? request : { ...request, name: null }
    return { plan: await client.offloads.plan(asked, { signal }), naming, error: null }
  } catch (thrown) {
    const error = toRushesError(thrown).message
    const plan =
      request.destinations.length === 0
        ? null
        : // What was wrong is said already.
          await client.offloads.plan({ ...request, name: null, destinations: [] }, { signal }).catch(() => null)
    return { plan, naming, error }
  }
}

async function askNaming(
  client: EngineClient,
  template: string,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Naming> {
  const { words, example, problem } = await client.presets.preview({ template, values: { ...values } }, { signal })
  const own = words.filter((one) => !one.fromCard)
  const open = own.filter((one) => one.value === null || one.value === '')
  return {
    words: own.map(({ word, means }) => ({ word, means })),
    example,
    problem:
      problem ?? (open.length === 0 ? null : `Fill in ${listed(open.map(({ word }) => word))} for the folder’s name.`),
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

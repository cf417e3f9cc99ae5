/**
 * How many clips smart collections find. They are counted one after the other, with a rest between rounds: a card that
 * comes in changes clips ten times a second, and the list and the inspector come first.
 */
import type { EngineClient } from '../../../shared/contract/client.ts'

const REST_MS = 2000

/** A round of counting, for a resource. One that can't be run has no number. */
export function countSmart(client: EngineClient): () => Promise<ReadonlyMap<string, number>> {
  let ended = 0
  return async () => {
    const left = ended + REST_MS - performance.now()
    if (ended > 0 && left > 0) await new Promise((resolve) => setTimeout(resolve, left))
    const counts = new Map<string, number>()
    for (const { id, kind, trouble } of await client.collections.tree({}))
      if (kind === 'smart' && trouble === null) counts.set(id, (await client.assets.count({ query: `in:${id}` })).total)
    ended = performance.now()
    return counts
  }
}

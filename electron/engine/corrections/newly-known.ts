/**
 * After an update: shows what other devices said of things that the version before did not know.
 */
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { countPending, knownText } from '../db/entities/newly-known.ts'
import { projectPending, type PendingThing } from '../db/entities/projection.ts'
import { quietly } from '../sync/journal/apply.ts'
import type { Correction } from './corrections.ts'

/** Once for each set of entities and fields. */
export function showNewlyKnown(context: EngineContext): Correction {
  return {
    id: `newly known ${knownText(context.library.reader)}`,
    label: 'Showing what other devices wrote with a newer Rushes',
    changesAssets: true,
    count: countPending,
    step: (db, after, limit) =>
      quietly(context, () => {
        const from = after === '' ? { entity: '', id: '' } : (JSON.parse(after) as PendingThing)
        const { assetIds, last } = projectPending(db, from, limit)
        refreshAssets(db, assetIds)
        return { after: last === undefined ? null : JSON.stringify(last), done: limit }
      }),
  }
}

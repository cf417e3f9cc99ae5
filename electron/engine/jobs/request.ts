/**
 * Asks for media work on contents: what is due, once.
 */
import type { RecipeName } from '../../../shared/model/work.ts'
import { refreshAssets } from '../db/asset-row.ts'
import { primaryContent } from '../db/contents.ts'
import { hasDerivative, wasMade } from '../db/derivatives.ts'
import type { WritableDb } from '../db/handles.ts'
import { inTurns } from '../db/in-turns.ts'
import { enqueueJob } from '../db/jobs.ts'
import { readRecording } from '../db/pieces.ts'
import { recipesFor } from '../media/plan.ts'
import { DERIVE, deriveLanes, PRIORITY, type DeriveParams } from './derive-lanes.ts'
import type { DerivativeMaker } from './maker.ts'

/**
 * Puts the due work of these assets into the queue. `again` also takes up what failed, `anew` what was made, for it shows
 * something else now; what was made stands until then; `onlyMade` asks for nothing that was never made. Returns how much was asked for.
 */
export async function requestWork(
  db: WritableDb, maker: DerivativeMaker, assetIds: readonly string[], recipes: readonly RecipeName[], again: boolean, now: number, { anew = false, onlyMade = false }: { anew?: boolean; onlyMade?: boolean } = {},
): Promise<number> {
  let count = 0
  await inTurns(db, assetIds, (assetId) => {
    const contentId = primaryContent(db, assetId)
    const probe = contentId === undefined ? undefined : readRecording(db, contentId)?.probe
    if (contentId === undefined || probe === undefined || !probe.ok) return
    for (const recipe of recipesFor(probe).filter((name) => recipes.includes(name))) {
      const recipeVersion = maker.versionOf(recipe)
      if (onlyMade && !wasMade(db, contentId, recipe)) continue
      if (!anew && hasDerivative(db, contentId, recipe, recipeVersion)) continue
      const params: DeriveParams = { recipe, version: recipeVersion }
      const job = { kind: DERIVE, subject: { kind: 'content', id: contentId }, params, lanes: deriveLanes(db, contentId, params), priority: PRIORITY[recipe] } as const
      count += Number(enqueueJob(db, job, again, now).added)
    }
    refreshAssets(db, [assetId])
  })
  return count
}

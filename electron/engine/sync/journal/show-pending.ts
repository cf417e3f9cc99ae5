/**
 * Shows what was taken from others and left for later: places that were told of before their clips, words that were
 * said of what was not known yet, and all of a checkpoint.
 */
import type { EngineContext } from '../../context.ts'
import { refreshAssets } from '../../db/catalogue/asset-row.ts'
import { takePendingPlaces } from '../../db/sync/import-places.ts'
import { takePendingAliases } from '../../db/sync/merge-duplicates.ts'
import { flush, stepsInBatches } from '../../db/core/in-batches.ts'
import { projectPending, type PendingThing } from '../../db/entities/projection.ts'
import { quietly } from './apply.ts'

const A_STEP = 4

/** Shows it in steps of a few milliseconds, and flushes the log. Returns the assets that changed. */
export async function showPending(context: EngineContext): Promise<string[]> {
  const { writer: db } = context.library
  const touched = new Set<string>()
  const show = (ids: readonly string[]): void => {
    refreshAssets(db, ids)
    for (const id of ids) touched.add(id)
  }

  let place: string | undefined = ''
  await stepsInBatches(
    db,
    () =>
      quietly(context, () => {
        const { assetIds, last } = takePendingPlaces(db, { after: place!, limit: A_STEP, now: context.now() })
        show(assetIds)
        place = last
        return last !== undefined
      }),
    { flushes: false },
  )

  let alias: { id: string; sameAs: string } | undefined = { id: '', sameAs: '' }
  await stepsInBatches(
    db,
    () =>
      quietly(context, () => {
        const { assetIds, last } = takePendingAliases(db, alias!, A_STEP)
        show(assetIds)
        alias = last
        return last !== undefined
      }),
    { flushes: false },
  )

  // What is shown may be what others wait for: a version's words make the stack that a clip's words speak of.
  for (let before = -1; before < touched.size;) {
    before = touched.size
    let after: PendingThing | undefined = { entity: '', id: '' }
    await stepsInBatches(
      db,
      () =>
        quietly(context, () => {
          const { assetIds, last } = projectPending(db, after!, A_STEP)
          show(assetIds)
          after = last
          return last !== undefined
        }),
      { flushes: false },
    )
  }
  flush(db)
  return [...touched]
}

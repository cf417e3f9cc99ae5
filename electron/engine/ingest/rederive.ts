/**
 * Works the facts of every asset out again from what is kept of it, when the rule that they rest on has changed: the
 * hour at which a shooting day begins, the rate of numbered frames.
 */
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { derivedAfter, storeDerived } from '../db/catalogue/contents.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { probeOfVersion } from '../db/catalogue/pieces.ts'
import { sequenceIds } from '../db/catalogue/sequences.ts'
import { deriveAsset, derivedSchema } from '../domain/media/derived.ts'

/** Assets read at a time. */
const BATCH = 100

/** Gives every asset its shooting day anew. What a person has set stays. `cutOffMinutes` counts from midnight. */
export async function rederiveDays(context: EngineContext, cutOffMinutes: number): Promise<void> {
  const { writer } = context.library
  let after = 0
  for (;;) {
    const rows = derivedAfter(writer, after, BATCH)
    if (rows.length === 0) break
    await inBatches(writer, rows, (row) => {
      const { from } = derivedSchema.parse(JSON.parse(row.derived))
      const probe = row.versionId === null ? null : probeOfVersion(writer, row.versionId)
      storeDerived(writer, row.id, row.kind, deriveAsset({ ...from, cutOffMinutes }, probe))
      refreshAssets(writer, [row.id])
    })
    after = rows[rows.length - 1]!.n
  }
  context.events.publish(['assets'], null)
}

/**
 * Brings the rows of numbered frames up to date with the rate that is assumed now. What was made by the old one is found
 * no more, and is due anew.
 */
export async function refreshSequences(context: EngineContext): Promise<void> {
  const { writer } = context.library
  await inBatches(writer, sequenceIds(writer), (id) => {
    refreshAssets(writer, [id])
  })
  context.events.publish(['assets', 'jobs'], null)
}

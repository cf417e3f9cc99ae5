/**
 * Works the facts of every asset out again from what is kept of it, when the rule that they rest on has changed: the hour
 * at which a shooting day begins.
 */
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/asset-row.ts'
import { storeDerived } from '../db/contents.ts'
import { statement } from '../db/handles.ts'
import { inTurns } from '../db/in-turns.ts'
import { deriveAsset, derivedSchema } from '../domain/derived.ts'
import type { AssetKind } from '../../../shared/model/asset.ts'
import type { Probe } from '../../../shared/model/probe.ts'

/** Assets read at a time. */
const BATCH = 100

interface Row { n: number; id: string; kind: AssetKind; derived: string; probe: string | null }

/** Gives every asset its shooting day anew. What a person has set stays. `cutOffMinutes` counts from midnight. */
export async function rederiveDays(context: EngineContext, cutOffMinutes: number): Promise<void> {
  const { writer } = context.library
  let after = 0
  for (;;) {
    const rows = statement<Row>(writer, `SELECT a.n, a.id, a.kind, a.derived, c.probe FROM asset a
      LEFT JOIN version_part p ON p.version_id = a.version_id AND p.role = 'primary' LEFT JOIN content c ON c.id = p.content_id
      WHERE a.n > ? GROUP BY a.n ORDER BY a.n LIMIT ?`).all(after, BATCH)
    if (rows.length === 0) break
    await inTurns(writer, rows, (row) => {
      const { from } = derivedSchema.parse(JSON.parse(row.derived))
      const probe = row.probe === null ? null : JSON.parse(row.probe) as Probe
      storeDerived(writer, row.id, row.kind, deriveAsset({ ...from, cutOffMinutes }, probe))
      refreshAssets(writer, [row.id])
    })
    after = rows[rows.length - 1]!.n
  }
  context.events.publish(['assets'], null)
}

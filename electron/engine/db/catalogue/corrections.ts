/**
 * What older versions wrote down wrongly, found a piece at a time. A correction keeps its place in the library, so that
 * it goes on after any end of the engine.
 */
import type { Offload } from '../../../../shared/model/offload.ts'
import { refreshAssets } from './asset-row.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'

/** Where a correction stands: not begun (empty), after a row, or done (null). */
export function correctionPlace(db: ReadableDb, id: string): string | null {
  const kept = readValue(db, `correction ${id}`)
  return kept === undefined ? '' : kept === 'done' ? null : kept.slice('after '.length)
}

/** Keeps the place. Call it in the transaction of the piece that was corrected. */
export function keepCorrectionPlace(db: WritableDb, id: string, after: string | null): void {
  writeValue(db, `correction ${id}`, after === null ? 'done' : `after ${after}`)
}

/** How many assets have a copy that read back wrong. */
export function countAssetsWithBadCopies(db: ReadableDb): number {
  return statement<{ count: number }>(
    db,
    `SELECT count(DISTINCT asset_id) AS count FROM file INDEXED BY file_failed WHERE verification = 'failed' AND asset_id IS NOT NULL`,
  ).get()!.count
}

/**
 * Counts the copies of the next assets anew that have a bad one: up to schema 150 a bad copy counted as one.
 * @returns the id to go on after, null at the end
 */
export function recountBadCopies(db: WritableDb, after: string, limit: number): string | null {
  const ids = statement<{ id: string }>(
    db,
    `SELECT DISTINCT asset_id AS id FROM file INDEXED BY file_failed WHERE verification = 'failed' AND asset_id > ? ORDER BY asset_id LIMIT ?`,
  )
    .all(after, limit)
    .map((row) => row.id)
  refreshAssets(db, ids)
  return ids.at(-1) ?? null
}

/** How many offloads there are. */
export function countOffloads(db: ReadableDb): number {
  return statement<{ count: number }>(db, 'SELECT count(*) AS count FROM offload').get()!.count
}

/**
 * Rewrites a remark of the next offloads: `change` gives the new sentence, or null to leave it.
 * @returns the id to go on after, null at the end
 */
export function rewriteRemarks(
  db: WritableDb,
  after: string,
  limit: number,
  change: (remark: Offload['remarks'][number]) => string | null,
): string | null {
  const rows = statement<{ id: string; plan: string }>(
    db,
    'SELECT id, plan FROM offload WHERE id > ? ORDER BY id LIMIT ?',
  ).all(after, limit)
  for (const { id, plan } of rows) {
    const told = JSON.parse(plan) as { remarks?: Offload['remarks'] }
    const remarks = told.remarks ?? []
    const next = remarks.map((remark) => ({ ...remark, message: change(remark) ?? remark.message }))
    if (next.every((remark, index) => remark.message === remarks[index]?.message)) continue
    statement(db, 'UPDATE offload SET plan = ? WHERE id = ?').run(JSON.stringify({ ...told, remarks: next }), id)
  }
  return rows.at(-1)?.id ?? null
}

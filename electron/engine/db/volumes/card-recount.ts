/**
 * Counts copies anew where a volume became a camera's card, or turned out to be none.
 */
import { refreshAssets } from '../catalogue/asset-row.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** True while copies have to be counted anew. */
export function isRecountDue(db: ReadableDb): boolean {
  return statement(db, 'SELECT 1 FROM volume WHERE was_card <> counted_card LIMIT 1').get() !== undefined
}

/** How many files lie on volumes whose copies have to be counted anew. */
export function countFilesToRecount(db: ReadableDb): number {
  return statement<{ count: number }>(
    db,
    'SELECT count(*) AS count FROM volume v CROSS JOIN file f ON f.volume_id = v.id WHERE v.was_card <> v.counted_card',
  ).get()!.count
}

/**
 * Counts the copies of the next assets anew that have a file on a volume which became a card, or turned out to be none.
 * @param after volume and path of the last file, as this function gave it; empty: from the beginning
 * @returns where to go on, null at the end
 */
export function recountCards(db: WritableDb, after: string, limit: number): string | null {
  const volume = statement<{ id: string; was: number }>(
    db,
    'SELECT id, was_card AS was FROM volume WHERE was_card <> counted_card ORDER BY id LIMIT 1',
  ).get()
  if (volume === undefined) return null
  // Until the end it counts as counted with neither: one that changes in the middle is begun anew.
  const from = after.startsWith(`${volume.id} ${volume.was} `) ? after.slice(volume.id.length + 3) : ''
  const files = statement<{ path: string; assetId: string | null }>(
    db,
    'SELECT path, asset_id AS assetId FROM file WHERE volume_id = ? AND path > ? ORDER BY path LIMIT ?',
  ).all(volume.id, from, limit)
  if (from === '') statement(db, 'UPDATE volume SET counted_card = -1 WHERE id = ?').run(volume.id)
  refreshAssets(db, [...new Set(files.flatMap(({ assetId }) => assetId ?? []))])
  if (files.length < limit) statement(db, 'UPDATE volume SET counted_card = ? WHERE id = ?').run(volume.was, volume.id)
  return `${volume.id} ${volume.was} ${files.at(-1)?.path ?? ''}`
}

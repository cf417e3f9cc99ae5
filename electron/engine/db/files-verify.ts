/**
 * Keeps in the catalogue what a verification found of files that it knows.
 */
import { refreshAssets } from './asset-row.ts'
import { inTurns } from './in-turns.ts'
import { statement, type WritableDb } from './handles.ts'

/** What was found at a path of a drive. */
export interface FileCheck {
  /** Relative to the mount point, with forward slashes. */
  readonly path: string
  readonly ok: boolean
}

/**
 * Marks the copies that were checked, and refreshes their assets. The files are read through the page cache here, and
 * the record says so. Returns the ids of the assets; a drive or file that the catalogue does not know is passed over.
 */
export async function recordChecks(db: WritableDb, volumeId: string | undefined, checks: readonly FileCheck[], now: number): Promise<string[]> {
  if (volumeId === undefined) return []
  const touched = new Set<string>()
  await inTurns(db, checks, ({ path, ok }) => {
    const row = statement<{ asset_id: string | null }>(db, `UPDATE file SET verification = ?, verified_at = ?, read_back = 'page-cache'
      WHERE volume_id = ? AND path = ? RETURNING asset_id`).get(ok ? 'verified' : 'failed', now, volumeId, path)
    if (row?.asset_id == null) return
    touched.add(row.asset_id)
    refreshAssets(db, [row.asset_id])
  })
  return [...touched]
}

/**
 * Keeps in the catalogue what a verification found of files that it knows: when, how, and whether they are good.
 */
import type { ReadBack } from '../../../shared/model/asset.ts'
import { refreshAssets } from './asset-row.ts'
import { inTurns } from './in-turns.ts'
import { statement, type WritableDb } from './handles.ts'

/** What was found at a path of a drive. */
export interface FileCheck {
  /** Relative to the mount point, with forward slashes. */
  readonly path: string
  readonly ok: boolean
  /** How it was read. */
  readonly method: ReadBack
}

/** What was found of a copy that the catalogue knows. */
export interface CopyCheck {
  readonly fileId: string
  readonly ok: boolean
  /** How it was read; null when it could not be read at all. */
  readonly method: ReadBack | null
}

/**
 * Marks the copies that were checked, and refreshes their assets. Returns the ids of the assets; a drive or file that the
 * catalogue does not know is passed over.
 */
export async function recordChecks(db: WritableDb, volumeId: string | undefined, checks: readonly FileCheck[], now: number): Promise<string[]> {
  if (volumeId === undefined) return []
  return recorded(db, checks, ({ path, ok, method }) => statement<{ asset_id: string | null }>(db, `UPDATE file SET verification = ?, verified_at = ?, read_back = ?
    WHERE volume_id = ? AND path = ? RETURNING asset_id`).get(word(ok), now, method, volumeId, path)?.asset_id ?? null)
}

/** The same for copies by their ids. */
export async function recordCopyChecks(db: WritableDb, checks: readonly CopyCheck[], now: number): Promise<string[]> {
  return recorded(db, checks, ({ fileId, ok, method }) => statement<{ asset_id: string | null }>(db, `UPDATE file SET verification = ?, verified_at = ?, read_back = ?
    WHERE id = ? RETURNING asset_id`).get(word(ok), now, method, fileId)?.asset_id ?? null)
}

function word(ok: boolean): string {
  return ok ? 'verified' : 'failed'
}

async function recorded<Check>(db: WritableDb, checks: readonly Check[], write: (check: Check) => string | null): Promise<string[]> {
  const touched = new Set<string>()
  await inTurns(db, checks, (check) => {
    const assetId = write(check)
    if (assetId === null) return
    touched.add(assetId)
    refreshAssets(db, [assetId])
  })
  return [...touched]
}

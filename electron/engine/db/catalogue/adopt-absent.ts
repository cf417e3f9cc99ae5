/**
 * A new file with the bytes of one that is gone: the same file, moved in a way that only its bytes tell.
 */
import { refreshAssets } from './asset-row.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { nameByFiles } from './asset-names.ts'
import { renameVersions } from '../versions/stacks.ts'

interface Gone {
  id: string
  path: string
  mtime_ns: number
  volume_id: string
  asset_id: string
  role: string
  verification: string
  verified_at: number | null
  read_back: string | null
  created_at: number
}

/**
 * Makes one row of a new file and a file of equal bytes that is missing, on any drive: the new row takes over its
 * asset, role and age, and its verification when it was only moved: on the same drive, with its time. Files of a drive
 * that is only away are never taken for moved. Where several are missing, one of the same name is taken; where they
 * belong to different assets and the name does not tell, none is. Returns the asset, or null. Call it in a transaction.
 */
export function adoptAbsent(db: WritableDb, fileId: string, contentId: string): string | null {
  const fresh = statement<{ path: string; volume_id: string; bytes: number; mtime_ns: number }>(
    db,
    'SELECT path, volume_id, bytes, mtime_ns FROM file WHERE id = ? AND asset_id IS NULL',
  ).get(fileId)
  if (fresh === undefined || fresh.bytes === 0) return null
  const all = statement<Gone>(
    db,
    `SELECT id, path, mtime_ns, volume_id, asset_id, role, verification, verified_at, read_back, created_at FROM file
    WHERE content_id = ? AND state = 'missing' AND asset_id IS NOT NULL ORDER BY volume_id = ? DESC, missed_at DESC, id`,
  ).all(contentId, fresh.volume_id)
  const named = all.filter((one) => nameOf(one.path) === nameOf(fresh.path))
  const candidates = named.length > 0 ? named : all
  const gone = candidates[0]
  if (gone === undefined || candidates.some((one) => one.asset_id !== gone.asset_id)) return null
  const here = gone.volume_id === fresh.volume_id && gone.mtime_ns === fresh.mtime_ns
  statement(db, 'DELETE FROM file WHERE id = ?').run(gone.id)
  statement(
    db,
    `UPDATE file SET content_id = ?, asset_id = ?, role = ?, verification = ?, verified_at = ?, read_back = ?, created_at = ? WHERE id = ?`,
  ).run(
    contentId,
    gone.asset_id,
    gone.role,
    here ? gone.verification : 'unknown',
    here ? gone.verified_at : null,
    here ? gone.read_back : null,
    gone.created_at,
    fileId,
  )
  renameVersions(db, fileId, { volumeId: gone.volume_id, path: gone.path })
  nameByFiles(db, gone.asset_id, contentId)
  refreshAssets(db, [gone.asset_id])
  return gone.asset_id
}

/**
 * A known file that holds other bytes now, those of one that is not found at its place any more: names were handed on,
 * and that one is here. Its row goes, and what was verified of it holds for the file. Told by its time, which a renamed
 * file keeps. Call it in the transaction that enters the file.
 */
export function takeOverAbsent(db: WritableDb, fileId: string, contentId: string, assetId: string): void {
  const gone = statement<{ id: string; verification: string; verified_at: number | null; read_back: string | null }>(
    db,
    `SELECT o.id, o.verification, o.verified_at, o.read_back
    FROM file n JOIN file o ON o.volume_id = n.volume_id AND o.bytes = n.bytes AND o.mtime_ns = n.mtime_ns AND o.id <> n.id
    WHERE n.id = ? AND o.content_id = ? AND o.asset_id = ? AND o.missed_at IS NOT NULL AND o.state IN ('present', 'missing')`,
  ).all(fileId, contentId, assetId)
  if (gone.length !== 1) return
  const { id, verification, verified_at, read_back } = gone[0]!
  statement(db, 'DELETE FROM file WHERE id = ?').run(id)
  statement(db, 'UPDATE file SET content_id = ?, verification = ?, verified_at = ?, read_back = ? WHERE id = ?').run(
    contentId,
    verification,
    verified_at,
    read_back,
    fileId,
  )
}

function nameOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .normalize('NFC')
    .toLowerCase()
}

/**
 * Watched folders as the watcher sees them: where they are, on what kind of drive, and how they are watched.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

export interface WatchableRoot {
  readonly id: string
  readonly volumeId: string
  /** Absolute; null while its drive is away. */
  readonly path: string | null
  readonly kind: string
  readonly fsType: string | null
  readonly watching: 'live' | 'timed' | 'off'
}

/** All watched folders that were not taken away. */
export function watchableRoots(db: ReadableDb): WatchableRoot[] {
  return statement<WatchableRoot & { mountPoint: string | null; folder: string }>(
    db,
    `SELECT r.id, r.volume_id AS volumeId, r.path AS folder, r.watching,
      v.kind, v.fs_type AS fsType, CASE WHEN v.online = 1 THEN v.mount_point END AS mountPoint
    FROM root r JOIN volume v ON v.id = r.volume_id WHERE r.removed = 0`,
  )
    .all()
    .map(({ mountPoint, folder, ...row }) => ({
      ...row,
      path: mountPoint === null ? null : absolute(mountPoint, folder),
    }))
}

function absolute(mountPoint: string, folder: string): string {
  if (folder === '') return mountPoint
  return mountPoint.endsWith('/') ? `${mountPoint}${folder}` : `${mountPoint}/${folder}`
}

/** Notes how a root is watched, and why not live. */
export function setWatching(db: WritableDb, rootId: string, watching: 'live' | 'timed', note: string | null): void {
  statement(db, 'UPDATE root SET watching = ?, watch_note = ? WHERE id = ?').run(watching, note, rootId)
}

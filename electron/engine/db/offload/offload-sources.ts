/**
 * Folders that cards were offloaded from.
 */
import { statement, type ReadableDb } from '../core/handles.ts'

/** Each once: its path, and the UUID of the file system that was there then, where it had one. */
export function offloadSources(db: ReadableDb): { readonly path: string; readonly fsUuid: string | null }[] {
  return statement<{ path: string; fsUuid: string | null }>(
    db,
    `SELECT DISTINCT s.value AS path, o.plan ->> '$.sourceVolume.fsUuid' AS fsUuid FROM offload o, json_each(o.plan, '$.sources') s`,
  ).all()
}

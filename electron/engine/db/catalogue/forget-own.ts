/**
 * Takes back what an older version catalogued of the library's own folder: its database, logs and notes are no media,
 * and a remote must never get them. What a person said something of, and what has another copy elsewhere, stays.
 */
import { refreshAssets } from './asset-row.ts'
import { isSaidOf } from '../entities/entity-names.ts'
import { dropVersions } from './grouping.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Files that are forgotten in one transaction: some milliseconds. */
const BATCH = 100

/** The next of these files; `places` are paths on the volume, of files or of folders. */
function ownFiles(
  db: ReadableDb,
  volumeId: string,
  places: readonly string[],
): { id: string; assetId: string | null; contentId: string | null }[] {
  for (const place of places) {
    // Everything in a folder sorts between its name with a slash and with the character after the slash.
    const found = statement<{ id: string; assetId: string | null; contentId: string | null }>(
      db,
      'SELECT id, asset_id AS assetId, content_id AS contentId FROM file WHERE volume_id = ? AND (path = ? OR (path >= ? AND path < ?)) LIMIT ?',
    ).all(volumeId, place, `${place}/`, `${place}0`, BATCH)
    if (found.length > 0) return found
  }
  return []
}

/** How many of these files there are. */
export function countOwn(db: ReadableDb, volumeId: string, places: readonly string[]): number {
  return places.reduce(
    (sum, place) =>
      sum +
      statement<{ count: number }>(
        db,
        'SELECT count(*) AS count FROM file WHERE volume_id = ? AND (path = ? OR (path >= ? AND path < ?))',
      ).get(volumeId, place, `${place}/`, `${place}0`)!.count,
    0,
  )
}

/**
 * Forgets the next of them, in the transaction of the caller. Returns how many; none when nothing is left. Call it
 * until then.
 */
export function forgetOwn(db: WritableDb, volumeId: string, places: readonly string[]): number {
  const files = ownFiles(db, volumeId, places)
  const assetIds = [...new Set(files.flatMap(({ assetId }) => assetId ?? []))]
  for (const { id } of files) statement(db, 'DELETE FROM file WHERE id = ?').run(id)
  const contents = new Set([
    ...files.flatMap(({ contentId }) => contentId ?? []),
    ...assetIds.flatMap((id) => contentsOf(db, id)),
  ])
  for (const id of contents) forgetBytes(db, id)
  for (const id of assetIds) if (isOnlyOwn(db, id)) dropVersions(db, id)
  refreshAssets(db, assetIds)
  return files.length
}

/** True when no file is left to it and nobody has said anything of it. */
function isOnlyOwn(db: ReadableDb, assetId: string): boolean {
  return (
    !isSaidOf(db, assetId) && statement(db, 'SELECT 1 FROM file WHERE asset_id = ? LIMIT 1').get(assetId) === undefined
  )
}

/** What all versions of an asset are made of, where no file is left to it: else they are of media elsewhere. */
function contentsOf(db: ReadableDb, assetId: string): string[] {
  if (statement(db, 'SELECT 1 FROM file WHERE asset_id = ? LIMIT 1').get(assetId) !== undefined) return []
  return statement<{ id: string }>(
    db,
    'SELECT DISTINCT p.content_id AS id FROM version_part p JOIN version v ON v.id = p.version_id WHERE v.asset_id = ?',
  )
    .all(assetId)
    .map((row) => row.id)
}

/** Bytes that no other file has are not kept any more, and go nowhere. */
function forgetBytes(db: WritableDb, contentId: string): void {
  if (statement(db, 'SELECT 1 FROM file WHERE content_id = ? LIMIT 1').get(contentId) !== undefined) return
  statement(db, 'DELETE FROM transfer WHERE content_id = ?').run(contentId)
  statement(db, 'DELETE FROM kept_content WHERE content_id = ?').run(contentId)
}

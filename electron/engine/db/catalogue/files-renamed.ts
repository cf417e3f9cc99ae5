/**
 * Copies that a verification found under another name: they are the files that the catalogue knows, at another place.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { Hashes } from '../../../../shared/model/hash.ts'
import type { FileFacts } from '../../domain/scan/file-state.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import { refreshAssets } from './asset-row.ts'
import { folderOf } from './files-write.ts'
import { writeCheck } from './files-verify.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { inBatches } from '../core/in-batches.ts'
import { nameByFiles } from './asset-names.ts'
import { renameVersions } from '../versions/stacks.ts'

/** A file that has the bytes of one that is gone. Paths are relative to the mount point, with forward slashes. */
export interface RenamedFile {
  readonly from: string
  readonly to: string
  /** What was read at the new path. */
  readonly hashes: Hashes
  readonly method: ReadBack
  readonly now: FileFacts | null
}

interface Gone {
  readonly id: string
  readonly assetId: string | null
  readonly contentId: string
  readonly xxh128: string | null
  readonly hashes: string
}

/**
 * Moves the rows of renamed copies outside of watched folders, where a scan does it, and marks them verified. One whose
 * bytes are not those that the catalogue has of it stays missing, and so does one whose new path the catalogue knows
 * already. Returns the ids of the assets.
 */
export async function recordRenamed(
  db: WritableDb,
  volumeId: string | undefined,
  renamed: readonly RenamedFile[],
  now: number,
): Promise<string[]> {
  const touched = new Set<string>()
  if (volumeId === undefined) return []
  await inBatches(db, renamed, (one) => {
    const gone = statement<Gone>(
      db,
      `SELECT f.id, f.asset_id AS assetId, c.id AS contentId, c.xxh128,
        (SELECT json_group_object(h.format, h.value) FROM content_hash h WHERE h.content_id = c.id) AS hashes
      FROM file f JOIN content c ON c.id = f.content_id WHERE f.volume_id = ? AND f.path = ? AND f.root_id IS NULL`,
    ).get(volumeId, one.from)
    if (gone === undefined || !isSameContent(gone, one.hashes) || isKnown(db, volumeId, one.to)) return
    statement(db, 'UPDATE file SET path = ?, folder = ?, inode = NULL WHERE id = ?').run(
      one.to,
      folderOf(one.to),
      gone.id,
    )
    writeCheck(db, gone.id, { ok: true, method: one.method, now: one.now }, now)
    renameVersions(db, gone.id, { volumeId, path: one.from })
    if (gone.assetId === null) return
    if (baseName(one.from) !== baseName(one.to)) nameByFiles(db, gone.assetId, gone.contentId)
    refreshAssets(db, [gone.assetId])
    touched.add(gone.assetId)
  })
  return [...touched]
}

/** True when a hash that both know is the same, and none differs. */
function isSameContent({ xxh128, hashes }: Gone, read: Hashes): boolean {
  const known = { ...(JSON.parse(hashes) as Hashes), ...(xxh128 === null ? {} : { xxh128 }) }
  const shared = (Object.keys(read) as (keyof Hashes)[]).filter((format) => known[format] !== undefined)
  return shared.length > 0 && shared.every((format) => known[format] === read[format])
}

function isKnown(db: WritableDb, volumeId: string, path: string): boolean {
  return statement(db, 'SELECT 1 FROM file WHERE volume_id = ? AND path = ?').get(volumeId, path) !== undefined
}

/**
 * Files that were catalogued one by one and may be frames of one sequence: where they lie, and what is known of them.
 */
import type { AssetKind, FileRole } from '../../../../shared/model/asset.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A file of a folder with what its asset says of it. */
export interface CataloguedFile {
  readonly id: string
  readonly volumeId: string
  /** Relative to the drive. */
  readonly path: string
  readonly bytes: number
  readonly role: FileRole
  readonly contentId: string
  readonly assetId: string
  readonly kind: AssetKind
  /** Pixels; null where nobody has looked. */
  readonly width: number | null
  readonly height: number | null
  /** When the picture was taken, by the picture itself, ms since 1970; null where it does not say. */
  readonly recordedAt: number | null
}

/** How many single stills the library has. */
export function countStills(db: ReadableDb): number {
  return statement<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM asset WHERE kind = 'still' AND hidden = 0`,
  ).get()!.count
}

/** A folder on a drive. */
export interface FolderPlace {
  readonly volumeId: string
  readonly folder: string
}

/** The next folder with files, after the given one; undefined at the end. */
export function nextFolder(db: ReadableDb, after: FolderPlace): FolderPlace | undefined {
  return statement<FolderPlace>(
    db,
    `SELECT volume_id AS volumeId, folder FROM file INDEXED BY file_folder
    WHERE (volume_id, folder) > (?, ?) ORDER BY volume_id, folder LIMIT 1`,
  ).get(after.volumeId, after.folder)
}

/**
 * True where a single still lies in the folder. The kind is asked for file by file: as a join SQLite first makes a
 * filter of all stills of the library, a third of a second at a million assets, for each folder again.
 */
export function holdsStill(db: ReadableDb, { volumeId, folder }: FolderPlace): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM file f INDEXED BY file_folder WHERE f.volume_id = ? AND f.folder = ?
      AND (SELECT a.kind FROM asset a WHERE a.id = f.asset_id) = 'still' LIMIT 1`,
    ).get(volumeId, folder) !== undefined
  )
}

/** The files of a folder that are understood and not gone. The drive may be offline: nothing is read. */
export function cataloguedFiles(db: ReadableDb, { volumeId, folder }: FolderPlace): CataloguedFile[] {
  return statement<CataloguedFile>(
    db,
    `SELECT f.id, f.volume_id AS volumeId, f.path, f.bytes, f.role, f.content_id AS contentId, f.asset_id AS assetId, a.kind, a.width, a.height, a.recorded_at AS recordedAt
    FROM file f JOIN asset a ON a.id = f.asset_id
    WHERE f.volume_id = ? AND f.folder = ? AND f.state IN ('present', 'offline') AND f.missed_at IS NULL AND f.intake = 'done' AND f.content_id IS NOT NULL`,
  ).all(volumeId, folder)
}

/** A file of an asset, wherever it is. */
interface FileOfAsset {
  readonly id: string
  readonly volumeId: string
  readonly folder: string
  readonly path: string
  readonly role: FileRole
}

/** All files of an asset, those that are gone too. */
export function filesOfAsset(db: ReadableDb, assetId: string): FileOfAsset[] {
  return statement<FileOfAsset>(
    db,
    'SELECT id, volume_id AS volumeId, folder, path, role FROM file WHERE asset_id = ?',
  ).all(assetId)
}

/** Gives a file to an asset. What was verified of it, and what is still to be checked, stays. */
export function giveFile(db: WritableDb, id: string, to: { assetId: string; role: FileRole }): void {
  statement(db, 'UPDATE file SET asset_id = @assetId, role = @role WHERE id = @id').run({ id, ...to })
}

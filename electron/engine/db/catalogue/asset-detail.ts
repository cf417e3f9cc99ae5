/**
 * Reads what the inspector shows beside the row: every copy, notes, versions, collections, the raw probe.
 */
import { readBackSchema, type AssetDetail, type Copy, type Note } from '../../../../shared/model/asset.ts'
import { derivedSchema } from '../../domain/media/derived.ts'
import { type Frames } from '../../domain/media/frames.ts'
import type { Counting, PicturesBeside } from '../../domain/media/sound-start.ts'
import { shownColumn } from './derivatives.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { probeOfVersion } from './pieces.ts'
import { readSoundRate } from '../entities/projects.ts'

interface CopyRow {
  fileId: string
  volumeId: string
  volumeLabel: string
  mount_point: string | null
  path: string
  role: Copy['role']
  bytes: number
  state: Copy['state']
  verification: Copy['verification']
  verifiedAt: number | null
  readBack: Copy['readBack']
  verifiedHere: number
  content_id: string | null
  xxh128: string | null
  revision: number | null
}

/** Every file of the asset on every drive, the media first. `path` is absolute where the drive is mounted. */
export function readCopies(db: ReadableDb, assetId: string): Copy[] {
  const rows = statement<CopyRow>(
    db,
    `SELECT f.id AS fileId, f.volume_id AS volumeId, v.label AS volumeLabel, v.mount_point,
      f.path, f.role, f.bytes, f.state, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack, f.verified_here AS verifiedHere, f.content_id, c.xxh128,
      (SELECT max(n.revision) FROM version_part p JOIN version n ON n.id = p.version_id
        WHERE p.content_id = f.content_id AND n.asset_id = f.asset_id) AS revision
    FROM file f JOIN volume v ON v.id = f.volume_id LEFT JOIN content c ON c.id = f.content_id
    WHERE f.asset_id = ? ORDER BY f.role = 'primary' DESC, v.label, f.path`,
  ).all(assetId)
  return rows.map(({ content_id, xxh128, mount_point, verifiedHere, ...row }) => ({
    ...row,
    ...(verifiedHere === 0 && row.verification === 'verified' ? { elsewhere: true } : {}),
    // An older version took words of other devices as they came.
    readBack: readBackSchema.nullable().catch(null).parse(row.readBack),
    path: mount_point === null ? row.path : joinMount(mount_point, row.path),
    hashes: { ...(xxh128 === null ? {} : { xxh128 }), ...(content_id === null ? {} : readHashes(db, content_id)) },
  }))
}

/** The known hashes of a content beside xxh128. */
function readHashes(db: ReadableDb, contentId: string): Record<string, string> {
  return Object.fromEntries(
    statement<{ format: string; value: string }>(db, 'SELECT format, value FROM content_hash WHERE content_id = ?')
      .all(contentId)
      .map((row) => [row.format, row.value]),
  )
}

/** Absolute path of a file on a drive mounted at `mountPoint`. */
export function joinMount(mountPoint: string, path: string): string {
  return mountPoint.endsWith('/') ? `${mountPoint}${path}` : `${mountPoint}/${path}`
}

/** Notes that were not taken away, in the order of the clip. Timecodes are left to the caller. */
export function readNotes(db: ReadableDb, assetId: string): Omit<Note, 'timecode'>[] {
  return statement<Omit<Note, 'timecode'>>(
    db,
    `SELECT id, asset_id AS assetId, frame, text, author, created_at AS createdAt
    FROM note WHERE asset_id = ? AND removed = 0 ORDER BY frame IS NULL DESC, frame, created_at`,
  ).all(assetId)
}

/** The collections that hold it, and what is said of it there. */
export function readCollectionsOf(db: ReadableDb, assetId: string): AssetDetail['collections'] {
  return statement<AssetDetail['collections'][number]>(
    db,
    `SELECT c.id, c.name, n.text AS note FROM collection c JOIN collection_item i ON i.collection_id = c.id
    LEFT JOIN collection_note n ON n.collection_id = c.id AND n.asset_id = i.asset_id
    WHERE i.asset_id = ? AND c.removed = 0 ORDER BY c.name`,
  ).all(assetId)
}

export interface AssetBase {
  readonly description: string
  readonly startFrame: number | null
  readonly dropFrame: boolean
  readonly versionId: string | null
  /** What the media says, as JSON. */
  readonly derived: string
  readonly probe: string | null
  readonly filmstripMeta: string | null
}

/** What else of the asset is not in its row. */
export function readAssetBase(db: ReadableDb, assetId: string): AssetBase | undefined {
  const row = statement<{
    description: string
    startFrame: number | null
    dropFrame: number
    versionId: string | null
    derived: string
    filmstripMeta: string | null
  }>(
    db,
    `SELECT a.description, a.start_frame AS startFrame, a.drop_frame AS dropFrame, a.version_id AS versionId, a.derived,
       ${shownColumn('filmstrip', 'meta')} AS filmstripMeta
     FROM asset a WHERE a.id = ?`,
  ).get(assetId)
  if (row === undefined) return undefined
  const probe = row.versionId === null ? null : probeOfVersion(db, row.versionId)
  return { ...row, dropFrame: row.dropFrame === 1, probe: probe === null ? null : JSON.stringify(probe) }
}

/**
 * How the pictures with timecode of the same roll and of the same day count, each way once, and how the project counts
 * sound.
 */
export function picturesBeside(
  db: ReadableDb,
  { roll, day }: { roll: string | null; day: string | null },
): PicturesBeside {
  const countings = (column: 'roll' | 'day', value: string | null): Counting[] =>
    value === null
      ? []
      : statement<{ num: number; den: number; dropFrame: number }>(
          db,
          `SELECT DISTINCT rate_num AS num, rate_den AS den, drop_frame AS dropFrame FROM asset
      WHERE ${column} = ? AND hidden = 0 AND kind = 'video' AND rate_num IS NOT NULL AND rate_den IS NOT NULL AND start_frame IS NOT NULL`,
        )
          .all(value)
          .map(({ num, den, dropFrame }) => ({ rate: { num, den }, dropFrame: dropFrame === 1 }))
  const own = readSoundRate(db)
  return {
    roll: countings('roll', roll),
    day: countings('day', day),
    project: own === null ? null : { rate: { num: own.num, den: own.den }, dropFrame: own.dropFrame },
  }
}

/** The frames of an image sequence, from what its media says; null for all else. */
export function readFrames(derived: string): Frames | null {
  return derivedSchema.parse(JSON.parse(derived)).from.frames
}

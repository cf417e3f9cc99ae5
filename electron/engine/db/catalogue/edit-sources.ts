/**
 * Clips as sources of edit proxies: the file of the current version that would be read, and where it lies.
 */
import { stemOf } from '../../domain/edit-proxies/place.ts'
import { joinMount } from './asset-detail.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

export interface EditSource {
  readonly assetId: string
  readonly name: string
  readonly kind: string
  readonly contentId: string
  readonly roll: string | null
  /** A person gave the roll; else folders or the file told it. */
  readonly rollSaid: boolean
  /** On its drive. */
  readonly path: string
  readonly volumeId: string
  readonly volumeLabel: string
  /** Where its drive is mounted; null while it is away. */
  readonly mountPoint: string | null
  /** Absolute; null while its drive is away. */
  readonly at: string | null
  /** The watched folder that it lies in, a path on its drive. */
  readonly root: string | null
}

interface Row extends Omit<EditSource, 'at' | 'rollSaid'> {
  readonly rollSaid: number
  readonly state: string
}

const SOURCE = (role: string): string =>
  `SELECT a.id AS assetId, a.name, a.kind, a.roll,
      EXISTS (SELECT 1 FROM asset_field WHERE asset_id = a.id AND field = 'roll' AND value <> 'null') AS rollSaid, f.content_id AS contentId, f.path, f.volume_id AS volumeId, v.label AS volumeLabel, f.state,
      CASE WHEN v.online = 1 AND f.state = 'present' THEN v.mount_point END AS mountPoint, r.path AS root
    FROM asset a JOIN version_part p ON p.version_id = a.version_id AND ${role}
      JOIN file f ON f.content_id = p.content_id AND f.asset_id = a.id AND f.state IN ('present', 'offline') AND f.verification <> 'failed'
      JOIN volume v ON v.id = f.volume_id LEFT JOIN root r ON r.id = f.root_id
    WHERE a.id = ? AND a.hidden = 0
    ORDER BY mountPoint IS NULL, f.verification = 'verified' DESC, f.id LIMIT 1`

/** One file of a recording in several, as a source by itself, called like the file. Undefined where it is none of the clip. */
export function pieceSource(db: ReadableDb, assetId: string, contentId: string): EditSource | undefined {
  const row = statement<Row>(db, SOURCE(`p.role IN ('primary', 'span') AND p.content_id = ?`)).get(contentId, assetId)
  return row === undefined ? undefined : { ...toSource(row), name: stemOf(row.path) }
}

/** The source of a clip: a copy that is here goes before others, a verified one before those. Undefined for no clip. */
export function editSource(db: ReadableDb, assetId: string): EditSource | undefined {
  const row = statement<Row>(db, SOURCE(`p.role = 'primary'`)).get(assetId)
  return row === undefined ? undefined : toSource(row)
}

function toSource(row: Row): EditSource {
  const { state: _, rollSaid, ...source } = row
  return {
    ...source,
    rollSaid: rollSaid === 1,
    at: source.mountPoint === null ? null : joinMount(source.mountPoint, source.path),
  }
}

/** Absolute paths of the clip's own media, every copy on a drive that is here. */
export function originalsOf(db: ReadableDb, assetId: string): string[] {
  return statement<{ mountPoint: string; path: string }>(
    db,
    `SELECT v.mount_point AS mountPoint, f.path FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.asset_id = ? AND f.role IN ('primary', 'span', 'frame') AND f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL`,
  )
    .all(assetId)
    .map(({ mountPoint, path }) => joinMount(mountPoint, path))
}

/**
 * Names of the other clips beside a source that differ from it in their ending alone (`A003C001.mov`, `A003C001.mxf`):
 * they would have the same proxy. What can't be read has none.
 */
export function twinsOf(db: ReadableDb, { assetId, volumeId, path }: EditSource): string[] {
  const dot = path.lastIndexOf('.')
  const stem = dot > path.lastIndexOf('/') + 1 ? path.slice(0, dot) : path
  return statement<{ path: string }>(
    db,
    `SELECT DISTINCT f.path FROM file f JOIN asset a ON a.id = f.asset_id AND a.id <> @assetId AND a.hidden = 0 AND a.kind = 'video'
      AND a.broken IS NULL AND a.unsupported IS NULL
    JOIN version_part p ON p.version_id = a.version_id AND p.role = 'primary' AND p.content_id = f.content_id
    WHERE f.volume_id = @volumeId AND f.path >= @from AND f.path < @to AND f.state IN ('present', 'offline') ORDER BY f.path LIMIT 10`,
    // “/” comes right behind “.”.
  )
    .all({ assetId, volumeId, from: `${stem}.`, to: `${stem}/` })
    .map((row) => row.path.slice(row.path.lastIndexOf('/') + 1))
    .filter((name) => name.lastIndexOf('.') === stem.length - stem.lastIndexOf('/') - 1)
}

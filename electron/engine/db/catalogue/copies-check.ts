/**
 * Copies to verify again, copies that went bad, and the good ones that can repair them.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import { joinMount } from './asset-detail.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** A copy on a drive that is here, with the bytes that it ought to have. */
export interface CopyToCheck {
  readonly fileId: string
  readonly assetId: string | null
  readonly volumeId: string
  readonly volumeLabel: string
  readonly mountPoint: string
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
  /** Its time of change when its bytes were last known; null when that is not known. */
  readonly ctimeNs: number | null
  readonly fsType: string | null
  readonly xxh128: string
  /** True when it lies in a watched folder, whose scan ingests what people change. */
  readonly watched: boolean
  /** It was read and is bad. */
  readonly bad: boolean
}

/** Which copies; an empty list means any. */
export interface CopyFilter {
  readonly rolls: readonly string[]
  readonly volumeIds: readonly string[]
  /** Only those that were last verified before this moment, milliseconds since 1970. */
  readonly before?: number
}

interface Row {
  fileId: string
  assetId: string | null
  volumeId: string
  volumeLabel: string
  mountPoint: string
  path: string
  bytes: number
  mtimeMs: number
  ctimeNs: number | null
  fsType: string | null
  xxh128: string
  watched: number
  bad: number
}

const COLUMNS = `f.id AS fileId, f.asset_id AS assetId, f.volume_id AS volumeId, v.label AS volumeLabel, v.mount_point AS mountPoint, f.path, f.bytes,
  CAST(f.mtime_ns / 1000000 AS INTEGER) AS mtimeMs, f.ctime_ns AS ctimeNs, v.fs_type AS fsType, c.xxh128, f.root_id IS NOT NULL AS watched, f.verification = 'failed' AS bad`
/** A copy outside of watched folders that was missing is looked for again: nothing else would ever find it back. */
const LOOKED_FOR = `(f.state = 'present' OR (f.state = 'missing' AND f.root_id IS NULL)) AND v.online = 1 AND v.mount_point IS NOT NULL AND c.xxh128 IS NOT NULL`
const HERE = `f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL AND c.xxh128 IS NOT NULL`
const MISSING = `f.state = 'missing' AND f.root_id IS NULL AND v.online = 1 AND v.mount_point IS NOT NULL AND c.xxh128 IS NOT NULL`

/** Where a page ends. */
export type CopyPlaceInOrder = Pick<CopyToCheck, 'volumeId' | 'mountPoint' | 'path'>

/**
 * A page of copies in the order of drives and paths.
 * @param after the last copy of the page before, or null
 */
export function copiesToCheck(
  db: ReadableDb,
  filter: CopyFilter,
  after: CopyPlaceInOrder | null,
  limit: number,
): CopyToCheck[] {
  const rows = statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM file f JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
      ${filter.rolls.length > 0 ? 'JOIN asset a ON a.id = f.asset_id' : ''}
    WHERE ${LOOKED_FOR} AND (f.volume_id, f.path) > (?, ?) ${filterSql(filter)} ORDER BY f.volume_id, f.path LIMIT ?`,
  ).all(after?.volumeId ?? '', after === null ? '' : relative(after), ...filterValues(filter), limit)
  return rows.map(toCopy)
}

/** How many copies of these rolls there are to check, and how large they are. */
export function sizeOfRolls(db: ReadableDb, filter: CopyFilter): { files: number; bytes: number } {
  return statement<{ files: number; bytes: number }>(
    db,
    `SELECT count(*) AS files, coalesce(sum(f.bytes), 0) AS bytes FROM asset a JOIN file f ON f.asset_id = a.id
    JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id WHERE ${LOOKED_FOR} ${filterSql(filter)}`,
  ).get(...filterValues(filter))!
}

/** The drives that are here and hold copies of these rolls. */
export function volumesOfRolls(db: ReadableDb, rolls: readonly string[]): string[] {
  return statement<{ id: string }>(
    db,
    `SELECT DISTINCT f.volume_id AS id FROM asset a JOIN file f ON f.asset_id = a.id JOIN volume v ON v.id = f.volume_id
    WHERE a.roll IN (SELECT value FROM json_each(?)) AND v.online = 1`,
  )
    .all(JSON.stringify(rolls))
    .map(({ id }) => id)
}

/** The drives that are here and hold these files or others of their bytes. */
export function volumesOfCopies(db: ReadableDb, fileIds: readonly string[]): string[] {
  return statement<{ id: string }>(
    db,
    `SELECT DISTINCT o.volume_id AS id FROM file f JOIN file o ON o.content_id = f.content_id JOIN volume v ON v.id = o.volume_id
    WHERE f.id IN (SELECT value FROM json_each(?)) AND v.online = 1`,
  )
    .all(JSON.stringify(fileIds))
    .map(({ id }) => id)
}

/** The copies of a drive that are due: those that were copied and never read back, then those verified longest ago. */
export function copiesDue(db: ReadableDb, volumeId: string, before: number, limit: number): CopyToCheck[] {
  const never = statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM file f INDEXED BY file_copied JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    WHERE ${HERE} AND f.volume_id = ? AND f.verification = 'copied' AND f.created_at < ? ORDER BY f.path LIMIT ?`,
  ).all(volumeId, before, limit)
  const rows =
    never.length > 0
      ? never
      : statement<Row>(
          db,
          `SELECT ${COLUMNS} FROM file f INDEXED BY file_verified JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    WHERE ${HERE} AND f.volume_id = ? AND f.verification = 'verified' AND f.verified_at < ? ORDER BY f.verified_at LIMIT ?`,
        ).all(volumeId, before, limit)
  return rows.map(toCopy)
}

/** The copies of a drive that were written to without showing it, with what their verification was. */
export function copiesToRecheck(
  db: ReadableDb,
  volumeId: string,
  limit: number,
): (CopyToCheck & { readonly was: string })[] {
  return statement<Row & { was: string }>(
    db,
    `SELECT ${COLUMNS}, f.recheck AS was FROM file f INDEXED BY file_recheck JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    WHERE ${HERE} AND f.recheck IS NOT NULL AND f.volume_id = ? ORDER BY f.path LIMIT ?`,
  )
    .all(volumeId, limit)
    .map((row) => ({ ...toCopy(row), was: row.was }))
}

/** The copies that the catalogue knows at these absolute paths, on drives that are here. */
export function copiesAt(db: ReadableDb, paths: readonly string[]): CopyToCheck[] {
  return rowsAt(db, paths, HERE)
}

/** Copies outside of watched folders at these absolute paths that were missing when they were looked for last. */
export function missingCopiesAt(db: ReadableDb, paths: readonly string[]): CopyToCheck[] {
  return rowsAt(db, paths, MISSING)
}

function rowsAt(db: ReadableDb, paths: readonly string[], where: typeof HERE | typeof MISSING): CopyToCheck[] {
  if (paths.length === 0) return []
  const volumes = statement<{ id: string; mount: string }>(
    db,
    'SELECT id, mount_point AS mount FROM volume WHERE online = 1 AND mount_point IS NOT NULL',
  ).all()
  const rows = statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM file f JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    WHERE ${where} AND f.volume_id = ? AND f.path = ?`,
  )
  return paths.flatMap((path) =>
    volumes.flatMap(({ id, mount }) => {
      const inside = mount.endsWith('/') ? mount : `${mount}/`
      return path.startsWith(inside) ? rows.all(id, path.slice(inside.length)).map(toCopy) : []
    }),
  )
}

export interface BadCopy extends CopyToCheck {
  readonly contentId: string
  /** When it was found to be bad, milliseconds since 1970. */
  readonly foundAt: number | null
  /** The drive reported an error; else it was read and is wrong. */
  readonly unreadable: boolean
  /** It was written to after it was verified: nobody's to repair unasked. */
  readonly changed: boolean
  readonly online: boolean
}

export interface GoodCopy {
  readonly fileId: string
  readonly volumeLabel: string
  /** Absolute while its drive is here. */
  readonly path: string
  readonly here: boolean
  readonly verifiedAt: number | null
  readonly readBack: ReadBack | null
}

type BadRow = Omit<Row, 'mountPoint'> & {
  mountPoint: string | null
  contentId: string
  foundAt: number | null
  unreadable: number
  changed: number
  online: number
}

const BAD = `${COLUMNS}, f.content_id AS contentId, f.verified_at AS foundAt, f.read_back IS NULL AS unreadable, f.changed_after AS changed, v.online`
const IS_BAD = `f.verification = 'failed' AND c.xxh128 IS NOT NULL AND f.state IN ('present', 'offline', 'missing')`

/** Copies that read back wrong, in the order of their drives and paths; those on drives that are away too. */
export function badCopies(db: ReadableDb, limit: number): BadCopy[] {
  return statement<BadRow>(
    db,
    `SELECT ${BAD} FROM file f INDEXED BY file_failed JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    WHERE ${IS_BAD} ORDER BY v.online DESC, f.volume_id, f.path LIMIT ?`,
  )
    .all(limit)
    .map(toBad)
}

/** Those of these files that are known as bad copies, in the order of the ids. */
export function badCopiesOf(db: ReadableDb, fileIds: readonly string[]): BadCopy[] {
  const one = statement<BadRow>(
    db,
    `SELECT ${BAD} FROM file f JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id WHERE f.id = ? AND ${IS_BAD}`,
  )
  return fileIds.flatMap((id) => one.all(id)).map(toBad)
}

function toBad({ mountPoint, online, ...row }: BadRow): BadCopy {
  const here = online === 1 && mountPoint !== null
  const copy = here
    ? toCopy({ ...row, mountPoint })
    : { ...row, mountPoint: '', watched: row.watched === 1, bad: row.bad === 1 }
  return {
    ...copy,
    contentId: row.contentId,
    foundAt: row.foundAt,
    unreadable: row.unreadable === 1,
    changed: row.changed === 1,
    online: here,
  }
}

/** Copies of a content that were verified, those that are here first. */
export function goodCopies(db: ReadableDb, contentId: string): GoodCopy[] {
  return statement<{
    fileId: string
    volumeLabel: string
    mountPoint: string | null
    path: string
    online: number
    state: string
    verifiedAt: number | null
    readBack: ReadBack | null
  }>(
    db,
    `SELECT f.id AS fileId, v.label AS volumeLabel, v.mount_point AS mountPoint, f.path, v.online, f.state, f.verified_at AS verifiedAt, f.read_back AS readBack
      FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.content_id = ? AND f.verification = 'verified' AND f.state IN ('present', 'offline')
      ORDER BY v.online DESC, f.verified_at DESC`,
  )
    .all(contentId)
    .map(({ mountPoint, online, state, ...row }) => {
      const here = online === 1 && mountPoint !== null && state === 'present'
      return {
        fileId: row.fileId,
        volumeLabel: row.volumeLabel,
        path: here ? joinMount(mountPoint, row.path) : row.path,
        here,
        verifiedAt: row.verifiedAt,
        readBack: row.readBack,
      }
    })
}

/** The drives that these words name: an id, or a label. */
export function volumesNamed(db: ReadableDb, word: string): string[] {
  return statement<{ id: string }>(db, 'SELECT id FROM volume WHERE id = ? OR label = ? COLLATE NOCASE')
    .all(word, word)
    .map(({ id }) => id)
}

/** True when the catalogue knows a clip of this roll. */
export function hasRoll(db: ReadableDb, roll: string): boolean {
  return statement(db, 'SELECT 1 FROM asset WHERE roll = ? LIMIT 1').get(roll) !== undefined
}

function toCopy({ watched, path, mountPoint, ...row }: Row): CopyToCheck {
  return {
    fileId: row.fileId,
    assetId: row.assetId,
    volumeId: row.volumeId,
    volumeLabel: row.volumeLabel,
    mountPoint,
    path: joinMount(mountPoint, path),
    bytes: row.bytes,
    mtimeMs: row.mtimeMs,
    ctimeNs: row.ctimeNs,
    fsType: row.fsType,
    xxh128: row.xxh128,
    watched: watched === 1,
    bad: row.bad === 1,
  }
}

function relative({ path, mountPoint }: CopyPlaceInOrder): string {
  return path.slice(joinMount(mountPoint, '').length)
}

function filterSql({ rolls, volumeIds, before }: CopyFilter): string {
  const marks = (list: readonly string[]): string => list.map(() => '?').join(', ')
  return [
    rolls.length === 0 ? '' : `AND a.roll IN (${marks(rolls)})`,
    volumeIds.length === 0 ? '' : `AND f.volume_id IN (${marks(volumeIds)})`,
    before === undefined ? '' : 'AND (f.verified_at IS NULL OR f.verified_at < ?)',
  ].join(' ')
}

function filterValues({ rolls, volumeIds, before }: CopyFilter): (string | number)[] {
  return [...rolls, ...volumeIds, ...(before === undefined ? [] : [before])]
}

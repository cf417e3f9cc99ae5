/**
 * Watched folders in the catalogue.
 */
import { guardSchema, type Guard, type Root } from '../../../../shared/model/watching.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A watched folder as a scan needs it. */
export interface RootRow {
  readonly id: string
  readonly volumeId: string
  /** Relative to its drive, with forward slashes; '' for the whole drive. */
  readonly path: string
  readonly state: Root['state']
  /** It holds our marker file, and has to. */
  readonly marker: boolean
  readonly files: number
  readonly trueAt: number | null
  readonly volumeLabel: string
  readonly volumeKind: string
  readonly fsType: string | null
  readonly online: boolean
  /** Where its drive is, or was last. */
  readonly mountPoint: string | null
}

const ROW = `SELECT r.id, r.volume_id AS volumeId, r.path, r.state, r.marker, r.files, r.true_at AS trueAt, v.label AS volumeLabel,
  v.kind AS volumeKind, v.fs_type AS fsType, v.online, v.mount_point AS mountPoint FROM root r JOIN volume v ON v.id = r.volume_id`

type Numbers = Omit<RootRow, 'marker' | 'online'> & { marker: number; online: number }
const asRow = (row: Numbers): RootRow => ({ ...row, marker: row.marker === 1, online: row.online === 1 })

/** A folder that is watched, or undefined. */
export function findRoot(db: ReadableDb, id: string): RootRow | undefined {
  const row = statement<Numbers>(db, `${ROW} WHERE r.id = ? AND r.removed = 0`).get(id)
  return row === undefined ? undefined : asRow(row)
}

/** All folders that are watched. */
export function watchedRoots(db: ReadableDb): RootRow[] {
  return statement<Numbers>(db, `${ROW} WHERE r.removed = 0 ORDER BY r.id`).all().map(asRow)
}

/** The folder of exactly this place, also when it is not watched any more. */
export function rootAt(db: ReadableDb, volumeId: string, path: string): { id: string; removed: boolean } | undefined {
  const row = statement<{ id: string; removed: number }>(
    db,
    'SELECT id, removed FROM root WHERE volume_id = ? AND path = ?',
  ).get(volumeId, path)
  return row === undefined ? undefined : { id: row.id, removed: row.removed === 1 }
}

/** True for a folder of this library, watched or not any more. */
export function knowsRoot(db: ReadableDb, id: string): boolean {
  return statement(db, 'SELECT 1 FROM root WHERE id = ?').get(id) !== undefined
}

/** Enters a folder, or takes up one that was watched before. Returns its id. */
export function enterRoot(db: WritableDb, volumeId: string, path: string, now: number): string {
  return statement<{ id: string }>(
    db,
    `INSERT INTO root (id, volume_id, path, created_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (volume_id, path) DO UPDATE SET removed = 0 RETURNING id`,
  ).get(newId(), volumeId, path, now)!.id
}

/** Says whether the folder holds our marker. */
export function setMarker(db: WritableDb, id: string, marker: boolean): void {
  statement(db, 'UPDATE root SET marker = ? WHERE id = ?').run(Number(marker), id)
}

/** Ends the watching. What is known of its files stays, with them. */
export function dropRoot(db: WritableDb, id: string): void {
  statement(db, `UPDATE root SET removed = 1, state = 'idle', guard = NULL, error = NULL, marker = 0 WHERE id = ?`).run(
    id,
  )
}

/** How a folder stands: `error` in words, `guard` the mass guard's question. */
export function setRootState(
  db: WritableDb,
  id: string,
  as: { state: Root['state']; error?: string | null; guard?: Guard | null },
): void {
  statement(db, 'UPDATE root SET state = ?, error = ?, guard = ? WHERE id = ?').run(
    as.state,
    as.error ?? null,
    as.guard == null ? null : JSON.stringify(as.guard),
    id,
  )
}

/**
 * Notes how many files it has; the moment as of which disk and catalogue agree only goes with a whole, healthy look.
 */
export function setRootFiles(db: WritableDb, id: string, files: number, trueAt: number | null): void {
  statement(db, 'UPDATE root SET files = ?, true_at = coalesce(?, true_at) WHERE id = ?').run(
    Math.max(0, files),
    trueAt,
    id,
  )
}

interface Listed extends Omit<Root, 'guard'> {
  guard: string | null
  mountPoint: string | null
  online: number
}

const LIST = `SELECT r.id, r.volume_id AS volumeId, v.label AS volumeLabel, r.path, CASE WHEN v.online = 1 THEN r.state ELSE 'offline' END AS state,
  r.watching, r.watch_note AS watchNote, r.files, r.true_at AS trueAt, r.guard, r.error, v.mount_point AS mountPoint, v.online,
  (SELECT count(*) FROM file f WHERE f.root_id = r.id AND f.intake = 'waiting') AS waiting,
  (SELECT count(*) FROM file f WHERE f.root_id = r.id AND f.missed_at IS NOT NULL AND f.state = 'missing') AS missing
  FROM root r JOIN volume v ON v.id = r.volume_id WHERE r.removed = 0`

/** Watched folders as people see them. */
export function readRoots(db: ReadableDb): Root[] {
  return statement<Listed>(db, `${LIST} ORDER BY v.label, r.path`).all().map(asRoot)
}

/** One of them, or undefined. */
export function readRoot(db: ReadableDb, id: string): Root | undefined {
  const row = statement<Listed>(db, `${LIST} AND r.id = ?`).get(id)
  return row === undefined ? undefined : asRoot(row)
}

function asRoot({ mountPoint, online, guard, ...row }: Listed): Root {
  const here = online === 1 && mountPoint !== null
  return {
    ...row,
    path: here ? pathAt(mountPoint, row.path) : row.path,
    guard: guard === null ? null : guardSchema.parse(JSON.parse(guard)),
  }
}

/** Where a path of a drive is when the drive is mounted there. */
export function pathAt(mountPoint: string, path: string): string {
  if (path === '') return mountPoint
  return mountPoint.endsWith('/') ? `${mountPoint}${path}` : `${mountPoint}/${path}`
}

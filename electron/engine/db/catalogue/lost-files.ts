/**
 * Files that are missing, and files of the catalogue that may be them.
 */
import type { LostFacts } from '../../domain/scan/relink-score.ts'
import { joinMount } from './asset-detail.ts'
import { rowsOf } from './assets-read.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import type { Search } from '../search/search-sql.ts'
import type { Value } from '../search/term-plan.ts'

export interface LostFile extends LostFacts {
  readonly fileId: string
  readonly assetId: string
  readonly lostPath: string
  readonly volumeLabel: string
  readonly contentId: string | null
}

const COLUMNS = `f.id AS fileId, f.asset_id AS assetId, f.path, f.bytes, f.content_id AS contentId, v.label AS volumeLabel, v.mount_point AS mountPoint,
  c.xxh128, a.start_timecode AS startTimecode, a.duration_frames AS durationFrames, a.roll`
type Row = Omit<LostFile, 'lostPath' | 'name'> & { path: string; mountPoint: string | null }

const toFile = ({ path, mountPoint, ...row }: Row): LostFile => ({
  ...row,
  name: path.slice(path.lastIndexOf('/') + 1),
  lostPath: mountPoint === null ? path : joinMount(mountPoint, path),
})

/** The missing files of the assets that a search finds, and how many there are. */
export function lostFiles(db: ReadableDb, search: Search, limit: number): { files: LostFile[]; total: number } {
  const { from, where, parameters } = rowsOf(search)
  const lost = `FROM (SELECT a.id FROM ${from} WHERE ${where}) s JOIN file f ON f.asset_id = s.id AND f.state = 'missing'
    JOIN asset a ON a.id = f.asset_id JOIN volume v ON v.id = f.volume_id LEFT JOIN content c ON c.id = f.content_id`
  const files = db.prepare<Value[], Row>(`SELECT ${COLUMNS} ${lost} ORDER BY f.path LIMIT ?`).all(...parameters, limit)
  const { total } = db.prepare<Value[], { total: number }>(`SELECT count(*) AS total ${lost}`).get(...parameters)!
  return { files: files.map(toFile), total }
}

/** Rows that are read in one go. */
const SLICE = 2_000

export interface PlacedFile {
  readonly row: number
  readonly path: string
  readonly volumeId: string
  readonly mountPoint: string
}

/**
 * Files of a search that count as present on drives that are here, some at a time: call it again with the last `row`
 * until none come.
 */
export function placedFiles(db: ReadableDb, search: Search, after: number): PlacedFile[] {
  return db
    .prepare<
      Value[],
      PlacedFile
    >(`SELECT f.rowid AS row, f.path, f.volume_id AS volumeId, v.mount_point AS mountPoint FROM file f
    JOIN volume v ON v.id = f.volume_id AND v.online = 1 AND v.mount_point IS NOT NULL
    WHERE f.rowid > ? AND f.state = 'present' AND EXISTS (SELECT 1 FROM asset a WHERE a.id = f.asset_id AND ${search.sql})
    ORDER BY f.rowid LIMIT ${SLICE}`)
    .all(after, ...search.parameters)
}

/** One missing file, or undefined. */
export function lostFile(db: ReadableDb, fileId: string): LostFile | undefined {
  const row = statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM file f JOIN asset a ON a.id = f.asset_id JOIN volume v ON v.id = f.volume_id
    LEFT JOIN content c ON c.id = f.content_id WHERE f.id = ? AND f.state = 'missing'`,
  ).get(fileId)
  return row === undefined ? undefined : toFile(row)
}

/** Files on drives that are here whose media has the timecode and length of a lost one, and is another asset. */
export function catalogueCandidates(db: ReadableDb, lost: LostFile): LostFile[] {
  if (lost.startTimecode === null) return []
  return statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM asset a JOIN file f ON f.asset_id = a.id AND f.state = 'present' AND f.role = 'primary'
      JOIN volume v ON v.id = f.volume_id AND v.online = 1 LEFT JOIN content c ON c.id = f.content_id
    WHERE a.start_timecode = ? AND a.hidden = 0 AND a.duration_frames IS ? AND a.id <> ? LIMIT 20`,
  )
    .all(lost.startTimecode, lost.durationFrames, lost.assetId)
    .map(toFile)
}

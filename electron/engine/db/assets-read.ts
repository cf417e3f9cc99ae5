/**
 * Reads windows of assets: any query, any sort, from a cursor or an offset.
 */
import type { AssetRow, FileState, Sort, Verification, AssetKind } from '../../../shared/model/asset.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Condition } from './search-sql.ts'
import { statement, type ReadableDb } from './handles.ts'

interface Row {
  n: number; id: string; name: string; kind: AssetKind; state: FileState; broken: string | null
  roll: string | null; camera: string | null; scene: string | null; shot: string | null; take: string | null
  day: string | null; rating: number; circled: number; no_good: number; tags: string; notes: number; bytes: number
  duration_frames: number | null; rate_num: number | null; rate_den: number | null; start_timecode: string | null
  width: number | null; height: number | null; codec: string | null; channels: number | null; hdr: string | null
  copies: number; devices: number; duplicates: number; versions: number; verification: Verification; verified_at: number | null; recorded_at: number | null
  created_at: number; poster_id: string | null; filmstrip_id: string | null; waveform_id: string | null
  proxy_id: string | null; work: AssetRow['work']; sort_value: string | number | null
}

const SORT_COLUMNS: Record<Sort['field'], string> = {
  name: 'name_key', createdAt: 'created_at', recordedAt: 'recorded_at', day: 'day', roll: 'roll',
  startTimecode: 'start_timecode', duration: 'duration_ms', bytes: 'bytes', rating: 'rating', kind: 'kind',
  codec: 'codec', copies: 'copies', scene: 'scene',
}

export interface AssetWindow {
  readonly rows: AssetRow[]
  readonly cursor: string | null
}

/** Rows after `cursor` (or from `offset`), at most `limit`, and the cursor of the next window. */
export function readWindow(
  db: ReadableDb, where: Condition, sort: Sort, from: { cursor: string | null; offset: number | null }, limit: number,
): AssetWindow {
  const column = SORT_COLUMNS[sort.field]
  const order = sort.direction === 'asc' ? 'ASC' : 'DESC'
  const after = from.cursor === null ? { sql: '1', parameters: [] } : afterCursor(column, sort.direction, from.cursor)
  const rows = db.prepare<(string | number)[], Row>(
    `SELECT a.*, a.${column} AS sort_value FROM asset a WHERE (${where.sql}) AND (${after.sql})
     ORDER BY a.${column} ${order}, a.n ${order} LIMIT ? OFFSET ?`,
  ).all(...where.parameters, ...after.parameters, limit, from.cursor === null ? from.offset ?? 0 : 0)
  const last = rows[rows.length - 1]
  const cursor = last === undefined || rows.length < limit ? null : encodeCursor(last.sort_value, last.n)
  return { rows: rows.map(toAssetRow), cursor }
}

/** How many assets the condition finds, and the bytes of one copy of each. */
export function countAssets(db: ReadableDb, where: Condition): { total: number; bytes: number } {
  return db.prepare<(string | number)[], { total: number; bytes: number }>(
    `SELECT count(*) AS total, coalesce(sum(a.bytes), 0) AS bytes FROM asset a WHERE ${where.sql}`,
  ).get(...where.parameters)!
}

/** Ids of all assets that the condition finds, oldest first. */
export function findAssetIds(db: ReadableDb, where: Condition, limit: number): string[] {
  return db.prepare<(string | number)[], { id: string }>(`SELECT a.id FROM asset a WHERE ${where.sql} ORDER BY a.n LIMIT ?`)
    .all(...where.parameters, limit).map((row) => row.id)
}

/** One row, or undefined. */
export function readAssetRow(db: ReadableDb, id: string): AssetRow | undefined {
  const row = statement<Row>(db, 'SELECT a.*, NULL AS sort_value FROM asset a WHERE id = ?').get(id)
  return row === undefined ? undefined : toAssetRow(row)
}

/** SQLite sorts nulls first when ascending, last when descending; the cursor has to walk the same way. */
function afterCursor(column: string, direction: 'asc' | 'desc', cursor: string): Condition {
  const [value, n] = decodeCursor(cursor)
  if (direction === 'asc') {
    return value === null
      ? { sql: `(a.${column} IS NULL AND a.n > ?) OR a.${column} IS NOT NULL`, parameters: [n] }
      : { sql: `a.${column} >= ? AND (a.${column} > ? OR a.n > ?)`, parameters: [value, value, n] }
  }
  return value === null
    ? { sql: `a.${column} IS NULL AND a.n < ?`, parameters: [n] }
    : { sql: `(a.${column} <= ? AND (a.${column} < ? OR a.n < ?)) OR a.${column} IS NULL`, parameters: [value, value, n] }
}

function encodeCursor(value: string | number | null, n: number): string {
  return Buffer.from(JSON.stringify([value, n])).toString('base64url')
}

function decodeCursor(cursor: string): [string | number | null, number] {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[1] === 'number') {
      const value: unknown = parsed[0]
      if (value === null || typeof value === 'string' || typeof value === 'number') return [value, parsed[1]]
    }
  } catch {
    // Falls through to the sentence below: a cursor that can't be read is a wrong request.
  }
  throw new RushesError('usage', 'The place in the list is not one this library gave out. Start again from the top of the list.')
}

function toAssetRow(row: Row): AssetRow {
  return {
    id: row.id, name: row.name, kind: row.kind, state: row.state, broken: row.broken, roll: row.roll, camera: row.camera,
    scene: row.scene, shot: row.shot, take: row.take, day: row.day, rating: row.rating, circled: row.circled === 1,
    noGood: row.no_good === 1, tags: JSON.parse(row.tags) as string[], notes: row.notes, bytes: row.bytes,
    durationFrames: row.duration_frames,
    rate: row.rate_num === null || row.rate_den === null ? null : { num: row.rate_num, den: row.rate_den },
    startTimecode: row.start_timecode, width: row.width, height: row.height, codec: row.codec, channels: row.channels,
    hdr: row.hdr, copies: row.copies, devices: row.devices, duplicates: row.duplicates, versions: row.versions, verification: row.verification, verifiedAt: row.verified_at,
    recordedAt: row.recorded_at, createdAt: row.created_at, work: row.work,
    derivatives: { poster: row.poster_id, filmstrip: row.filmstrip_id, waveform: row.waveform_id, proxy: row.proxy_id },
  }
}

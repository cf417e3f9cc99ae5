/**
 * Reads windows of assets: any query, any sort, from a cursor or an offset.
 */
import { lookSchema } from '../../../../shared/model/colour.ts'
import type { AssetRow, FileState, Sort, Verification, AssetKind } from '../../../../shared/model/asset.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Search, Start } from '../search/search-sql.ts'
import type { Value } from '../search/term-plan.ts'
import { lookedDerivatives, shownDerivatives } from './derivatives.ts'
import { hashesOf, ofFrames } from './frame-hashes.ts'
import { ALL, rangeOf, valueByValue } from './value-by-value.ts'
import { afterCursor, encodeCursor } from './list-cursor.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

interface Row {
  n: number
  id: string
  name: string
  kind: AssetKind
  state: FileState
  broken: string | null
  unsupported: string | null
  roll: string | null
  camera: string | null
  scene: string | null
  shot: string | null
  slate: string | null
  unit: string | null
  episode: string | null
  location: string | null
  take: string | null
  day: string | null
  rating: number
  circled: number
  no_good: number
  tags: string
  notes: number
  bytes: number
  duration_frames: number | null
  duration_ms: number | null
  rate_num: number | null
  rate_den: number | null
  start_timecode: string | null
  width: number | null
  height: number | null
  codec: string | null
  channels: number | null
  hdr: string | null
  look: string | null
  look_hash: string | null
  frame_hashes: string | null
  log: string | null
  copies: number
  devices: number
  duplicates: number
  versions: number
  verification: Verification
  verified_at: number | null
  recorded_at: number | null
  created_at: number
  version_id: string | null
  work: AssetRow['work']
  sort_value: string | number | null
}

/**
 * The columns of a row that is shown, and no others: what the media says stands beside them, and is a hundred times as
 * long.
 */
const SHOWN = (
  [
    'n',
    'id',
    'name',
    'kind',
    'state',
    'broken',
    'unsupported',
    'roll',
    'camera',
    'scene',
    'shot',
    'slate',
    'unit',
    'episode',
    'location',
    'take',
    'day',
    'rating',
    'circled',
    'no_good',
    'tags',
    'notes',
    'bytes',
    'duration_frames',
    'duration_ms',
    'rate_num',
    'rate_den',
    'start_timecode',
    'width',
    'height',
    'codec',
    'channels',
    'hdr',
    'look',
    'look_hash',
    'frame_hashes',
    'log',
    'copies',
    'devices',
    'duplicates',
    'versions',
    'verification',
    'verified_at',
    'recorded_at',
    'created_at',
    'version_id',
    'work',
  ] satisfies readonly Exclude<keyof Row, 'sort_value'>[]
)
  .map((column) => `a.${column}`)
  .join(', ')

const SORT_COLUMNS: Record<Sort['field'], string> = {
  name: 'name_key',
  createdAt: 'n',
  recordedAt: 'recorded_at',
  day: 'day',
  roll: 'roll',
  startTimecode: 'start_timecode',
  duration: 'duration_ms',
  bytes: 'bytes',
  rating: 'rating',
  kind: 'kind',
  codec: 'codec',
  copies: 'copies',
  scene: 'scene_key',
  arranged: 'n',
}

/**
 * The index that walks the list in each order; as they came in is the order of n. Named, so that a broad search never
 * sorts a million rows.
 */
const SORT_INDEXES: Record<Sort['field'], string> = {
  name: 'asset_name',
  createdAt: 'asset_shown',
  recordedAt: 'asset_recorded',
  day: 'asset_day',
  roll: 'asset_roll',
  startTimecode: 'asset_timecode',
  duration: 'asset_duration',
  bytes: 'asset_bytes',
  rating: 'asset_rating',
  kind: 'asset_kind',
  codec: 'asset_codec',
  copies: 'asset_copies',
  scene: 'asset_scene_key',
  arranged: 'asset_shown',
}

export interface AssetWindow {
  readonly rows: AssetRow[]
  readonly cursor: string | null
}

/** Rows after `cursor` (or from `offset`), at most `limit`, and the cursor of the next window. */
export function readWindow(
  db: ReadableDb,
  search: Search,
  sort: Sort,
  from: { cursor: string | null; offset: number | null },
  limit: number,
): AssetWindow {
  const column = SORT_COLUMNS[sort.field]
  const order = sort.direction === 'asc' ? 'ASC' : 'DESC'
  const after = from.cursor === null ? { sql: '1', parameters: [] } : afterCursor(column, sort.direction, from.cursor)
  const offset = from.cursor === null ? (from.offset ?? 0) : 0
  const walk = `INDEXED BY ${SORT_INDEXES[sort.field]}`
  const wanted = `(${after.sql}) ORDER BY a.${column} ${order}, a.n ${order} LIMIT ? OFFSET ?`
  // The numbers first and the rows after: what is sorted is small, and rows that are skipped are never read whole.
  const within = search.narrow === null ? rangeOf(db, search, sort) : ALL
  const numbers =
    valueByValue(search, sort, after, offset + limit) ??
    (search.narrow === null
      ? {
          sql: `SELECT a.n FROM asset a ${walk} WHERE ${within.sql} AND ${search.sql} AND ${wanted}`,
          parameters: [...within.parameters, ...search.parameters, ...after.parameters],
        }
      : {
          sql: `SELECT a.n FROM ${fewOf(search.narrow)} few CROSS JOIN asset a ON a.n = few.n WHERE ${search.narrow.rest.sql} AND ${wanted}`,
          parameters: [...search.narrow.rows.parameters, ...search.narrow.rest.parameters, ...after.parameters],
        })
  const rows = db
    .prepare<
      Value[],
      Row
    >(`SELECT ${SHOWN}, a.${column} AS sort_value FROM (${numbers.sql}) found CROSS JOIN asset a ON a.n = found.n
     ORDER BY a.${column} ${order}, a.n ${order}`)
    .all(...numbers.parameters, limit, offset)
  const last = rows[rows.length - 1]
  const cursor = last === undefined || rows.length < limit ? null : encodeCursor(last.sort_value, last.n)
  return { rows: toAssetRows(db, rows), cursor }
}

/**
 * The same for a collection, named by id or name, in the order that people gave to it. Its cursor is how many came
 * before: who arranges while another one walks on may show a clip twice, and loses none.
 */
export function readArranged(
  db: ReadableDb,
  search: Search,
  named: string,
  direction: Sort['direction'],
  from: { cursor: string | null; offset: number | null },
  limit: number,
): AssetWindow {
  const order = direction === 'asc' ? 'ASC' : 'DESC'
  const offset = from.cursor === null ? (from.offset ?? 0) : Number(from.cursor)
  if (!Number.isSafeInteger(offset))
    throw new RushesError('usage', 'That cursor belongs to another list. Begin again without one.')
  const rows = db
    .prepare<
      Value[],
      Row
    >(`SELECT ${SHOWN}, NULL AS sort_value FROM collection c JOIN collection_item i ON i.collection_id = c.id JOIN asset a ON a.id = i.asset_id
      LEFT JOIN collection_place p ON p.collection_id = i.collection_id AND p.asset_id = i.asset_id
    WHERE c.removed = 0 AND (c.id = ? OR c.name = ? COLLATE NOCASE) AND ${search.sql}
    ORDER BY c.id, p.position IS NULL ${order}, p.position ${order}, i.asset_id ${order} LIMIT ? OFFSET ?`)
    .all(named, named, ...search.parameters, limit, offset)
  return { rows: toAssetRows(db, rows), cursor: rows.length < limit ? null : String(offset + rows.length) }
}

export interface Count {
  readonly total: number
  readonly bytes: number
}

/** How many assets the search finds, and the bytes of one copy of each, where that costs little; else undefined. */
export function countAtOnce(db: ReadableDb, search: Search): Count | undefined {
  if (search.all)
    return (
      statement<Count>(db, `SELECT count AS total, bytes FROM tally WHERE facet = 'all'`).get() ?? {
        total: 0,
        bytes: 0,
      }
    )
  if (search.exact !== null) return { total: search.exact.count, bytes: search.exact.bytes }
  return search.narrow === null ? undefined : countAssets(db, search)
}

function countAssets(db: ReadableDb, search: Search): Count {
  const { from, where, parameters } = rowsOf(search)
  return db
    .prepare<Value[], Count>(`SELECT count(*) AS total, coalesce(sum(a.bytes), 0) AS bytes FROM ${from} WHERE ${where}`)
    .get(...parameters)!
}

/** The rows that a search starts from as a FROM clause, its conditions, the parameters of both, and of the conditions. */
export function rowsOf(search: Search): {
  readonly from: string
  readonly where: string
  readonly parameters: readonly Value[]
  readonly ofWhere: readonly Value[]
} {
  const start = search.narrow ?? search.start
  if (start === null)
    return { from: 'asset a', where: search.sql, parameters: search.parameters, ofWhere: search.parameters }
  return {
    from: `${fewOf(start)} few CROSS JOIN asset a ON a.n = few.n`,
    where: start.rest.sql,
    parameters: [...start.rows.parameters, ...start.rest.parameters],
    ofWhere: start.rest.parameters,
  }
}

/** The numbers to start from, each once. */
function fewOf({ rows, once }: Start): string {
  return once ? `(${rows.sql})` : `(SELECT DISTINCT n FROM (${rows.sql}))`
}

/** Ids of all assets that the search finds, oldest first. */
export function findAssetIds(db: ReadableDb, search: Search, limit: number): string[] {
  const { from, where, parameters } = rowsOf(search)
  return db
    .prepare<Value[], { id: string }>(`SELECT a.id FROM ${from} WHERE ${where} ORDER BY a.n LIMIT ?`)
    .all(...parameters, limit)
    .map((row) => row.id)
}

/** One row, or undefined. */
export function readAssetRow(db: ReadableDb, id: string): AssetRow | undefined {
  const row = statement<Row>(db, `SELECT ${SHOWN}, NULL AS sort_value FROM asset a WHERE id = ?`).get(id)
  return row === undefined ? undefined : toAssetRows(db, [row])[0]
}

function toAssetRows(db: ReadableDb, rows: readonly Row[]): AssetRow[] {
  const shown = shownDerivatives(
    db,
    rows.map((row) => row.version_id),
  )
  // What was made with a clip's look stands over the plain one, and that stays until there is one.
  const looked = lookedDerivatives(
    db,
    rows.flatMap((row) =>
      row.version_id === null ? [] : hashesOf(row).map((hash) => ({ versionId: row.version_id!, hash })),
    ),
  )
  return rows.map((row) => {
    const of = (hash: string): Readonly<Record<string, string>> => looked.get(`${row.version_id} ${hash}`) ?? {}
    const plain = row.version_id === null ? undefined : shown.get(row.version_id)
    const made = { ...plain, ...(row.look_hash === null ? {} : of(row.look_hash)) }
    return toAssetRow(row, row.frame_hashes === null ? made : { ...made, ...ofFrames(row.frame_hashes, of) })
  })
}

function toAssetRow(row: Row, made: Readonly<Record<string, string>>): AssetRow {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    state: row.state,
    broken: row.broken,
    unsupported: row.unsupported,
    roll: row.roll,
    camera: row.camera,
    scene: row.scene,
    shot: row.shot,
    slate: row.slate,
    unit: row.unit,
    episode: row.episode,
    location: row.location,
    take: row.take,
    day: row.day,
    rating: row.rating,
    circled: row.circled === 1,
    noGood: row.no_good === 1,
    tags: JSON.parse(row.tags) as string[],
    notes: row.notes,
    bytes: row.bytes,
    durationFrames: row.duration_frames,
    durationMs: row.duration_ms,
    rate: row.rate_num === null || row.rate_den === null ? null : { num: row.rate_num, den: row.rate_den },
    startTimecode: row.start_timecode,
    width: row.width,
    height: row.height,
    codec: row.codec,
    channels: row.channels,
    hdr: row.hdr,
    log: row.log,
    look: row.look === null ? null : lookSchema.parse(JSON.parse(row.look)),
    copies: row.copies,
    devices: row.devices,
    duplicates: row.duplicates,
    versions: row.versions,
    verification: row.verification,
    verifiedAt: row.verified_at,
    recordedAt: row.recorded_at,
    createdAt: row.created_at,
    work: row.work,
    derivatives: {
      poster: made['poster'] ?? null,
      filmstrip: made['filmstrip'] ?? null,
      waveform: made['waveform'] ?? null,
      proxy: made['proxy'] ?? null,
    },
  }
}

/**
 * What the catalogue knows of clips and of their copies, for reports.
 */
import type { FileState, ReadBack, Verification } from '../../../../shared/model/asset.ts'
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { joinMount } from '../catalogue/asset-detail.ts'
import { MAY_HOLD_COPIES } from '../volumes/card-volumes.ts'
import { shownColumn } from '../catalogue/derivatives.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

export interface ClipRow {
  readonly id: string
  readonly name: string
  readonly day: string | null
  readonly camera: string | null
  readonly roll: string | null
  readonly startTimecode: string | null
  readonly startFrame: number | null
  readonly durationFrames: number | null
  readonly durationMs: number | null
  readonly rateNum: number | null
  readonly rateDen: number | null
  readonly dropFrame: number
  readonly width: number | null
  readonly height: number | null
  readonly codec: string | null
  readonly scene: string | null
  readonly take: string | null
  readonly circled: number
  readonly kind: string
  /** Why it can't be understood, or null. */
  readonly broken: string | null
  /** Relative to the library's folder of derivatives. */
  readonly poster: string | null
}

const CLIP = `a.id, a.name, a.kind, a.broken, a.day, a.camera, a.roll, a.start_timecode AS startTimecode, a.start_frame AS startFrame, a.duration_frames AS durationFrames,
  a.duration_ms AS durationMs, a.rate_num AS rateNum, a.rate_den AS rateDen, a.drop_frame AS dropFrame, a.width, a.height, a.codec, a.scene, a.take, a.circled,
  ${shownColumn('poster', 'path')} AS poster`
/** A clip is all of its pieces and frames; sidecars and the camera's proxies are beside it. */
const MAIN = `('primary', 'span', 'frame')`
/** Documents and data are no clips. */
const MEDIA = `a.hidden = 0 AND a.kind IN ('video', 'audio', 'still', 'sequence')`

/** The clip whose main file has these bytes, or undefined: for sidecars, and for what is not catalogued. */
export function clipOfBytes(db: ReadableDb, bytes: number, xxh128: string): ClipRow | undefined {
  return statement<ClipRow>(
    db,
    `SELECT ${CLIP} FROM content c JOIN version_part p ON p.content_id = c.id AND p.role IN ${MAIN}
      JOIN version v ON v.id = p.version_id JOIN asset a ON a.id = v.asset_id
    WHERE c.bytes = ? AND c.xxh128 = ? AND ${MEDIA} ORDER BY a.n LIMIT 1`,
  ).get(bytes, xxh128)
}

interface DayPart extends ClipRow {
  readonly contentId: string
  readonly bytes: number
  readonly xxh128: string | null
}

/** The clips of a shooting day, a row for each of their main files, in the order of rolls and names. */
export function clipsOfDay(db: ReadableDb, day: string): DayPart[] {
  return statement<DayPart>(
    db,
    `SELECT ${CLIP}, c.id AS contentId, c.bytes, c.xxh128 FROM asset a INDEXED BY asset_day JOIN version_part p ON p.version_id = a.version_id AND p.role IN ${MAIN}
    JOIN content c ON c.id = p.content_id WHERE a.day = ? AND ${MEDIA} ORDER BY a.roll IS NULL, a.roll, a.name_key, p.position`,
  ).all(day)
}

/** Sizes and hashes of everything that was made on a day, documents among them: by these an offload belongs to it. */
export function contentsOfDay(
  db: ReadableDb,
  day: string,
): { readonly bytes: number; readonly xxh128: string; readonly assetId: string }[] {
  return statement<{ bytes: number; xxh128: string; assetId: string }>(
    db,
    `SELECT c.bytes, c.xxh128, a.id AS assetId FROM asset a INDEXED BY asset_day JOIN version v ON v.asset_id = a.id
    JOIN version_part p ON p.version_id = v.id AND p.role IN ${MAIN} JOIN content c ON c.id = p.content_id
    WHERE a.day = ? AND a.hidden = 0 AND c.xxh128 IS NOT NULL`,
  ).all(day)
}

/** How many of these assets are clips, and not documents or data. */
export function countMedia(db: ReadableDb, assetIds: readonly string[]): number {
  return statement<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM asset a WHERE a.id IN (SELECT value FROM json_each(?)) AND ${MEDIA}`,
  ).get(JSON.stringify(assetIds))!.count
}

/** True when a file with these bytes belongs to something that has a shooting day. */
export function hasDay(db: ReadableDb, bytes: number, xxh128: string): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM content c JOIN version_part p ON p.content_id = c.id JOIN version v ON v.id = p.version_id
    JOIN asset a ON a.id = v.asset_id AND a.day IS NOT NULL WHERE c.bytes = ? AND c.xxh128 = ? LIMIT 1`,
    ).get(bytes, xxh128) !== undefined
  )
}

/** The days of the library in their order, as the sidebar numbers them. */
export function shootingDays(db: ReadableDb): string[] {
  return statement<{ value: string }>(
    db,
    `SELECT value FROM tally WHERE facet = 'day' AND count > 0 AND value <> '' ORDER BY value`,
  )
    .all()
    .map(({ value }) => value)
}

/** A copy of some bytes, as the catalogue has it. `device` is null in memory, and where the disk can't be known. */
export interface CopyRow {
  readonly volumeId: string
  readonly drive: string
  readonly device: string | null
  readonly here: boolean
  /** Absolute while its drive is here, else relative to the drive. */
  readonly path: string
  readonly state: FileState
  readonly verification: Verification
  readonly verifiedAt: number | null
  readonly readBack: ReadBack | null
  readonly elsewhere: boolean
  /** Its time of change when its bytes were last known; null where that is not known, or its file system keeps none. */
  readonly ctimeNs: number | null
}

type CopySql = Omit<CopyRow, 'here' | 'elsewhere'> & {
  readonly verifiedHere: number
  readonly online: number
  readonly mountPoint: string | null
  readonly fsType: string | null
}

const COPIES = `SELECT f.volume_id AS volumeId, v.label AS drive, CASE WHEN v.kind = 'memory' THEN NULL ELSE v.physical_device END AS device, v.online, v.mount_point AS mountPoint,
  f.path, f.state, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack, f.verified_here AS verifiedHere, f.ctime_ns AS ctimeNs, v.fs_type AS fsType
  FROM file f JOIN volume v ON v.id = f.volume_id AND ${MAY_HOLD_COPIES}`

/** Every copy of these bytes, but for those on cards. */
export function copiesOfBytes(db: ReadableDb, bytes: number, xxh128: string): CopyRow[] {
  return statement<CopySql>(
    db,
    `${COPIES} WHERE f.content_id = (SELECT id FROM content WHERE bytes = ? AND xxh128 = ?)`,
  )
    .all(bytes, xxh128)
    .map(copyOf)
}

/** Every copy of a content, but for those on cards. */
export function copiesOfContent(db: ReadableDb, contentId: string): CopyRow[] {
  return statement<CopySql>(db, `${COPIES} WHERE f.content_id = ?`).all(contentId).map(copyOf)
}

function copyOf({ online, mountPoint, fsType, verifiedHere, ...row }: CopySql): CopyRow {
  const here = online === 1 && mountPoint !== null
  return {
    ...row,
    here,
    elsewhere: verifiedHere === 0,
    path: here ? joinMount(mountPoint, row.path) : row.path,
    ctimeNs: keepsChangeTime(fsType) ? row.ctimeNs : null,
  }
}

/** All offloads, newest first, with when they began. */
export function offloadTimes(db: ReadableDb): { readonly id: string; readonly startedAt: number }[] {
  return statement<{ id: string; startedAt: number }>(
    db,
    'SELECT id, started_at AS startedAt FROM offload ORDER BY started_at DESC, id DESC',
  ).all()
}

/** The files of an offload that were read, in the order of the card, one at a time: it can hold a hundred thousand. */
export function offloadedBytes(
  db: ReadableDb,
  offloadId: string,
): IterableIterator<{ readonly bytes: number; readonly hashes: string }> {
  // Prepared anew: one that is being walked can't be asked again.
  return db
    .prepare<[string], { bytes: number; hashes: string }>(
      'SELECT bytes, hashes FROM offload_file WHERE offload_id = ? ORDER BY position',
    )
    .iterate(offloadId)
}

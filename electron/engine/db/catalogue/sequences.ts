/**
 * Clips of numbered frames: their frames, the rate that they are shown at, and where the frames lie.
 */
import type { Probe } from '../../../../shared/model/probe.ts'
import type { RateValue } from '../../../../shared/model/primitives.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'
import type { FrameFile, FramePart } from '../../domain/media/frame-runs.ts'
import { sequenceFacts } from '../../domain/media/sequence-facts.ts'
import { frameName } from '../../domain/media/sequences.ts'
import { joinMount } from './asset-detail.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A sequence in its current version. */
export interface Sequence {
  readonly assetId: string
  readonly versionId: string
  /** Null while its frames were not read whole. */
  readonly key: string | null
  /** That its row shows; null while its first frame was not looked into. */
  readonly rate: RateValue | null
}

interface Row {
  assetId: string
  versionId: string
  key: string | null
  num: number | null
  den: number | null
}

const SEQUENCE = `SELECT a.id AS assetId, v.id AS versionId, v.frames_key AS key, a.rate_num AS num, a.rate_den AS den
  FROM asset a JOIN version v ON v.id = a.version_id`

const sequenceFrom = (row: Row | undefined): Sequence | undefined =>
  row === undefined
    ? undefined
    : {
        assetId: row.assetId,
        versionId: row.versionId,
        key: row.key,
        rate: row.num === null || row.den === null ? null : { num: row.num, den: row.den },
      }

/** The sequence that a clip is; undefined for all others. */
export function sequenceOfAsset(db: ReadableDb, assetId: string): Sequence | undefined {
  return sequenceFrom(statement<Row>(db, `${SEQUENCE} WHERE a.id = ? AND a.kind = 'sequence'`).get(assetId))
}

/** The sequence with these frames that begins with this content; undefined when no clip has them now. */
export function sequenceByKey(db: ReadableDb, contentId: string, key: string): Sequence | undefined {
  return sequenceFrom(
    statement<Row>(
      db,
      `${SEQUENCE} JOIN version_part p ON p.version_id = v.id AND p.role = 'primary' AND p.content_id = ?
      WHERE v.frames_key = ? AND a.kind = 'sequence' ORDER BY a.n LIMIT 1`,
    ).get(contentId, key),
  )
}

/** The hash of the parameters by which the proxy of a clip is found: of its frames, else the defaults'. */
export function proxyHashOf(db: ReadableDb, assetId: string): string {
  const row = statement<{ hash: string | null }>(
    db,
    `SELECT frame_hashes ->> '$.proxy[0]' AS hash FROM asset WHERE id = ?`,
  ).get(assetId)
  return row?.hash ?? DEFAULT_PARAMS_HASH
}

/** All of them. */
export function sequenceIds(db: ReadableDb): string[] {
  return statement<{ id: string }>(db, `SELECT id FROM asset WHERE kind = 'sequence' ORDER BY n`)
    .all()
    .map(({ id }) => id)
}

/** The frames of a version by number, in order. */
export function frameParts(db: ReadableDb, versionId: string): FramePart[] {
  return statement<{ name: string; contentId: string }>(
    db,
    `SELECT name, content_id AS contentId FROM version_part WHERE version_id = ? AND role IN ('primary', 'frame') ORDER BY position`,
  )
    .all(versionId)
    .map(({ name, contentId }, at) => ({ number: frameName(name)?.frame ?? at, contentId }))
}

/** Files on drives that are here which hold a frame of a version, whichever clip they belong to. */
export function frameFiles(db: ReadableDb, versionId: string): FrameFile[] {
  return statement<{ contentId: string; mountPoint: string; path: string }>(
    db,
    `SELECT f.content_id AS contentId, v.mount_point AS mountPoint, f.path FROM file f JOIN volume v ON v.id = f.volume_id
    WHERE f.content_id IN (SELECT p.content_id FROM version_part p WHERE p.version_id = ? AND p.role IN ('primary', 'frame'))
      AND f.state = 'present' AND v.online = 1 AND v.mount_point IS NOT NULL AND f.verification <> 'failed'
    ORDER BY f.verification = 'verified' DESC, f.id`,
  )
    .all(versionId)
    .map(({ contentId, mountPoint, path }) => ({ contentId, path: joinMount(mountPoint, path) }))
}

/**
 * What is known of a sequence as a clip, at a rate; what was found in its first frame where that can't be read, undefined
 * while nobody looked into it.
 */
export function sequenceProbe(db: ReadableDb, versionId: string, rate: RateValue): Probe | undefined {
  const parts = frameParts(db, versionId)
  const [first, last] = [parts[0], parts.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const stored = statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(first.contentId)
  if (stored?.probe == null) return undefined
  const probe = JSON.parse(stored.probe) as Probe
  if (!probe.ok) return probe
  const { bytes } = statement<{ bytes: number }>(
    db,
    `SELECT coalesce(sum(c.bytes), 0) AS bytes FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? AND p.role IN ('primary', 'frame')`,
  ).get(versionId)!
  return { ...sequenceFacts(probe, { first: first.number, last: last.number }, rate), bytes }
}

/** A sequence whose key is not worked out at the moment: what is made of it can't be told from what is outdated. */
const UNKEYED = 'SELECT 1 FROM version_part p JOIN version v ON v.id = p.version_id JOIN asset a ON a.id = v.asset_id'
const OF_SEQUENCE = `p.role = 'primary' AND v.frames_key IS NULL AND a.kind = 'sequence'`

/**
 * Forgets what was made of frames that no version has any more, and what could not be made of them. Returns the places of
 * its files.
 */
export function forgetOutdatedFrames(db: WritableDb, contentId: string): string[] {
  statement(
    db,
    `DELETE FROM job WHERE kind = 'derive' AND subject_kind = 'content' AND subject_id = ? AND state <> 'running'
      AND params ->> '$.params.sequence' IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM version v WHERE v.frames_key = job.params ->> '$.params.sequence')
      AND NOT EXISTS (${UNKEYED} WHERE p.content_id = job.subject_id AND ${OF_SEQUENCE})`,
  ).run(contentId)
  return statement<{ path: string }>(
    db,
    `DELETE FROM derivative WHERE content_id = ? AND params ->> '$.sequence' IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM version v WHERE v.frames_key = derivative.params ->> '$.sequence')
      AND NOT EXISTS (${UNKEYED} WHERE p.content_id = derivative.content_id AND ${OF_SEQUENCE})
    RETURNING path`,
  )
    .all(contentId)
    .map(({ path }) => path)
}

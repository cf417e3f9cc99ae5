/**
 * The one writer of an asset's shown row: the person's value where there is one, else what the media says; its copies;
 * the work on it; and its text for the search. What has been made of it is looked up when it is read.
 */
import type { FileState, Verification } from '../../../../shared/model/asset.ts'
import { lookSchema } from '../../../../shared/model/colour.ts'
import { tradeKey } from '../../../../shared/query/trade-key.ts'
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import { summariseCopies } from '../../domain/copies/copies.ts'
import { lookHash, sequenceHashes } from '../../hash/params-hash.ts'
import { keepFramesKey } from './frames-key.ts'
import { readSequenceRate } from '../core/settings.ts'
import { lengthOf, sequenceRate, sequenceStart } from '../../domain/media/sequence-facts.ts'
import { derivedSchema, type Derived } from '../../domain/media/derived.ts'
import { writeTexts } from './asset-texts.ts'
import { isLutHere } from './looks.ts'
import { MAY_HOLD_COPIES } from '../volumes/card-volumes.ts'
import { entitiesOf } from '../entities/registry.ts'
import { statement, type WritableDb } from '../core/handles.ts'

interface AssetBase {
  n: number
  kind: string
  derived: string
  version_id: string | null
  texts: string
}
interface CopyRow {
  state: FileState
  verification: Verification
  verified_at: number | null
  verified_here: number
  volume_id: string
  physical_device: string | null
  on_card: number
}

/** Rebuilds the rows of these assets from what they rest on. Call it in the transaction that changed any of that. */
export function refreshAssets(db: WritableDb, ids: readonly string[]): void {
  for (const id of ids) refreshAsset(db, id)
}

/**
 * Brings what these rows say of copies up to date, and nothing else: for a drive that turned out to be on another disk
 * than was known. Call it in a transaction.
 */
export function refreshCopies(db: WritableDb, ids: readonly string[]): void {
  for (const id of ids) {
    const base = statement<{ versionId: string | null }>(
      db,
      'SELECT version_id AS versionId FROM asset WHERE id = ?',
    ).get(id)
    if (base === undefined) continue
    statement(
      db,
      `UPDATE asset SET state = @state, copies = @copies, devices = @devices, duplicates = @duplicates, verification = @verification, verified_at = @verifiedAt
      WHERE id = @id AND (state, copies, devices, duplicates, verification, verified_at) IS NOT (@state, @copies, @devices, @duplicates, @verification, @verifiedAt)`,
    ).run({ ...summariseCopies(copyFacts(db, id, base.versionId)), id })
  }
}

/**
 * Builds the row of an asset that was made in this transaction: nobody can have said anything of it yet, and asking
 * would take a quarter of the time in which a burst of files is entered.
 */
export function refreshNewAsset(db: WritableDb, id: string): void {
  refreshAsset(db, id, NOTHING_SAID)
}

/** What people say of an asset. */
interface Said {
  readonly own: ReadonlyMap<string, unknown>
  readonly tags: readonly string[]
  readonly notes: number
  readonly texts: readonly string[]
}

const NOTHING_SAID: Said = { own: new Map(), tags: [], notes: 0, texts: [] }

function saidOf(db: WritableDb, id: string): Said {
  return {
    own: new Map(
      statement<{ field: string; value: string }>(db, 'SELECT field, value FROM asset_field WHERE asset_id = ?')
        .all(id)
        .map((row) => [row.field, JSON.parse(row.value) as unknown]),
    ),
    tags: statement<{ tag: string }>(db, 'SELECT tag FROM asset_tag WHERE asset_id = ? ORDER BY tag')
      .all(id)
      .map((row) => row.tag),
    notes: statement<{ count: number }>(
      db,
      'SELECT count(*) AS count FROM note WHERE asset_id = ? AND removed = 0',
    ).get(id)!.count,
    texts: entitiesOf(db).all.flatMap((entity) => entity.textsOf?.(db, id) ?? []),
  }
}

function refreshAsset(db: WritableDb, id: string, said: Said = saidOf(db, id)): void {
  const base = statement<AssetBase>(db, 'SELECT n, kind, derived, version_id, texts FROM asset WHERE id = ?').get(id)
  if (base === undefined) return
  const derived = derivedSchema.parse(JSON.parse(base.derived))
  const { own, tags, notes } = said
  const pick = (field: string, otherwise: unknown): unknown => (own.has(field) ? own.get(field) : otherwise)
  const copies = summariseCopies(copyFacts(db, id, base.version_id))
  const versions = statement<{ count: number }>(db, 'SELECT count(*) AS count FROM version WHERE asset_id = ?').get(id)!
  const contentId = primaryContent(db, base.version_id)
  // Another device may know looks that this version does not: the clip is then shown as its file says.
  const look = lookSchema.nullable().catch(null).parse(pick('look', null))
  const name = String(pick('name', derived.name))
  const timed = timesOf(db, derived)
  const framesKey = timed.isSequence && base.version_id !== null ? keepFramesKey(db, base.version_id) : null
  const row = {
    name,
    name_key: name.normalize('NFC').toLowerCase(),
    description: String(pick('description', derived.description)),
    roll: pick('roll', derived.roll),
    camera: pick('camera', derived.camera),
    scene: pick('scene', derived.scene),
    shot: pick('shot', derived.shot),
    take: pick('take', derived.take),
    slate: pick('slate', null),
    unit: pick('unit', null),
    episode: pick('episode', null),
    location: pick('location', null),
    day: pick('day', derived.day),
    scene_key: keyOf(pick('scene', derived.scene)),
    shot_key: keyOf(pick('shot', derived.shot)),
    take_key: keyOf(pick('take', derived.take)),
    rating: pick('rating', 0),
    circled: Number(pick('circled', derived.circled)),
    no_good: Number(pick('noGood', false)),
    look: look === null ? null : canonicalJson(look),
    look_hash: look === null ? null : lookHash(look),
    frame_hashes:
      framesKey === null || timed.rate === null ? null : JSON.stringify(sequenceHashes(framesKey, timed.rate, look)),
    // A look whose LUT is not here yet shows nothing: the clip is as it was recorded.
    log: look === null || (look.lut !== undefined && !isLutHere(db, look.lut.hash)) ? derived.log : null,
    tags: JSON.stringify(tags),
    notes,
    broken: derived.broken,
    unsupported: derived.unsupported,
    bytes: derived.bytes,
    duration_frames: derived.durationFrames,
    duration_ms: timed.durationMs,
    rate_num: timed.rate?.num ?? null,
    rate_den: timed.rate?.den ?? null,
    start_timecode: timed.startTimecode,
    start_frame: timed.startFrame,
    drop_frame: Number(timed.dropFrame),
    width: derived.width,
    height: derived.height,
    codec: derived.codec,
    channels: derived.channels,
    hdr: derived.hdr,
    recorded_at: derived.recordedAt,
    state: copies.state,
    copies: copies.copies,
    devices: copies.devices,
    duplicates: copies.duplicates,
    versions: versions.count,
    hidden: Number(versions.count === 0),
    verification: copies.verification,
    verified_at: copies.verifiedAt,
    work: workOn(db, contentId, framesKey),
  }
  const texts = writeTexts(db, base.n, base.texts, {
    name,
    notes: said.texts.join('\n'),
    facts: [
      row.description,
      row.roll,
      row.scene,
      row.shot,
      row.take,
      row.slate,
      row.unit,
      row.episode,
      row.location,
      row.codec,
      ...tags,
      derived.name,
    ]
      .filter(Boolean)
      .join('\n'),
  })
  writeChanged(db, id, { ...row, texts })
}

/**
 * Writes the columns that are another than they were. Each column that is named in an UPDATE costs its index and its
 * triggers, also where its value stays: naming all of them took most of the time of a large edit.
 */
function writeChanged(db: WritableDb, id: string, row: Readonly<Record<string, unknown>>): void {
  const columns = Object.keys(row)
  const before = statement<Record<string, unknown>>(db, `SELECT ${columns.join(', ')} FROM asset WHERE id = ?`).get(id)
  const changed = columns.filter((column) => before?.[column] !== row[column])
  if (changed.length === 0) return
  statement(db, `UPDATE asset SET ${changed.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @id`).run({
    ...Object.fromEntries(changed.map((column) => [column, row[column]])),
    id,
  })
}

/** By what scene, shot and take are ordered. */
function keyOf(value: unknown): string | null {
  return typeof value === 'string' ? tradeKey(value) : null
}

/**
 * Only what holds the current version is a copy of it: a drive with last week's cut is no backup of today's. With IN
 * instead of EXISTS SQLite makes a list and a filter for each clip, which is more work than the rest of it.
 */
function copyFacts(db: WritableDb, assetId: string, versionId: string | null) {
  return statement<CopyRow>(
    db,
    `SELECT f.state, f.verification, f.verified_at, f.verified_here, f.volume_id, v.physical_device, NOT ${MAY_HOLD_COPIES} AS on_card
      FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.asset_id = ? AND f.role = 'primary' AND EXISTS
        (SELECT 1 FROM version_part p WHERE p.version_id = ? AND p.role = 'primary' AND p.content_id = f.content_id)`,
  )
    .all(assetId, versionId)
    .map((row) => ({
      state: row.state,
      verification: row.verification,
      verifiedAt: row.verified_at,
      elsewhere: row.verified_here === 0,
      volume: row.volume_id,
      device: row.physical_device,
      card: row.on_card === 1,
    }))
}

/** The content that the pictures of a version are made from. */
export function primaryContent(db: WritableDb, versionId: string | null): string | null {
  if (versionId === null) return null
  return (
    statement<{ content_id: string }>(
      db,
      `SELECT content_id FROM version_part WHERE version_id = ? AND role = 'primary' ORDER BY position LIMIT 1`,
    ).get(versionId)?.content_id ?? null
  )
}

/**
 * Length, rate and start as they are shown. Those of numbered frames rest on the rate that the settings assume where no
 * header names one.
 */
function timesOf(
  db: WritableDb,
  derived: Derived,
): Pick<Derived, 'durationMs' | 'rate' | 'startTimecode' | 'startFrame' | 'dropFrame'> & {
  readonly isSequence: boolean
} {
  const { frames } = derived.from
  // Until the first frame was looked into nobody knows what its header says.
  if (frames === null || derived.width === null) return { ...derived, isSequence: frames !== null }
  const { rate } = sequenceRate(derived.rate, readSequenceRate(db))
  const start = sequenceStart({ timecode: derived.startTimecode, timecodeSource: 'frame-header' }, frames.first, rate)
  return {
    isSequence: true,
    rate,
    durationMs: Math.round((lengthOf(frames) * rate.den * 1000) / rate.num),
    startTimecode: start.text,
    startFrame: start.frames,
    dropFrame: start.dropFrame,
  }
}

/** Work on the content that is not of other frames that begin with it. */
function workOn(
  db: WritableDb,
  contentId: string | null,
  framesKey: string | null,
): 'none' | 'waiting' | 'running' | 'failed' {
  if (contentId === null) return 'none'
  const states = new Set(
    statement<{ state: string }>(
      db,
      // A camera's proxy that could not be taken over is no failure: ours is made.
      `SELECT state FROM job WHERE subject_kind = 'content' AND subject_id = ?
        AND ((kind = 'derive' AND coalesce(params ->> '$.params.sequence', @key) IS @key) OR (kind = 'adopt-proxy' AND state <> 'failed'))`,
    )
      .all(contentId, { key: framesKey })
      .map((row) => row.state),
  )
  if (states.has('running')) return 'running'
  if (states.has('waiting') || states.has('held')) return 'waiting'
  return states.has('failed') ? 'failed' : 'none'
}

/**
 * Takes what other devices tell of drives, and of places on them.
 */
import { z } from 'zod'
import { newId } from '../../../../shared/util/ids.ts'
import { canonical } from '../entities/cells.ts'
import { factSchemas as schemas } from './facts-form.ts'
import { holdsOver } from '../../domain/replica/vector.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import { checkOfAll, isFoundBad, laterCheck, ownWordStands, type KnownPlace } from './facts-place.ts'
import { folderOf } from '../catalogue/files-write.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { contentOf } from './imported-content.ts'

export interface TakeFactOptions {
  readonly now: number
  readonly device: string
}

/** Notes the clock of a fact that holds over the one that is known. False for any other. */
export function noteIfLater(
  db: WritableDb,
  { kind, id, clock }: { kind: string; id: string; clock: string },
  now: number,
): boolean {
  const known = statement<{ clock: string }>(db, 'SELECT clock FROM fact_clock WHERE kind = ? AND id = ?').get(kind, id)
  if (known !== undefined && !holdsOver(clock, known.clock, now)) return false
  statement(
    db,
    'INSERT INTO fact_clock (kind, id, clock) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock',
  ).run(kind, id, clock)
  return true
}

/**
 * Takes a place, or keeps it for later where its drive or clip is not known yet. A later word of each device: what one
 * found bad is not lost.
 */
export function placeIn(
  db: WritableDb,
  { clock, id, value }: { clock: string; id: string; value: unknown },
  options: TakeFactOptions,
  hasWaited: boolean,
): string[] {
  const place = schemas.place.parse(value)
  if (ownWordStands(db, { id, clock }, place, options.now)) return []
  const isLater =
    noteIfLater(db, { kind: 'place', id, clock }, options.now) || (hasWaited && isKnownClock(db, id, clock))
  const touched = takePlace(db, id, place, { ...options, isLater })
  if (touched !== null) return touched
  statement(db, 'INSERT OR REPLACE INTO place_pending (id, clock, value, device) VALUES (?, ?, ?, ?)').run(
    pendingId(id, clock),
    clock,
    JSON.stringify(value),
    options.device,
  )
  return []
}

/** What waits was noted when it came. */
function isKnownClock(db: WritableDb, id: string, clock: string): boolean {
  return (
    statement(db, `SELECT 1 FROM fact_clock WHERE kind = 'place' AND id = ? AND clock = ?`).get(id, clock) !== undefined
  )
}

/** The last word of each device waits by itself. */
function pendingId(id: string, clock: string): string {
  return `${id}\u001f${deviceOf(clock)}`
}

/**
 * Looks again at the next places, by their ids, that were told of before their drives or clips. Returns the assets
 * whose rows have to be built anew, and the last id; undefined after the last. Call it in a transaction.
 */
export function takePendingPlaces(
  db: WritableDb,
  { after, limit, now }: { after: string; limit: number; now: number },
): { readonly assetIds: string[]; readonly last: string | undefined } {
  const rows = statement<{ id: string; clock: string; value: string; device: string }>(
    db,
    'SELECT id, clock, value, device FROM place_pending WHERE id > ? ORDER BY id LIMIT ?',
  ).all(after, limit)
  const assetIds = rows.flatMap(({ id, clock, value, device }) => {
    statement(db, 'DELETE FROM place_pending WHERE id = ?').run(id)
    // An older version kept one word of a place, under its plain id, and what has not the form of a place: that would
    // break every look.
    const place = schemas.place.safeParse(JSON.parse(value))
    const ending = pendingId('', clock)
    return place.success
      ? placeIn(
          db,
          { id: id.endsWith(ending) ? id.slice(0, -ending.length) : id, clock, value: place.data },
          { now, device },
          true,
        )
      : []
  })
  return { assetIds, last: rows.at(-1)?.id }
}

export function takeVolume(
  db: WritableDb,
  identity: string,
  value: z.infer<typeof schemas.volume>,
  { now, device }: TakeFactOptions,
): string[] {
  if (statement(db, 'SELECT 1 FROM volume WHERE identity = ?').get(identity) !== undefined) return []
  // What every machine calls its own drive is called by the machine here.
  const label = value.kind === 'internal' ? `${value.label} (${device})` : value.label
  statement(
    db,
    `INSERT INTO volume (id, label, kind, identity, fs_uuid, capacity, online, last_seen_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
  ).run(newId(), label, value.kind, identity, value.fsUuid, value.capacity, now, now)
  return []
}

/**
 * Null where the drive, or the clip that lies there, is not known yet. Of a word that is not the latest only the check
 * counts.
 */
function takePlace(
  db: WritableDb,
  id: string,
  value: z.infer<typeof schemas.place>,
  { now, isLater }: TakeFactOptions & { readonly isLater: boolean },
): string[] | null {
  const at = id.indexOf('\u001f')
  const path = id.slice(at + 1)
  if (at < 1 || !isPlainPath(path)) return []
  const volume = statement<{ id: string; online: number }>(db, 'SELECT id, online FROM volume WHERE identity = ?').get(
    id.slice(0, at),
  )
  if (volume === undefined) return value === null ? [] : null
  if (volume.online === 1) return []
  const there = statement<
    KnownPlace & { id: string; asset: string | null; content: string | null; verifiedHere: number }
  >(
    db,
    `SELECT f.id, f.asset_id AS asset, f.state, f.content_id AS contentId,
    c.xxh128 || '-' || c.bytes AS content, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack, f.verified_here AS verifiedHere
    FROM file f LEFT JOIN content c ON c.id = f.content_id WHERE f.volume_id = ? AND f.path = ?`,
  ).get(volume.id, path)
  if (value === null || value.state === 'missing' || value.state === 'replaced') {
    // Only what nobody here has seen to be missing, and what nobody's last word is bad of: that is a person's business.
    if (there?.state !== 'offline' || !isLater || isFoundBad(db, id)) return []
    statement(db, 'DELETE FROM file WHERE id = ?').run(there.id)
    return there.asset === null ? [] : [there.asset]
  }
  const contentId = contentOf(db, value.content, 'other', now)
  if (!isLater && there !== undefined) {
    const check =
      checkOfAll(db, id, there.content ?? '') ??
      (there.contentId === contentId ? laterCheck(there, { ...value, contentId }, now, false) : there)
    if (
      check.verification === there.verification &&
      check.verifiedAt === there.verifiedAt &&
      check.readBack === there.readBack
    )
      return []
    statement(db, 'UPDATE file SET verification = ?, verified_at = ?, read_back = ? WHERE id = ?').run(
      check.verification,
      check.verifiedAt,
      check.readBack,
      there.id,
    )
    noteReader(db, volume.id, path, there.contentId === contentId ? there : undefined, check)
    return there.asset === null ? [] : [there.asset]
  }
  if (!isLater && value.verification !== 'failed') return []
  const asset = assetOfPlace(db, canonical(db, value.asset), contentId)
  if (asset === null) return null
  const check = checkOfAll(db, id, value.content) ?? laterCheck(there, { ...value, contentId }, now)
  statement(
    db,
    `INSERT INTO file (id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, state, role, content_id, asset_id, verification, verified_at, read_back, intake, created_at)
    VALUES (@id, @volume, NULL, @path, @folder, @bytes, @mtime, NULL, 'offline', @role, @contentId, @asset, @verification, @verifiedAt, @readBack, 'done', @now)
    ON CONFLICT (volume_id, path) DO UPDATE SET bytes = excluded.bytes, mtime_ns = excluded.mtime_ns, state = 'offline', missed_at = NULL, role = excluded.role,
      content_id = excluded.content_id, asset_id = excluded.asset_id, verification = excluded.verification, verified_at = excluded.verified_at, read_back = excluded.read_back`,
  ).run({
    id: newId(),
    volume: volume.id,
    path,
    folder: folderOf(path),
    bytes: value.bytes,
    mtime: BigInt(Math.round(value.mtime)),
    role: value.role,
    contentId,
    asset,
    verification: check.verification,
    verifiedAt: check.verifiedAt,
    readBack: check.readBack,
    now,
  })
  noteReader(db, volume.id, path, there?.contentId === contentId ? there : undefined, check)
  return [asset, ...(there?.asset == null || there.asset === asset ? [] : [there.asset])]
}

/**
 * Notes that a copy is verified by the word of others alone, unless this computer has read these very bytes there and
 * found them equal before. `before` is what was known of a copy of the same content.
 */
function noteReader(
  db: WritableDb,
  volumeId: string,
  path: string,
  before: { readonly verification: string; readonly verifiedHere: number } | undefined,
  check: { readonly verification: string },
): void {
  const wasReadHere = before?.verification === 'verified' && before.verifiedHere === 1
  if (check.verification === 'verified' && !wasReadHere)
    statement(db, 'UPDATE file SET verified_here = 0 WHERE volume_id = ? AND path = ?').run(volumeId, path)
}

/** The asset that a place was told of, or, where that is not known here, one that is made of its bytes. */
function assetOfPlace(db: WritableDb, told: string, contentId: string): string | null {
  if (statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(told) !== undefined) return told
  return (
    statement<{ id: string }>(
      db,
      `SELECT v.asset_id AS id FROM version_part p JOIN version v ON v.id = p.version_id WHERE p.content_id = ? ORDER BY v.asset_id LIMIT 1`,
    ).get(contentId)?.id ?? null
  )
}

/** Paths of others are only shown, never written to; what leads out of its drive is not even that. */
function isPlainPath(path: string): boolean {
  return (
    path !== '' &&
    path.length <= 4096 &&
    !path.startsWith('/') &&
    !path.includes('\0') &&
    !path.split(/[/\\]/).includes('..') &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
}

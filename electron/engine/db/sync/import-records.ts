/**
 * Takes what other devices tell of their catalogues: contents, versions, drives, places, derivatives. What this device sees
 * with its own eyes it doesn't take from others: places on drives that are here are its own scan's business.
 */
import { z } from 'zod'
import { probeSchema, type Probe } from '../../../../shared/model/probe.ts'
import { DEFAULT_PARAMS_HASH, paramsHashSchema } from '../../../../shared/model/recipe-params.ts'
import { recipeNameSchema } from '../../../../shared/model/work.ts'
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { deriveAsset, isSaneProbe } from '../../domain/media/derived.ts'
import { canonical } from '../entities/cells.ts'
import { readProbe, storeDerived, storeProbe } from '../catalogue/contents.ts'
import { factSchemas as schemas, isFactKind, keySchema } from './facts-form.ts'
import { isForEarlierVersions } from './export-records.ts'
import { holdsOver } from '../../domain/replica/vector.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import { checkOfAll, isFoundBad, laterCheck, ownWordStands, type KnownPlace } from './facts-place.ts'
import { folderOf } from '../catalogue/files-write.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { probeOfVersion } from '../catalogue/pieces.ts'
import { electCurrent } from '../versions/stacks.ts'
import { dropFalseAlias, renumber, takeAlias, twinOf, uniteAssets } from './merge-duplicates.ts'

interface TakeFactOptions { readonly now: number; readonly device: string }

/**
 * Takes one fact, where it is later than what is known. Returns the assets whose rows have to be built anew. Throws zod's error
 * for what has not the form of a fact; kinds that this version doesn't know are left alone. Call it in a transaction.
 */
export function takeFact(db: WritableDb, fact: { clock: string; kind: string; id: string; value: unknown }, options: TakeFactOptions): string[] {
  const { kind } = fact
  if (!isFactKind(kind)) return []
  if (kind === 'place') return placeIn(db, fact, options, false)
  // Another name, and what a probe found, hold whenever they come.
  if (!noteIfLater(db, fact, options.now) && kind !== 'alias' && kind !== 'content') return []
  switch (kind) {
    case 'content': return takeContent(db, fact.id, schemas.content.parse(fact.value), options)
    case 'version': return takeVersion(db, z.uuid().parse(fact.id), schemas.version.parse(fact.value), options)
    case 'volume': return takeVolume(db, fact.id, schemas.volume.parse(fact.value), options)
    case 'alias': return takeAlias(db, z.uuid().parse(fact.id), schemas.alias.parse(fact.value))
    case 'derivative': return takeDerivative(db, fact.id, schemas.derivative.parse(fact.value), options)
  }
}

/** Notes the clock of a fact that holds over the one that is known. False for any other. */
function noteIfLater(db: WritableDb, { kind, id, clock }: { kind: string; id: string; clock: string }, now: number): boolean {
  const known = statement<{ clock: string }>(db, 'SELECT clock FROM fact_clock WHERE kind = ? AND id = ?').get(kind, id)
  if (known !== undefined && !holdsOver(clock, known.clock, now)) return false
  statement(db, 'INSERT INTO fact_clock (kind, id, clock) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock').run(kind, id, clock)
  return true
}

/** Takes a place, or keeps it for later where its drive or clip is not known yet. A later word of each device: what one found bad is not lost. */
function placeIn(db: WritableDb, { clock, id, value }: { clock: string; id: string; value: unknown }, options: TakeFactOptions, hasWaited: boolean): string[] {
  const place = schemas.place.parse(value)
  if (ownWordStands(db, { id, clock }, place, options.now)) return []
  const isLater = noteIfLater(db, { kind: 'place', id, clock }, options.now) || (hasWaited && isKnownClock(db, id, clock))
  const touched = takePlace(db, id, place, { ...options, isLater })
  if (touched !== null) return touched
  statement(db, 'INSERT OR REPLACE INTO place_pending (id, clock, value, device) VALUES (?, ?, ?, ?)').run(pendingId(id, clock), clock, JSON.stringify(value), options.device)
  return []
}

/** What waits was noted when it came. */
function isKnownClock(db: WritableDb, id: string, clock: string): boolean {
  return statement(db, `SELECT 1 FROM fact_clock WHERE kind = 'place' AND id = ? AND clock = ?`).get(id, clock) !== undefined
}

/** The last word of each device waits by itself. */
function pendingId(id: string, clock: string): string {
  return `${id}\u001f${deviceOf(clock)}`
}

/**
 * Looks again at the next places, by their ids, that were told of before their drives or clips. Returns the assets whose rows have to
 * be built anew, and the last id; undefined after the last. Call it in a transaction.
 */
export function takePendingPlaces(db: WritableDb, { after, limit, now }: { after: string; limit: number; now: number }): { readonly assetIds: string[]; readonly last: string | undefined } {
  const rows = statement<{ id: string; clock: string; value: string; device: string }>(db, 'SELECT id, clock, value, device FROM place_pending WHERE id > ? ORDER BY id LIMIT ?').all(after, limit)
  const assetIds = rows.flatMap(({ id, clock, value, device }) => {
    statement(db, 'DELETE FROM place_pending WHERE id = ?').run(id)
    // An older version kept one word of a place, under its plain id, and what has not the form of a place: that would break every look.
    const place = schemas.place.safeParse(JSON.parse(value))
    const ending = pendingId('', clock)
    return place.success ? placeIn(db, { id: id.endsWith(ending) ? id.slice(0, -ending.length) : id, clock, value: place.data }, { now, device }, true) : []
  })
  return { assetIds, last: rows.at(-1)?.id }
}

/** The content of a key, made where it is not known. */
function contentOf(db: WritableDb, key: string, kind: string, now: number): string {
  const [xxh128, bytes] = [key.slice(0, 32), Number(key.slice(33))]
  return statement<{ id: string }>(db, `INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (bytes, xxh128) DO UPDATE SET kind = CASE WHEN kind = 'other' THEN excluded.kind ELSE kind END RETURNING id`).get(newId(), bytes, xxh128, kind, now)!.id
}

function takeContent(db: WritableDb, key: string, value: z.infer<typeof schemas.content>, { now }: TakeFactOptions): string[] {
  const id = contentOf(db, keySchema.parse(key), value.kind, now)
  // What is none is passed over: this device looks into the bytes itself when they are here.
  const probe = probeSchema.safeParse(value.probe).data
  if (probe === undefined || !isSaneProbe(probe)) return []
  const known = readProbe(db, id)
  // A newer reader knows better, and so do tools that can read what those here could not.
  const better = known === undefined || (probe.reader ?? 0) > (known.reader ?? 0) || (known.limit != null && probe.limit == null && probe.ok)
  if (!better) return []
  storeProbe(db, id, probe)
  const assets = statement<{ id: string }>(db, `SELECT DISTINCT a.id FROM version_part p JOIN asset a ON a.version_id = p.version_id WHERE p.content_id = ? AND p.role IN ('primary', 'span')`).all(id).map((row) => row.id)
  for (const asset of assets) electCurrent(db, asset)
  return assets
}

function takeVersion(db: WritableDb, id: string, value: z.infer<typeof schemas.version>, { now }: TakeFactOptions): string[] {
  const parts = value.parts.map(([role, name, key]) => ({ role, name, contentId: contentOf(db, key, 'other', now) }))
  dropFalseAlias(db, id, parts)
  if (canonical(db, id) !== id) return []
  const known = statement<{ asset: string }>(db, 'SELECT asset_id AS asset FROM version WHERE id = ?').get(id)
  if (known !== undefined) return growVersion(db, id, known.asset, value, parts)
  dropFalseAlias(db, value.asset, parts)
  let asset = canonical(db, value.asset)
  const primary = parts.find((part) => part.role === 'primary')
  const probe = primary === undefined ? null : statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(primary.contentId)?.probe ?? null
  if (statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(asset) === undefined) {
    const derived = deriveAsset(value.from, probe === null ? null : JSON.parse(probe) as Probe)
    statement(db, 'INSERT INTO asset (id, kind, derived, name, name_key, hidden, created_at) VALUES (?, ?, ?, ?, ?, 1, ?)')
      .run(asset, value.kind, JSON.stringify(derived), derived.name, derived.name.toLowerCase(), value.at)
    storeDerived(db, asset, value.kind, derived)
  }
  statement(db, `INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at, modified_at, label, rank)
    VALUES (?, ?, (SELECT coalesce(max(revision), 0) + 1 FROM version WHERE asset_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(id, asset, asset, value.reason, value.author, value.device, value.bytes, value.at, value.modified, value.label, value.rank)
  writeParts(db, id, parts)
  const touched = new Set([asset])
  const twin = twinOf(db, asset, id)
  if (twin !== null) {
    const united = uniteAssets(db, asset, twin)
    touched.add(united.kept).add(united.gone)
    asset = united.kept
  }
  renumber(db, asset)
  electCurrent(db, asset)
  return [...touched]
}

interface Part { readonly role: string; readonly name: string; readonly contentId: string }

function writeParts(db: WritableDb, versionId: string, parts: readonly Part[]): void {
  parts.forEach((part, position) => {
    statement(db, 'INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, ?, ?, ?, ?)').run(versionId, position, part.role, part.name, part.contentId)
  })
}

/** A version that is known has other parts now: a sidecar came, a sequence grew. */
function growVersion(db: WritableDb, id: string, assetId: string, value: z.infer<typeof schemas.version>, parts: readonly Part[]): string[] {
  const here = statement<Part>(db, 'SELECT role, name, content_id AS contentId FROM version_part WHERE version_id = ? ORDER BY position').all(id)
  if (here.length === parts.length && here.every((part, at) => part.role === parts[at]!.role && part.name === parts[at]!.name && part.contentId === parts[at]!.contentId)) return []
  statement(db, 'DELETE FROM version_part WHERE version_id = ?').run(id)
  writeParts(db, id, parts)
  statement(db, 'UPDATE version SET bytes = ? WHERE id = ?').run(value.bytes, id)
  // Its name and length follow its frames; a single still becomes a sequence.
  if (value.from.frames !== null) storeDerived(db, assetId, value.kind, deriveAsset(value.from, probeOfVersion(db, id)))
  electCurrent(db, assetId)
  return [assetId]
}

function takeVolume(db: WritableDb, identity: string, value: z.infer<typeof schemas.volume>, { now, device }: TakeFactOptions): string[] {
  if (statement(db, 'SELECT 1 FROM volume WHERE identity = ?').get(identity) !== undefined) return []
  // What every machine calls its own drive is called by the machine here.
  const label = value.kind === 'internal' ? `${value.label} (${device})` : value.label
  statement(db, `INSERT INTO volume (id, label, kind, identity, fs_uuid, capacity, online, last_seen_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`)
    .run(newId(), label, value.kind, identity, value.fsUuid, value.capacity, now, now)
  return []
}

/** Null where the drive, or the clip that lies there, is not known yet. Of a word that is not the latest only the check counts. */
function takePlace(db: WritableDb, id: string, value: z.infer<typeof schemas.place>, { now, isLater }: TakeFactOptions & { readonly isLater: boolean }): string[] | null {
  const at = id.indexOf('\u001f')
  const path = id.slice(at + 1)
  if (at < 1 || !isPlainPath(path)) return []
  const volume = statement<{ id: string; online: number }>(db, 'SELECT id, online FROM volume WHERE identity = ?').get(id.slice(0, at))
  if (volume === undefined) return value === null ? [] : null
  if (volume.online === 1) return []
  const there = statement<KnownPlace & { id: string; asset: string | null; content: string | null }>(db, `SELECT f.id, f.asset_id AS asset, f.state, f.content_id AS contentId,
    c.xxh128 || '-' || c.bytes AS content, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack
    FROM file f LEFT JOIN content c ON c.id = f.content_id WHERE f.volume_id = ? AND f.path = ?`).get(volume.id, path)
  if (value === null || value.state === 'missing' || value.state === 'replaced') {
    // Only what nobody here has seen to be missing, and what nobody's last word is bad of: that is a person's business.
    if (there?.state !== 'offline' || !isLater || isFoundBad(db, id)) return []
    statement(db, 'DELETE FROM file WHERE id = ?').run(there.id)
    return there.asset === null ? [] : [there.asset]
  }
  const contentId = contentOf(db, value.content, 'other', now)
  if (!isLater && there !== undefined) {
    const check = checkOfAll(db, id, there.content ?? '') ?? (there.contentId === contentId ? laterCheck(there, { ...value, contentId }, now, false) : there)
    if (check.verification === there.verification && check.verifiedAt === there.verifiedAt && check.readBack === there.readBack) return []
    statement(db, 'UPDATE file SET verification = ?, verified_at = ?, read_back = ? WHERE id = ?').run(check.verification, check.verifiedAt, check.readBack, there.id)
    return there.asset === null ? [] : [there.asset]
  }
  if (!isLater && value.verification !== 'failed') return []
  const asset = assetOfPlace(db, canonical(db, value.asset), contentId)
  if (asset === null) return null
  const check = checkOfAll(db, id, value.content) ?? laterCheck(there, { ...value, contentId }, now)
  statement(db, `INSERT INTO file (id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, state, role, content_id, asset_id, verification, verified_at, read_back, intake, created_at)
    VALUES (@id, @volume, NULL, @path, @folder, @bytes, @mtime, NULL, 'offline', @role, @contentId, @asset, @verification, @verifiedAt, @readBack, 'done', @now)
    ON CONFLICT (volume_id, path) DO UPDATE SET bytes = excluded.bytes, mtime_ns = excluded.mtime_ns, state = 'offline', missed_at = NULL, role = excluded.role,
      content_id = excluded.content_id, asset_id = excluded.asset_id, verification = excluded.verification, verified_at = excluded.verified_at, read_back = excluded.read_back`)
    .run({ id: newId(), volume: volume.id, path, folder: folderOf(path), bytes: value.bytes, mtime: BigInt(Math.round(value.mtime)), role: value.role, contentId, asset,
      verification: check.verification, verifiedAt: check.verifiedAt, readBack: check.readBack, now })
  return [asset, ...there?.asset == null || there.asset === asset ? [] : [there.asset]]
}

/** The asset that a place was told of, or, where that is not known here, one that is made of its bytes. */
function assetOfPlace(db: WritableDb, told: string, contentId: string): string | null {
  if (statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(told) !== undefined) return told
  return statement<{ id: string }>(db, `SELECT v.asset_id AS id FROM version_part p JOIN version v ON v.id = p.version_id WHERE p.content_id = ? ORDER BY v.asset_id LIMIT 1`).get(contentId)?.id ?? null
}

/** Paths of others are only shown, never written to; what leads out of its drive is not even that. */
function isPlainPath(path: string): boolean {
  return path !== '' && path.length <= 4096 && !path.startsWith('/') && !path.includes('\0') && !path.split(/[/\\]/).includes('..') && !path.split('/').some((part) => part === '..' || part === '.' || part === '')
}

/**
 * `<content>/<recipe>/<version>`, and the hash of the parameters where they are not the recipe's defaults. What this version has no
 * recipe, type or parameters for is kept as it was told, until a version comes that knows it.
 */
function takeDerivative(db: WritableDb, id: string, value: z.infer<typeof schemas.derivative>, { now }: TakeFactOptions): string[] {
  const [key, recipe, version, hash = DEFAULT_PARAMS_HASH, ...more] = id.split('/')
  const revision = Number(version)
  if (key === undefined || recipe === undefined || !recipeNameSchema.safeParse(recipe).success || !Number.isSafeInteger(revision)) return []
  if (more.length > 0 || !paramsHashSchema.safeParse(hash).success || isForEarlierVersions(recipe)) return []
  const contentId = contentOf(db, keySchema.parse(key), 'other', now)
  // One that was made here as well is kept in mind: all devices have to agree on whose bytes are needed at a remote.
  if (statement(db, 'SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ? AND params_hash = ? AND recipe_version > ?').get(contentId, recipe, hash, revision) !== undefined) return []
  statement(db, `INSERT OR REPLACE INTO remote_derivative (content_id, recipe, recipe_version, params, params_hash, bytes, xxh128, mime, width, height, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(contentId, recipe, revision, hash === DEFAULT_PARAMS_HASH ? '{}' : canonicalJson(value.params ?? {}), hash, value.bytes, value.xxh128, value.mime, value.width, value.height, JSON.stringify(value.meta))
  return []
}

/**
 * Takes what other devices tell of their catalogues: contents, versions, drives, places, derivatives. What this device
 * sees with its own eyes it doesn't take from others: places on drives that are here are its own scan's business.
 */
import { z } from 'zod'
import { probeSchema, type Probe } from '../../../../shared/model/probe.ts'
import { DEFAULT_PARAMS_HASH, paramsHashSchema } from '../../../../shared/model/recipe-params.ts'
import { recipeNameSchema } from '../../../../shared/model/work.ts'
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import { deriveAsset, isSaneProbe } from '../../domain/media/derived.ts'
import { canonical } from '../entities/cells.ts'
import { readProbe, storeDerived, storeProbe } from '../catalogue/contents.ts'
import { factSchemas as schemas, isFactKind, keySchema } from './facts-form.ts'
import { isForEarlierVersions } from './export-records.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { probeOfVersion } from '../catalogue/pieces.ts'
import { electCurrent } from '../versions/stacks.ts'
import { dropFalseAlias, renumber, takeAlias, twinOf, mergeAssets } from './merge-duplicates.ts'
import { type TakeFactOptions, noteIfLater, placeIn, takeVolume } from './import-places.ts'
import { contentOf } from './imported-content.ts'

/**
 * Takes one fact, where it is later than what is known. Returns the assets whose rows have to be built anew. Throws
 * zod's error for what has not the form of a fact; kinds that this version doesn't know are left alone. Call it in a
 * transaction.
 */
export function takeFact(
  db: WritableDb,
  fact: { clock: string; kind: string; id: string; value: unknown },
  options: TakeFactOptions,
): string[] {
  const { kind } = fact
  if (!isFactKind(kind)) return []
  if (kind === 'place') return placeIn(db, fact, options, false)
  // Another name, and what a probe found, hold whenever they come.
  if (!noteIfLater(db, fact, options.now) && kind !== 'alias' && kind !== 'content') return []
  switch (kind) {
    case 'content':
      return takeContent(db, fact.id, schemas.content.parse(fact.value), options)
    case 'version':
      return takeVersion(db, z.uuid().parse(fact.id), schemas.version.parse(fact.value), options)
    case 'volume':
      return takeVolume(db, fact.id, schemas.volume.parse(fact.value), options)
    case 'alias':
      return takeAlias(db, z.uuid().parse(fact.id), schemas.alias.parse(fact.value))
    case 'derivative':
      return takeDerivative(db, fact.id, schemas.derivative.parse(fact.value), options)
  }
}

function takeContent(
  db: WritableDb,
  key: string,
  value: z.infer<typeof schemas.content>,
  { now }: TakeFactOptions,
): string[] {
  const id = contentOf(db, keySchema.parse(key), value.kind, now)
  // What is none is passed over: this device probes the bytes itself when they are here.
  const probe = probeSchema.safeParse(value.probe).data
  if (probe === undefined || !isSaneProbe(probe)) return []
  const known = readProbe(db, id)
  // A newer reader knows better, and so do tools that can read what those here could not.
  const better =
    known === undefined ||
    (probe.reader ?? 0) > (known.reader ?? 0) ||
    (known.limit != null && probe.limit == null && probe.ok)
  if (!better) return []
  storeProbe(db, id, probe)
  const assets = statement<{ id: string }>(
    db,
    `SELECT DISTINCT a.id FROM version_part p JOIN asset a ON a.version_id = p.version_id WHERE p.content_id = ? AND p.role IN ('primary', 'span')`,
  )
    .all(id)
    .map((row) => row.id)
  for (const asset of assets) electCurrent(db, asset)
  return assets
}

function takeVersion(
  db: WritableDb,
  id: string,
  value: z.infer<typeof schemas.version>,
  { now }: TakeFactOptions,
): string[] {
  const parts = value.parts.map(([role, name, key]) => ({ role, name, contentId: contentOf(db, key, 'other', now) }))
  dropFalseAlias(db, id, parts)
  if (canonical(db, id) !== id) return []
  const known = statement<{ asset: string }>(db, 'SELECT asset_id AS asset FROM version WHERE id = ?').get(id)
  if (known !== undefined) return growVersion(db, id, known.asset, value, parts)
  dropFalseAlias(db, value.asset, parts)
  let asset = canonical(db, value.asset)
  const primary = parts.find((part) => part.role === 'primary')
  const probe =
    primary === undefined
      ? null
      : (statement<{ probe: string | null }>(db, 'SELECT probe FROM content WHERE id = ?').get(primary.contentId)
          ?.probe ?? null)
  if (statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(asset) === undefined) {
    const derived = deriveAsset(value.from, probe === null ? null : (JSON.parse(probe) as Probe))
    statement(
      db,
      'INSERT INTO asset (id, kind, derived, name, name_key, hidden, created_at) VALUES (?, ?, ?, ?, ?, 1, ?)',
    ).run(asset, value.kind, JSON.stringify(derived), derived.name, derived.name.toLowerCase(), value.at)
    storeDerived(db, asset, value.kind, derived)
  }
  statement(
    db,
    `INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at, modified_at, label, rank)
    VALUES (?, ?, (SELECT coalesce(max(revision), 0) + 1 FROM version WHERE asset_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    asset,
    asset,
    value.reason,
    value.author,
    value.device,
    value.bytes,
    value.at,
    value.modified,
    value.label,
    value.rank,
  )
  writeParts(db, id, parts)
  const touched = new Set([asset])
  const twin = twinOf(db, asset, id)
  if (twin !== null) {
    const united = mergeAssets(db, asset, twin)
    touched.add(united.kept).add(united.gone)
    asset = united.kept
  }
  renumber(db, asset)
  electCurrent(db, asset)
  return [...touched]
}

interface Part {
  readonly role: string
  readonly name: string
  readonly contentId: string
}

function writeParts(db: WritableDb, versionId: string, parts: readonly Part[]): void {
  parts.forEach((part, position) => {
    statement(db, 'INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, ?, ?, ?, ?)').run(
      versionId,
      position,
      part.role,
      part.name,
      part.contentId,
    )
  })
}

/** A version that is known has other parts now: a sidecar came, a sequence grew. */
function growVersion(
  db: WritableDb,
  id: string,
  assetId: string,
  value: z.infer<typeof schemas.version>,
  parts: readonly Part[],
): string[] {
  const here = statement<Part>(
    db,
    'SELECT role, name, content_id AS contentId FROM version_part WHERE version_id = ? ORDER BY position',
  ).all(id)
  if (
    here.length === parts.length &&
    here.every(
      (part, at) =>
        part.role === parts[at]!.role && part.name === parts[at]!.name && part.contentId === parts[at]!.contentId,
    )
  )
    return []
  statement(db, 'DELETE FROM version_part WHERE version_id = ?').run(id)
  writeParts(db, id, parts)
  statement(db, 'UPDATE version SET bytes = ? WHERE id = ?').run(value.bytes, id)
  // Its name and length follow its frames; a single still becomes a sequence.
  if (value.from.frames !== null) storeDerived(db, assetId, value.kind, deriveAsset(value.from, probeOfVersion(db, id)))
  electCurrent(db, assetId)
  return [assetId]
}

/**
 * `<content>/<recipe>/<version>`, and the hash of the parameters where they are not the recipe's defaults. What this
 * version has no recipe, type or parameters for is kept as it was told, until a version comes that knows it.
 */
function takeDerivative(
  db: WritableDb,
  id: string,
  value: z.infer<typeof schemas.derivative>,
  { now }: TakeFactOptions,
): string[] {
  const [key, recipe, version, hash = DEFAULT_PARAMS_HASH, ...more] = id.split('/')
  const revision = Number(version)
  if (
    key === undefined ||
    recipe === undefined ||
    !recipeNameSchema.safeParse(recipe).success ||
    !Number.isSafeInteger(revision)
  )
    return []
  if (more.length > 0 || !paramsHashSchema.safeParse(hash).success || isForEarlierVersions(recipe)) return []
  const contentId = contentOf(db, keySchema.parse(key), 'other', now)
  // One that was made here as well is kept in mind: all devices have to agree on whose bytes are needed at a remote.
  if (
    statement(
      db,
      'SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ? AND params_hash = ? AND recipe_version > ?',
    ).get(contentId, recipe, hash, revision) !== undefined
  )
    return []
  statement(
    db,
    `INSERT OR REPLACE INTO remote_derivative (content_id, recipe, recipe_version, params, params_hash, bytes, xxh128, mime, width, height, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    contentId,
    recipe,
    revision,
    hash === DEFAULT_PARAMS_HASH ? '{}' : canonicalJson(value.params ?? {}),
    hash,
    value.bytes,
    value.xxh128,
    value.mime,
    value.width,
    value.height,
    JSON.stringify(value.meta),
  )
  return []
}

/**
 * What goes to a remote by its rules: posters, proxies, documents, originals that are in its outbox not yet.
 */
import { TRANSFER_CLASSES, type Load, type RemoteRules } from '../../../../shared/model/sync.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'
import { parseQuery } from '../../domain/query.ts'
import { EDITED_KINDS } from '../../domain/media/media-kinds.ts'
import { rowsOf } from '../catalogue/assets-read.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { planSearch } from '../search/search-sql.ts'
import type { Value } from '../search/term-plan.ts'
import type { ByteClass, Outgoing } from './transfers.ts'

/** What plays goes with the proxies, everything else that is made with the posters: it is small. */
const PLAYS = `(d.mime GLOB 'video/*' OR d.mime GLOB 'audio/*')`
const EDITED = `(${EDITED_KINDS.map((kind) => `'${kind}'`).join(', ')})`

interface Source {
  readonly cargo: ByteClass
  /** False for what goes whatever clips are chosen by a search. */
  readonly ofClips?: boolean
  readonly sql: string
}

/** What each kind of cargo is, as rows of id, xxh128 and bytes. Derivatives go under their own ids. */
function sourcesOf(rules: RemoteRules): Source[] {
  const made = (test: string): string =>
    `SELECT d.id, d.xxh128, d.bytes, d.content_id AS of FROM derivative d WHERE d.xxh128 IS NOT NULL AND ${test}`
  const contents = (test: string): string =>
    `SELECT c.id, c.xxh128, c.bytes, c.id AS of FROM content c WHERE c.xxh128 IS NOT NULL AND c.bytes > 0 AND ${test}`
  const inVersion = 'EXISTS (SELECT 1 FROM version_part p WHERE p.content_id = c.id)'
  const pinned = `EXISTS (SELECT 1 FROM version_part p JOIN version v ON v.id = p.version_id JOIN pinned_asset k ON k.asset_id = v.asset_id WHERE p.content_id = c.id)`
  // Those that were removed from the set as well: looks may still name them.
  const luts = 'SELECT l.id, l.xxh128, l.bytes, NULL AS of FROM lut l WHERE l.here = 1'
  return [
    // Small, and what pictures of others wait for.
    ...(rules.posters ? [{ cargo: 'posters' as const, sql: luts, ofClips: false }] : []),
    ...(rules.posters ? [{ cargo: 'posters' as const, sql: made(`NOT ${PLAYS}`) }] : []),
    ...(rules.proxies ? [{ cargo: 'proxies' as const, sql: made(PLAYS) }] : []),
    ...(rules.documents
      ? [{ cargo: 'documents' as const, sql: contents(`c.kind IN ${EDITED} AND ${inVersion}`) }]
      : []),
    ...(rules.originals === 'none'
      ? []
      : [
          {
            cargo: 'originals' as const,
            sql: contents(`c.kind NOT IN ${EDITED} AND ${rules.originals === 'all' ? inVersion : pinned}`),
          },
        ]),
  ]
}

const EVERYTHING = { sql: '1', parameters: [] } as const

/** The test that a search puts on what is made from `of`; nothing where everything goes. */
function onlyFound(db: ReadableDb, query: string, now: number): { sql: string; parameters: readonly Value[] } {
  if (query.trim() === '') return EVERYTHING
  const { from, where, parameters } = rowsOf(planSearch(db, parseQuery(query), now))
  return {
    sql: `x.of IN (SELECT p.content_id FROM version_part p JOIN version v ON v.id = p.version_id WHERE v.asset_id IN (SELECT a.id FROM ${from} WHERE ${where}))`,
    parameters,
  }
}

/** The next contents that are due and in no outbox of this remote yet. */
export function dueTransfers(
  db: ReadableDb,
  remoteId: string,
  rules: RemoteRules,
  now: number,
  limit: number,
): Outgoing[] {
  const found = onlyFound(db, rules.query, now)
  const due: Outgoing[] = []
  for (const { cargo, sql, ofClips = true } of sourcesOf(rules)) {
    if (due.length >= limit) break
    const only = ofClips ? found : EVERYTHING
    due.push(
      ...statement<{ contentId: string; xxh128: string; bytes: number }>(
        db,
        `SELECT x.id AS contentId, x.xxh128, x.bytes FROM (${sql}) x
      WHERE NOT EXISTS (SELECT 1 FROM transfer t WHERE t.remote_id = ? AND t.content_id = x.id) AND ${only.sql} LIMIT ?`,
      )
        .all(remoteId, ...only.parameters, limit - due.length)
        .map((row) => ({ ...row, cargo })),
    )
  }
  return due
}

/** What would go by these rules, in all, that is not there. */
export function previewTransfers(db: ReadableDb, remoteId: string, rules: RemoteRules, now: number): Load[] {
  const found = onlyFound(db, rules.query, now)
  const loads = new Map<Load['cargo'], Load>()
  for (const { cargo, sql, ofClips = true } of sourcesOf(rules)) {
    const only = ofClips ? found : EVERYTHING
    const { items, bytes } = statement<{ items: number; bytes: number }>(
      db,
      `SELECT count(*) AS items, coalesce(sum(x.bytes), 0) AS bytes FROM (${sql}) x
      WHERE NOT EXISTS (SELECT 1 FROM transfer t WHERE t.remote_id = ? AND t.content_id = x.id AND t.state = 'done') AND ${only.sql}`,
    ).get(remoteId, ...only.parameters)!
    const sum = loads.get(cargo) ?? { cargo, items: 0, bytes: 0 }
    loads.set(cargo, { cargo, items: sum.items + items, bytes: sum.bytes + bytes })
  }
  return [...loads.values()].toSorted((a, b) => TRANSFER_CLASSES.indexOf(a.cargo) - TRANSFER_CLASSES.indexOf(b.cargo))
}

interface UnreadDerivative {
  readonly id: string
  readonly path: string
}

/** Derivatives whose bytes have not been read for others yet. */
export function unhashedDerivatives(db: ReadableDb, limit: number): UnreadDerivative[] {
  return statement<UnreadDerivative>(db, 'SELECT id, path FROM derivative WHERE xxh128 IS NULL LIMIT ?').all(limit)
}

/** They were read: they may be told of and sent, also when others were sent under this id before. */
export function hashedDerivative(db: WritableDb, id: string, xxh128: string): void {
  statement(db, 'UPDATE derivative SET xxh128 = ? WHERE id = ?').run(xxh128, id)
  statement(
    db,
    `DELETE FROM transfer WHERE remote_id IN (SELECT id FROM remote) AND content_id = ? AND xxh128 <> ? AND state <> 'sending'`,
  ).run(id, xxh128)
  statement(
    db,
    `UPDATE transfer SET state = 'waiting', attempts = 0, next_try_at = 0, note = NULL WHERE remote_id IN (SELECT id FROM remote) AND content_id = ? AND note IS NOT NULL AND state IN ('waiting', 'failed')`,
  ).run(id)
  statement(db, `INSERT OR IGNORE INTO untold (kind, id) SELECT 'derivative', ? FROM library WHERE key = 'shared'`).run(
    id,
  )
}

export interface RemoteDerivative {
  readonly contentId: string
  readonly recipe: string
  readonly recipeVersion: number
  readonly params: string
  readonly paramsHash: string
  readonly bytes: number
  readonly xxh128: string
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly meta: string
}

const DERIVATIVE =
  'r.content_id AS contentId, r.recipe, r.recipe_version AS recipeVersion, r.params, r.params_hash AS paramsHash, r.bytes, r.xxh128, r.mime, r.width, r.height, r.meta'
const NOT_HERE =
  'NOT EXISTS (SELECT 1 FROM derivative d WHERE d.content_id = r.content_id AND d.recipe = r.recipe AND d.params_hash = r.params_hash AND d.recipe_version >= r.recipe_version)'

/**
 * A recipe, and the types that its files can have. What others told of any other is kept for a version that knows it.
 */
interface KnownTypes {
  readonly id: string
  readonly types: readonly string[]
}

const KNOWN = `(r.recipe, r.mime) IN (SELECT o.value ->> 'id', t.value FROM json_each(?) o, json_each(o.value, '$.types') t)`

/** Made of numbered frames as a clip here has them: those have no picture with the defaults but the poster. */
const OF_FRAMES = `(r.params ->> '$.sequence' IS NOT NULL AND EXISTS (
  SELECT 1 FROM version_part p JOIN asset a ON a.version_id = p.version_id
  WHERE p.content_id = r.content_id AND p.role = 'primary' AND instr(a.frame_hashes, r.params_hash) > 0))`

/** Pictures that others made and that are not here: small enough to be fetched by themselves. */
export function picturesToFetch(db: ReadableDb, limit: number, recipes: readonly KnownTypes[]): RemoteDerivative[] {
  return statement<RemoteDerivative>(
    db,
    `SELECT ${DERIVATIVE} FROM remote_derivative r WHERE ${KNOWN} AND (r.params_hash = '${DEFAULT_PARAMS_HASH}' OR ${OF_FRAMES}) AND NOT (r.mime GLOB 'video/*' OR r.mime GLOB 'audio/*') AND ${NOT_HERE} LIMIT ?`,
  ).all(knownText(recipes), limit)
}

function knownText(recipes: readonly KnownTypes[]): string {
  return JSON.stringify(recipes.map(({ id, types }) => ({ id, types })))
}

/** The proxy of a content that another device made with these parameters, or undefined. */
export function proxyToFetch(
  db: ReadableDb,
  contentId: string,
  recipes: readonly KnownTypes[],
  paramsHash = DEFAULT_PARAMS_HASH,
): RemoteDerivative | undefined {
  return statement<RemoteDerivative>(
    db,
    `SELECT ${DERIVATIVE} FROM remote_derivative r WHERE r.content_id = ? AND r.recipe = 'proxy' AND r.params_hash = ? AND ${KNOWN} AND ${NOT_HERE} ORDER BY r.recipe_version DESC LIMIT 1`,
  ).get(contentId, paramsHash, knownText(recipes))
}

/** It is here now, or will not be asked for again. */
export function dropRemoteDerivative(db: WritableDb, one: RemoteDerivative): void {
  statement(
    db,
    'DELETE FROM remote_derivative WHERE content_id = ? AND recipe = ? AND recipe_version = ? AND params_hash = ?',
  ).run(one.contentId, one.recipe, one.recipeVersion, one.paramsHash)
}

/**
 * True when the catalogue knows of something that has these bytes: an original of any version, or what somebody made of
 * one.
 */
export function isKnownContent(
  db: ReadableDb,
  { xxh128, bytes }: { readonly xxh128: string; readonly bytes: number },
): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM content WHERE bytes = @bytes AND xxh128 = @xxh128 UNION ALL SELECT 1 FROM derivative WHERE xxh128 = @xxh128 AND bytes = @bytes
    UNION ALL SELECT 1 FROM remote_derivative WHERE xxh128 = @xxh128 AND bytes = @bytes UNION ALL SELECT 1 FROM lut WHERE xxh128 = @xxh128 AND bytes = @bytes LIMIT 1`,
    ).get({ xxh128, bytes }) !== undefined
  )
}

interface MainContent {
  readonly contentId: string
  readonly xxh128: string | null
  readonly bytes: number
  readonly name: string
}

/** The main bytes of a clip's current version, or undefined. */
export function mainContent(db: ReadableDb, assetId: string): MainContent | undefined {
  return statement<MainContent>(
    db,
    `SELECT c.id AS contentId, c.xxh128, c.bytes, p.name FROM asset a JOIN version_part p ON p.version_id = a.version_id AND p.role = 'primary'
    JOIN content c ON c.id = p.content_id WHERE a.id = ? ORDER BY p.position LIMIT 1`,
  ).get(assetId)
}

/** The clips that are kept at every remote. */
export function pinnedAssets(db: ReadableDb): ReadonlySet<string> {
  return new Set(
    statement<{ id: string }>(db, 'SELECT asset_id AS id FROM pinned_asset')
      .all()
      .map((row) => row.id),
  )
}

/**
 * What was made from content: posters, filmstrips, waveforms, proxies, each with the parameters of its recipe.
 */
import type { MadeDerivative } from '../../../../shared/model/asset.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'
import type { RecipeName } from '../../../../shared/model/work.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface DerivativeRow {
  readonly contentId: string
  readonly recipe: RecipeName
  readonly recipeVersion: number
  /** Canonical JSON and its hash; absent for the recipe's defaults. */
  readonly params?: string
  readonly paramsHash?: string
  /** Relative to the library's folder of derivatives, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly meta: unknown
}

/**
 * Writes a derivative that stands on the disk under its final name. One that was made before gets a new id: windows
 * keep what an id stands for, and would show the old picture. Its bytes are read anew before anybody is told of them.
 */
export function upsertDerivative(db: WritableDb, made: DerivativeRow, now: number): string {
  return statement<{ id: string }>(
    db,
    `INSERT INTO derivative (id, content_id, recipe, recipe_version, params, params_hash, path, bytes, mime, width, height, meta, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (content_id, recipe, recipe_version, params_hash) DO UPDATE SET id = excluded.id, params = excluded.params, path = excluded.path, bytes = excluded.bytes,
      mime = excluded.mime, width = excluded.width, height = excluded.height, meta = excluded.meta, xxh128 = NULL RETURNING id`,
  ).get(
    newId(),
    made.contentId,
    made.recipe,
    made.recipeVersion,
    made.params ?? '{}',
    made.paramsHash ?? DEFAULT_PARAMS_HASH,
    made.path,
    made.bytes,
    made.mime,
    made.width,
    made.height,
    JSON.stringify(made.meta ?? {}),
    now,
  )!.id
}

/** Where a derivative lies, relative to the library's folder of derivatives, and what it is. */
interface DerivativePlace {
  readonly path: string
  readonly mime: string
  readonly bytes: number
}

/** The place of a derivative, or undefined. */
export function readDerivative(db: ReadableDb, id: string): DerivativePlace | undefined {
  return statement<DerivativePlace>(db, 'SELECT path, mime, bytes FROM derivative WHERE id = ?').get(id)
}

/** The recipe that made a derivative, or undefined. */
export function recipeOfDerivative(db: ReadableDb, id: string): RecipeName | undefined {
  return statement<{ recipe: RecipeName }>(db, 'SELECT recipe FROM derivative WHERE id = ?').get(id)?.recipe
}

/**
 * The place of what the same recipe, in the same version, made of the same content with other parameters; or undefined.
 */
export function readDerivativeWith(db: ReadableDb, id: string, paramsHash: string): DerivativePlace | undefined {
  return statement<DerivativePlace>(
    db,
    `SELECT o.path, o.mime, o.bytes FROM derivative d JOIN derivative o ON o.content_id = d.content_id AND o.recipe = d.recipe
    AND o.recipe_version = d.recipe_version AND o.params_hash = ? WHERE d.id = ?`,
  ).get(paramsHash, id)
}

/** Where what this version of a recipe made lies, relative to the folder of derivatives; undefined for none. */
export function madePath(
  db: ReadableDb,
  contentId: string,
  recipe: RecipeName,
  version: number,
  paramsHash = DEFAULT_PARAMS_HASH,
): string | undefined {
  return statement<{ path: string }>(
    db,
    'SELECT path FROM derivative WHERE content_id = ? AND recipe = ? AND recipe_version = ? AND params_hash = ?',
  ).get(contentId, recipe, version, paramsHash)?.path
}

/** True when this was made already, in any version of its recipe. */
export function wasMade(
  db: ReadableDb,
  contentId: string,
  recipe: RecipeName,
  paramsHash = DEFAULT_PARAMS_HASH,
): boolean {
  return (
    statement(db, 'SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ? AND params_hash = ?').get(
      contentId,
      recipe,
      paramsHash,
    ) !== undefined
  )
}

/** True when this was made of numbered frames that begin with a content, whichever they were then. */
export function wasMadeOfFrames(db: ReadableDb, contentId: string, recipe: RecipeName): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ? AND params ->> '$.sequence' IS NOT NULL LIMIT 1`,
    ).get(contentId, recipe) !== undefined
  )
}

/** Keeps the hash that a derivative has at its remote. */
export function noteDerivativeHash(
  db: WritableDb,
  one: {
    readonly contentId: string
    readonly recipe: string
    readonly recipeVersion: number
    readonly paramsHash: string
    readonly xxh128: string | null
  },
): void {
  statement(
    db,
    'UPDATE derivative SET xxh128 = ? WHERE content_id = ? AND recipe = ? AND recipe_version = ? AND params_hash = ?',
  ).run(one.xxh128, one.contentId, one.recipe, one.recipeVersion, one.paramsHash)
}

/** The id of what the newest version of a recipe made of a content with these parameters, or undefined. */
export function newestDerivative(
  db: ReadableDb,
  contentId: string,
  recipe: RecipeName,
  paramsHash = DEFAULT_PARAMS_HASH,
): string | undefined {
  return statement<{ id: string }>(
    db,
    `SELECT id FROM derivative WHERE content_id = ? AND recipe = ? AND params_hash = ? ORDER BY recipe_version DESC LIMIT 1`,
  ).get(contentId, recipe, paramsHash)?.id
}

/** What is known of the proxy that the window plays of a content; undefined for none. */
export function metaOfProxy(db: ReadableDb, contentId: string): Readonly<Record<string, unknown>> | undefined {
  const id = newestDerivative(db, contentId, 'proxy')
  const row =
    id === undefined ? undefined : statement<{ meta: string }>(db, 'SELECT meta FROM derivative WHERE id = ?').get(id)
  return row === undefined ? undefined : (JSON.parse(row.meta) as Record<string, unknown>)
}

/** The content that the pictures of a version are made from, as an expression over the version's id. */
const mainContentOf = (versionId: string): string =>
  `(SELECT p.content_id FROM version_part p WHERE p.version_id = ${versionId} AND p.role = 'primary' ORDER BY p.position LIMIT 1)`

/**
 * The lookup behind every row of a list: what recipes made of these versions with their defaults, newest versions last.
 * Two steps down an index for each row, and no row of a table: see `tests/integration/db/derivative-lookup.test.ts`.
 */
export const SHOWN_DERIVATIVES = `SELECT v.value AS versionId, d.recipe, d.id FROM json_each(?) v CROSS JOIN derivative d INDEXED BY derivative_shown
  ON d.params_hash = '${DEFAULT_PARAMS_HASH}' AND d.content_id = ${mainContentOf('v.value')}`

/** What is shown of each of these versions: id by recipe, of the recipe's newest version. */
export function shownDerivatives(
  db: ReadableDb,
  versionIds: readonly (string | null)[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const shown = new Map<string, Record<string, string>>()
  for (const row of statement<{ versionId: string; recipe: string; id: string }>(db, SHOWN_DERIVATIVES).all(
    JSON.stringify(versionIds.filter((id) => id !== null)),
  )) {
    // In the order of the index: of one recipe the newest version comes last.
    const of = shown.get(row.versionId) ?? {}
    of[row.recipe] = row.id
    shown.set(row.versionId, of)
  }
  return shown
}

/** What was made of these versions with these looks, by version and hash ("<version> <hash>"). Few clips have one. */
export function lookedDerivatives(
  db: ReadableDb,
  wanted: readonly { readonly versionId: string; readonly hash: string }[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, Record<string, string>>()
  const query = statement<{ recipe: string; id: string }>(
    db,
    `SELECT d.recipe, d.id FROM derivative d WHERE d.content_id = ${mainContentOf('?')} AND d.params_hash = ? ORDER BY d.recipe, d.recipe_version`,
  )
  for (const { versionId, hash } of wanted) {
    const of: Record<string, string> = {}
    for (const { recipe, id } of query.all(versionId, hash)) of[recipe] = id
    found.set(`${versionId} ${hash}`, of)
  }
  return found
}

/** The hash at a place of the list that a sequence has for a recipe, of `asset a`. */
const frameHash = (recipe: string, at: number): string => `(a.frame_hashes ->> '$.${recipe}[${at}]')`

/** One column of what is shown of `asset a`, as an expression: the poster's path, the filmstrip's layout. */
export function shownColumn(recipe: 'poster' | 'filmstrip', column: 'path' | 'meta'): string {
  return `(SELECT d.${column} FROM derivative d WHERE d.content_id = ${mainContentOf('a.version_id')} AND d.recipe = '${recipe}' AND d.params_hash IN ('${DEFAULT_PARAMS_HASH}', a.look_hash, ${frameHash(recipe, 0)}, ${frameHash(recipe, 1)})
    ORDER BY d.params_hash IS ${frameHash(recipe, 0)}, d.params_hash = '${DEFAULT_PARAMS_HASH}', d.recipe_version DESC LIMIT 1)`
}

/** Everything that was made of a version, with the parameters it was made with. */
export function readMade(db: ReadableDb, versionId: string | null): MadeDerivative[] {
  return statement<Omit<MadeDerivative, 'params'> & { params: string }>(
    db,
    `SELECT d.id, d.recipe, d.recipe_version AS version, d.params, d.params_hash AS paramsHash, d.mime, d.bytes, d.width, d.height, d.meta ->> '$.colour' AS colour
    FROM derivative d WHERE d.content_id = ${mainContentOf('@versionId')}
      AND (d.params ->> '$.sequence' IS NULL OR d.params ->> '$.sequence' IS (SELECT frames_key FROM version WHERE id = @versionId))
    ORDER BY d.recipe, d.recipe_version DESC, d.params_hash <> '${DEFAULT_PARAMS_HASH}', d.params`,
  )
    .all({ versionId })
    .map((row) => ({ ...row, params: JSON.parse(row.params) as MadeDerivative['params'] }))
}

/** What the newest derivatives of these recipes say of a version, by recipe: plain data. */
export function readMetas(
  db: ReadableDb,
  versionId: string | null,
  recipes: readonly RecipeName[],
): ReadonlyMap<RecipeName, unknown> {
  const rows = statement<{ recipe: RecipeName; meta: string }>(
    db,
    `SELECT d.recipe, d.meta FROM derivative d WHERE d.content_id = ${mainContentOf('@versionId')} AND d.recipe IN (SELECT value FROM json_each(@recipes))
      AND (d.params ->> '$.sequence' IS NULL OR d.params_hash IN (SELECT ${frameHash('signal', 0)} FROM asset a WHERE a.version_id = @versionId))
    ORDER BY d.recipe_version`,
  ).all({ versionId, recipes: JSON.stringify(recipes) })
  return new Map(rows.map(({ recipe, meta }) => [recipe, JSON.parse(meta) as unknown]))
}

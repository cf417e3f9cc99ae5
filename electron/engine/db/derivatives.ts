/**
 * What was made from content: posters, filmstrips, waveforms, proxies.
 */
import type { RecipeName } from '../../../shared/model/recipe-params.ts'
import { newId } from '../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

interface DerivativeRow {
  readonly contentId: string
  readonly recipe: RecipeName
  readonly recipeVersion: number
  /** Relative to the library's folder of derivatives, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly meta: unknown
}

/**
 * Writes a derivative that stands on the disk under its final name. One that was made before gets a new id: windows keep what
 * an id stands for, and would show the old picture. Its bytes are read anew before anybody is told of them.
 */
export function upsertDerivative(db: WritableDb, made: DerivativeRow, now: number): string {
  return statement<{ id: string }>(db, `INSERT INTO derivative (id, content_id, recipe, recipe_version, path, bytes, mime, width, height, meta, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (content_id, recipe, recipe_version) DO UPDATE SET id = excluded.id, path = excluded.path, bytes = excluded.bytes,
      mime = excluded.mime, width = excluded.width, height = excluded.height, meta = excluded.meta, xxh128 = NULL RETURNING id`)
    .get(newId(), made.contentId, made.recipe, made.recipeVersion, made.path, made.bytes, made.mime, made.width, made.height,
      JSON.stringify(made.meta ?? {}), now)!.id
}

/** Where a derivative lies, relative to the library's folder of derivatives, and what it is. */
export function readDerivative(db: ReadableDb, id: string): { path: string; mime: string; bytes: number } | undefined {
  return statement<{ path: string; mime: string; bytes: number }>(db, 'SELECT path, mime, bytes FROM derivative WHERE id = ?').get(id)
}

/** True when this was made already, in this version of its recipe. */
export function hasDerivative(db: ReadableDb, contentId: string, recipe: RecipeName, version: number): boolean {
  return statement(db, 'SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ? AND recipe_version = ?').get(contentId, recipe, version) !== undefined
}

/** True when this was made already, in any version of its recipe. */
export function wasMade(db: ReadableDb, contentId: string, recipe: RecipeName): boolean {
  return statement(db, 'SELECT 1 FROM derivative WHERE content_id = ? AND recipe = ?').get(contentId, recipe) !== undefined
}

/** Keeps the hash that a derivative has at its remote. */
export function noteDerivativeHash(db: WritableDb, one: { readonly contentId: string; readonly recipe: string; readonly recipeVersion: number; readonly xxh128: string | null }): void {
  statement(db, 'UPDATE derivative SET xxh128 = ? WHERE content_id = ? AND recipe = ? AND recipe_version = ?').run(one.xxh128, one.contentId, one.recipe, one.recipeVersion)
}

/** The id of what the newest version of a recipe made of a content, or undefined. */
export function newestDerivative(db: ReadableDb, contentId: string, recipe: RecipeName): string | undefined {
  return statement<{ id: string }>(db, 'SELECT id FROM derivative WHERE content_id = ? AND recipe = ? ORDER BY recipe_version DESC LIMIT 1').get(contentId, recipe)?.id
}

/**
 * The parameter of every recipe that shows a picture: the look that a person chose for the clip. Derivatives of one clip
 * with one look have one hash of parameters in all recipes, by which the window finds them together.
 */
import { z } from 'zod'
import { lookSchema } from '../../../../shared/model/colour.ts'
import type { LookTables } from './colour-lut.ts'
import type { RecipeSource } from './recipe.ts'

export const lookParams = z.strictObject({
  /** Null for what the file itself says. */
  look: lookSchema.nullable().default(null),
})
export type LookParams = z.infer<typeof lookParams>

/** The tables of the look that is asked for; null for none. */
export function tablesFor({ params, tables }: RecipeSource<LookParams>): LookTables | null {
  return params.look === null ? null : tables(params.look)
}

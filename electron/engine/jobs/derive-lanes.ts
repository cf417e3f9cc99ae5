/**
 * Media work as a job: its parameters, its urgency, and what it uses.
 */
import { z } from 'zod'
import { recipeNameSchema, type RecipeName } from '../../../shared/model/work.ts'
import { volumeOfContent } from '../db/catalogue/contents.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { recipeOf } from '../media/recipes/index.ts'

export const DERIVE = 'derive'

export const deriveParamsSchema = z.object({
  recipe: recipeNameSchema,
  /** Version of the recipe. */
  version: z.number().int(),
  /** Parameters of the recipe itself; without them its defaults are meant. */
  params: z.record(z.string(), z.unknown()).optional(),
})
export type DeriveParams = z.infer<typeof deriveParamsSchema>

/** Pictures of a clip come before its proxy: a grid with posters is of use at once. */
export function priorityOf(recipe: RecipeName): number {
  return recipeOf(recipe).cost.priority
}

/** What decodes a whole clip reads it whole from its drive; what reads its beginning is quick. */
export function deriveLanes(
  db: ReadableDb,
  contentId: string,
  { recipe }: Pick<DeriveParams, 'recipe'>,
): readonly Lane[] {
  if (recipeOf(recipe).cost.decodes === 'beginning') return ['cpu:quick']
  const volume = volumeOfContent(db, contentId)
  return volume === undefined ? ['cpu'] : ['cpu', `volume:${volume}`]
}

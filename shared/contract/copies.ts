/**
 * Copies of a selection: planned, and made as jobs of the kind `copy`.
 */
import { z } from 'zod'
import { COPY_OF, copyParamsSchema, copyPlanSchema, MAX_COPIED_CLIPS } from '../model/selection-copy.ts'
import { nameTemplateSchema } from '../model/presets.ts'
import { commandSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'

const wishSchema = z.object({
  query: z.string().max(2000).default(''),
  ids: z.array(idSchema).max(MAX_COPIED_CLIPS).nullable().default(null),
  to: pathSchema,
  /** Null: “Copy” and today's date. */
  folder: copyParamsSchema.shape.folder.nullable().default(null),
  template: nameTemplateSchema.nullable().default(null),
  of: z.enum(COPY_OF).default('originals'),
})

export const copies = {
  /** What would be copied where, and what stands against it. Nothing is written. */
  plan: query('admin').input(wishSchema).output(copyPlanSchema),
  /** Copies all that is ready. Asked for again, it goes on where it was: what is there is verified, not copied. */
  start: command('admin')
    .input(commandSchema.extend(wishSchema.shape))
    .output(copyPlanSchema.extend({ job: idSchema })),
}

/**
 * Edit proxies: planned, and made as jobs of the kind `edit-proxy`.
 */
import { z } from 'zod'
import { editParamsSchema, editPlanSchema, proxyPresetSchema } from '../model/edit-proxies.ts'
import { commandSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'

const wishSchema = z.object({
  query: z.string().max(2000).default(''),
  ids: z.array(idSchema).max(10_000).nullable().default(null),
  params: editParamsSchema,
  /** The folder that takes them; null: a folder `Proxy` beside each original, where no history seals it. */
  to: pathSchema.nullable(),
})

export const editProxies = {
  presets: query('view').input(z.object({})).output(z.array(proxyPresetSchema)),
  /** What would be made where, and what stands against it. Nothing is written. */
  plan: query('admin').input(wishSchema).output(editPlanSchema),
  /** Asks for all that is ready. Returns the jobs; one that waits or runs already is among them. */
  start: command('admin')
    .input(commandSchema.extend(wishSchema.shape))
    .output(editPlanSchema.extend({ jobs: z.array(idSchema) })),
}

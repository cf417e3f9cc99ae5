/**
 * Edit proxies: planned, and made as jobs of the kind `edit-proxy`.
 */
import { z } from 'zod'
import { cameraProxySchema } from '../model/asset.ts'
import {
  editParamsSchema,
  editPlanSchema,
  keptPresetSchema,
  proxyPresetSchema,
  soundLayingSchema,
} from '../model/edit-proxies.ts'
import { commandSchema, idSchema, pathSchema, rateSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'

const wishSchema = z.object({
  query: z.string().max(2000).default(''),
  ids: z.array(idSchema).max(10_000).nullable().default(null),
  params: editParamsSchema,
  /** The folder that takes them; null: a folder `Proxy` beside each original, where no history seals it. */
  to: pathSchema.nullable(),
  /** Lays in the sound that was accepted for each clip; null: the camera's alone. */
  sound: soundLayingSchema.nullable().default(null),
  /** Of a recording in several files (chapters, spans) a proxy of each file, which editing systems link; else one of all. */
  eachFile: z.boolean().default(false),
  /** The rate of numbered frames for these proxies; null: the one that each clip is shown at. */
  rate: rateSchema.nullable().default(null),
})

export const editProxies = {
  /** Those that come with Rushes first, then the library's own by name. */
  presets: query('view').input(z.object({})).output(z.array(proxyPresetSchema)),
  /** Keeps a preset; one of the same name, whatever its case, is replaced. */
  save: command('edit')
    .input(commandSchema.extend({ preset: keptPresetSchema }))
    .output(z.object({})),
  remove: command('edit')
    .input(commandSchema.extend({ name: keptPresetSchema.shape.name }))
    .output(z.object({})),
  /** The file that others import: all of the library's own. */
  export: query('view')
    .input(z.object({}))
    .output(z.object({ text: z.string() })),
  /** Takes presets out of such a file. One that is here by that name is refused, unless `replace`. All or none. */
  import: command('edit')
    .input(commandSchema.extend({ text: z.string().max(1_000_000), replace: z.boolean().default(false) }))
    .output(z.object({ names: z.array(z.string()) })),
  /**
   * Takes over, as review proxies, the proxies that cameras made of the clips that the query finds, where they are good.
   * Says of each that has one what is done, or why not.
   */
  adopt: command('edit')
    .input(commandSchema.extend({ query: z.string().max(2000).default('') }))
    .output(
      z.object({
        count: z.number().int(),
        rows: z.array(z.object({ assetId: idSchema, name: z.string(), proxies: z.array(cameraProxySchema) })),
      }),
    ),
  /** What would be made where, and what stands against it. Nothing is written. */
  plan: query('admin').input(wishSchema).output(editPlanSchema),
  /** Asks for all that is ready. Returns the jobs; one that waits or runs already is among them. */
  start: command('admin')
    .input(commandSchema.extend(wishSchema.shape))
    .output(editPlanSchema.extend({ jobs: z.array(idSchema) })),
}

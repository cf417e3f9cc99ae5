/**
 * Presets of offloads: kept, shared, made ready for a card, offered when one arrives.
 */
import { z } from 'zod'
import {
  listedPresetSchema,
  nameTemplateSchema,
  nameValuesSchema,
  presetOfferSchema,
  presetSchema,
  resolvedPresetSchema,
  templateWordSchema,
} from '../model/presets.ts'
import { commandSchema, pathSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'

const nameSchema = presetSchema.shape.name

export const presets = {
  /** Those that come with Rushes first, then the library's own by name. */
  list: query('view').input(z.object({})).output(z.array(listedPresetSchema)),
  /** Keeps a preset; one of the same name, whatever its case, is replaced. */
  save: command('edit')
    .input(commandSchema.extend({ preset: presetSchema }))
    .output(listedPresetSchema),
  remove: command('edit')
    .input(commandSchema.extend({ name: nameSchema }))
    .output(z.object({})),
  /**
   * What an offload of these cards by this preset would be. `destinations` and `values` come on top of the preset's.
   */
  resolve: query('view')
    .input(
      z.object({
        name: nameSchema,
        sources: z.array(pathSchema).max(1000),
        destinations: z.array(pathSchema).max(16).default([]),
        values: nameValuesSchema.default({}),
      }),
    )
    .output(resolvedPresetSchema),
  /** Every word that a template may hold. */
  words: query('view')
    .input(z.object({}))
    .output(z.array(templateWordSchema.omit({ value: true }))),
  /** What a template makes of an example card; the sentence when it makes nothing. */
  preview: query('view')
    .input(z.object({ template: nameTemplateSchema, values: nameValuesSchema.default({}) }))
    .output(
      z.object({ words: z.array(templateWordSchema), example: z.string().nullable(), problem: z.string().nullable() }),
    ),
  /** Cards that are here, were not offloaded yet, and have a preset. */
  offers: query('view').input(z.object({})).output(z.array(presetOfferSchema)),
  /** The file that others import: all of the library's own, or those that are named. */
  export: query('view')
    .input(z.object({ names: z.array(nameSchema).max(200).default([]) }))
    .output(z.object({ text: z.string() })),
  /** Takes presets out of such a file. One that is here by that name is refused, unless `replace`. All or none. */
  import: command('admin')
    .input(commandSchema.extend({ text: z.string().max(1_000_000), replace: z.boolean().default(false) }))
    .output(z.object({ names: z.array(z.string()) })),
}

/**
 * Copies of a selection: clips of the library, copied into a folder by the verified copier.
 */
import { z } from 'zod'
import { nameTemplateSchema } from './presets.ts'
import { bytesSchema, idSchema, pathSchema } from './primitives.ts'

/** Clips that one copy takes. */
export const MAX_COPIED_CLIPS = 20_000

/** What is copied: the files as the camera wrote them, or the review proxies of the library. */
export const COPY_OF = ['originals', 'proxies'] as const

/** The parameters of a job of the kind `copy`. */
export const copyParamsSchema = z.strictObject({
  assetIds: z.array(idSchema).min(1).max(MAX_COPIED_CLIPS),
  /** A folder that is there. */
  to: pathSchema,
  /** The folder in it that is made and sealed; asked for again, it is gone on with. */
  folder: z.string().trim().min(1).max(200),
  /** Folders of each clip below that, by words of the clip; null: those of the original from its roll's top down. */
  template: nameTemplateSchema.nullable().default(null),
  of: z.enum(COPY_OF).default('originals'),
})
export type CopyParams = z.infer<typeof copyParamsSchema>

/**
 * `ready`: it can be copied now · `away`: its drive is not connected · `missing`: no good copy is known, or no proxy was
 * made · `conflict`: another clip would have its name.
 */
export const COPY_STATES = ['ready', 'away', 'missing', 'conflict'] as const

export const copyRowSchema = z.object({
  assetId: idSchema,
  name: z.string(),
  state: z.enum(COPY_STATES),
  /** Where its first file would lie, below the folder. Null where that can't be said. */
  path: z.string().nullable(),
  files: z.number().int(),
  bytes: bytesSchema,
  /** Why it is not copied, a sentence; null for what is ready. */
  why: z.string().nullable(),
})
export type CopyRow = z.infer<typeof copyRowSchema>

export const copyPlanSchema = z.object({
  /** Absolute. */
  folder: z.string(),
  /** Those that are not ready first, the first 500. */
  rows: z.array(copyRowSchema),
  counts: z.record(z.enum(COPY_STATES), z.number().int()),
  /** Of all that is ready. */
  files: z.number().int(),
  bytes: bytesSchema,
  /** Free on the drive; null where it does not tell. */
  free: bytesSchema.nullable(),
  /** What stands against it or is good to know, in sentences. */
  remarks: z.array(z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string() })),
})
export type CopyPlan = z.infer<typeof copyPlanSchema>

/** What a job of the kind `copy` came to. */
export const copyResultSchema = z.object({
  folder: z.string(),
  clips: z.number().int(),
  files: z.number().int(),
  bytes: bytesSchema,
  /** Files that were read back at the destination and are equal. */
  verified: z.number().int(),
  /** Every clip of the selection is there, read back and equal, under its own name. */
  complete: z.boolean(),
  /** The folder has a history of checksums that holds all of it. */
  sealed: z.boolean(),
  sentence: z.string(),
  /** The first 200 of what is not there or not as it should be. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  /** The list of all files beside the folder; null where it could not be written. */
  report: z.string().nullable(),
})
export type CopyResult = z.infer<typeof copyResultSchema>

/**
 * A preset: how cards are offloaded on this production. Kept in the library, shared as a file.
 */
import { z } from 'zod'
import { HASH_FORMATS } from './hash.ts'
import { verificationLevelSchema } from './offload.ts'
import { idSchema, pathSchema } from './primitives.ts'

/** Template of the folder that a card becomes, and what the card can't tell for it (domain/naming/template.ts). */
export const nameTemplateSchema = z.string().min(1).max(500)
export const nameValuesSchema = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), z.string().max(200))

/**
 * Where copies go: a folder on this computer, or a folder on every drive that is here and bears this label or id. `*`
 * in a label stands for anything: `SHUTTLE_*`.
 */
const presetDestinationSchema = z.union([
  z.strictObject({ path: pathSchema }),
  z.strictObject({ drive: z.string().trim().min(1).max(200), folder: z.string().max(1000).default('') }),
])
export type PresetDestination = z.infer<typeof presetDestinationSchema>

/** What a person writes, and what stands in the file. */
export const presetSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  destinations: z.array(presetDestinationSchema).max(16).default([]),
  hashes: z.array(z.enum(HASH_FORMATS)).min(1).max(HASH_FORMATS.length).default(['xxh64']),
  template: nameTemplateSchema.nullable().default(null),
  values: nameValuesSchema.default({}),
  /** `size` · `source` · `full`: how far the copies are proven. */
  level: verificationLevelSchema.default('full'),
  /** Writes an MHL 1 file too. */
  mhl1: z.boolean().default(false),
  /** The fastest destination first, the others from it. */
  cascade: z.boolean().default(false),
  /** When a drive that was pulled comes back: `asked`, a person presses Resume; `itself`, the offload goes on. */
  resumes: z.enum(['asked', 'itself']).default('asked'),
  /** What is ejected when every copy is verified. */
  eject: z.enum(['none', 'card', 'all']).default('none'),
  /** The preset is offered when a card of one of these families, or with one of these labels, arrives. */
  offerFor: z
    .strictObject({
      families: z.array(z.string().max(60)).max(30).default([]),
      labels: z.array(z.string().max(100)).max(30).default([]),
    })
    .default({ families: [], labels: [] }),
})
export type Preset = z.infer<typeof presetSchema>

/** A preset as it is listed; those that come with Rushes can't be changed. */
export const listedPresetSchema = z.object({ ...presetSchema.shape, builtIn: z.boolean() })
export type ListedPreset = z.infer<typeof listedPresetSchema>

/** A word of a template: what it stands for, and what fills it; null for what a person has yet to say. */
export const templateWordSchema = z.object({
  word: z.string(),
  means: z.string(),
  value: z.string().nullable(),
  fromCard: z.boolean(),
})

/** A preset made ready for cards: the fields of an offload, and what is not here. */
export const resolvedPresetSchema = z.object({
  sources: z.array(z.string()),
  destinations: z.array(z.string()),
  hashes: z.array(z.enum(HASH_FORMATS)),
  name: z.string().nullable(),
  values: z.record(z.string(), z.string()),
  level: verificationLevelSchema,
  mhl1: z.boolean(),
  cascade: z.boolean(),
  resumes: z.enum(['asked', 'itself']),
  eject: z.enum(['none', 'card', 'all']),
  words: z.array(templateWordSchema),
  /** Destinations that are not here, as sentences. */
  missing: z.array(z.string()),
})
export type ResolvedPreset = z.infer<typeof resolvedPresetSchema>

/** A card that is here and that a preset is meant for. */
export const presetOfferSchema = z.object({
  volumeId: idSchema,
  label: z.string(),
  mountPoint: z.string(),
  family: z.string(),
  rolls: z.array(z.string()),
  preset: z.string(),
})
export type PresetOffer = z.infer<typeof presetOfferSchema>

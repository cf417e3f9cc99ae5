/**
 * A project, its episodes and its title versions. A library has one project until a second is made.
 */
import { z } from 'zod'
import { nameTemplateSchema } from './presets.ts'
import { daySchema, idSchema, rateSchema } from './primitives.ts'
import { allowsDropFrame } from '../time/rate.ts'

/**
 * `approved`: somebody with the right to has said yes · `final`: nothing more is expected · `blocked`: it must not be
 * delivered.
 */
export const STATUS_FLAGS = ['approved', 'final', 'blocked'] as const
export const FIELD_TYPES = ['text', 'number', 'date', 'yes-no', 'choice'] as const
/** What a template names. */
export const NAMED_THINGS = ['offload', 'clip', 'version', 'delivery'] as const
/** What a role may do; `shell` is for the desktop app alone. */
const ROLE_RIGHTS = ['view', 'review', 'edit', 'admin'] as const

/** Short names that statuses, custom fields and roles go by: they stay when what people read is changed. */
export const KEY_FORM = /^[a-z0-9][a-z0-9-]{0,39}$/
const keySchema = z.string().regex(KEY_FORM, 'Write it in small letters, digits and hyphens, at most 40.')
const label = z.string().trim().min(1).max(100)
const order = z.number().int().min(0).max(10_000).default(0)

export const statusSchema = z.strictObject({
  name: label,
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable()
    .default(null),
  flags: z.array(z.enum(STATUS_FLAGS)).max(STATUS_FLAGS.length).default([]),
  order,
})
export const customFieldSchema = z.strictObject({
  name: label,
  type: z.enum(FIELD_TYPES),
  choices: z.array(label).max(200).default([]),
  order,
})
export const roleSchema = z.strictObject({ name: label, right: z.enum(ROLE_RIGHTS), order })

/** How timecode is counted. `dropFrame` only at rates that count to 30 or a multiple of it. */
export const soundRateSchema = z
  .strictObject({ ...rateSchema.shape, dropFrame: z.boolean().default(false) })
  .refine(
    ({ num, den }) => den <= 1_000_000 && num / den >= 1 && num / den <= 1000,
    'A rate is between 1 and 1,000 frames a second.',
  )
  .refine(
    (rate) => !rate.dropFrame || allowsDropFrame(rate),
    'Drop-frame counts at 29.97, 30 and their multiples only.',
  )
export type SoundRate = z.infer<typeof soundRateSchema>

const projectName = z.string().trim().max(200)
export const dayNumberSchema = z.number().int().min(0).max(9999)

/** A project as it is told. Statuses, custom fields and roles stand in their order. */
export const projectSchema = z.object({
  id: idSchema,
  /** Empty where nobody named it. */
  name: projectName,
  /** The project that the library began with: it is on every device that shares the library. */
  first: z.boolean(),
  /** The first shooting day, from which days are counted; null: a day is called by its date. */
  firstDay: daySchema.nullable(),
  /** Numbers of shooting days that the crew gave, by day. */
  dayNumbers: z.record(daySchema, dayNumberSchema),
  /** The rate at which the start of sound is counted where neither the file nor pictures beside it tell one. */
  soundRate: soundRateSchema.nullable(),
  statuses: z.array(statusSchema.extend({ key: keySchema })),
  customFields: z.array(customFieldSchema.extend({ key: keySchema })),
  naming: z.partialRecord(z.enum(NAMED_THINGS), nameTemplateSchema),
  roles: z.array(roleSchema.extend({ key: keySchema })),
})
export type Project = z.infer<typeof projectSchema>

/** What is changed; what is not named stays. null takes one of a set away. */
export const projectChangesSchema = z
  .strictObject({
    name: projectName,
    firstDay: daySchema.nullable(),
    soundRate: soundRateSchema.nullable(),
    dayNumbers: z.record(daySchema, dayNumberSchema.nullable()),
    statuses: z.record(keySchema, statusSchema.nullable()),
    customFields: z.record(keySchema, customFieldSchema.nullable()),
    naming: z.partialRecord(z.enum(NAMED_THINGS), nameTemplateSchema.nullable()),
    roles: z.record(keySchema, roleSchema.nullable()),
  })
  .partial()
export type ProjectChanges = z.infer<typeof projectChangesSchema>

const episodeFields = { number: z.string().trim().min(1).max(20), name: z.string().trim().max(200) }
export const episodeSchema = z.object({ id: idSchema, projectId: idSchema, ...episodeFields })
export type Episode = z.infer<typeof episodeSchema>
export const episodeChangesSchema = z.strictObject(episodeFields).partial()

/** A language tag as BCP 47 writes it: `de`, `pt-BR`, `zh-Hant`. */
const languageSchema = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'Write the language as a tag such as de or pt-BR.')
  .max(60)
const titleFields = {
  edit: z.string().trim().min(1).max(100),
  language: languageSchema,
  name: z.string().trim().max(200),
}

/** One edit of a project or of an episode, in one language: what is delivered. */
export const titleVersionSchema = z.object({
  id: idSchema,
  projectId: idSchema,
  /** Null: of the project itself. */
  episodeId: idSchema.nullable(),
  ...titleFields,
})
export type TitleVersion = z.infer<typeof titleVersionSchema>
export const titleChangesSchema = z.strictObject(titleFields).partial()

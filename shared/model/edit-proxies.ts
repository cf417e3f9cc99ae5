/**
 * Edit proxies: their formats, what is planned, and what each editing system will say to one.
 */
import { z } from 'zod'
import { bytesSchema, idSchema, pathSchema, rateSchema } from './primitives.ts'

/** Formats with a picture: four that editing systems link, and two to keep. */
export const PICTURE_FORMATS = [
  'prores-proxy',
  'dnxhr-lb',
  'dnxhr-lb-mxf',
  'h264-intra',
  'hevc-archive',
  'av1-archive',
] as const
export type PictureFormat = (typeof PICTURE_FORMATS)[number]

/** With `wav`: the sound alone. */
export const EDIT_FORMATS = [...PICTURE_FORMATS, 'wav'] as const
export type EditFormat = (typeof EDIT_FORMATS)[number]

/** Editing systems that a verdict is given for. */
export const EDITORS = ['resolve', 'premiere', 'final-cut', 'avid'] as const
export type Editor = (typeof EDITORS)[number]

/** What people call them. */
export const EDITOR_NAMES: Readonly<Record<Editor, string>> = {
  resolve: 'Resolve',
  premiere: 'Premiere',
  'final-cut': 'Final Cut',
  avid: 'Avid',
}

/** Whether an editing system links a proxy to its original, and the reasons where it does not. */
const linkVerdictSchema = z.object({
  editor: z.enum(EDITORS),
  links: z.boolean(),
  /** Sentences; empty where it links. */
  why: z.array(z.string()),
  /** What to look out for all the same, sentences. */
  cautions: z.array(z.string()).optional(),
})
export type LinkVerdict = z.infer<typeof linkVerdictSchema>

/** What is drawn into the picture, for people who see it away from its metadata. */
const burnSchema = z.strictObject({
  timecode: z.boolean().default(false),
  /** The clip's name. */
  name: z.boolean().default(false),
  /** The number of the frame, from 1. */
  frame: z.boolean().default(false),
  /** A line of your own. */
  text: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, 'A text that is drawn is one line.')
    .nullable()
    .default(null),
  /** A picture of this computer, laid over at half strength. */
  watermark: pathSchema.nullable().default(null),
})
export type Burn = z.infer<typeof burnSchema>

/** What is made: a format, what width and height are divided by (null: what suits the source), the tape name. */
export const editParamsSchema = z.strictObject({
  format: z.enum(EDIT_FORMATS).default('prores-proxy'),
  divide: z
    .union([z.literal(1), z.literal(2), z.literal(4)])
    .nullable()
    .default(null),
  /** Null: the roll that a person gave, else what the file says, else the roll that the folders tell. */
  reel: z
    .string()
    .min(1)
    .max(32)
    .regex(/^[\x20-\x7e]+$/, 'A tape name holds plain letters, digits and signs.')
    .nullable()
    .default(null),
  burn: burnSchema.nullable().default(null),
  /** The clip's name where it is drawn; the plan fills it in. */
  clip: z.string().max(255).nullable().default(null),
})
export type EditParams = z.infer<typeof editParamsSchema>

/** Sound that was accepted for a clip is laid in beside the camera's: as it is, or played as its clock differs. */
export const soundLayingSchema = z.enum(['as-recorded', 'fit-drift'])
export type SoundLaying = z.infer<typeof soundLayingSchema>

/** A set of parameters with a name, as a library keeps it and a file carries it. */
export const keptPresetSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, 'A name holds no control characters.'),
  /** For whom it is, a sentence. */
  about: z.string().max(300).default(''),
  params: editParamsSchema.refine(({ burn, clip }) => burn?.watermark == null && clip === null, {
    error: 'A watermark lies on one computer: it is chosen when proxies are made, and is in no preset.',
  }),
})
export type KeptPreset = z.infer<typeof keptPresetSchema>

/** A preset in the list. */
export const proxyPresetSchema = z.object({
  ...keptPresetSchema.shape,
  title: z.string().max(100),
  builtIn: z.boolean(),
})
export type ProxyPreset = z.infer<typeof proxyPresetSchema>

/** `ready` is made · `there` lies there already, checked when it is its turn · the rest is not made. */
const PLAN_STATES = ['ready', 'there', 'conflict', 'impossible', 'away'] as const
export type PlanState = (typeof PLAN_STATES)[number]

export const editPlanRowSchema = z.object({
  assetId: idSchema,
  name: z.string(),
  state: z.enum(PLAN_STATES),
  /** Where it is made, from the chosen folder on; null where it can't be. */
  target: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** About. */
  bytes: bytesSchema,
  /** What stands against it, a sentence; null for what is made. */
  why: z.string().nullable(),
  /** Which editing systems link a proxy that lies beside the clip already, a sentence; null for none. */
  already: z.string().nullable().default(null),
})
export type EditPlanRow = z.infer<typeof editPlanRowSchema>

export const editPlanSchema = z.object({
  /** The first of them, those that are not made before the others. */
  rows: z.array(editPlanRowSchema),
  counts: z.record(z.enum(PLAN_STATES), z.number().int()),
  /** About, of what is made. */
  bytes: bytesSchema,
  /** About how long that takes, by the last ones that were made here; null where none were. */
  seconds: z.number().int().nullable(),
  /** Free in the chosen folder; null where that can't be told, and beside the originals. */
  free: bytesSchema.nullable(),
})
export type EditPlan = z.infer<typeof editPlanSchema>

/** Of the job `edit-proxy`. `to` null: in a folder `Proxy` beside the original. */
export const editJobSchema = z.strictObject({
  assetId: idSchema,
  params: editParamsSchema,
  to: pathSchema.nullable(),
  /** The drive that `to` was on when it was asked for; absent where that could not be told. */
  drive: z.object({ identity: z.string(), label: z.string() }).optional(),
  /** The drive's place in `to`'s stead is the original's own. */
  folders: z.array(z.string().min(1).max(255)).max(100),
  file: z.string().min(1).max(255),
  /** Absent: the camera's sound alone. */
  sound: soundLayingSchema.optional(),
  /** The content of one file of a recording in several; absent for the whole of it. */
  piece: idSchema.optional(),
  /** Of numbered frames, for this proxy alone; absent: the rate that the clip is shown at. */
  rate: rateSchema.optional(),
  /** Why it can't be made, where nobody was there to be told: of new media. */
  refused: z.string().optional(),
})
export type EditJob = z.infer<typeof editJobSchema>

export const editJobResultSchema = z.object({
  path: z.string(),
  bytes: bytesSchema,
  /** It lay there before, and is a proxy of this clip. */
  there: z.boolean(),
  links: z.array(linkVerdictSchema),
})
export type EditJobResult = z.infer<typeof editJobResultSchema>

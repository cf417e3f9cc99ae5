/**
 * The safety page: card by card, where its files are, and whether it may be formatted.
 */
import { z } from 'zod'
import { bytesSchema, daySchema, idSchema, momentSchema } from './primitives.ts'

/** A drive or a remote that holds copies of cards. */
const safetyColumnSchema = z.object({
  id: z.string(),
  kind: z.enum(['drive', 'remote']),
  label: z.string(),
  /** Key of the physical disk; null where it can't be known, and for a remote. */
  device: z.string().nullable(),
  /** The drive is connected. A remote always is. */
  here: z.boolean(),
})
export type SafetyColumn = z.infer<typeof safetyColumnSchema>

/** How a card's files stand on a drive. `text` is what the cell shows, `label` says it in a sentence. */
const safetyCellSchema = z.object({
  column: z.string(),
  look: z.enum(['verified', 'part', 'bad', 'away', 'none']),
  text: z.string(),
  label: z.string(),
  /** Files that are whole there, and of how many. */
  files: z.number().int(),
  of: z.number().int(),
  bad: z.number().int(),
  missing: z.number().int(),
  /** When the whole copy that was checked longest ago was checked. */
  verifiedAt: momentSchema.nullable(),
})
export type SafetyCell = z.infer<typeof safetyCellSchema>

/** `format`: every file is proven to be safe, by what is known now · `wait`: not yet, for these reasons. */
export const safetyDecisionSchema = z.enum(['format', 'wait'])

const safetyCardSchema = z.object({
  /**
   * The offload that speaks for the card; of a card that was never offloaded `card:` and its drive and roll; of a further
   * card with files of the same offload, as a clone, `card:` and its drive and the offload.
   */
  id: z.string(),
  offloadId: idSchema.nullable(),
  name: z.string(),
  rolls: z.array(z.string()),
  day: daySchema.nullable(),
  /** When it was offloaded last, milliseconds since 1970; null for a card that was not. */
  at: momentSchema.nullable(),
  files: z.number().int(),
  bytes: bytesSchema,
  clips: z.number().int(),
  decision: safetyDecisionSchema,
  /** In two or three words, for the line on top: "one copy", "3 new files". Empty where it may be formatted. */
  why: z.string(),
  sentence: z.string(),
  reasons: z.array(z.string()),
  /** An offload of it can be resumed; null where none lacks anything. */
  resumes: idSchema.nullable(),
  /**
   * The card itself, while it is connected. `fresh`: files on it that were not offloaded; null when they could not be
   * compared. `comparing`: something was written on it since it was compared, or it does not answer.
   */
  inserted: z
    .object({
      volumeId: idSchema,
      label: z.string(),
      mountPoint: z.string(),
      fresh: z.number().int().nullable(),
      comparing: z.boolean(),
    })
    .nullable(),
  /** It is not connected, and files on it were not offloaded when it was looked at last. */
  left: z.object({ volumeId: idSchema, label: z.string(), fresh: z.number().int(), seenAt: momentSchema }).nullable(),
  cells: z.array(safetyCellSchema),
})
export type SafetyCard = z.infer<typeof safetyCardSchema>

export const safetyPageSchema = z.object({
  /** "Format: A007, SR003. Wait: B007 (one copy)." */
  sentence: z.string(),
  cards: z.array(safetyCardSchema),
  columns: z.array(safetyColumnSchema),
  /** Of this window. */
  format: z.number().int(),
  wait: z.number().int(),
  cursor: z.string().nullable(),
})
export type SafetyPage = z.infer<typeof safetyPageSchema>

/** A file of a card with its copy on one drive. */
export const safetyFileSchema = z.object({
  path: z.string(),
  bytes: bytesSchema,
  /** How it stands there, in words. */
  text: z.string(),
  good: z.boolean(),
})
export type SafetyFile = z.infer<typeof safetyFileSchema>

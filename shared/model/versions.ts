/**
 * Versions of an asset: its stack, what differs between two of them, and what thinning would take.
 */
import { z } from 'zod'
import { bytesSchema, idSchema, momentSchema } from './primitives.ts'

/**
 * Whether the bytes of a version can be had back. `kept`: in the library's own store · `copy`: a copy lies on a drive
 * that is here · `offline`: only on drives that are away · `gone`: nowhere any more; its facts stay.
 */
const BYTES_STATES = ['kept', 'copy', 'offline', 'gone'] as const

/** A version of an asset. */
export const versionSchema = z.object({
  id: idSchema,
  revision: z.number().int(),
  /**
   * The name of its file, and what the name says of the version ("v003", "FINAL", "auto-save 20 Nov 14:03"); null for
   * nothing.
   */
  name: z.string(),
  label: z.string().nullable(),
  /** Why it is there: "offload", "changed on disk", "named as a version", "restored from 3", "kept before restore". */
  reason: z.string(),
  /** Who made it; empty when that is not known. */
  author: z.string(),
  device: z.string(),
  createdAt: momentSchema,
  modifiedAt: momentSchema.nullable(),
  bytes: bytesSchema,
  xxh128: z.string().nullable(),
  current: z.boolean(),
  pinned: z.boolean(),
  stored: z.enum(BYTES_STATES),
})
export type Version = z.infer<typeof versionSchema>

/** Two versions side by side. */
export const comparisonSchema = z.object({
  a: versionSchema,
  b: versionSchema,
  facts: z.array(
    z.object({
      group: z.string(),
      label: z.string(),
      a: z.string().nullable(),
      b: z.string().nullable(),
      same: z.boolean(),
    }),
  ),
  /**
   * Lines of a text-like kind; null where a comparison by lines makes no sense or is too dear, then `textNote` says
   * why.
   */
  text: z
    .object({
      added: z.number().int(),
      removed: z.number().int(),
      truncated: z.boolean(),
      hunks: z.array(
        z.object({
          a: z.number().int(),
          b: z.number().int(),
          lines: z.array(z.object({ type: z.enum(['same', 'added', 'removed']), text: z.string() })),
        }),
      ),
    })
    .nullable(),
  textNote: z.string().nullable(),
})
export type Comparison = z.infer<typeof comparisonSchema>

/** When old versions are thinned. Off until it is switched on. */
export const retentionSchema = z.object({
  on: z.boolean(),
  /** Every version younger than so many days stays. */
  keepAllDays: z.number().int().min(1).max(3650),
  /** After that one a day for so many days, then one a week. */
  keepDailyDays: z.number().int().min(0).max(3650),
  /**
   * The store is kept below this, oldest thinned first; null for no bound. The last and pinned versions always stay.
   */
  budgetBytes: bytesSchema.nullable(),
})
export type Retention = z.infer<typeof retentionSchema>

/** What thinning would take, before it takes it. */
export const thinningSchema = z.object({
  versions: z.number().int(),
  /** Bytes that the store would shrink by, of how many. */
  bytes: bytesSchema,
  of: bytesSchema,
  /** Some of them. */
  sample: z
    .array(
      z.object({
        versionId: idSchema,
        asset: z.string(),
        revision: z.number().int(),
        createdAt: momentSchema,
        bytes: bytesSchema,
      }),
    )
    .max(100),
})
export type Thinning = z.infer<typeof thinningSchema>

/** How a lost file was found again, surest first. */
const RELINK_BY = ['hash', 'timecode', 'name'] as const

/** A place where a lost file may be. */
const relinkCandidateSchema = z.object({
  path: z.string(),
  volumeLabel: z.string(),
  by: z.enum(RELINK_BY),
  /** 0 to 100: 100 only for equal bytes. */
  score: z.number().int().min(0).max(100),
  /** Why, in words: "same bytes", "same size, timecode and reel", "same name, other size". */
  reasons: z.array(z.string()),
})
export type RelinkCandidate = z.infer<typeof relinkCandidateSchema>

/** A lost file and where it may be; best first. Nothing is linked until a person chooses. */
export const relinkProposalSchema = z.object({
  fileId: idSchema,
  assetId: idSchema,
  name: z.string(),
  lostPath: z.string(),
  volumeLabel: z.string(),
  candidates: z.array(relinkCandidateSchema).max(10),
})
export type RelinkProposal = z.infer<typeof relinkProposalSchema>

/** A copy of the catalogue. */
export const backupSchema = z.object({
  name: z.string(),
  path: z.string(),
  bytes: bytesSchema,
  createdAt: momentSchema,
  assets: z.number().int().nullable(),
})
export type Backup = z.infer<typeof backupSchema>

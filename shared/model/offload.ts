/**
 * An offload as the window and the command line see it: the plan, the running state of each destination, the verdict.
 */
import { z } from 'zod'
import { bytesSchema, idSchema, momentSchema } from './primitives.ts'
import { readBackSchema } from './asset.ts'

const VOLUME_KINDS = ['internal', 'external', 'card', 'network', 'memory', 'unknown'] as const
export const volumeKindSchema = z.enum(VOLUME_KINDS)

/**
 * How far an offload goes to prove its copies. `size`: written, and as long as the original · `source`: also hashed
 * while the original was read, so that any later check has something to hold on to · `full`: also read back from the
 * destination and equal. Only `full` is ever called verified.
 */
export const VERIFICATION_LEVELS = ['size', 'source', 'full'] as const
export const verificationLevelSchema = z.enum(VERIFICATION_LEVELS)
export type VerificationLevel = z.infer<typeof verificationLevelSchema>

/** A warning or remark of the plan: shown, recorded, never in the way. */
const remarkSchema = z.object({
  code: z.string(),
  /** `info`: good to know · `warning`: the verdict or the result will feel it · `error`: this cannot be done. */
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  paths: z.array(z.string()),
})
export type Remark = z.infer<typeof remarkSchema>

/** Where the plan would write. */
const planDestinationSchema = z.object({
  /** The folder that was asked for. */
  path: z.string(),
  /** The folder that the card becomes: `<path>/<name of the card>`. */
  target: z.string(),
  /** Every folder that a card becomes there. */
  targets: z.array(z.string()).default([]),
  volumeLabel: z.string(),
  volumeKind: volumeKindSchema,
  fsType: z.string().nullable(),
  /** Key of the physical disk behind it; null when it can't be known. */
  physicalDevice: z.string().nullable(),
  /** Maker and model of the disk, where it tells them. */
  model: z.string().nullable().default(null),
  free: bytesSchema.nullable(),
  capacity: bytesSchema.nullable(),
  /** Bytes that would be written. */
  need: bytesSchema,
  /** Files that stand there with the same size: they are verified, not copied. */
  existing: z.number().int(),
  /**
   * Files that stand there under another name, by the catalogue: they are verified where they stand, and not copied.
   */
  standing: z.number().int().default(0),
  conflicts: z.number().int(),
  remarks: z.array(remarkSchema),
})
export type PlanDestination = z.infer<typeof planDestinationSchema>

/** A roll compared with what the card says of itself: lists of up to 200, with their whole numbers. */
const cardCheckSchema = z.object({
  /** The card's own indices that were understood; empty when only pieces and descriptions were counted. */
  indices: z.array(z.string()),
  /** Clips that they name. */
  expected: z.number().int(),
  /** `clip`: picture or sound; else what describes it. `says`: the index or file that tells of it. */
  missing: z.array(z.object({ path: z.string(), clip: z.boolean(), says: z.string() })),
  missingCount: z.number().int(),
  /** Clips that the index does not name. */
  extra: z.array(z.string()),
  extraCount: z.number().int(),
  notes: z.array(z.string()),
})
/** A manifest on the card, with which its files are compared. */
const cardManifestSchema = z.object({
  path: z.string(),
  kind: z.enum(['ascmhl', 'mhl', 'list', 'catalogue']),
  at: momentSchema,
})

/** A roll that was recognised on the card. */
const planRollSchema = z.object({
  name: z.string(),
  path: z.string(),
  family: z.string(),
  files: z.number().int(),
  bytes: bytesSchema,
  check: cardCheckSchema.nullable().default(null),
})
export type PlanRoll = z.infer<typeof planRollSchema>

export const offloadPlanSchema = z.object({
  sources: z.array(z.string()),
  name: z.string(),
  files: z.number().int(),
  bytes: bytesSchema,
  clips: z.number().int(),
  rolls: z.array(planRollSchema),
  /** Paths (first 200) that are not copied and why: links, sockets, system clutter. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  skippedCount: z.number().int(),
  /** Files that are already safe by name, size and time, as the catalogue has them, and where (the first 1,000). */
  known: z
    .object({
      files: z.number().int(),
      bytes: bytesSchema,
      /** Drive by drive, how many of the card's files are verified there; fullest first. */
      drives: z
        .array(
          z.object({
            volumeId: idSchema,
            label: z.string(),
            here: z.boolean(),
            files: z.number().int(),
            of: z.number().int(),
          }),
        )
        .default([]),
    })
    .default({ files: 0, bytes: 0, drives: [] }),
  safe: z
    .array(
      z.object({
        path: z.string(),
        places: z.array(
          z.object({
            volumeId: idSchema,
            volumeLabel: z.string(),
            path: z.string(),
            here: z.boolean(),
            verifiedAt: momentSchema.nullable(),
          }),
        ),
      }),
    )
    .default([]),
  /** Manifests that the source brings with it, and the files (first 200) that they tell of and it does not have. */
  manifests: z.array(cardManifestSchema).default([]),
  missing: z.array(z.object({ path: z.string(), manifest: z.string() })).default([]),
  missingCount: z.number().int().default(0),
  destinations: z.array(planDestinationSchema),
  remarks: z.array(remarkSchema),
  /** False when a remark of level `error` stands anywhere. */
  possible: z.boolean(),
})
export type OffloadPlan = z.infer<typeof offloadPlanSchema>

/** `queued`: it waits for a device that another offload uses. */
export const OFFLOAD_STATES = [
  'planned',
  'queued',
  'copying',
  'verifying',
  'sealing',
  'done',
  'parked',
  'failed',
] as const
export const offloadStateSchema = z.enum(OFFLOAD_STATES)

export const DESTINATION_STATES = [
  'waiting',
  'copying',
  'paused',
  'verifying',
  'sealing',
  'done',
  'failed',
  'parked',
] as const
export const destinationStateSchema = z.enum(DESTINATION_STATES)

/** The running state of one destination. */
export const destinationProgressSchema = z.object({
  index: z.number().int(),
  path: z.string(),
  target: z.string(),
  volumeLabel: z.string(),
  /** The drive in the catalogue; null or left out where it is not known there. */
  volumeId: idSchema.nullable().optional(),
  physicalDevice: z.string().nullable(),
  state: destinationStateSchema,
  /** Bytes that are there: written, or found there and compared. */
  bytesCopied: bytesSchema,
  bytesVerified: bytesSchema,
  /** Files that this offload wrote, in all its runs; those that were found there are not among them. */
  filesCopied: z.number().int(),
  /** Files that were read back and are equal; those of a lower level are never among them. */
  filesVerified: z.number().int(),
  conflicts: z.number().int(),
  failures: z.number().int(),
  /** Reads that failed there, counting those that a further try corrected. */
  readErrors: z.number().int().default(0),
  /** Somebody wants it to rest; the others go ahead. */
  paused: z.boolean().default(false),
  /** Verified files by where they were copied from: the card (null), or another destination's folder in a cascade. */
  origins: z.array(z.object({ path: z.string().nullable(), files: z.number().int() })).default([]),
  /** Bytes a second, smoothed. */
  speed: z.number().nonnegative(),
  readBack: readBackSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type DestinationProgress = z.infer<typeof destinationProgressSchema>

/** Whether the card may be formatted, and why not. */
export const verdictSchema = z.object({
  safeToFormat: z.boolean(),
  /** Every file of the card was read back and equal on every destination; never true below the level `full`. */
  verified: z.boolean(),
  /** Every file stands in a manifest at every destination. Left out by versions that did not record it. */
  sealed: z.boolean().optional(),
  /** One sentence: "Safe to format: …" or "Verified. Not safe to format: both copies are on one disk." */
  sentence: z.string(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  devices: z.number().int(),
})
export type Verdict = z.infer<typeof verdictSchema>

/** A running or past offload. */
export const offloadSchema = z.object({
  id: idSchema,
  name: z.string(),
  sources: z.array(z.string()),
  state: offloadStateSchema,
  /** The others are copied from the verified copies of the first, not from the card. */
  cascade: z.boolean().default(false),
  /** When a drive that was pulled comes back: a person resumes it, or it goes on by itself. */
  resumes: z.enum(['asked', 'itself']).default('asked'),
  /**
   * Its place in the queue, from 1; null once it has ended or was taken out. Paused: by a person, until it is resumed.
   */
  queue: z
    .object({
      position: z.number().int(),
      priority: z.number().int(),
      paused: z.boolean(),
      waitsFor: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** What was ejected at the end, or could not be. */
  ejected: z.array(z.object({ label: z.string(), ok: z.boolean(), message: z.string() })).default([]),
  files: z.number().int(),
  bytes: bytesSchema,
  clips: z.number().int(),
  rolls: z.array(planRollSchema),
  /** What was asked for. */
  level: verificationLevelSchema.default('full'),
  /** Bytes read from the card so far. */
  bytesRead: bytesSchema,
  /** Reads of the card that failed, counting those that a further try corrected. */
  readErrors: z.number().int().default(0),
  currentPath: z.string().nullable(),
  speed: z.number().nonnegative(),
  secondsLeft: z.number().nullable(),
  destinations: z.array(destinationProgressSchema),
  remarks: z.array(remarkSchema),
  verdict: verdictSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  startedAt: momentSchema,
  finishedAt: momentSchema.nullable(),
})
export type Offload = z.infer<typeof offloadSchema>

/** One file of an offload with what happened to it on every destination. */
export const offloadFileSchema = z.object({
  path: z.string(),
  bytes: bytesSchema,
  hashes: z.record(z.string(), z.string()),
  /** `differs`: not what a manifest on the card says; it is copied, and never called verified. */
  state: z.enum(['pending', 'copied', 'verified', 'changed', 'failed', 'differs']),
  /** What is wrong with the original, as a sentence; null when nothing is. */
  error: z.string().nullable().default(null),
  destinations: z.array(
    z.object({
      target: z.string(),
      state: z.enum(['pending', 'copying', 'copied', 'verified', 'failed', 'conflict']),
      path: z.string().nullable(),
      /** What was proven of this copy; null while nothing is. */
      level: verificationLevelSchema.nullable().default(null),
      readBack: readBackSchema.nullable(),
      verifiedAt: momentSchema.nullable(),
      /** The destination's folder that it was copied from, in a cascade; null: the card. */
      copiedFrom: z.string().nullable().default(null),
      error: z.string().nullable(),
    }),
  ),
})
export type OffloadFile = z.infer<typeof offloadFileSchema>

/**
 * What a verification of a folder found, one line a file or a manifest. `accepted`: new or renamed, and part of the
 * history now.
 */
export const FINDINGS = [
  'verified',
  'mismatch',
  'missing',
  'extra',
  'unreadable',
  'skipped',
  'manifest-changed',
  'manifest-missing',
  'directory-mismatch',
  'accepted',
] as const
export const verifyFindingSchema = z.object({
  path: z.string(),
  finding: z.enum(FINDINGS),
  message: z.string().nullable(),
})
export type VerifyFinding = z.infer<typeof verifyFindingSchema>

export const verifyEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    bytes: bytesSchema,
    totalBytes: bytesSchema,
    files: z.number().int(),
    totalFiles: z.number().int(),
    path: z.string().nullable(),
    speed: z.number(),
    secondsLeft: z.number().nullable(),
  }),
  z.object({ type: z.literal('finding') }).extend(verifyFindingSchema.shape),
  z.object({
    type: z.literal('done'),
    ok: z.boolean(),
    counts: z.record(z.string(), z.number().int()),
    histories: z.array(
      z.object({ root: z.string(), generation: z.number().int().nullable(), manifest: z.string().nullable() }),
    ),
    sentence: z.string(),
    /** New files that became part of the history, because that was asked for. */
    accepted: z.array(z.string()).default([]),
  }),
])
export type VerifyEvent = z.infer<typeof verifyEventSchema>

/** A copy that read back wrong, and the verified ones that can repair it, those that are here first. */
export const badCopySchema = z.object({
  fileId: idSchema,
  assetId: idSchema.nullable(),
  volumeId: idSchema,
  volumeLabel: z.string(),
  /** Absolute while its drive is here, else relative to the drive. */
  path: z.string(),
  bytes: bytesSchema,
  here: z.boolean(),
  foundAt: momentSchema.nullable(),
  /** The drive reported an error when it was read; else it was read and holds other bytes. */
  unreadable: z.boolean().default(false),
  /** It was written to after it was verified: it is repaired only when it is named. */
  changed: z.boolean().default(false),
  good: z.array(
    z.object({
      fileId: idSchema,
      volumeLabel: z.string(),
      path: z.string(),
      here: z.boolean(),
      verifiedAt: momentSchema.nullable(),
      readBack: readBackSchema.nullable(),
    }),
  ),
})
export type BadCopy = z.infer<typeof badCopySchema>

/** What repairing came to, one event a copy; `bytes` are those of all copies so far. */
export const repairEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), bytes: bytesSchema, totalBytes: bytesSchema, path: z.string() }),
  z.object({
    type: z.literal('healed'),
    fileId: idSchema,
    path: z.string(),
    from: z.string(),
    aside: z.string().nullable(),
  }),
  z.object({ type: z.literal('failed'), fileId: idSchema, path: z.string(), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('done'), healed: z.number().int(), failed: z.number().int() }),
])
export type RepairEvent = z.infer<typeof repairEventSchema>

/** A generation of an ASC MHL history. */
export const generationSchema = z.object({
  /** The folder that the history is of, relative to the one that was asked about; empty for itself. */
  root: z.string(),
  number: z.number().int(),
  file: z.string(),
  createdAt: z.string(),
  process: z.string(),
  tool: z.string(),
  author: z.string().nullable(),
  comment: z.string().nullable(),
  files: z.number().int(),
  failed: z.number().int(),
  state: z.enum(['listed', 'unlisted', 'changed']),
})
export type Generation = z.infer<typeof generationSchema>

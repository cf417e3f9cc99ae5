/**
 * Watched folders, what a scan tells, and the question of the mass guard.
 */
import { z } from 'zod'
import { bytesSchema, daySchema, idSchema, momentSchema } from './primitives.ts'

/** The mass guard's question: so many files are newly gone that a person has to say whether that is meant. */
export const guardSchema = z.object({
  /** Files of the folder that were not found, of how many. */
  missing: z.number().int(),
  of: z.number().int(),
  /** Some of their paths, relative to the folder. */
  sample: z.array(z.string()).max(20),
  askedAt: momentSchema,
})
export type Guard = z.infer<typeof guardSchema>

/**
 * `idle`: looked at and true as of `trueAt` · `scanning` · `offline`: its drive is away · `failed`: see `error` ·
 * `asking`: the mass guard waits for an answer.
 */
const ROOT_STATES = ['idle', 'scanning', 'offline', 'failed', 'asking'] as const

/** A watched folder. */
export const rootSchema = z.object({
  id: idSchema,
  volumeId: idSchema,
  volumeLabel: z.string(),
  /** Absolute where its drive is mounted, else relative to its drive. */
  path: z.string(),
  state: z.enum(ROOT_STATES),
  /** How changes are noticed: `live` by a watcher's hints, `timed` on a schedule, `off` only when asked. */
  watching: z.enum(['live', 'timed', 'off']),
  /** Why it is not watched live, in words. */
  watchNote: z.string().nullable(),
  files: z.number().int(),
  /** Files that are known but not yet ingested: still growing, or not yet read. */
  waiting: z.number().int(),
  missing: z.number().int(),
  /** When disk and catalogue were last seen to agree; null before the first scan ended. */
  trueAt: momentSchema.nullable(),
  guard: guardSchema.nullable(),
  error: z.string().nullable(),
})
export type Root = z.infer<typeof rootSchema>

const problemSchema = z.object({ path: z.string(), message: z.string() })

/**
 * Live count of a scan. `found`: entries seen so far · the others count what changed in the catalogue. `problems` are
 * those since the last event. The last event is `done`; `guard` says that the mass guard stopped it.
 */
export const rootScanEventSchema = z.object({
  type: z.enum(['progress', 'done']),
  rootId: idSchema,
  path: z.string().nullable(),
  files: z.number().int(),
  bytes: bytesSchema,
  added: z.number().int(),
  changed: z.number().int(),
  moved: z.number().int(),
  missing: z.number().int(),
  back: z.number().int(),
  /** New files that are now assets, and those that still settle. */
  takenIn: z.number().int(),
  waiting: z.number().int(),
  unreadable: z.number().int(),
  problems: z.array(problemSchema),
  guard: guardSchema.nullable(),
})
export type RootScanEvent = z.infer<typeof rootScanEventSchema>

/** What a drive looks like that may be a camera's card. */
export const cardLookSchema = z.object({
  /** The family as the trade calls it: "Sony XDCAM", "GoPro". */
  family: z.string(),
  rolls: z.array(z.string()).max(20),
  /** True when an offload of every one of its rolls is in the catalogue, done. */
  offloaded: z.boolean(),
  /**
   * Free bytes when its files were compared: others since then mean that something was written or removed. Null where
   * it was not measured.
   */
  free: bytesSchema.nullable().default(null),
  /**
   * The rolls' folders on the card, and a digest of the paths, sizes and times of their files when they were compared;
   * null when they could not be listed.
   */
  listing: z
    .object({ folders: z.array(z.string()), digest: z.string() })
    .nullable()
    .default(null),
  /**
   * When its files were compared with past offloads, milliseconds since 1970. An offload that began later is not among
   * them.
   */
  comparedAt: z.number().default(0),
  /**
   * Roll by roll: which offload it is of, null for none, and how many of its files that did not copy; null when they
   * could not be compared. `known`: of a roll that no offload is of, how many files have verified copies on which
   * drives, by name, size and time. `days`: the shooting days of its files that no offload copied, by their dates.
   */
  standings: z
    .array(
      z.object({
        roll: z.string(),
        offloadId: idSchema.nullable(),
        files: z.number().int().nullable(),
        fresh: z.number().int().nullable(),
        known: z
          .array(z.object({ volumeId: z.string(), label: z.string(), files: z.number().int() }))
          .max(20)
          .default([]),
        days: z.array(daySchema).max(400).default([]),
      }),
    )
    .max(20)
    .default([]),
})
export type CardLook = z.infer<typeof cardLookSchema>

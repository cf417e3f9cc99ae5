/**
 * Long work as people see it: the activity of the engine, drives, watched folders, doctor's findings.
 */
import { z } from 'zod'
import { jobCountsSchema, jobSchema } from './jobs.ts'
import { bytesSchema, daySchema, idSchema, momentSchema, pathSchema, rateSchema } from './primitives.ts'
import { offloadSchema, volumeKindSchema } from './offload.ts'
import { retentionSchema } from './versions.ts'
import { cardLookSchema } from './watching.ts'

/** The name of a recipe. Which ones there are, the engine's list says: `electron/engine/media/recipes/index.ts`. */
export const recipeNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/i)
export type RecipeName = z.infer<typeof recipeNameSchema>

/** What the status bar and the activity panel show; sent at most ten times a second. */
export const activitySchema = z.object({
  offloads: z.array(offloadSchema),
  /** Media work. `paused`: nothing starts; `quiet`: what runs was stopped, too. Both hold for jobs of all kinds. */
  jobs: jobCountsSchema.extend({ paused: z.boolean(), quiet: z.boolean().default(false) }),
  /** Jobs of all other kinds: verification, repair, scans, reports. */
  tasks: jobCountsSchema.default({ waiting: 0, held: 0, running: 0, failed: 0, done: 0 }),
  runningJobs: z.array(jobSchema),
  scans: z.array(z.object({ id: idSchema, path: z.string(), files: z.number().int(), bytes: bytesSchema })),
  /** What older versions wrote down wrongly and is being put right. */
  corrections: z
    .array(z.object({ id: z.string(), label: z.string(), done: z.number().int(), of: z.number().int() }))
    .default([]),
  /** Media that an older version has read, or tools could not read, are probed again; null when none is due. */
  rereading: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
})
export type Activity = z.infer<typeof activitySchema>

/** A drive. */
export const volumeSchema = z.object({
  id: idSchema,
  label: z.string(),
  kind: volumeKindSchema,
  online: z.boolean(),
  mountPoint: z.string().nullable(),
  fsType: z.string().nullable(),
  physicalDevice: z.string().nullable(),
  readOnly: z.boolean(),
  capacity: bytesSchema.nullable(),
  free: bytesSchema.nullable(),
  lastSeenAt: momentSchema,
  assets: z.number().int(),
  bytes: bytesSchema,
  lastVerifiedAt: momentSchema.nullable(),
  removable: z.boolean().nullable(),
  /** Watched folders on it. */
  roots: z.number().int(),
  /** What it looks like when it may be a camera's card, and so is offered for offload. */
  card: cardLookSchema.nullable(),
  /** Why it can't be trusted at the moment, in words; null while it is healthy. */
  trouble: z.string().nullable(),
})
export type Volume = z.infer<typeof volumeSchema>

/** A drive that is connected and can take copies, known or not. */
export const connectedDriveSchema = z.object({
  mountPoint: z.string(),
  label: z.string(),
  kind: volumeKindSchema,
  /** Maker and model, where the disk tells them. */
  model: z.string().nullable(),
  /** Key of the physical disk; two with the same one count as one disk. */
  physicalDevice: z.string().nullable(),
  capacity: bytesSchema.nullable(),
  free: bytesSchema.nullable(),
})
export type ConnectedDrive = z.infer<typeof connectedDriveSchema>

export const collectionSchema = z.object({ id: idSchema, name: z.string(), count: z.number().int() })
export type Collection = z.infer<typeof collectionSchema>

export const checkSchema = z.object({
  id: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'attention', 'failure', 'unknown']),
  found: z.string(),
  /** How to mend it, when it needs mending. */
  advice: z.string().nullable(),
})
export type Check = z.infer<typeof checkSchema>

export const settingsSchema = z.object({
  /** Hour of local time at which a shooting day begins (04:00 by default). */
  dayStartHour: z.number().int().min(0).max(23),
  /** The first day of the project, from which shooting days are counted; null: a day is called by its date. */
  firstDay: daySchema.nullable(),
  /** Numbers of shooting days that the crew gave, by day. */
  dayNumbers: z.record(daySchema, z.number().int().min(0).max(9999)),
  /** Physical devices that must hold a verified copy before a card is called safe to format. */
  requiredDevices: z.number().int().min(1).max(9),
  /** New media gets poster, filmstrip, waveform and proxy by itself. */
  makeProxies: z.boolean(),
  /** Presets of edit proxies that new media gets by itself, by name. */
  ingestPresets: z.array(z.string().min(1).max(60)).max(8),
  /** The folder that takes them; without one nothing is made. */
  ingestFolder: pathSchema.nullable(),
  /** New media is measured in the run that makes its proxies: loudness, black, still, cuts. */
  measureMedia: z.boolean(),
  /** Review proxies are made by the graphics card, where its encoder gets three frames right. */
  hardwareEncoding: z.boolean(),
  /** The rate of numbered frames whose headers name none. */
  sequenceRate: rateSchema,
  /** Proxies take at most this much; those unused longest are let go while their original is here. Null for no limit. */
  proxyBudgetBytes: bytesSchema.nullable(),
  /** The name written on notes and versions. */
  author: z.string().max(200),
  /** Kinds that are edited keep the bytes of every version in the library's own store. */
  keepVersions: z.boolean(),
  /** When old versions are thinned. */
  retention: retentionSchema,
  /** Devices of the library on the local network tell each other what is new, and take it from each other, sealed. */
  nearby: z.boolean(),
  /**
   * Copies that were verified longer ago than so many days are verified again while their drive is here and idle; null
   * for never.
   */
  reverifyDays: z.number().int().min(1).max(3650).nullable(),
  /**
   * Where the end of an offload is announced: `https://ntfy.sh/topic` or a webhook; empty for nowhere. Http on this
   * machine only.
   */
  notifyUrl: z
    .string()
    .max(1000)
    .regex(
      /^$|^https:\/\/[^\s/@]+(\/\S*)?$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/\S*)?$/,
      'Write the address for notices as https://host/path.',
    ),
  /** `ntfy`: the text with a title, as ntfy takes it. `json`: an object with title and text. */
  notifyForm: z.enum(['ntfy', 'json']),
  /** `nats://host:4222` of a message server that carries such hints further; empty for none. */
  messageServer: z
    .string()
    .max(500)
    .regex(/^$|^(nats|tls):\/\/[^\s@]+$/, 'Write it as nats://host:4222, without a password.'),
})
export type Settings = z.infer<typeof settingsSchema>

export const TOPICS = [
  'assets',
  'collections',
  'volumes',
  'roots',
  'offloads',
  'jobs',
  'settings',
  'presets',
  'luts',
  'project',
  'history',
  'sync',
] as const
const topicSchema = z.enum(TOPICS)
export type Topic = z.infer<typeof topicSchema>

/** What became stale. `ids` names up to 200 assets; null means many. */
export const staleEventSchema = z.object({
  revision: z.number().int(),
  topics: z.array(topicSchema),
  ids: z.array(idSchema).max(200).nullable(),
})
export type StaleEvent = z.infer<typeof staleEventSchema>

/** An undoable step, for the Edit menu and the history. */
export const historyStepSchema = z.object({
  opId: idSchema,
  label: z.string(),
  createdAt: momentSchema,
  undone: z.boolean(),
})

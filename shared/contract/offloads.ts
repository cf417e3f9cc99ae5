/**
 * Offloads, the verification of folders, and cataloguing media where it lies.
 */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HASH_FORMATS } from '../model/hash.ts'
import {
  badCopySchema,
  generationSchema,
  repairEventSchema,
  offloadFileSchema,
  offloadPlanSchema,
  offloadSchema,
  verificationLevelSchema,
  verifyEventSchema,
  verifyFindingSchema,
} from '../model/offload.ts'
import { driveVerificationSchema, repairStepSchema } from '../model/verification.ts'
import { pastOffloadSchema } from '../model/offload-history.ts'
import { nameTemplateSchema, nameValuesSchema } from '../model/presets.ts'
import { ignoredNameSchema } from '../model/ignored-name.ts'
import { bytesSchema, commandSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'
import { reportKindSchema } from './reports.ts'

/** What a person asks for; the same request again resumes an offload that is not done. */
const offloadRequestSchema = z.object({
  sources: z.array(pathSchema).min(1).max(1000),
  destinations: z.array(pathSchema).min(1).max(16),
  hashes: z.array(z.enum(HASH_FORMATS)).min(1).default(['xxh64']),
  /**
   * Naming template for the folder that each card becomes: `{project}/{date}/{roll}`; null keeps the card's own name.
   */
  name: nameTemplateSchema.nullable().default(null),
  /** What the card can't tell for the template, by its word. */
  values: nameValuesSchema.default({}),
  /** A part of a card is meant to be copied by itself; without it such a source is refused. */
  insist: z.boolean().default(false),
  /** How far the copies are proven: only `full`, which reads them back, is ever called verified or safe to format. */
  level: verificationLevelSchema.default('full'),
  /** What the catalogue knows at a destination under another name is verified there, and only the new is copied. */
  incremental: z.boolean().default(true),
  /** Also an MHL 1.1 file, beside the card's folder at every destination. */
  mhl1: z.boolean().default(false),
  /** The fastest destination is copied from the card, the others from its copies: the card is free sooner. */
  cascade: z.boolean().default(false),
  /** Of two that wait for a device, the one with the higher priority goes first. */
  priority: z.number().int().min(-100).max(100).default(0),
  /** A drive that was pulled comes back: a person is asked, or the offload goes on by itself. */
  resumes: z.enum(['asked', 'itself']).default('asked'),
  /** What is ejected when every copy is verified: nothing, the card, or the card and the destinations' drives. */
  eject: z.enum(['none', 'card', 'all']).default('none'),
})
export type OffloadRequest = z.infer<typeof offloadRequestSchema>

export const offloads = {
  plan: query('edit')
    .input(offloadRequestSchema.extend({ destinations: z.array(pathSchema).max(16) }))
    .output(offloadPlanSchema),
  /**
   * Pictures of some clips of a card, spread over it, as they are made; `id` as that of a derivative, null where there
   * is none.
   */
  pictures: query('edit')
    .input(
      z.object({ sources: z.array(pathSchema).min(1).max(1000), limit: z.number().int().min(1).max(24).default(8) }),
    )
    .output(eventIterator(z.object({ name: z.string(), path: z.string(), id: idSchema.nullable() }))),
  start: command('edit')
    .input(commandSchema.extend(offloadRequestSchema.shape))
    .output(z.object({ id: idSchema, resumed: z.boolean() })),
  list: query('view')
    .input(z.object({ limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(offloadSchema)),
  /**
   * The queue in its order: what runs, what waits for its turn, what was paused, and what an earlier engine left there.
   */
  queue: query('view').input(z.object({})).output(z.array(offloadSchema)),
  /**
   * The history, newest first: a window of it, with `total` of all there are. Each word of `text` stands in a name, a
   * roll, a drive or a path.
   */
  history: query('view')
    .input(
      z.object({
        text: z.string().max(200).default(''),
        after: z.string().max(100).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .output(z.object({ rows: z.array(pastOffloadSchema), cursor: z.string().nullable(), total: z.number().int() })),
  get: query('view')
    .input(z.object({ id: idSchema }))
    .output(offloadSchema),
  /** A window of the files of one offload. `problems` shows only those that are not verified everywhere. */
  files: query('view')
    .input(
      z.object({
        id: idSchema,
        after: z.string().nullable().default(null),
        limit: z.number().int().min(1).max(1000).default(200),
        problems: z.boolean().default(false),
      }),
    )
    .output(z.object({ rows: z.array(offloadFileSchema), cursor: z.string().nullable() })),
  /** Live state until it ends: the last event is the final state. */
  watch: query('view')
    .input(z.object({ id: idSchema }))
    .output(eventIterator(offloadSchema)),
  /** Stops and parks it, and takes it out of the queue: what is verified stays, the same request resumes it. */
  stop: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(z.object({})),
  /**
   * Writes a report: into `to`, or into the library's folder of reports. `text` is the list of rolls as people mail it.
   */
  report: query('edit')
    .input(z.object({ id: idSchema, kind: reportKindSchema, to: pathSchema.nullable().default(null) }))
    .output(z.object({ path: z.string() })),
  resume: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(z.object({ id: idSchema })),
  /** Whether one that was cut off goes on by itself when its drive or card is back. */
  resumeItself: command('edit')
    .input(commandSchema.extend({ id: idSchema, on: z.boolean() }))
    .output(z.object({})),
  /** Stops it for now: it keeps its place in the queue, also over a restart, until it is resumed. */
  pause: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(z.object({})),
  /**
   * Another priority, another place in the queue (`before` an offload, null: the end), or both. What runs is not
   * interrupted.
   */
  prioritise: command('edit')
    .input(
      commandSchema.extend({
        id: idSchema,
        priority: z.number().int().min(-100).max(100).optional(),
        before: idSchema.nullable().optional(),
      }),
    )
    .output(z.object({})),
  /** Takes the queue up again after a restart: what was not paused goes on. Answers with what could not, and why. */
  continue: command('edit')
    .input(commandSchema)
    .output(z.object({ ids: z.array(idSchema), problems: z.array(z.object({ id: idSchema, message: z.string() })) })),
  /**
   * Lets one destination rest; the others go ahead, and it is filled from their copies when it goes on. `destination`
   * is its index.
   */
  pauseDestination: command('edit')
    .input(commandSchema.extend({ id: idSchema, destination: z.number().int().min(0) }))
    .output(z.object({})),
  resumeDestination: command('edit')
    .input(commandSchema.extend({ id: idSchema, destination: z.number().int().min(0) }))
    .output(z.object({})),
}

export const verify = {
  folder: query('edit')
    .input(
      z.object({
        path: pathSchema,
        dryRun: z.boolean().default(false),
        acceptNew: z.boolean().default(false),
        /** Names that the histories ignore from the generation on that is added; none that is sealed. */
        ignore: z.array(ignoredNameSchema).max(20).default([]),
      }),
    )
    .output(eventIterator(verifyEventSchema)),
  /**
   * Reads copies back and holds them against what the catalogue knows of their bytes: those of rolls, of drives (by id
   * or label), or of rolls on drives. Each is recorded with when and how. With `seal`, folders with an ASC MHL history
   * are verified by it as a whole, and it gets a generation.
   */
  copies: query('edit')
    .input(
      z.object({
        rolls: z.array(z.string().min(1).max(200)).max(100).default([]),
        volumes: z.array(z.string().min(1).max(200)).max(100).default([]),
        seal: z.boolean().default(false),
      }),
    )
    .output(eventIterator(verifyEventSchema)),
  /** Copies that went bad (below `paths`, when any is given), with the good ones that can repair them. */
  bad: query('view')
    .input(
      z.object({
        paths: z.array(pathSchema).max(1000).default([]),
        limit: z.number().int().min(1).max(10_000).default(10_000),
      }),
    )
    .output(z.array(badCopySchema)),
  /** How well each drive is looked after: how many files were read back, never, or are bad, and since when. */
  drives: query('view').input(z.object({})).output(z.array(driveVerificationSchema)),
  /** What repairing these bad copies would do. Nothing is touched. */
  repairPlan: query('view')
    .input(
      z.object({
        fileIds: z.array(idSchema).min(1).max(1000),
        /** As for `repair`. */
        named: z.boolean().default(false),
      }),
    )
    .output(z.array(repairStepSchema)),
  /** Makes bad copies anew from verified ones. The bad ones are moved aside and never deleted. */
  repair: command('edit')
    .input(
      commandSchema.extend({
        fileIds: z.array(idSchema).min(1).max(1000),
        /** A person named these very files: those that were changed after they were verified are repaired, too. */
        named: z.boolean().default(false),
      }),
    )
    .output(eventIterator(repairEventSchema)),
}

/** Histories of folders (ASC MHL), without hashing a byte of media. */
export const mhl = {
  /** The generations of a folder's history and of those nested in it, and what is wrong with them. */
  info: query('edit')
    .input(z.object({ path: pathSchema }))
    .output(z.object({ generations: z.array(generationSchema), problems: z.array(z.string()) })),
  /** What is missing, new, or of another size, by names and sizes alone. */
  diff: query('edit')
    .input(z.object({ path: pathSchema }))
    .output(z.object({ files: z.number().int(), findings: z.array(verifyFindingSchema) })),
  /** Writes the history as one packing list into another folder. */
  flatten: command('edit')
    .input(commandSchema.extend({ path: pathSchema, to: pathSchema }))
    .output(z.object({ path: z.string() })),
}

/**
 * Live count of a folder that is being catalogued. `problems` are those since the last event, `unreadable` all so far.
 * The last event says how many files of a folder that was read whole are `missing`; `unsure`: what is gone could not be
 * trusted, and a problem says why.
 */
export const scanEventSchema = z.object({
  type: z.enum(['progress', 'done']),
  files: z.number().int(),
  bytes: bytesSchema,
  added: z.number().int(),
  path: z.string().nullable(),
  assetIds: z.array(idSchema).max(200),
  unreadable: z.number().int(),
  missing: z.number().int(),
  unsure: z.boolean(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
})

export const catalogue = {
  /** Takes files and folders into the catalogue where they lie; nothing is copied. */
  add: query('edit')
    .input(z.object({ paths: z.array(pathSchema).min(1).max(1000) }))
    .output(eventIterator(scanEventSchema)),
}

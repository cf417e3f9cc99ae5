/**
 * Jobs, drives, folders to choose from, settings, and the state of the engine itself.
 */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytesSchema, commandSchema, idSchema, momentSchema, pathSchema } from '../model/primitives.ts'
import { jobDetailSchema, jobSchema, JOB_STATES } from '../model/jobs.ts'
import { activitySchema, checkSchema, recipeNameSchema, settingsSchema, staleEventSchema } from '../model/work.ts'
import { paramsHashSchema } from '../model/recipe-params.ts'
import { command, query } from './base.ts'

const jobsDone = z.object({ count: z.number().int() })

export const jobs = {
  list: query('view')
    .input(
      z.object({
        states: z.array(z.enum(JOB_STATES)).default([]),
        limit: z.number().int().min(1).max(500).default(200),
        /** As they are stored: derive (all media work), verify, repair, scan, report; any when none is named. */
        kinds: z.array(z.string().min(1).max(50)).max(50).default([]),
      }),
    )
    .output(z.array(jobSchema)),
  get: query('view')
    .input(z.object({ id: idSchema }))
    .output(jobDetailSchema),
  /** One job as it goes on, at most ten times a second; the last event is its end: done, failed or cancelled. */
  watch: query('view')
    .input(z.object({ id: idSchema }))
    .output(eventIterator(jobDetailSchema)),
  /**
   * Asks for a job that goes on without the caller, and after a restart. The kind says what `params` holds
   * (docs/formats.md). Asked for while the same waits or runs, it answers with that.
   */
  start: command('edit')
    .input(commandSchema.extend({ kind: z.string().min(1).max(50), params: z.record(z.string().max(50), z.unknown()) }))
    .output(z.object({ id: idSchema })),
  /** Asks for media work on every asset the query finds; work that is done or waiting is not asked for twice. */
  request: command('edit')
    .input(
      commandSchema.extend({
        query: z.string().max(2000).default(''),
        ids: z.array(idSchema).max(10_000).nullable().default(null),
        /** Null for all that can be made. */
        recipes: z.array(recipeNameSchema).min(1).max(100).nullable().default(null),
        /** Parameters of the one recipe that is named; what it makes with others stays beside it. */
        params: z.record(z.string().max(50), z.unknown()).default({}),
        /** Our own proxy, though the camera made one: that is never made again unasked. */
        own: z.boolean().default(false),
      }),
    )
    .output(jobsDone),
  /**
   * Media work on these clips comes before all other, and what came first until now waits for its turn again: somebody
   * looks at them.
   */
  first: command('view')
    .input(commandSchema.extend({ assetIds: z.array(idSchema).max(500) }))
    .output(z.object({})),
  cancel: command('edit')
    .input(commandSchema.extend({ ids: z.array(idSchema).min(1).max(1000) }))
    .output(jobsDone),
  retry: command('edit')
    .input(commandSchema.extend({ ids: z.array(idSchema).min(1).max(1000) }))
    .output(jobsDone),
  /**
   * Holds over a restart. With `quiet`, what runs is stopped, too, and starts again afterwards: for a set that needs
   * silence.
   */
  pause: command('edit')
    .input(commandSchema.extend({ paused: z.boolean(), quiet: z.boolean().default(false) }))
    .output(z.object({})),
}

/** A folder to choose in a browser, where there is no native dialog. Names and sizes of folders only. */
const placeSchema = z.object({
  path: z.string(),
  name: z.string(),
  kind: z.enum(['home', 'volume', 'folder']),
  free: bytesSchema.nullable(),
})

export const places = {
  list: query('admin')
    .input(z.object({ path: pathSchema.nullable().default(null) }))
    .output(
      z.object({
        path: z.string().nullable(),
        parent: z.string().nullable(),
        places: z.array(placeSchema),
        truncated: z.boolean(),
      }),
    ),
}

export const settings = {
  get: query('admin').input(z.object({})).output(settingsSchema),
  set: command('admin')
    .input(commandSchema.extend({ changes: settingsSchema.partial() }))
    .output(settingsSchema),
}

const engineInfoSchema = z.object({
  version: z.string(),
  protocol: z.number().int(),
  libraryId: idSchema,
  libraryName: z.string(),
  libraryPath: z.string(),
  deviceId: idSchema,
  pid: z.number().int(),
  node: z.string(),
  platform: z.string(),
  startedAt: momentSchema,
  /** Why the library can only be read, as a sentence; null when it can be written. */
  onlyReading: z.string().nullable().default(null),
})
export type EngineInfo = z.infer<typeof engineInfoSchema>

export const engine = {
  info: query('view').input(z.object({})).output(engineInfoSchema),
  doctor: query('admin').input(z.object({})).output(z.array(checkSchema)),
  /** What became stale, at most ten times a second. */
  events: query('view').input(z.object({})).output(eventIterator(staleEventSchema)),
  activity: query('view').input(z.object({})).output(eventIterator(activitySchema)),
  /** Copies the catalogue into the library's backups, checked. */
  backup: command('admin')
    .input(commandSchema)
    .output(z.object({ path: z.string(), bytes: bytesSchema })),
}

/** For the shell around the window (drag-out, the media protocol), never for the window itself. */
export const shell = {
  /** With `params`, a hash of parameters: what the same recipe made of the same content with those. */
  derivative: query('shell')
    .input(z.object({ id: idSchema, params: paramsHashSchema.optional() }))
    .output(z.object({ path: z.string(), mime: z.string(), bytes: bytesSchema })),
  originals: query('shell')
    .input(z.object({ ids: z.array(idSchema).min(1).max(1000) }))
    .output(z.object({ paths: z.array(z.string()) })),
}

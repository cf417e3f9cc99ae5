/**
 * Versions, their bytes, lost files found again, and copies of the catalogue.
 */
import { z } from 'zod'
import { commandSchema, doneSchema, idSchema, pathSchema } from '../model/primitives.ts'
import {
  backupSchema,
  comparisonSchema,
  relinkProposalSchema,
  retentionSchema,
  thinningSchema,
  versionSchema,
} from '../model/versions.ts'
import { command, query } from './base.ts'

export const versions = {
  list: query('view')
    .input(z.object({ assetId: idSchema }))
    .output(z.array(versionSchema)),
  compare: query('view')
    .input(z.object({ assetId: idSchema, a: z.number().int(), b: z.number().int() }))
    .output(comparisonSchema),
  /**
   * Writes a past version: to `to` (a new file, or into a folder under a name of its own), or, with `over`, in the
   * place of the current one, which is kept as a verified version first. Nothing that stands is overwritten but that
   * one file.
   */
  restore: command('edit')
    .input(
      commandSchema.extend({
        assetId: idSchema,
        revision: z.number().int(),
        to: pathSchema.nullable(),
        over: z.boolean().default(false),
      }),
    )
    .output(z.object({ path: z.string(), bytes: z.number(), keptRevision: z.number().int().nullable() })),
  pin: command('edit')
    .input(commandSchema.extend({ versionId: idSchema, pinned: z.boolean() }))
    .output(doneSchema),
  /** Makes one stack of several assets: their versions become versions of the first. Undoable. */
  join: command('edit')
    .input(commandSchema.extend({ ids: z.array(idSchema).min(2).max(100) }))
    .output(z.object({ revision: z.number().int(), id: idSchema })),
  /** Takes a version out of its stack, as an asset of its own. Undoable. */
  split: command('edit')
    .input(commandSchema.extend({ assetId: idSchema, revision: z.number().int() }))
    .output(z.object({ revision: z.number().int(), id: idSchema })),
  /** What the rules would take if they were switched on. */
  preview: query('view').input(retentionSchema).output(thinningSchema),
  /** Takes exactly what `preview` shows for these rules. */
  thin: command('admin')
    .input(commandSchema.extend({ rules: retentionSchema }))
    .output(thinningSchema),
}

export const relink = {
  /**
   * Where lost files may be: in the catalogue's other places, and in the folders named. Changes nothing. Where nothing
   * counts as missing, all places on connected drives are looked at: `unseen` are files that are not there, and wait
   * for a scan.
   */
  propose: query('edit')
    .input(
      z.object({
        query: z.string().max(2000).default(''),
        folders: z.array(pathSchema).max(100).default([]),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        proposals: z.array(relinkProposalSchema),
        total: z.number().int(),
        unseen: z.object({ count: z.number().int(), sample: z.array(z.string()).max(20) }),
      }),
    ),
  /**
   * Links lost files to the places chosen. Each place is looked at again; other bytes become a new version, never
   * silently the same.
   */
  apply: command('edit')
    .input(
      commandSchema.extend({
        choices: z
          .array(z.object({ fileId: idSchema, path: pathSchema }))
          .min(1)
          .max(1000),
      }),
    )
    .output(
      z.object({ linked: z.number().int(), problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
    ),
}

export const backups = {
  list: query('admin').input(z.object({})).output(z.array(backupSchema)),
  /** Puts a copy in the place of the catalogue, which is kept beside it. The engine starts again. */
  restore: command('admin')
    .input(commandSchema.extend({ name: z.string().min(1).max(255) }))
    .output(z.object({ kept: z.string() })),
}

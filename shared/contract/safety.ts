/**
 * Which cards may be formatted, by what is known now, and what each drive holds of them.
 */
import { z } from 'zod'
import { commandSchema, daySchema, idSchema, pathSchema } from '../model/primitives.ts'
import { safetyFileSchema, safetyPageSchema } from '../model/safety.ts'
import { command, query } from './base.ts'
import { reportKindSchema } from './reports.ts'

export const safety = {
  /** Cards, newest first: a window of them, or all of a shooting day. */
  cards: query('view')
    .input(
      z.object({
        day: daySchema.nullable().default(null),
        after: z.string().max(100).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(60),
        /** Asks the drives anew whether their copies are there; else an answer of the last ten seconds will do. */
        fresh: z.boolean().default(false),
      }),
    )
    .output(safetyPageSchema),
  /**
   * The files of a card on one drive (`column` is the drive's id), those that are not whole first; at most `limit`, of
   * `total`.
   */
  files: query('view')
    .input(
      z.object({
        offloadId: idSchema,
        column: z.string().max(200),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ files: z.array(safetyFileSchema), total: z.number().int(), advice: z.string() })),
  /**
   * Takes a roll of a card off the page that was never offloaded and is not connected, or puts it back. When it comes
   * again it is told again. Fails with `not_found` where no such card was seen, and with `conflict` while it is
   * connected.
   */
  dismiss: command('edit')
    .input(
      commandSchema.extend({ volumeId: idSchema, roll: z.string().max(300), dismissed: z.boolean().default(true) }),
    )
    .output(z.object({})),
  /** Writes the page: into `to`, or into the library's folder of reports. */
  report: query('edit')
    .input(
      z.object({
        day: daySchema.nullable().default(null),
        kind: reportKindSchema.default('pdf'),
        to: pathSchema.nullable().default(null),
      }),
    )
    .output(z.object({ path: z.string() })),
}

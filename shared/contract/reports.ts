/**
 * Reports that people carry out of the library: of a shooting day, and the kinds that all of them come in.
 */
import { z } from 'zod'
import { daySchema, pathSchema } from '../model/primitives.ts'
import { query } from './base.ts'

/** `html` is one file that any browser shows and prints; `text` is a mail. */
export const reportKindSchema = z.enum(['pdf', 'html', 'csv', 'text'])

export const reports = {
  /**
   * Writes the report of a shooting day, as the catalogue knows it now: into `to`, or into the library's folder of
   * reports.
   */
  day: query('edit')
    .input(z.object({ day: daySchema, kind: reportKindSchema.default('pdf'), to: pathSchema.nullable().default(null) }))
    .output(z.object({ path: z.string() })),
}

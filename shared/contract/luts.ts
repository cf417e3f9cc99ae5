/**
 * The LUTs of the library: a set that all its devices share.
 */
import { z } from 'zod'
import { lookSchema, lutHashSchema, toneSchema } from '../model/colour.ts'
import { lutSchema, lutWordsSchema, wireTablesSchema } from '../model/luts.ts'
import { commandSchema, pathSchema } from '../model/primitives.ts'
import { command, query } from './base.ts'

const words = lutWordsSchema.partial()

export const luts = {
  /** By name. */
  list: query('view').input(z.object({})).output(z.array(lutSchema)),
  /**
   * Adds a file (.cube, .3dl); one that is there already takes these words, where any are said. What is not said is what
   * the file's name says.
   */
  add: command('admin')
    .input(commandSchema.extend({ path: pathSchema, words: words.default({}) }))
    .output(lutSchema),
  /** The same for those who have no path: the bytes of the file, packed by gzip, as base64. */
  send: command('edit')
    .input(
      commandSchema.extend({
        fileName: z.string().min(1).max(255),
        bytes: z.base64().max(3_500_000),
        words: words.default({}),
      }),
    )
    .output(lutSchema),
  /**
   * Says something else of one. Clips whose look uses it follow where its range of values changes, in the same command.
   */
  set: command('edit')
    .input(commandSchema.extend({ hash: lutHashSchema, words }))
    .output(lutSchema),
  /** Takes it out of the set. One that looks use is refused without `force`; they keep it. */
  remove: command('edit')
    .input(commandSchema.extend({ hash: lutHashSchema, force: z.boolean().default(false) }))
    .output(z.object({})),
  /** The tables of a look, or of HDR that is brought down, for those who draw a plain proxy themselves. */
  table: query('view')
    .input(z.union([z.strictObject({ look: lookSchema }), z.strictObject({ tone: toneSchema })]))
    .output(wireTablesSchema),
}

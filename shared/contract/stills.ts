/**
 * Stills: one frame of a clip as a file.
 */
import { z } from 'zod'
import { bytesSchema, commandSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { SAVED_FORMATS } from '../model/stills.ts'
import { command } from './base.ts'

export const stills = {
  /**
   * Saves a frame into a folder that is there; nothing is written over. `frame`: from 0 in a clip, its own number in a
   * sequence.
   */
  save: command('admin')
    .input(
      commandSchema.extend({
        assetId: idSchema,
        frame: z
          .number()
          .int()
          .min(0)
          .max(2 ** 31),
        format: z.enum(SAVED_FORMATS),
        to: pathSchema,
      }),
    )
    .output(z.object({ path: z.string(), bytes: bytesSchema })),
}

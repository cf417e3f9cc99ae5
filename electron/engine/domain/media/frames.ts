/**
 * Which frames an image sequence has.
 */
import { z } from 'zod'

/** Frames of an image sequence: numbers of the first and last one, how many are there, and which are not. */
export const framesSchema = z.object({
  first: z.number().int(),
  last: z.number().int(),
  count: z.number().int(),
  /** Digits of a number, 0 when it is not padded. */
  padding: z.number().int(),
  holes: z.array(z.tuple([z.number().int(), z.number().int()])),
})
export type Frames = z.infer<typeof framesSchema>

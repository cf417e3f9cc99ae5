/**
 * The small schemas that every record is made of: identifiers, counts of bytes, times, rates.
 */
import { z } from 'zod'

/** A UUIDv7 as text. */
export const idSchema = z.uuid()

/** A count of bytes: whole, never negative, exact up to 2^53. */
export const bytesSchema = z.number().int().nonnegative()

/** A moment as milliseconds since 1970-01-01 UTC. */
export const momentSchema = z.number().int()

/** A frame rate as a ratio of whole numbers: 24000/1001, 25/1. Never a float. */
export const rateSchema = z.object({ num: z.number().int().positive(), den: z.number().int().positive() })
export type RateValue = z.infer<typeof rateSchema>

/** A shooting day: the local date the crew writes on the slate, YYYY-MM-DD. */
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** A path as the machine running the engine writes it. */
export const pathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), 'A path holds no NUL.')

/** Id of one user command, made by the client: the same command sent twice is done once. */
const opIdSchema = z.uuid()

/** What every command carries. */
export const commandSchema = z.object({ opId: opIdSchema })

/** What every command answers: the revision of the catalogue after it. */
export const doneSchema = z.object({ revision: z.number().int() })

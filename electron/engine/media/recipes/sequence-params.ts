/**
 * Parameters by which what is made of numbered frames is told from what is made of others that begin with the same one.
 * `sequence` is the key of all frames; without it a file is meant. Whoever runs the recipe finds the frames by it.
 */
import { z } from 'zod'
import { rateSchema } from '../../../../shared/model/primitives.ts'

/** Hash over numbers and bytes of the frames, as the catalogue works it out. */
const framesKeySchema = z.string().regex(/^[0-9a-f]{32}$/)

export const framesParam = { sequence: framesKeySchema.nullable().default(null) }

/** Of recipes whose results have times. */
export const timedFramesParams = { ...framesParam, rate: rateSchema.nullable().default(null) }

/**
 * The base of every procedure: the closed set of error codes as oRPC's typed errors, and the two kinds of procedure.
 * Queries change nothing and may be cancelled; commands carry an `opId` and do their work once.
 */
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../model/errors.ts'

/** What travels beside the sentence of an error. */
export const errorDataSchema = z.object({
  retryable: z.boolean(),
  exit: z.number().int(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
})
export type ErrorData = z.infer<typeof errorDataSchema>

type ErrorMap = { readonly [C in ErrorCode]: { readonly data: typeof errorDataSchema } }

/** Every code of the closed set, each with the same shape of data. */
export const errorMap = Object.fromEntries(
  Object.keys(ERROR_CODES).map((code) => [code, { data: errorDataSchema }]),
) as unknown as ErrorMap

const base = oc.errors(errorMap)

/** A procedure that reads. */
export const query = base.$meta({ kind: 'query' as const })

/** A procedure that changes something; its input carries an `opId`. */
export const command = base.$meta({ kind: 'command' as const })

/**
 * The base of every procedure: the closed set of error codes as oRPC's typed errors, the two kinds of procedure, and
 * the right that its caller needs. Queries change nothing and may be cancelled; commands carry an `opId` and do their
 * work once.
 */
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../model/errors.ts'
import type { Right } from '../model/rights.ts'

/** What travels beside the sentence of an error. */
export const errorDataSchema = z.object({
  retryable: z.boolean(),
  exit: z.number().int(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
})
export type ErrorData = z.infer<typeof errorDataSchema>

type ErrorMap = { readonly [C in ErrorCode]: { readonly data: typeof errorDataSchema } }

/** Every code of the closed set, each with the same shape of data. */
const errorMap = Object.fromEntries(
  Object.keys(ERROR_CODES).map((code) => [code, { data: errorDataSchema }]),
) as unknown as ErrorMap

const base = oc.errors(errorMap)

/** A part of the calls of a procedure that needs less: those whose whole input has this form. */
export interface LesserCalls {
  readonly right: Right
  /** Must be strict: a field that it does not know would pass with the lesser right. */
  readonly input: z.ZodType
}

/** What each procedure declares. The engine refuses one that declares no right (electron/engine/auth/). */
// A type and not an interface: oRPC takes what has an index signature.
export type ProcedureMeta = {
  readonly kind: 'query' | 'command'
  readonly right: Right
  readonly lesser?: LesserCalls
}

/** A procedure that reads, and the right it needs. */
export const query = (right: Right) => base.$meta<ProcedureMeta>({ kind: 'query', right })

/** A procedure that changes something, and the right it needs; its input carries an `opId`. */
export const command = (right: Right, lesser?: LesserCalls) =>
  base.$meta<ProcedureMeta>({ kind: 'command', right, ...(lesser !== undefined && { lesser }) })

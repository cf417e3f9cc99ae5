/**
 * The client's side of the contract: its type, and errors as they come back over any transport.
 */
import { ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { z } from 'zod'
import { ERROR_CODES, RushesError, type ErrorCode } from '../model/errors.ts'
import { settingRefused } from '../model/settings-words.ts'
import { errorDataSchema } from './base.ts'
import type { Contract } from './index.ts'

/** The engine as a client sees it, whatever carries the messages. */
export type EngineClient = ContractRouterClient<Contract>

/** True for a code of the closed set. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

const issuesSchema = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).default([]) })),
})

/**
 * The sentence that a schema of ours has for a wrong value, or that there is for a setting. Ours end with a full stop; what the library says by itself
 * doesn't.
 */
function sentenceOf(data: unknown): string | null {
  const refused = issuesSchema.safeParse(data)
  if (!refused.success) return null
  const { issues } = refused.data
  const own = issues.find(({ message }) => message.endsWith('.'))?.message
  return own ?? issues.map(({ path }) => settingRefused(path)).find((sentence) => sentence !== null) ?? null
}

/**
 * Turns whatever a call threw into a RushesError: the engine's own sentence where it sent one, an honest sentence of
 * our own where it didn't (a wrong input, a lost connection).
 */
export function toRushesError(thrown: unknown): RushesError {
  if (thrown instanceof RushesError) return thrown
  if (thrown instanceof ORPCError) {
    if (isErrorCode(thrown.code)) {
      const data = errorDataSchema.safeParse(thrown.data)
      return new RushesError(thrown.code, thrown.message, data.success ? data.data.details : {}, { cause: thrown })
    }
    if (thrown.code === 'BAD_REQUEST') {
      return new RushesError(
        'usage',
        sentenceOf(thrown.data) ??
          'The request is not of the form the engine understands. Check its values and try again.',
        {},
        { cause: thrown },
      )
    }
    return new RushesError(
      'internal',
      'The engine failed at this request. See its log, then try again.',
      {},
      { cause: thrown },
    )
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return new RushesError('cancelled', 'Cancelled.')
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new RushesError(
    'engine.unavailable',
    `The engine does not answer (${message}). It is being started again.`,
    {},
    { cause: thrown },
  )
}

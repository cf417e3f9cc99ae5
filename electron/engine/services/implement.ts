/**
 * The engine's side of the contract: what every handler is given, and how our errors travel.
 */
import { implement, ORPCError, type ImplementerInternalWithMiddlewares } from '@orpc/server'
import { z } from 'zod'
import { contract, type Contract } from '../../../shared/contract/index.ts'
import { ERROR_CODES, RushesError, isRushesError } from '../../../shared/model/errors.ts'
import type { ErrorData } from '../../../shared/contract/base.ts'
import { refusal } from '../auth/check.ts'
import type { Principal } from '../auth/principal.ts'
import type { Logger } from '../log.ts'

/** What the services implement the contract with. Named, since the compiler can't write so long a type down itself. */
export type Builder = ImplementerInternalWithMiddlewares<Contract, Principal, Principal>

/**
 * Makes the builder. Every call passes here first: the caller's rights are checked, errors of the handlers travel as
 * typed errors, all others are logged. `lost` tells why nothing can be written any more. No service checks rights of
 * its own.
 */
export function createBuilder(
  log: Logger,
  onlyReading: RushesError | null = null,
  lost: () => RushesError | null = () => null,
): Builder {
  return implement(contract)
    .$context<Principal>()
    .use(async ({ next, path, procedure, context: caller }, input) => {
      const { meta } = procedure['~orpc']
      try {
        const refused = refusal(caller, meta, input, path.join('.'))
        if (refused !== null) throw refused
        if (meta.kind === 'command' || TAKES_IN.has(path.join('.'))) {
          const why = onlyReading ?? lost()
          if (why !== null) throw why
        }
        const result = await next()
        // What a stream throws comes after its handler has returned: it has to be caught where it is read.
        return isStream(result.output) ? { ...result, output: translated(result.output, path, log) } : result
      } catch (error) {
        throw travelling(error, path, log)
      }
    })
}

/** Procedures that are asked as queries, because they tell as they go, and that write to the catalogue. */
const TAKES_IN: ReadonlySet<string> = new Set(['catalogue.add', 'roots.scan', 'verify.copies'])

function isStream(output: unknown): output is AsyncGenerator<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

async function* translated(
  stream: AsyncGenerator<unknown>,
  path: readonly string[],
  log: Logger,
): AsyncGenerator<unknown> {
  try {
    yield* stream
  } catch (error) {
    throw travelling(error, path, log)
  }
}

/** Our error as oRPC sends it; anything else is logged whole and told as one honest sentence, without its stack. */
function travelling(error: unknown, path: readonly string[], log: Logger): unknown {
  // A wrong input is the caller's, and said to it. What else the library itself throws is a failure of the engine.
  if (error instanceof ORPCError && (error.defined || error.status < 500)) return error
  const known = isRushesError(error)
    ? logged(error, path, log)
    : isAbort(error)
      ? new RushesError('cancelled', 'This was stopped before it was done. Ask for it again.')
      : unexpected(error, path, log)
  const data: ErrorData = {
    retryable: ERROR_CODES[known.code].retryable,
    exit: known.exit,
    details: { ...known.details },
  }
  return new ORPCError(known.code, { message: known.message, data, defined: true })
}

/** What a signal throws that was aborted: whoever asked left, or the engine ends. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** Whoever is told `internal` is sent to the log, so it is there. */
function logged(error: RushesError, path: readonly string[], log: Logger): RushesError {
  if (error.code === 'internal') log.error({ err: error, procedure: path.join('.') }, 'unexpected failure')
  return error
}

function unexpected(error: unknown, path: readonly string[], log: Logger): RushesError {
  log.error({ ...saidOf(error), procedure: path.join('.') }, 'unexpected failure')
  return new RushesError(
    'internal',
    `Rushes failed at “${path.join('.')}”. Nothing of your media was changed; the log in the library says more.`,
  )
}

/**
 * What the log says of an error. Of an answer that is not of the contract's form: where, and what was expected there.
 * Its values stay out: they may be secrets, and a list of clips has megabytes of them.
 */
function saidOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof ORPCError)) return { err: error }
  const { issues } = refusedSchema.safeParse(error.cause).data ?? {}
  return {
    error: error.message,
    ...(issues === undefined
      ? { cause: error.cause instanceof Error ? error.cause.message : undefined }
      : { issues: issues.slice(0, MAX_ISSUES).map((issue) => `${(issue.path ?? []).join('.')}: ${issue.message}`) }),
  }
}

/** The first of them say what is wrong: a list of a thousand clips has the same one a thousand times. */
const MAX_ISSUES = 20

const refusedSchema = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() })),
})

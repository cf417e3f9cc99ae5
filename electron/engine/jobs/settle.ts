/**
 * What becomes of a job when its run is over.
 */
import { ERROR_CODES, isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { settleJob, type JobRow } from '../db/jobs/jobs.ts'
import { retryDelayMs, shouldRetry } from '../domain/jobs/retry.ts'
import type { JobEnd } from './handler.ts'
import type { Live } from './live.ts'

/** Writes it down. `end` is what the run returned for the job, or what it threw. */
export function settle(context: EngineContext, job: JobRow, end: JobEnd | Error | undefined, live: Live): void {
  const {
    library: { writer },
  } = context
  const now = context.now()
  const cancelled = live.cancelled.has(job.id)
  const known = toEnd(job, end)
  if (known.state === 'done') {
    writer.transaction(() => {
      known.commit?.()
      settleJob(writer, job.id, { state: 'done', command: known.command ?? null, result: known.result, now })
    })()
    return
  }
  if (cancelled) return settleJob(writer, job.id, { state: 'cancelled', untried: true, now })
  if (known.state === 'held')
    return settleJob(writer, job.id, { state: 'held', heldBy: known.because, untried: true, now })
  if (known.state === 'again' || live.abort.signal.aborted)
    return settleJob(writer, job.id, { state: 'waiting', untried: true, now })
  fail(context, job, known.error, known.final === true)
}

function fail(context: EngineContext, job: JobRow, error: RushesError, final: boolean): void {
  const {
    library: { writer },
  } = context
  const now = context.now()
  const kept = { command: asText(error.details['command']), log: asText(error.details['log']) }
  // No try can help until the tool is there; whoever installs it finds the job where it was.
  if (error.code === 'media.tool_missing')
    return settleJob(writer, job.id, { state: 'held', heldBy: error.message, untried: true, now, ...kept })
  const again = !final && shouldRetry(ERROR_CODES[error.code].retryable, job.attempts)
  settleJob(writer, job.id, {
    state: again ? 'waiting' : 'failed',
    retryAt: again ? now + retryDelayMs(job.attempts) : 0,
    now,
    error: { code: error.code, message: error.message },
    ...kept,
  })
  if (!again)
    context.log.warn({ kind: job.kind, subject: job.subject, params: job.params, code: error.code }, 'a job failed')
}

function toEnd(job: JobRow, end: JobEnd | Error | undefined): JobEnd {
  if (end === undefined)
    return {
      state: 'failed',
      error: new RushesError('internal', `This ${job.kind} job ended, and nothing said how. Try it again.`),
    }
  if (!(end instanceof Error)) return end
  if (isRushesError(end)) return { state: 'failed', error: end }
  return {
    state: 'failed',
    error: new RushesError(
      'internal',
      `This ${job.kind} job failed unexpectedly. Nothing of your media was changed; the log in the library says more.`,
      {},
      { cause: end },
    ),
  }
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/**
 * Runs the queue of media work: the most urgent first, one decode for all that is due on a content, bounded by lanes.
 * What fails stays visible with its command and log; what was running when the engine ended runs again.
 */
import type { Job } from '../../../shared/model/work.ts'
import { ERROR_CODES, RushesError, isRushesError } from '../../../shared/model/errors.ts'
import { refreshAssets } from '../db/asset-row.ts'
import { assetsOfContent, readableCopy, readProbe } from '../db/contents.ts'
import { upsertDerivative } from '../db/derivatives.ts'
import {
  claimJobs, countJobs, readJobs, releaseHeld, requeueRunning, setJobState, settleJob, type JobRow,
} from '../db/jobs.ts'
import type { EngineContext } from '../context.ts'
import type { DerivativeMaker, MadeDerivative } from './maker.ts'
import { retryDelayMs, shouldRetry } from './retry.ts'

export interface JobQueue {
  /** Looks for work now: call it after asking for some. */
  wake(): void
  /** Takes up what was held for a drive, now that one has come. */
  release(): void
  pause(paused: boolean): void
  readonly paused: boolean
  /** Takes work back, running or waiting. Returns how many. */
  cancel(ids: readonly string[]): number
  retry(ids: readonly string[]): number
  /** Running jobs with their live progress. */
  running(): Job[]
  /** With the live progress of what is running. */
  list(states: readonly Job['state'][], limit: number): Job[]
  /** Resolves when nothing waits that could run. */
  whenIdle(): Promise<void>
  /** Ends what runs and sends it back to wait. */
  close(): Promise<void>
}

interface Live { progress: number; startedAt: number; readonly jobs: readonly JobRow[]; readonly abort: AbortController; cancelled: Set<string> }

/** Starts the queue. `slots` is how many decodes may run side by side; `onChange` is told of any progress. */
export function createJobQueue(context: EngineContext, maker: DerivativeMaker, slots: number, onChange: () => void): JobQueue {
  const { writer } = context.library
  const live = new Map<string, Live>()
  const work = new Set<Promise<void>>()
  let idle: (() => void)[] = []
  let paused = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  requeueRunning(writer)
  releaseHeld(writer)

  function wake(): void {
    clearTimeout(timer)
    for (;;) {
      if (paused || closed || live.size >= slots) break
      const jobs = claimJobs(writer, context.now(), new Set(live.keys()))
      if (jobs.length === 0) break
      const task = runTogether(jobs).catch((error: unknown) => { context.log.error({ err: error }, 'media work failed unexpectedly') })
      work.add(task)
      void task.finally(() => {
        work.delete(task)
        wake()
      })
    }
    const { nextAt } = countJobs(writer)
    if (!closed && !paused && live.size === 0 && nextAt !== null && nextAt > context.now()) {
      timer = setTimeout(wake, Math.min(nextAt - context.now(), 60_000))
    }
    if (live.size === 0 && (paused || nextAt === null)) {
      for (const resolve of idle) resolve()
      idle = []
    }
    onChange()
  }

  async function runTogether(jobs: readonly JobRow[]): Promise<void> {
    const contentId = jobs[0]!.contentId
    const abort = new AbortController()
    const entry: Live = { progress: 0, startedAt: context.now(), jobs, abort, cancelled: new Set() }
    live.set(contentId, entry)
    announce(contentId)
    try {
      const copy = readableCopy(writer, contentId)
      const probe = readProbe(writer, contentId)
      if (copy === undefined || probe === undefined) {
        for (const job of jobs) settleJob(writer, job.id, { state: 'held', heldBy: 'Waits for a drive that holds this clip', now: context.now() })
        return
      }
      const results = await maker.make({
        contentId, input: copy.path, probe, recipes: jobs.map((job) => job.recipe), signal: abort.signal,
        onProgress: (progress) => { entry.progress = progress; onChange() },
      })
      for (const job of jobs) settle(job, results.get(job.recipe), entry)
    } catch (error) {
      for (const job of jobs) settle(job, isRushesError(error) ? error : new RushesError('media.failed', String(error)), entry)
    } finally {
      live.delete(contentId)
      announce(contentId)
    }
  }

  function settle(job: JobRow, result: MadeDerivative | RushesError | undefined, entry: Live): void {
    const now = context.now()
    if (entry.cancelled.has(job.id)) return settleJob(writer, job.id, { state: 'cancelled', now })
    if (result !== undefined && !(result instanceof RushesError)) {
      upsertDerivative(writer, { ...result, contentId: job.contentId, recipe: job.recipe, recipeVersion: job.recipeVersion }, now)
      return settleJob(writer, job.id, { state: 'done', command: result.command, now })
    }
    if (entry.abort.signal.aborted) return settleJob(writer, job.id, { state: 'waiting', now })
    const error = result ?? new RushesError('media.failed', `The ${job.recipe} was not made, and nothing said why. Try again.`)
    const again = shouldRetry(ERROR_CODES[error.code].retryable, job.attempts)
    settleJob(writer, job.id, {
      state: again ? 'waiting' : 'failed', retryAt: again ? now + retryDelayMs(job.attempts) : 0, now,
      error: { code: error.code, message: error.message }, command: asText(error.details['command']), log: asText(error.details['log']),
    })
    if (!again) context.log.warn({ recipe: job.recipe, contentId: job.contentId, code: error.code }, 'media work failed')
  }

  function announce(contentId: string): void {
    const assets = assetsOfContent(writer, contentId)
    writer.transaction(() => refreshAssets(writer, assets))()
    context.events.publish(['jobs', 'assets'], assets)
  }

  function withProgress(job: Job): Job {
    const entry = [...live.values()].find((one) => one.jobs.some((row) => row.id === job.id))
    if (entry === undefined) return job
    const elapsed = (context.now() - entry.startedAt) / 1000
    const secondsLeft = entry.progress > 0.02 ? (elapsed / entry.progress) * (1 - entry.progress) : null
    return { ...job, progress: Math.min(1, entry.progress), secondsLeft }
  }

  const list: JobQueue['list'] = (states, limit) => readJobs(writer, states, limit).map(withProgress)
  return {
    wake, list,
    get paused() {
      return paused
    },
    release() {
      releaseHeld(writer)
      wake()
    },
    pause(value) {
      paused = value
      context.events.publish(['jobs'])
      wake()
    },
    cancel(ids) {
      let count = 0
      for (const id of ids) {
        const entry = [...live.values()].find((one) => one.jobs.some((row) => row.id === id))
        if (entry !== undefined) {
          entry.cancelled.add(id)
          // One decode feeds several jobs: the rest starts afresh when this one was all that is to stop.
          entry.abort.abort()
          count += 1
        } else count += Number(setJobState(writer, id, ['waiting', 'held', 'failed'], 'cancelled', context.now()))
      }
      context.events.publish(['jobs', 'assets'], null)
      onChange()
      return count
    },
    retry(ids) {
      const count = ids.filter((id) => setJobState(writer, id, ['failed', 'cancelled', 'held'], 'waiting', context.now())).length
      context.events.publish(['jobs', 'assets'], null)
      wake()
      return count
    },
    running: () => list(['running'], 20),
    whenIdle: () => new Promise((resolve) => {
      idle.push(resolve)
      wake()
    }),
    async close() {
      closed = true
      clearTimeout(timer)
      for (const entry of live.values()) entry.abort.abort()
      await Promise.all(work)
      for (const resolve of idle) resolve()
    },
  }
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}


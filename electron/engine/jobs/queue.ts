/**
 * Runs the queue of media work: the most urgent first, one decode for all that is due on a content, bounded by lanes.
 * What fails stays visible with its command and log; what was running when the engine ended runs again.
 */
import type { Job } from '../../../shared/model/work.ts'
import { ERROR_CODES, RushesError, isRushesError } from '../../../shared/model/errors.ts'
import { refreshAssets } from '../db/asset-row.ts'
import { firstThere } from '../catalogue/first-there.ts'
import { assetsOfContent, readablePaths } from '../db/contents.ts'
import { readRecording } from '../db/pieces.ts'
import { upsertDerivative } from '../db/derivatives.ts'
import {
  claimJobs, contentsOfJobs, nextDueAt, readJobs, releaseHeld, requeueRunning, requeueUnsupported, setJobState, settleJob, type JobRow,
} from '../db/jobs.ts'
import type { EngineContext } from '../context.ts'
import type { DerivativeMaker, MadeDerivative, MakeRequest } from './maker.ts'
import { retryDelayMs, shouldRetry } from './retry.ts'

export interface JobQueue {
  /** Looks for work now: call it after asking for some. */
  wake(): void
  /** Takes up what was held for a drive, now that one has come. */
  release(): void
  /** Ends what reads below this folder, leaves it alone from now on, and resolves when nothing of it is open. */
  letGo(mountPoint: string): Promise<void>
  /** Takes up what failed for want of something in the tools, now that they are others. */
  toolsChanged(): void
  /** Takes up folders again that were let go. */
  retake(): void
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

const HELD = 'Waits for a drive that holds this clip'
/** After a fault of the catalogue itself (a full disk): the queue looks again after this long. */
const REST_MS = 30_000

interface Live { progress: number; input: string | null; ended: Promise<void>; startedAt: number; readonly jobs: readonly JobRow[]; readonly abort: AbortController; cancelled: Set<string> }

/** Starts the queue. `slots` is how many decodes may run side by side; `onChange` is told of any progress. */
export function createJobQueue(context: EngineContext, maker: DerivativeMaker, slots: number, onChange: () => void): JobQueue {
  const { writer } = context.library
  const live = new Map<string, Live>()
  const work = new Set<Promise<void>>()
  /** Folders that nothing may be read from, for they are about to be unmounted. */
  const letGo = new Set<string>()
  const isLetGo = (path: string): boolean => [...letGo].some((folder) => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`))
  let idle: (() => void)[] = []
  let paused = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  refresh(requeueRunning(writer))
  releaseHeld(writer)

  /** Never throws: it is called from timers and from the ends of work, where nobody could catch it. */
  function wake(): void {
    clearTimeout(timer)
    try {
      startDue()
    } catch (error) {
      context.log.error({ err: error }, 'the queue of media work could not continue')
      if (!closed) timer = setTimeout(wake, REST_MS)
    }
    onChange()
  }

  function startDue(): void {
    for (;;) {
      if (paused || closed || live.size >= slots) break
      const jobs = claimJobs(writer, context.now(), new Set(live.keys()))
      if (jobs.length === 0) break
      const task = runTogether(jobs).catch((error: unknown) => { context.log.error({ err: error }, 'media work failed unexpectedly') })
      work.add(task)
      const entry = live.get(jobs[0]!.contentId)
      if (entry !== undefined) entry.ended = task
      void task.finally(() => {
        work.delete(task)
        wake()
      })
    }
    const nextAt = nextDueAt(writer)
    if (!closed && !paused && live.size === 0 && nextAt !== null && nextAt > context.now()) {
      timer = setTimeout(wake, Math.min(nextAt - context.now(), 60_000))
    }
    if (live.size === 0 && (paused || nextAt === null)) {
      for (const resolve of idle) resolve()
      idle = []
    }
  }

  async function runTogether(jobs: readonly JobRow[]): Promise<void> {
    const contentId = jobs[0]!.contentId
    const abort = new AbortController()
    const entry: Live = { progress: 0, input: null, ended: Promise.resolve(), startedAt: context.now(), jobs, abort, cancelled: new Set() }
    live.set(contentId, entry)
    try {
      announce(contentId)
      const input = await firstThere(readablePaths(writer, contentId).filter((path) => !isLetGo(path)))
      entry.input = input ?? null
      const recording = readRecording(writer, contentId)
      const pieces = recording === undefined ? [] : await Promise.all(recording.pieces.map((piece) => firstThere(readablePaths(writer, piece).filter((path) => !isLetGo(path)))))
      const there = pieces.filter((path) => path !== undefined)
      if (input === undefined || recording === undefined || there.length < pieces.length) return hold(jobs, entry)
      const results = await make({
        contentId, input, pieces: there, probe: recording.probe, recipes: jobs.map((job) => job.recipe), signal: abort.signal,
        onProgress: (progress) => { entry.progress = progress; onChange() },
      })
      // A drive that was pulled under the work is no failure of the work.
      const all = [input, ...there]
      const away = all.some(isLetGo) || (await Promise.all(all.map((path) => firstThere([path])))).includes(undefined)
      // Another piece came meanwhile: what was made lacks its end.
      const grown = readRecording(writer, contentId)?.pieces.length !== recording.pieces.length
      for (const job of jobs) {
        const result = results.get(job.recipe)
        if (grown) settleJob(writer, job.id, { state: 'waiting', untried: true, now: context.now() })
        else if (away && !isMade(result)) hold([job], entry)
        else settle(job, result, entry)
      }
    } finally {
      live.delete(contentId)
      announce(contentId)
    }
  }

  async function make(request: MakeRequest): Promise<ReadonlyMap<string, MadeDerivative | RushesError>> {
    try {
      return await maker.make(request)
    } catch (error) {
      const known = isRushesError(error) ? error : new RushesError('media.failed', String(error))
      return new Map(request.recipes.map((recipe) => [recipe, known]))
    }
  }

  function hold(jobs: readonly JobRow[], entry: Live): void {
    for (const job of jobs) {
      const state = entry.cancelled.has(job.id) ? 'cancelled' : 'held'
      settleJob(writer, job.id, { state, heldBy: state === 'held' ? HELD : null, untried: true, now: context.now() })
    }
  }

  function settle(job: JobRow, result: MadeDerivative | RushesError | undefined, entry: Live): void {
    const now = context.now()
    if (isMade(result)) {
      upsertDerivative(writer, { ...result, contentId: job.contentId, recipe: job.recipe, recipeVersion: job.recipeVersion }, now)
      return settleJob(writer, job.id, { state: 'done', command: result.command, now })
    }
    if (entry.cancelled.has(job.id)) return settleJob(writer, job.id, { state: 'cancelled', untried: true, now })
    if (entry.abort.signal.aborted) return settleJob(writer, job.id, { state: 'waiting', untried: true, now })
    const error = result ?? new RushesError('media.failed', `The ${job.recipe} was not made, and nothing said why. Try again.`)
    const again = shouldRetry(ERROR_CODES[error.code].retryable, job.attempts)
    settleJob(writer, job.id, {
      state: again ? 'waiting' : 'failed', retryAt: again ? now + retryDelayMs(job.attempts) : 0, now,
      error: { code: error.code, message: error.message }, command: asText(error.details['command']), log: asText(error.details['log']),
    })
    if (!again) context.log.warn({ recipe: job.recipe, contentId: job.contentId, code: error.code }, 'media work failed')
  }

  function announce(contentId: string): void {
    context.events.publish(['jobs', 'assets'], refresh([contentId]))
  }

  /** Brings the rows of all assets of these contents up to date, and returns the assets. */
  function refresh(contentIds: readonly string[]): string[] {
    const assets = contentIds.flatMap((id) => assetsOfContent(writer, id))
    writer.transaction(() => refreshAssets(writer, assets))()
    return assets
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
    toolsChanged() {
      const waiting = refresh(requeueUnsupported(writer))
      if (waiting.length > 0) context.events.publish(['jobs', 'assets'], waiting)
      wake()
    },
    async letGo(mountPoint) {
      letGo.add(mountPoint)
      // One that has no input yet may have looked before the folder was let go.
      const holding = [...live.values()].filter((entry) => entry.input === null || isLetGo(entry.input))
      for (const entry of holding) entry.abort.abort()
      await Promise.all(holding.map((entry) => entry.ended))
    },
    retake() {
      letGo.clear()
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
      context.events.publish(['jobs', 'assets'], refresh(contentsOfJobs(writer, ids)))
      onChange()
      return count
    },
    retry(ids) {
      const count = ids.filter((id) => setJobState(writer, id, ['failed', 'cancelled', 'held'], 'waiting', context.now())).length
      context.events.publish(['jobs', 'assets'], refresh(contentsOfJobs(writer, ids)))
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

function isMade(result: MadeDerivative | RushesError | undefined): result is MadeDerivative {
  return result !== undefined && !(result instanceof RushesError)
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}


/**
 * Runs the queue of jobs of any kind: the most urgent first, as many side by side as their lanes allow. What fails
 * stays visible with its command and log; what was running when the engine ended runs again.
 */
import { jobWord, type Job, type JobDetail } from '../../../shared/model/jobs.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { createBroadcast } from '../channel.ts'
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import {
  claimJobs,
  contentsOfJobs,
  dueJobs,
  enqueueJob,
  forgetEnded,
  jobsTogether,
  keepCheckpoint,
  lanesOfJob,
  nextRetryAt,
  releaseHeld,
  releaseHeldHere,
  requeueRunning,
  requeueUnsupported,
  setJobState,
  setLanes,
  type JobRow,
} from '../db/jobs/jobs.ts'
import { readJob, readJobs } from '../db/jobs/jobs-read.ts'
import { diskOfVolume } from '../db/volumes/volumes.ts'
import { inTheWay, lanesText, mayStart, nextJob, type Candidate, type Disk, type Lane } from '../domain/jobs/lanes.ts'
import type { JobEnd, JobHandler, JobProgress } from './handler.ts'
import { aloneKey, createLive, isIn, withProgress, type Live, type Outside } from './live.ts'
import { keepPause, readPause, type Pause } from './pause.ts'
import { settle } from './settle.ts'

export interface JobQueue {
  /** Makes a kind of job known. Those of it that wait begin when the queue is woken. */
  add(handler: JobHandler): void
  /**
   * Asks for a job of a kind for a person; one that waits or runs already is that one. Returns its id. Throws `usage`,
   * and what the kind says.
   */
  start(kind: string, params: unknown): Promise<string>
  /** Looks for work now: call it after asking for some. */
  wake(): void
  /** Takes up what was held, now that a drive has come. */
  release(): void
  /**
   * Takes up what was held on drives that are connected: one that was pulled and plugged in between two looks never
   * left.
   */
  looked(): void
  /** Ends what uses this folder, leaves it alone from now on, and resolves when nothing of it is open. */
  suspend(mountPoint: string): Promise<void>
  /** Takes up what failed for want of something in the tools, now that they are others. */
  toolsChanged(): void
  /** Takes up folders again that were let go. */
  resume(): void
  /**
   * Counts work outside of the queue: while it goes on, no job starts that has no place beside it. Call what it returns
   * at its end.
   */
  occupy(lanes: readonly Lane[]): () => void
  /** The same for work that can wait: null while its lanes are taken. */
  tryOccupy(lanes: readonly Lane[]): (() => void) | null
  pause(pause: Pause): void
  readonly paused: Pause
  /** Takes work back, running or waiting. Returns how many. */
  cancel(ids: readonly string[]): number
  retry(ids: readonly string[]): number
  /** Running jobs with their live progress. */
  running(): Job[]
  /** With the live progress of what is running. */
  list(states: readonly Job['state'][], limit: number, kinds?: readonly string[]): Job[]
  get(id: string): JobDetail | undefined
  /** One job as it goes on, until it has ended. Throws `not_found`. */
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<JobDetail, void>
  /** Ends what runs and sends it back to wait. */
  close(): Promise<void>
}

/** After a fault of the catalogue itself (a full disk): the queue looks again after this long. */
const REST_MS = 30_000
/** Ended jobs that are kept, beside media work. */
const MAX_ENDED = 500
const WATCH_MS = 100
const ENDED: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'cancelled'])

/** Starts the queue, with no kind of job yet. `onChange` is told of any progress. */
export function createJobQueue(context: EngineContext, onChange: () => void): JobQueue {
  const { writer } = context.library
  const handlers = new Map<string, JobHandler>()
  const live = new Set<Live>()
  const outside = new Set<Outside>()
  /** Folders that nothing may be read from, for they are about to be unmounted. */
  const suspended = new Set<string>()
  const broadcast = createBroadcast<null>(WATCH_MS)
  let paused = readPause(context.library.reader)
  let closed = false
  let timer: NodeJS.Timeout | undefined
  refresh(requeueRunning(writer))
  releaseHeld(writer)
  forgetEnded(writer, MAX_ENDED)

  const diskOf = (volumeId: string): Disk => diskOfVolume(writer, volumeId)

  function changed(): void {
    broadcast.publish(null)
    onChange()
  }

  /** Never throws: it is called from timers and from the ends of work, where nobody could catch it. */
  function wake(): void {
    clearTimeout(timer)
    if (closed) return
    try {
      while (startOne());
      const nextAt = nextRetryAt(writer, context.now())
      if (nextAt !== null) timer = setTimeout(wake, Math.min(nextAt - context.now(), 60_000))
    } catch (error) {
      context.log.error({ err: error }, 'the queue of jobs could not continue')
      timer = setTimeout(wake, REST_MS)
    }
    changed()
  }

  /** Kinds that may start now; none in a library that is only read. */
  function startable(): string[] {
    if (context.library.onlyReading !== null) return []
    return [...handlers.values()].filter((handler) => !paused.paused || handler.evenPaused).map(({ kind }) => kind)
  }

  /** What never runs twice at once on one subject: a kind, or a group of them. */
  const groupOf = (kind: string): string => handlers.get(kind)?.group?.name ?? kind
  const kindsOf = ({ group }: JobHandler): string[] =>
    [...handlers.values()].filter((one) => one.group === group).map(({ kind }) => kind)

  /** Starts the next job that has a place. False when none has. */
  function startOne(): boolean {
    const now = context.now()
    const rows = dueJobs(writer, startable(), now, live.size * 8 + 1)
    const candidates = rows.map((row): Candidate => ({ ...row, alone: aloneKey(groupOf(row.kind), row.subject) }))
    const next = nextJob(candidates, [...live, ...outside], diskOf)
    const row = rows.find(({ id }) => id === next?.id)
    if (row === undefined) return false
    const handler = handlers.get(row.kind)!
    const lanes = lanesNow(handler, row)
    if (lanesText(lanes) !== lanesText(row.lanes)) {
      setLanes(writer, row.id, lanes)
      return true
    }
    const jobs = claimJobs(
      writer,
      handler.group === null ? [row] : jobsTogether(writer, kindsOf(handler), row, now),
      now,
    )
    const entry = createLive(jobs, groupOf(row.kind), now)
    live.add(entry)
    entry.ended = run(handler, entry)
      .catch((error: unknown) => {
        context.log.error({ err: error, kind: row.kind }, 'a job failed unexpectedly')
      })
      .finally(() => {
        live.delete(entry)
        announce(jobs)
        wake()
      })
    return true
  }

  /** Parameters of another version may not be understood: the run says so, and the queue goes on. */
  function lanesNow(handler: JobHandler, row: JobRow): readonly Lane[] {
    try {
      return handler.lanes(row)
    } catch {
      return row.lanes
    }
  }

  async function run(handler: JobHandler, entry: Live): Promise<void> {
    announce(entry.jobs)
    let ends: ReadonlyMap<string, JobEnd> | Error
    try {
      ends = await runAll(handler, entry)
    } catch (error) {
      ends = error instanceof Error ? error : new Error(String(error))
      if (!isRushesError(ends) && !entry.abort.signal.aborted)
        context.log.error({ err: ends, kind: handler.kind }, 'a job failed unexpectedly')
    }
    for (const job of entry.jobs) settle(context, job, ends instanceof Error ? ends : ends.get(job.id), entry)
  }

  async function runAll(handler: JobHandler, entry: Live): Promise<ReadonlyMap<string, JobEnd>> {
    const { signal } = entry.abort
    if (handler.group !== null) return await handler.group.run(entry.jobs, signal, progressOf(entry))
    const [job] = entry.jobs
    return new Map([[job!.id, await handler.run(job!, signal, progressOf(entry))]])
  }

  function progressOf(entry: Live): JobProgress {
    return {
      tell(progress) {
        entry.progress = progress
        entry.began ??= entry.jobs[0]!.checkpoint === null ? 0 : progress.done
        changed()
      },
      uses: (paths) => {
        entry.paths = paths
      },
      isSuspended: (path) => isIn(suspended, path),
      keep: (checkpoint) => {
        for (const job of entry.jobs) keepCheckpoint(writer, job.id, entry.progress, checkpoint)
      },
    }
  }

  function announce(jobs: readonly JobRow[]): void {
    const contents = jobs.filter(({ subject }) => subject.kind === 'content').map(({ subject }) => subject.id)
    publish(refresh([...new Set(contents)]))
  }

  function publish(assets: readonly string[]): void {
    if (assets.length > 0) context.events.publish(['jobs', 'assets'], [...assets])
    else context.events.publish(['jobs'])
    changed()
  }

  /** Brings the rows of all assets of these contents up to date, and returns the assets. */
  function refresh(contentIds: readonly string[]): string[] {
    const assets = contentIds.flatMap((id) => assetsOfContent(writer, id))
    if (assets.length > 0) writer.transaction(() => refreshAssets(writer, assets))()
    return assets
  }

  function occupy(lanes: readonly Lane[]): () => void {
    const one: Outside = { lanes, alone: null }
    outside.add(one)
    return () => {
      if (outside.delete(one)) wake()
    }
  }

  /** Why a job that is ready does not run, in words; null where it runs in a moment, or others are simply before it. */
  function waitsFor(job: JobDetail): string | null {
    if (paused.paused && handlers.get(job.kind)?.evenPaused !== true)
      return paused.quiet ? 'Waits until quiet on set is over' : 'Waits until jobs are resumed'
    const one = inTheWay(lanesOfJob(writer, job.id) ?? [], [...live, ...outside], diskOf)
    if (one === undefined) return null
    const before = 'jobs' in one ? readJob(writer, one.jobs[0]!.id) : undefined
    return before === undefined
      ? 'Waits for other work on the same drive'
      : `Waits for the ${jobWord(before.kind).toLowerCase()}${before.subject === '' ? '' : ` of ${before.subject}`}`
  }

  const liveOf = (id: string): Live | undefined => [...live].find((one) => one.jobs.some((row) => row.id === id))
  const shown = <J extends Job>(job: J): J => withProgress(job, liveOf(job.id), context.now())
  const list: JobQueue['list'] = (states, limit, kinds) => readJobs(writer, states, limit, kinds).map(shown)
  const get = (id: string): JobDetail | undefined => {
    const job = readJob(writer, id)
    return job === undefined ? undefined : job.state === 'waiting' ? { ...job, heldBy: waitsFor(job) } : shown(job)
  }

  return {
    wake,
    list,
    get,
    get paused() {
      return paused
    },
    add(handler) {
      handlers.set(handler.kind, handler)
    },
    async start(kind, params) {
      const handler = handlers.get(kind)
      if (handler === undefined)
        throw new RushesError(
          'usage',
          `This Rushes knows no work of the kind “${kind}”. Known are: ${[...handlers.keys()].toSorted().join(', ')}.`,
        )
      const { params: parsed, priority, subject, label, cost } = await handler.ask(params)
      const lanes = handler.lanes({ params: parsed, subject })
      const { id } = enqueueJob(
        writer,
        { kind, params: parsed, priority, subject, label, lanes, ...(cost === undefined ? {} : { cost }) },
        true,
        context.now(),
      )
      publish([])
      wake()
      return id
    },
    release() {
      releaseHeld(writer)
      wake()
    },
    looked() {
      if (releaseHeldHere(writer) > 0) wake()
    },
    toolsChanged() {
      const waiting = refresh(requeueUnsupported(writer))
      releaseHeld(writer)
      if (waiting.length > 0) publish(waiting)
      wake()
    },
    async suspend(mountPoint) {
      suspended.add(mountPoint)
      const holding = [...live].filter(({ paths }) => paths === null || paths.some((path) => isIn([mountPoint], path)))
      for (const entry of holding) entry.abort.abort()
      await Promise.all(holding.map((entry) => entry.ended))
    },
    resume() {
      suspended.clear()
      releaseHeld(writer)
      wake()
    },
    occupy,
    tryOccupy: (lanes) => (mayStart(lanes, [...live, ...outside], diskOf) ? occupy(lanes) : null),
    pause(pause) {
      paused = pause
      keepPause(writer, pause)
      if (pause.quiet)
        for (const entry of live) if (handlers.get(entry.jobs[0]!.kind)?.evenPaused !== true) entry.abort.abort()
      context.events.publish(['jobs'])
      wake()
    },
    cancel(ids) {
      let count = 0
      for (const id of ids) {
        const entry = liveOf(id)
        if (entry !== undefined) {
          entry.cancelled.add(id)
          // One decode feeds several jobs: the rest starts afresh when this one was all that is to stop.
          entry.abort.abort()
          count += 1
        } else count += Number(setJobState(writer, id, ['waiting', 'held', 'failed'], 'cancelled', context.now()))
      }
      publish(refresh(contentsOfJobs(writer, ids)))
      return count
    },
    retry(ids) {
      const count = ids.filter((id) =>
        setJobState(writer, id, ['failed', 'cancelled', 'held'], 'waiting', context.now()),
      ).length
      publish(refresh(contentsOfJobs(writer, ids)))
      wake()
      return count
    },
    running: () => list(['running'], 20),
    async *watch(id, signal) {
      for await (const _ of broadcast.watch(signal, null)) {
        const job = get(id)
        if (job === undefined)
          throw new RushesError('not_found', 'That job is not in the list any more. Refresh and try again.')
        yield job
        if (ENDED.has(job.state)) return
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const entry of live) entry.abort.abort()
      await Promise.all([...live].map((entry) => entry.ended))
      broadcast.end()
    },
  }
}

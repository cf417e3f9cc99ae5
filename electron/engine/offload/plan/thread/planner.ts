/**
 * The engine's line to the threads that plan offloads. A thread plans one offload at a time, so that a card reader that
 * does not answer keeps no other card waiting.
 */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../../../shared/model/errors.ts'
import type { OffloadPlan as PlanDto } from '../../../../../shared/model/offload.ts'
import type { LibraryFolder } from '../../../library/folder.ts'
import type { CopyPlace } from '../../../verification/gone-now.ts'
import type { AskedPlan, DescribedPlan, FromPlanThread, ToPlanThread } from './messages.ts'
import { asError } from '../../thread-failure.ts'
import { createJoin, type Join } from './pieces.ts'

/** A thread that has nothing to do for so long is ended: who looks at a plan mostly starts it next. */
const IDLE_MS = 5_000
/** The heap of a thread that planned more files than this is given back at once. */
const MANY_FILES = 5_000
/** What a plan makes and drops again is collected early: the peak of a large card would be garbage. */
const YOUNG_MB = 8
/** A thread that stands in a call to a dead drive is not waited for any longer than this (ms). */
const STOP_MS = 2_000

export interface Planner {
  /**
   * Plans (plan.ts says what is thrown) and describes. Rejects with the signal's reason as soon as it aborts, with
   * `cancelled` when the engine ends.
   */
  plan(request: AskedPlan, signal?: AbortSignal): Promise<DescribedPlan>
  /** The description alone; the plan stays in the thread. */
  describe(request: AskedPlan, signal?: AbortSignal): Promise<PlanDto>
  /** Ends every thread; who waits for a plan is told `cancelled`. */
  close(): Promise<void>
}

interface PlannerDeps {
  /** Entry of the thread. */
  readonly worker: URL
  readonly folder: LibraryFolder
  /** Told of copies that a thread found gone or changed, to write it down. */
  readonly lookAtCopies: (copies: readonly CopyPlace[]) => Promise<unknown>
}

interface Answer {
  /** Null where only the description was wanted. */
  readonly plan: DescribedPlan['plan'] | null
  readonly description: PlanDto
}

interface Job {
  readonly join: Join
  readonly gone: CopyPlace[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

interface Seat {
  readonly worker: Worker
  job: Job | null
  /** It was told to stop; it is not asked again. */
  stopped: boolean
  idle: NodeJS.Timeout | undefined
}

/** Makes it. Threads start when they are needed. */
export function createPlanner({ worker: entry, folder, lookAtCopies }: PlannerDeps): Planner {
  const seats = new Set<Seat>()
  const ends = new Set<Promise<void>>()
  let closed = false

  function tell(seat: Seat, message: ToPlanThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    seat.worker.postMessage(message)
  }

  function end(seat: Seat): void {
    clearTimeout(seat.idle)
    seats.delete(seat)
    const ended = seat.worker.terminate().then(() => {
      ends.delete(ended)
    })
    ends.add(ended)
  }

  function start(): Seat {
    const worker = new Worker(entry, { name: 'plan', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    const seat: Seat = { worker, job: null, stopped: false, idle: undefined }
    const lost = (why: string, cause?: unknown): void => {
      seats.delete(seat)
      seat.job?.reject(
        new RushesError(
          'internal',
          `The thread that plans offloads ended early (${why}). Nothing was written. Plan it again; if it happens again, offload fewer folders at once.`,
          {},
          { cause },
        ),
      )
      seat.job = null
    }
    worker.on('message', (message: FromPlanThread) => {
      if (seat.job !== null) take(seat, seat.job, message)
      else if (seat.stopped && message.type !== 'piece' && message.type !== 'gone') end(seat)
    })
    worker.on('error', (error) => {
      lost(error instanceof Error ? error.message : String(error), error)
    })
    worker.on('exit', (code) => {
      lost(`code ${code}`)
    })
    seats.add(seat)
    return seat
  }

  function take(seat: Seat, job: Job, message: FromPlanThread): void {
    switch (message.type) {
      case 'piece':
        job.join.add(message.piece)
        tell(seat, { type: 'next' })
        return
      case 'gone':
        job.gone.push(...message.copies)
        if (!message.last) tell(seat, { type: 'next' })
        else
          lookAtCopies(job.gone.splice(0)).then(
            () => {
              if (seat.job === job) tell(seat, { type: 'next' })
            },
            (error: unknown) => {
              if (seat.job === job) stop(seat, error)
            },
          )
        return
      case 'planned': {
        const { head, description } = message
        release(seat, description.files)
        job.resolve({ plan: head === null ? null : job.join.end(head), description })
        return
      }
      case 'refused':
      case 'broke':
        release(seat, 0)
        job.reject(asError(message))
    }
  }

  function release(seat: Seat, files: number): void {
    seat.job = null
    if (closed || files > MANY_FILES) {
      end(seat)
      return
    }
    seat.worker.unref()
    seat.idle = setTimeout(end, IDLE_MS, seat).unref()
  }

  /** Whoever waits is answered at once; the thread ends when it has heard of it. */
  function stop(seat: Seat, reason: unknown): void {
    const { job } = seat
    if (job === null) return
    seat.job = null
    seat.stopped = true
    tell(seat, { type: 'stop' })
    job.reject(reason)
  }

  async function ask(request: AskedPlan, onlyDescribe: boolean, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted()
    if (closed) throw closing()
    const seat = [...seats].find((one) => one.job === null && !one.stopped) ?? start()
    clearTimeout(seat.idle)
    seat.worker.ref()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const job: Job = { join: createJoin(), gone: [], resolve, reject }
    seat.job = job
    const abort = (): void => {
      if (seat.job === job) stop(seat, signal?.reason)
    }
    signal?.addEventListener('abort', abort)
    tell(seat, { type: 'plan', request, folder, onlyDescribe })
    return await promise.finally(() => signal?.removeEventListener('abort', abort))
  }

  return {
    plan: async (request, signal) => {
      const { plan, description } = await ask(request, false, signal)
      if (plan === null) throw new Error('the thread sent no plan')
      return { plan, description }
    },
    describe: async (request, signal) => (await ask(request, true, signal)).description,
    async close() {
      closed = true
      for (const seat of seats) {
        if (seat.job === null && !seat.stopped) end(seat)
        else stop(seat, closing())
      }
      const ended = [...seats].map((seat) => once(seat.worker, 'exit'))
      await Promise.race([Promise.all(ended), wait(STOP_MS, undefined, { ref: false })])
      // Those that stand in a call to a drive that does not answer.
      for (const seat of seats) end(seat)
      await Promise.race([Promise.all(ends), wait(STOP_MS, undefined, { ref: false })])
    },
  }
}

function closing(): RushesError {
  return new RushesError('cancelled', 'Rushes is closing: the plan was not finished. Nothing was written.')
}

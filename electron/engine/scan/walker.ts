/**
 * The engine's line to the thread that walks one drive: a dead drive keeps that thread and nobody else.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import { createQueue, type Queue } from '../queue.ts'
import { SHARED, type Batch, type Ground, type Look, type WalkReply, type WalkRequest } from './walk-messages.ts'

/**
 * How long (ms) one call to the file system may take before its drive counts as dead. A disk that spins up takes ten
 * seconds.
 */
const PATIENCE_MS = 30_000
/** A stop waits this long (ms) for the call that is under way. */
const STOP_MS = 2_000
/** Entries are handed on as soon as they are read: room for many of them would only be memory. */
const YOUNG_MB = 4
/** A thread that has nothing to do for so long is ended. */
const IDLE_MS = 5_000

type Asked<Type extends WalkRequest['type']> = Omit<Extract<WalkRequest, { type: Type }>, 'type' | 'id' | 'shared'>

export interface Walker {
  /**
   * Walks, and hands over batch after batch; the next is asked for when `take` has ended. Throws `cancelled` or
   * `disk.io`.
   */
  walk(request: Asked<'walk'>, take: (batch: Batch) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Looks whether files are there, in the order of the paths. */
  look(request: Asked<'look'>, signal: AbortSignal): Promise<readonly Look[]>
  ground(request: Asked<'ground'>): Promise<Ground>
  /** Ends the thread, so that nothing of ours holds the drive. Never waits for a drive that does not answer. */
  close(): Promise<void>
}

interface Open {
  readonly id: number
  readonly top: string
  readonly flags: Int32Array
  readonly replies: Queue<WalkReply>
}

/** A walker whose thread starts with the first question. Questions are asked one at a time. */
export function createWalker(worker: URL, patienceMs = PATIENCE_MS): Walker {
  let thread: Worker | null = null
  let open: Open | null = null
  let nextId = 1
  let idle: NodeJS.Timeout | undefined

  function threadNow(): Worker {
    clearTimeout(idle)
    if (thread !== null) return thread
    const started = new Worker(worker, { name: 'walk', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    const lost = (why: string): void => {
      if (thread !== started) return
      thread = null
      open?.replies.fail(
        new RushesError('internal', `The thread that looked at ${open.top} broke off (${why}). Scan again.`),
      )
    }
    started.on('message', (reply: WalkReply) => {
      if (reply.id === open?.id) open.replies.push(reply)
    })
    started.on('error', (error) => {
      lost(error instanceof Error ? error.message : String(error))
    })
    started.on('exit', (code) => {
      lost(`it ended with code ${code}`)
    })
    return (thread = started)
  }

  /** A call that never comes back can't be stopped: its thread is given up, and the next question gets a new one. */
  function giveUp(stuck: Open): void {
    void thread?.terminate()
    thread = null
    stuck.replies.fail(
      new RushesError(
        'disk.io',
        `${stuck.top} does not answer. Nothing was changed; check the drive or the network, then scan again.`,
        { path: stuck.top },
      ),
    )
  }

  async function* ask(request: WalkRequest, signal: AbortSignal | undefined): AsyncGenerator<WalkReply, void> {
    if (open !== null) throw new TypeError('A walker answers one question at a time.')
    const flags = new Int32Array(request.shared)
    const asked: Open = { id: request.id, top: request.top, flags, replies: createQueue<WalkReply>() }
    let late: NodeJS.Timeout | undefined
    const stop = (): void => {
      Atomics.store(flags, SHARED.stop, 1)
      Atomics.notify(flags, SHARED.taken)
    }
    const onAbort = (): void => {
      stop()
      late = setTimeout(() => {
        giveUp(asked)
      }, STOP_MS)
    }
    if (signal?.aborted === true) throw cancelled(request.top)
    signal?.addEventListener('abort', onAbort)
    open = asked
    const watchdog = watchSteps(flags, patienceMs, () => giveUp(asked))
    try {
      threadNow().postMessage(request, [])
      yield* asked.replies.read()
    } finally {
      stop()
      clearInterval(watchdog)
      signal?.removeEventListener('abort', onAbort)
      clearTimeout(late)
      open = null
      idle = setTimeout(() => {
        void close()
      }, IDLE_MS)
      idle.unref()
    }
  }

  async function one<Type extends WalkReply['type']>(
    request: WalkRequest,
    type: Type,
    signal?: AbortSignal,
  ): Promise<Extract<WalkReply, { type: Type }>> {
    for await (const reply of ask(request, signal)) {
      if (reply.type === type) return reply as Extract<WalkReply, { type: Type }>
      throw broken(request.top, reply)
    }
    throw cancelled(request.top)
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const ending = thread
    thread = null
    if (open !== null) open.replies.fail(cancelled(open.top))
    if (ending === null) return
    // A thread in a call that never returns does not end either: it is not waited for.
    await Promise.race([
      ending.terminate(),
      new Promise((resolve) => {
        setTimeout(resolve, 1_000).unref()
      }),
    ])
  }

  const shared = (): SharedArrayBuffer => new SharedArrayBuffer(4 * SHARED.count)
  return {
    async walk(request, take, signal) {
      const whole: WalkRequest = { ...request, type: 'walk', id: nextId++, shared: shared() }
      const flags = new Int32Array(whole.shared)
      for await (const reply of ask(whole, signal)) {
        if (signal.aborted) throw cancelled(request.top)
        if (reply.type === 'end') return
        if (reply.type !== 'batch') throw broken(request.top, reply)
        await take(reply.batch)
        Atomics.add(flags, SHARED.taken, 1)
        Atomics.notify(flags, SHARED.taken)
      }
    },
    look: async (request, signal) =>
      (await one({ ...request, type: 'look', id: nextId++, shared: shared() }, 'looks', signal)).looks,
    ground: async (request) =>
      (await one({ ...request, type: 'ground', id: nextId++, shared: shared() }, 'ground')).ground,
    close,
  }
}

/** Calls `stuck` once when the thread stands in one call to the file system for longer than it may. */
function watchSteps(flags: Int32Array, patienceMs: number, stuck: () => void): NodeJS.Timeout {
  let steps = -1
  let since = performance.now()
  const timer = setInterval(
    () => {
      const now = Atomics.load(flags, SHARED.steps)
      // Before its first call the thread is still starting, which on a busy machine takes what it takes.
      if (now !== steps || now === 0 || Atomics.load(flags, SHARED.waits) === 1) {
        steps = now
        since = performance.now()
      } else if (performance.now() - since > patienceMs) {
        clearInterval(timer)
        stuck()
      }
    },
    Math.min(1_000, patienceMs),
  )
  timer.unref()
  return timer
}

function cancelled(top: string): RushesError {
  return new RushesError('cancelled', `The scan of ${top} was stopped. The next scan continues from there.`)
}

function broken(top: string, reply: WalkReply): RushesError {
  const why = reply.type === 'failed' ? reply.message : reply.type
  return new RushesError(
    'internal',
    `Looking at ${top} failed (${why}). Nothing was changed; the log in the library says more.`,
  )
}

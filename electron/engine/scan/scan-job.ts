/**
 * A scan that is asked for: who watches it, what it tells, how it is stopped.
 */
import type { RootScanEvent } from '../../../shared/model/watching.ts'
import { createBroadcast } from '../channel.ts'
import type { Scanned, Scope } from './scan-root.ts'
import type { Seen } from './reconcile.ts'

/** How often a watcher is told, ms. */
const INTERVAL_MS = 150

export interface ScanJob {
  readonly rootId: string
  /** Equal jobs are one. */
  readonly key: string
  readonly scopes: () => readonly Scope[]
  /** Somebody beside the watchers wants it: it goes on when they leave. */
  wanted: boolean
  started: boolean
  readonly signal: AbortSignal
  stop(): void
  seen: Seen | null
  tell(seen: Seen): void
  /** Settles `result`, and ends the watchers' streams. */
  end(scanned: Scanned): void
  fail(error: unknown): void
  /**
   * Live counts; the last event is `done`. Throws what the scan failed with. A scan that nobody wants any more stops.
   */
  watch(signal: AbortSignal | undefined): AsyncGenerator<RootScanEvent, void>
  /** Resolves when it has ended, however. */
  readonly over: Promise<void>
}

/** A job that has not begun. */
export function createScanJob(rootId: string, key: string, scopes: () => readonly Scope[], wanted: boolean): ScanJob {
  const controller = new AbortController()
  const broadcast = createBroadcast<RootScanEvent>(INTERVAL_MS, (waiting, next) => ({
    ...next,
    problems: [...waiting.problems, ...next.problems],
  }))
  // Whoever watches hears of the end at once, not after the time between two counts.
  const finished = new AbortController()
  let told = 0
  let watchers = 0
  let ended: { readonly event: RootScanEvent } | { readonly error: unknown } | null = null
  let resolve = (): void => {}
  const over = new Promise<void>((done) => {
    resolve = done
  })

  /** The count now, with the problems that were not told yet. */
  function eventOf(type: RootScanEvent['type'], seen: Seen, scanned: Scanned | null): RootScanEvent {
    const problems = seen.problems.slice(told)
    told = seen.problems.length
    return {
      type,
      rootId,
      path: seen.path,
      files: seen.files,
      bytes: seen.bytes,
      added: seen.added,
      changed: seen.changed,
      back: seen.back,
      moved: scanned?.moved ?? 0,
      missing: scanned?.missing ?? 0,
      takenIn: 0,
      waiting: 0,
      unreadable: seen.unreadable,
      problems,
      guard: scanned?.guard ?? null,
    }
  }

  function close(): void {
    broadcast.end()
    finished.abort()
    resolve()
  }

  const job: ScanJob = {
    rootId,
    key,
    scopes,
    wanted,
    started: false,
    signal: controller.signal,
    seen: null,
    over,
    stop: () => controller.abort(),
    tell(seen) {
      job.seen = seen
      if (broadcast.watchers > 0) broadcast.publish(eventOf('progress', seen, null))
    },
    end(scanned) {
      ended = { event: eventOf('done', scanned.seen, scanned) }
      close()
    },
    fail(error) {
      ended = { error }
      close()
    },
    async *watch(signal) {
      watchers += 1
      try {
        const either = signal === undefined ? finished.signal : AbortSignal.any([signal, finished.signal])
        for await (const event of broadcast.watch(either)) yield event
        if (ended !== null && 'error' in ended) throw ended.error
        if (ended !== null) yield ended.event
      } finally {
        watchers -= 1
        if (watchers === 0 && !job.wanted) controller.abort()
      }
    },
  }
  return job
}

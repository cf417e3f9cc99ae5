/**
 * Where hints come from: a thread that watches, behind an interface, so that tests can drop, double and reorder what it
 * says.
 */
import { Worker } from 'node:worker_threads'
import type { WatchMessage, WatchRequest } from './messages.ts'

interface WatchSource {
  send(request: WatchRequest): void
  /** Ends it; nothing is said after. */
  close(): Promise<void>
}

export interface WatchListener {
  readonly message: (message: WatchMessage) => void
  /** The thread ended by itself, with what it held: why. */
  readonly lost: (reason: string) => void
}

export type OpenWatchSource = (listener: WatchListener) => WatchSource

/**
 * [Note: the watcher's own memory] A thread has a heap of its own. When a million folders are too many for it, it ends
 * alone, the roots are looked at on a schedule, and the engine never notices but by a sentence.
 */
const HEAP_MB = 256

/** Watches in a thread, started with the first request. */
export function threadSource(worker: URL): OpenWatchSource {
  return (listener) => {
    let thread: Worker | undefined
    let closed = false
    const lose = (reason: string): void => {
      if (thread === undefined) return
      thread = undefined
      if (!closed) listener.lost(reason)
    }
    const start = (): Worker => {
      const started = new Worker(worker, {
        name: 'watch',
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
      })
      started.unref()
      started.on('message', (message: WatchMessage) => {
        if (!closed) listener.message(message)
      })
      started.on('error', (error) => {
        lose(error.message)
      })
      started.on('exit', (code) => {
        lose(`it ended with code ${code}`)
      })
      return started
    }
    return {
      send(request) {
        if (closed || (thread === undefined && request.type === 'unwatch')) return
        thread ??= start()
        thread.postMessage(request, [])
      },
      async close() {
        closed = true
        await thread?.terminate()
      },
    }
  }
}

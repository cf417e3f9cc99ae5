/**
 * A worker thread as a function: a batch goes in, its results come out, in order.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Batch, BatchDone } from './messages.ts'

export interface WorkerLink<Job, Result> {
  /** @throws RushesError `internal` when the worker died */
  send(jobs: readonly Job[]): Promise<readonly Result[]>
  /**
   * Ends the thread. One that sits in a system call of a dead drive ends when that returns; nobody has to wait for it.
   */
  end(): Promise<void>
}

/** Starts a worker thread; the offload's threads live on small heaps, because bytes never pass through them. */
export function linkWorker<Job, Result>(entry: URL, data: unknown): WorkerLink<Job, Result> {
  const worker = new Worker(entry, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
  const waiting = new Map<number, { resolve: (results: readonly Result[]) => void; reject: (error: Error) => void }>()
  let nextId = 0
  let death: Error | null = null
  const die = (error: Error): void => {
    death = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (done: BatchDone<Result>) => {
    waiting.get(done.id)?.resolve(done.results)
    waiting.delete(done.id)
  })
  worker.on('error', (error) => {
    die(
      new RushesError(
        'internal',
        `A part of the offload broke (${error instanceof Error ? error.message : String(error)}). Resume the offload: it continues where it stopped.`,
        {},
        { cause: error },
      ),
    )
  })
  worker.on('exit', () => {
    die(
      new RushesError(
        'internal',
        'A part of the offload ended early. Resume the offload: it continues where it stopped.',
      ),
    )
  })
  return {
    send: (jobs) =>
      new Promise((resolve, reject) => {
        if (death !== null) {
          reject(death)
          return
        }
        const batch: Batch<Job> = { id: nextId++, jobs }
        waiting.set(batch.id, { resolve, reject })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(batch)
      }),
    end: async () => {
      // A thread that hangs in a dead drive must not keep the process from ending.
      worker.unref()
      await worker.terminate()
    },
  }
}

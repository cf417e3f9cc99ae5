/**
 * A few worker threads that hash files, so that the engine's event loop stays free.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { stopped } from './hash-file.ts'
import type { HashFile, HashFileOptions } from './hash-file.ts'
import type { HashFault, HashReply, HashRequest } from './hash-messages.ts'

export interface HashPool {
  /** How many files are hashed at the same time. */
  readonly size: number
  /** As hashFile, in a worker. System errors keep their `code`. */
  readonly hashFile: HashFile
  /** Ends the workers. Work that still waits or runs fails with `cancelled`. */
  close(): Promise<void>
}

interface Job {
  readonly request: HashRequest
  readonly options: HashFileOptions
  readonly resolve: (hashes: Hashes) => void
  readonly reject: (error: Error) => void
  readonly release: () => void
}

interface Seat {
  readonly worker: Worker
  /**
   * In the order sent; the first one runs. The second waits in the worker, so that it never idles between small files.
   */
  readonly jobs: Job[]
}

const JOBS_PER_WORKER = 2
/** Bytes lie in buffers: the heap of such a thread has little to hold. */
const YOUNG_MB = 8

/**
 * Makes a pool. Workers start with the first files and don't keep the process alive while they have nothing to do.
 * @param worker the entry of the thread (electron/hosts/hash.worker.ts or what it was bundled to)
 */
export function createHashPool({ size, worker }: { readonly size: number; readonly worker: URL }): HashPool {
  const seats: Seat[] = []
  const waiting: Job[] = []
  let nextId = 1
  let closed = false

  function seatWithRoom(): Seat | undefined {
    const idle = seats.find((seat) => seat.jobs.length === 0)
    if (idle !== undefined) return idle
    if (seats.length < size) return openSeat()
    return seats.find((seat) => seat.jobs.length < JOBS_PER_WORKER)
  }

  function openSeat(): Seat {
    const seat: Seat = {
      worker: new Worker(worker, { name: 'hash', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } }),
      jobs: [],
    }
    seat.worker.unref()
    seat.worker.on('message', (reply: HashReply) => {
      answer(seat, reply)
    })
    seat.worker.on('error', (error) => {
      lose(seat, error.message)
    })
    seat.worker.on('exit', (code) => {
      lose(seat, `it ended with code ${code}`)
    })
    seats.push(seat)
    return seat
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const seat = seatWithRoom()
      const job = seat === undefined ? undefined : waiting.shift()
      if (seat === undefined || job === undefined) return
      seat.jobs.push(job)
      seat.worker.ref()
      seat.worker.postMessage(job.request, [])
    }
  }

  function answer(seat: Seat, reply: HashReply): void {
    const position = seat.jobs.findIndex((job) => job.request.id === reply.id)
    const job = seat.jobs[position]
    if (job === undefined) return
    if (reply.bytes > 0) job.options.onBytes?.(reply.bytes)
    if (reply.type === 'bytes') return
    seat.jobs.splice(position, 1)
    if (seat.jobs.length === 0) seat.worker.unref()
    job.release()
    if (reply.type === 'done') {
      job.options.onMethod?.(reply.method)
      job.resolve(reply.hashes)
    } else job.reject(errorOf(reply.fault, job.request.path))
    dispatch()
  }

  /** A thread that died takes its own files with it and no others; the next file starts a new one. */
  function lose(seat: Seat, why: string): void {
    const position = seats.indexOf(seat)
    if (position < 0) return
    seats.splice(position, 1)
    for (const job of seat.jobs.splice(0)) {
      job.release()
      job.reject(
        closed
          ? stopped(job.request.path)
          : new RushesError(
              'internal',
              `The thread that read ${job.request.path} broke off (${why}). Run the same command again.`,
              { path: job.request.path },
            ),
      )
    }
    dispatch()
  }

  return {
    size,
    hashFile(path: string, formats: readonly HashFormat[], options: HashFileOptions = {}): Promise<Hashes> {
      if (closed || options.signal?.aborted === true) return Promise.reject(stopped(path))
      return new Promise((resolve, reject) => {
        const stop = new SharedArrayBuffer(4)
        const onAbort = (): void => {
          Atomics.store(new Int32Array(stop), 0, 1)
        }
        options.signal?.addEventListener('abort', onAbort, { once: true })
        const release = (): void => {
          options.signal?.removeEventListener('abort', onAbort)
        }
        waiting.push({
          request: { id: nextId++, path, formats, readBack: options.readBack ?? null, stop },
          options,
          resolve,
          reject,
          release,
        })
        dispatch()
      })
    },
    async close() {
      closed = true
      for (const job of waiting.splice(0)) {
        job.release()
        job.reject(stopped(job.request.path))
      }
      await Promise.all(seats.map((seat) => seat.worker.terminate()))
    },
  }
}

function errorOf(fault: HashFault, path: string): Error {
  if (fault.cancelled) return stopped(path)
  return Object.assign(new Error(fault.message), fault.code === null ? {} : { code: fault.code })
}

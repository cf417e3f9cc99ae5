/**
 * The thread that compares two texts, started for each comparison: unpacking a project and finding its lines again
 * takes seconds at worst, and nobody else waits for that.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { CompareRequest, TextDiff } from './text-diff.ts'

/** Memory of the thread, MiB: two texts of the largest size, unpacked, in lines. */
const MAX_MEMORY_MB = 1024

export type CompareLines = (a: Uint8Array, b: Uint8Array) => Promise<TextDiff>

/** Makes the line to it. `entry` is the thread's entry point. Comparisons beyond its memory are refused in words. */
export function compareInThread(entry: URL): CompareLines {
  return async (a, b) => {
    const worker = new Worker(entry, { name: 'compare', resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB } })
    try {
      return await new Promise<TextDiff>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ note: 'Too large to be compared by lines.' })
          else reject(error)
        })
        worker.once('exit', () => {
          reject(new RushesError('cancelled', 'The thread that compares versions ended.'))
        })
        worker.postMessage({ a, b } satisfies CompareRequest, [])
      })
    } finally {
      await worker.terminate()
    }
  }
}

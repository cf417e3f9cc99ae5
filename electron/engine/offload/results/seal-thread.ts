/**
 * The engine's line to the thread that seals, started for each sealing.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { SealFile } from '../../mhl/seal-plan.ts'
import { asError } from '../thread-failure.ts'
import type { FromSealThread, SealWithout, ToSealThread } from './seal-messages.ts'

/** Adds a generation of these files. Throws what `sealGeneration` throws. */
export type SealFolder = (request: SealWithout, files: Iterable<SealFile>) => Promise<void>

/** Files in one message: a few milliseconds of the engine's loop. */
const PIECE_FILES = 1_000
/** Garbage of the thread is collected early: much of its peak would be that. */
const YOUNG_MB = 8

/** Makes the line. */
export function sealInThread(entry: URL): SealFolder {
  return async (request, files) => {
    const worker = new Worker(entry, { name: 'seal', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    // From its start on: it may end between two questions.
    const lost = new Promise<never>((_, reject) => {
      worker.once('error', (error) => {
        reject(endedEarly(error instanceof Error ? error.message : String(error), error))
      })
      worker.once('exit', (code) => {
        reject(endedEarly(`code ${code}`))
      })
    })
    lost.catch(() => {}) // Whoever asks next is told.
    const ask = async (message: ToSealThread): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<FromSealThread>()
      worker.once('message', resolve)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(message)
      const answer = await Promise.race([promise, lost])
      if (answer.type === 'refused' || answer.type === 'broke') throw asError(answer)
    }
    try {
      let piece: SealFile[] = []
      for (const file of files) {
        if (piece.push(file) < PIECE_FILES) continue
        await ask({ type: 'files', files: piece })
        piece = []
      }
      await ask({ type: 'files', files: piece })
      await ask({ type: 'seal', request })
    } finally {
      await worker.terminate()
    }
  }
}

function endedEarly(why: string, cause?: unknown): RushesError {
  return new RushesError(
    'internal',
    `The thread that seals ended early (${why}). The copies stay verified. Run the same offload again to seal them.`,
    {},
    { cause },
  )
}

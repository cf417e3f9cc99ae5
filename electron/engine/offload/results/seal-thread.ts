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
    try {
      let piece: SealFile[] = []
      for (const file of files) {
        if (piece.push(file) < PIECE_FILES) continue
        await ask(worker, { type: 'files', files: piece })
        piece = []
      }
      await ask(worker, { type: 'files', files: piece })
      await ask(worker, { type: 'seal', request })
    } finally {
      await worker.terminate()
    }
  }
}

/** Sends a message and waits until it is done with. */
async function ask(worker: Worker, message: ToSealThread): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<FromSealThread>()
  const ended = (code: number): void => {
    reject(
      new RushesError(
        'internal',
        `The thread that seals ended early (code ${code}). The copies stay verified. Run the same offload again to seal them.`,
      ),
    )
  }
  worker.once('message', resolve).once('error', reject).once('exit', ended)
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(message)
    const answer = await promise
    if (answer.type === 'refused' || answer.type === 'broke') throw asError(answer)
  } finally {
    worker.off('message', resolve).off('error', reject).off('exit', ended)
  }
}

/**
 * The thread that copies the catalogue and looks it through, started for each time: it is needed once a day.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { CopyReply, CopyRequest } from '../db/core/copy.ts'

export interface CatalogueThread {
  /** Copies the open catalogue to `target`, checked and on the disk. Throws `library.broken` with what is wrong. */
  copy(target: string): Promise<void>
  /** 'ok', or the first thing that is wrong. */
  check(): Promise<string>
}

/** Makes the line for the catalogue `file`. */
export function catalogueThread(entry: URL, file: string): CatalogueThread {
  async function ask(request: CopyRequest): Promise<string> {
    const worker = new Worker(entry, { name: 'catalogue' })
    try {
      const reply = await new Promise<CopyReply>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.once('exit', () => {
          reject(new RushesError('cancelled', 'The thread that reads the catalogue ended.'))
        })
        worker.postMessage(request, [])
      })
      return reply.found
    } finally {
      await worker.terminate()
    }
  }
  return {
    async copy(target) {
      const found = await ask({ type: 'copy', file, target })
      if (found !== 'ok')
        throw new RushesError(
          'library.broken',
          `The catalogue could not be copied to ${target} (${found}). Check the room and the drive there.`,
        )
    },
    check: () => ask({ type: 'check', file }),
  }
}

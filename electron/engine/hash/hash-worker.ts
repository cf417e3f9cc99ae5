/**
 * The work of one hashing thread: requests in, digests out. Runs in electron/hosts/hash.worker.ts.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import { alignedBuffer } from '../files/aligned.ts'
import { createReadRetry } from '../files/read-retry.ts'
import { readBack } from '../files/read-back.ts'
import { hashFileSync, READ_BYTES, stopped } from './hash-file.ts'
import type { HashFault, HashReply, HashRequest } from './hash-messages.ts'

/** Bytes between two reports of progress: some hundred reports a second at most. */
const REPORT_BYTES = 16 << 20

/** Makes the function that answers one request after the other, with a single buffer for all of them. */
export function createHashWorker(reply: (message: HashReply) => void): (request: HashRequest) => void {
  const buffer = alignedBuffer(READ_BYTES)
  return ({ id, path, formats, readBack: asked, stop }) => {
    const flag = new Int32Array(stop)
    let unreported = 0
    const onBytes = (bytes: number): void => {
      unreported += bytes
      if (unreported < REPORT_BYTES) return
      reply({ type: 'bytes', id, bytes: unreported })
      unreported = 0
    }
    try {
      const stop = (): boolean => Atomics.load(flag, 0) !== 0
      if (asked === null) {
        const hashes = hashFileSync(path, formats, buffer, { stop, onBytes })
        reply({ type: 'done', id, bytes: unreported, hashes, method: 'page-cache' })
        return
      }
      const done = readBack(path, {
        method: asked,
        formats,
        buffer,
        stopped: stop,
        onBytes,
        readRetry: createReadRetry(() => {}, stop),
      })
      if (done === null) throw stopped(path)
      reply({ type: 'done', id, bytes: Math.max(0, unreported), hashes: done.hashes, method: done.method })
    } catch (error) {
      reply({ type: 'failed', id, bytes: unreported, fault: faultOf(error) })
    }
  }
}

function faultOf(error: unknown): HashFault {
  if (isRushesError(error)) return { cancelled: error.code === 'cancelled', code: null, message: error.message }
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return { cancelled: false, code: code ?? null, message: error instanceof Error ? error.message : String(error) }
}

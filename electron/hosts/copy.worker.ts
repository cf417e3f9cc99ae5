/**
 * Entry of the thread that reads the card and writes the copies.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { createCopier } from '../engine/offload/workers/copier.ts'
import type { Batch, CopyJob, CopyWorkerData } from '../engine/offload/workers/messages.ts'

const port = parentPort
if (port === null) throw new Error('copy.worker is started as a worker thread')
const copy = createCopier(workerData as CopyWorkerData)

// One batch after the other, in the order in which they were sent.
let last: Promise<void> = Promise.resolve()
port.on('message', (batch: Batch<CopyJob>) => {
  const before = last
  last = (async () => {
    await before
    port.postMessage(await copy(batch))
  })()
})

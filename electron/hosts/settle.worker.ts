/**
 * Entry of the thread that makes the copies on one destination durable, reads them back and names them.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { Batch, SettleJob, SettleWorkerData } from '../engine/offload/workers/messages.ts'
import { createFinaliser } from '../engine/offload/workers/finaliser.ts'

const port = parentPort
if (port === null) throw new Error('settle.worker is started as a worker thread')
const settle = createFinaliser(workerData as SettleWorkerData)
port.on('message', async (batch: Batch<SettleJob>) => {
  port.postMessage(await settle(batch))
})

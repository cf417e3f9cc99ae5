/**
 * Entry of the thread that seals what an offload copied.
 */
import { parentPort } from 'node:worker_threads'
import type { ToSealThread } from '../engine/offload/results/seal-messages.ts'
import { createSealWork } from '../engine/offload/results/seal-work.ts'

const port = parentPort
if (port === null) throw new Error('seal.worker is started as a worker thread')
const take = createSealWork((message) => {
  port.postMessage(message)
})
port.on('message', (message: ToSealThread) => {
  take(message)
})

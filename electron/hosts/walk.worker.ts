/**
 * Entry of the thread that walks a drive.
 */
import { parentPort } from 'node:worker_threads'
import type { WalkRequest } from '../engine/scan/walk-messages.ts'
import { createWalkWorker } from '../engine/scan/walk-worker.ts'

const port = parentPort
if (port === null) throw new Error('walk.worker is started as a worker thread')
const answer = createWalkWorker((message, transfer) => {
  port.postMessage(message, transfer)
})
port.on('message', (request: WalkRequest) => {
  answer(request)
})

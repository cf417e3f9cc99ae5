/**
 * Entry of a thread that reads files for a remote.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { ReadingRequest, ReadingWork } from '../engine/sync/bytes/messages.ts'
import { createReading } from '../engine/sync/bytes/reading-worker.ts'

const port = parentPort
if (port === null) throw new Error('remote.worker is started as a worker thread')
const answer = createReading(workerData as ReadingWork, (message, transfer = []) => {
  port.postMessage(message, transfer)
})
port.on('message', (request: ReadingRequest) => {
  answer(request)
})

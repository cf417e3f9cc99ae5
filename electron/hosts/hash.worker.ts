/**
 * Entry of a hashing thread.
 */
import { parentPort } from 'node:worker_threads'
import { createHashWorker } from '../engine/hash/hash-worker.ts'
import type { HashRequest } from '../engine/hash/hash-messages.ts'

const port = parentPort
if (port === null) throw new Error('hash.worker is started as a worker thread')
const hash = createHashWorker((message) => {
  port.postMessage(message)
})
port.on('message', (request: HashRequest) => {
  hash(request)
})

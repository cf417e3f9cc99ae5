/**
 * Entry of the thread that keeps versions.
 */
import { parentPort } from 'node:worker_threads'
import { answerStore } from '../engine/versions/store/store-worker.ts'
import type { StoreRequest } from '../engine/versions/store/messages.ts'

const port = parentPort
if (port === null) throw new Error('store.worker is started as a worker thread')
port.on('message', (request: StoreRequest) => {
  port.postMessage(answerStore(request))
})

/**
 * Entry of the thread that reads inside media files.
 */
import { parentPort } from 'node:worker_threads'
import { answerRequest } from '../engine/media/inside/inside-worker.ts'
import type { InsideRequest } from '../engine/media/inside/questions.ts'

const port = parentPort
if (port === null) throw new Error('inside.worker is started as a worker thread')
port.on('message', (request: InsideRequest) => {
  void answerRequest(request).then((reply) => {
    port.postMessage(reply)
    return undefined
  })
})

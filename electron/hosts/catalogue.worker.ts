/**
 * Entry of the thread that copies the catalogue and looks it through.
 */
import { parentPort } from 'node:worker_threads'
import { answerCopy, type CopyRequest } from '../engine/db/core/copy.ts'

const port = parentPort
if (port === null) throw new Error('catalogue.worker is started as a worker thread')
port.on('message', (request: CopyRequest) => {
  port.postMessage(answerCopy(request))
})

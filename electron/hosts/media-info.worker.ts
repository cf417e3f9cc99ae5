/**
 * Entry of the thread that runs MediaInfo.
 */
import { parentPort } from 'node:worker_threads'
import { createInfoWorker } from '../engine/media/mediainfo/info-worker.ts'
import type { InfoRequest } from '../engine/media/mediainfo/messages.ts'

const port = parentPort
if (port === null) throw new Error('media-info.worker is started as a worker thread')
const read = createInfoWorker((reply) => {
  port.postMessage(reply)
})
port.on('message', (request: InfoRequest) => {
  read(request)
})

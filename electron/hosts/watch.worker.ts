/**
 * Entry of the watching thread.
 */
import { parentPort } from 'node:worker_threads'
import { createWatcher } from '../engine/watch/watcher.ts'
import type { WatchRequest } from '../engine/watch/messages.ts'

const port = parentPort
if (port === null) throw new Error('watch.worker is started as a worker thread')
const handle = createWatcher((message) => {
  port.postMessage(message)
})
port.on('message', (request: WatchRequest) => {
  handle(request)
})

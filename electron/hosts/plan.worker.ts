/**
 * Entry of the thread that plans offloads.
 */
import { parentPort } from 'node:worker_threads'
import type { ToPlanThread } from '../engine/offload/plan/thread/messages.ts'
import { createPlanWork } from '../engine/offload/plan/thread/work.ts'

const port = parentPort
if (port === null) throw new Error('plan.worker is started as a worker thread')
const take = createPlanWork((message) => {
  port.postMessage(message)
})
port.on('message', (message: ToPlanThread) => {
  take(message)
})

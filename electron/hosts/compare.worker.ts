/**
 * Entry of the thread that compares two texts by their lines.
 */
import { parentPort } from 'node:worker_threads'
import { compareTexts, type CompareRequest } from '../engine/versions/text-diff.ts'

const port = parentPort
if (port === null) throw new Error('compare.worker is started as a worker thread')
port.once('message', ({ a, b }: CompareRequest) => {
  port.postMessage(compareTexts(a, b))
})

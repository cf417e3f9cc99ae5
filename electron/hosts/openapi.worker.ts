/**
 * Entry of the thread that describes the contract.
 */
import { parentPort } from 'node:worker_threads'
import { describeContract } from '../engine/openapi.ts'

const port = parentPort
if (port === null) throw new Error('openapi.worker is started as a worker thread')
port.once('message', (version: string) => {
  // What it throws ends the thread, and is told to whoever asked.
  void describeContract(version).then((described) => {
    port.postMessage(described)
  })
})

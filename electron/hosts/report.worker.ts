/**
 * Entry of the thread that writes reports: a large card takes seconds, and nobody else waits for that.
 */
import { parentPort } from 'node:worker_threads'
import { composeReport, type ReportRequest } from '../engine/reports/compose.ts'
import { fontFolder } from './places.ts'

const port = parentPort
if (port === null) throw new Error('report.worker is started as a worker thread')
// One after the other: whoever asks waits for the answer first.
port.on('message', (request: ReportRequest) => {
  // What it throws ends the thread, and is told to whoever asked.
  void composeReport(request, fontFolder()).then((reply) => {
    port.postMessage(reply)
  })
})

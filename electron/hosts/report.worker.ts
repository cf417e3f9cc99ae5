/**
 * Entry of the thread that draws reports: pictures and fonts take seconds for a large card, and nobody else waits for that.
 */
import { parentPort } from 'node:worker_threads'
import type { Report } from '../engine/domain/report.ts'
import { reportPdf } from '../engine/reports/pdf.ts'
import { fontFolder } from './places.ts'

const port = parentPort
if (port === null) throw new Error('report.worker is started as a worker thread')
port.once('message', (report: Report) => {
  void reportPdf(report, fontFolder()).then((pdf) => { port.postMessage(new Uint8Array(pdf)) })
})

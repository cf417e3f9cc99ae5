/** Probes all files of a folder as an ingest does, several at a time, as a process of its own. */
import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cpuSeconds } from './cpu-seconds.ts'
import { probeFile } from '../../electron/engine/media/probe.ts'
import { createRunner } from '../../electron/engine/media/runner.ts'
import { findTools } from '../../electron/engine/media/tools.ts'

const [folder, dir] = process.argv.slice(2) as [string, string]
const runner = createRunner({ tableDir: mkdtempSync(join(dir, 'table-')) })
const context = { runner, tools: await findTools({}, runner) }
const waiting = readdirSync(folder)
let read = 0
const [before, began] = [cpuSeconds(), performance.now()]
async function work(): Promise<void> {
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    await probeFile(join(folder, name), context)
    read += 1
  }
}
await Promise.all([work(), work()])
console.log(JSON.stringify({ cpu: cpuSeconds() - before, wall: (performance.now() - began) / 1000, read }))
await runner.endAll()

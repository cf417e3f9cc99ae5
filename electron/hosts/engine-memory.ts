/**
 * How much memory an engine's process takes for the sake of speed. Node gives a heap room by the memory of the machine:
 * half of what an offload of many small files held at its peak was garbage that waited to be collected.
 */
import { setFlagsFromString } from 'node:v8'

/**
 * Options of Node for an engine's process. MB of each half of the space for new objects: 64 by default on a machine
 * with much memory, in each thread. Offloads of 20,000 files took the same CPU time with 64, 8 and 4.
 */
export const ENGINE_OPTIONS: readonly string[] = ['--max-semi-space-size=4']

/** The heap may grow by so many percent of what is in use before it is collected. V8 lets it grow up to four times. */
const GROWING_PERCENT = 20

/** Has the heaps of this process, and of threads that it starts from now on, collected early. */
export function keepHeapSmall(): void {
  // Electron forbids changes of V8's options once it runs: the process would be ended.
  if (process.versions['electron'] === undefined) setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`)
}

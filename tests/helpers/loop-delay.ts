/**
 * How long the event loop of this process keeps others waiting, while something is done.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface LoopDelay {
  /** Milliseconds by which timers came late: the middle, the 99th percentile and the longest. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Milliseconds that the work took. */
  readonly took: number
}

const RESOLUTION_MS = 1

/** Does the work and measures the loop meanwhile. */
export async function loopDelayDuring(work: () => Promise<unknown>): Promise<LoopDelay> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  // Pause on purpose: the histogram counts from one turn of the loop to the next: it needs a first turn before the
  // work, and forgets it when it is reset.
  await new Promise((resolve) => {
    setTimeout(resolve, 5 * RESOLUTION_MS)
  })
  const begin = performance.now()
  await work()
  const took = performance.now() - begin
  // Pause on purpose: a block at the very end is only counted when the loop has turned once more.
  await new Promise((resolve) => {
    setTimeout(resolve, 2 * RESOLUTION_MS)
  })
  histogram.disable()
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), longest: ms(histogram.max), took }
}

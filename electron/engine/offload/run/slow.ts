/**
 * Notices a destination that holds the others up, and lets them go ahead: the slow one is then filled from their
 * copies, at its own speed.
 */
import type { Run } from './running.ts'

/**
 * A destination falls behind when the others waited for it this long, and for half of the time so far: without it they
 * would be at least twice as fast. [Note: not sooner] The copies of one that fell behind are read from another drive
 * while that one is still written. Two drives of nearly one speed are faster side by side.
 */
const PATIENCE_MS = 3000
const SHARE = 0.5

export interface PaceWatch {
  /** The lane from the card can't go on before these have settled more; none: it goes on. */
  waitsFor(destinations: readonly number[]): void
  /** Puts those of the destinations behind that hold the others up. */
  judge(attached: readonly number[]): void
}

/**
 * Watches the pace of a run.
 * @param unsettled batches that are not settled yet, by destination; `limit` of them make the lane wait
 */
export function watchPace(run: Run, unsettled: readonly number[], limit: number): PaceWatch {
  const begin = performance.now()
  let waiting: { readonly since: number; readonly destinations: readonly number[] } | null = null
  const waited = run.statuses.map(() => 0)
  const heldMs = (destination: number): number => (waited[destination] ?? 0) + run.state.read().heldMs(destination)
  return {
    waitsFor(destinations) {
      const now = performance.now()
      for (const destination of waiting?.destinations ?? [])
        waited[destination] = (waited[destination] ?? 0) + now - (waiting?.since ?? now)
      const idle = run.copyTasks.attached().some((other) => (unsettled[other] ?? 0) <= limit / 2)
      waiting = destinations.length > 0 && idle ? { since: now, destinations } : null
      if (waiting !== null) this.judge(run.copyTasks.attached())
    },
    judge(attached) {
      if (attached.length < 2) return
      const enough = Math.max(PATIENCE_MS, SHARE * (performance.now() - begin))
      const [slowest] = attached.toSorted((a, b) => heldMs(b) - heldMs(a))
      const status = slowest === undefined ? undefined : run.statuses[slowest]
      if (slowest === undefined || status === undefined || heldMs(slowest) < enough) return
      status.behind = true
    },
  }
}

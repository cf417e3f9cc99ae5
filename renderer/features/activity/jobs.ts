/**
 * Media work in words. Pure.
 */
import type { Job } from '../../../shared/model/work.ts'

const KINDS: Readonly<Record<string, string>> = { poster: 'Poster', filmstrip: 'Filmstrip', waveform: 'Waveform', proxy: 'Proxy' }

/** "Proxy", also for kinds that carry more in their name. */
export function jobWord(kind: string): string {
  return KINDS[kind] ?? kind.split(/[.:_-]/).map((part) => KINDS[part] ?? part).join(' ')
}

/** The jobs in the order a person needs them: failed, running, held, waiting, then what is over. */
export function sortedJobs(jobs: readonly Job[]): Job[] {
  const weight: Readonly<Record<Job['state'], number>> = { failed: 0, running: 1, held: 2, waiting: 3, cancelled: 4, done: 5 }
  return jobs.toSorted((a, b) => weight[a.state] - weight[b.state] || b.createdAt - a.createdAt)
}

/** One line for the status bar: "12 proxies and pictures waiting"; null when there is nothing to say. */
export function jobsLine(counts: { readonly waiting: number; readonly held: number; readonly running: number; readonly failed: number; readonly paused: boolean }): string | null {
  const busy = counts.running + counts.waiting
  if (counts.paused && busy + counts.held > 0) return `Media work paused, ${busy + counts.held} waiting`
  if (busy > 0) return `Making proxies and pictures, ${busy} left`
  if (counts.failed > 0) return `${counts.failed} could not be made`
  if (counts.held > 0) return `${counts.held} wait for a drive`
  return null
}

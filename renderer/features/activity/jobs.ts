/**
 * Jobs in words. Pure.
 */
import { jobWord, type Job, type JobCounts } from '../../../shared/model/jobs.ts'
import type { Activity } from '../../../shared/model/work.ts'
import { bytesText, countText, percentText, speedText, timeLeftText } from '../../ui/words.ts'

/** What is done while it runs, for one line: "Scanning RAID_A". */
const DOING: Readonly<Record<string, string>> = { scan: 'Scanning', report: 'Writing report', copy: 'Copying' }

/** The jobs in the order a person needs them: failed, running, held, waiting, then what is over. */
export function sortedJobs(jobs: readonly Job[]): Job[] {
  const weight: Readonly<Record<Job['state'], number>> = {
    failed: 0,
    running: 1,
    held: 2,
    waiting: 3,
    cancelled: 4,
    done: 5,
  }
  return jobs.toSorted((a, b) => weight[a.state] - weight[b.state] || b.createdAt - a.createdAt)
}

/** How far a running job is: "40 % · 12 of 30 GB · 180 MB/s · 2 min left". */
export function progressLine({
  progress,
  done,
  total,
  unit,
  speed,
  secondsLeft,
}: Pick<Job, 'progress' | 'done' | 'total' | 'unit' | 'speed' | 'secondsLeft'>): string {
  const far =
    unit === 'bytes'
      ? `${bytesText(done)}${total === null ? '' : ` of ${bytesText(total)}`}`
      : unit === 'files'
        ? `${countText(done, 'file')}${total === null ? '' : ` of ${total}`}`
        : null
  return [
    total === null ? null : percentText(progress),
    far,
    unit === 'bytes' && speed !== null ? speedText(speed) : null,
    timeLeftText(secondsLeft),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What the status bar tells in lines of their own. */
const TOLD_ELSEWHERE: readonly string[] = ['poster', 'filmstrip', 'waveform', 'proxy', 'verify', 'repair']

/** Other jobs in one line for the status bar: "Scanning RAID_A, 40 %"; null while none runs. */
export function tasksLine(running: readonly Job[]): string | null {
  const tasks = running.filter(({ kind }) => !TOLD_ELSEWHERE.includes(kind))
  const [first] = tasks
  if (first === undefined) return null
  const one = `${DOING[first.kind] ?? jobWord(first.kind)}${first.subject === '' ? '' : ` ${first.subject}`}${first.total === null ? '' : `, ${percentText(first.progress)}`}`
  return tasks.length === 1 ? one : `${one} and ${tasks.length - 1} more`
}

/** How many jobs failed, of every kind: the one number that is shown of it. */
export function failedOf({ jobs, tasks }: Pick<Activity, 'jobs' | 'tasks'>): number {
  return jobs.failed + tasks.failed
}

/** One line for the status bar: "12 proxies and pictures waiting"; null when there is nothing to say. */
export function jobsLine(
  counts: JobCounts & { readonly paused: boolean; readonly quiet: boolean },
  others: Pick<JobCounts, 'waiting' | 'held' | 'failed'> = { waiting: 0, held: 0, failed: 0 },
): string | null {
  const busy = counts.running + counts.waiting
  const failed = counts.failed + others.failed
  const stopped = busy + counts.held + others.waiting + others.held
  if (counts.quiet) return stopped > 0 ? `Quiet on set: jobs paused, ${stopped} waiting` : 'Quiet on set: jobs paused'
  if (counts.paused && stopped > 0) return `Jobs paused, ${stopped} waiting`
  if (busy > 0) return `Making proxies and pictures, ${busy} left${failed > 0 ? `, ${failed} failed` : ''}`
  if (failed > 0) return `${failed} failed`
  const held = counts.held + others.held
  if (held > 0) return `${held} ${held === 1 ? 'waits' : 'wait'} for a drive, or for room on one`
  return null
}

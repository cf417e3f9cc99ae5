/**
 * Jobs that run now: how far they are, what they use, how they are stopped.
 */
import type { Job } from '../../../shared/model/jobs.ts'
import type { JobRow } from '../db/jobs/jobs.ts'
import type { Lane, Occupied } from '../domain/jobs/lanes.ts'
import type { Progress } from './handler.ts'

/** Below this share, time left is a guess that jumps. */
const SHARE_TO_TELL = 0.02

/** Jobs that run in one go. */
export interface Live extends Occupied {
  readonly jobs: readonly JobRow[]
  readonly abort: AbortController
  readonly startedAt: number
  /** Those of them that a person took back. */
  readonly cancelled: Set<string>
  progress: Progress
  /** How far it was when it started, after an interruption. */
  began: number | null
  /** Null until it has told. */
  paths: readonly string[] | null
  ended: Promise<void>
}

/** An entry for jobs that are about to run. `group` as in `aloneKey`. */
export function createLive(jobs: readonly JobRow[], group: string, now: number): Live {
  const [first] = jobs
  return {
    jobs,
    abort: new AbortController(),
    startedAt: now,
    cancelled: new Set(),
    progress: { done: 0, total: null, unit: 'share' },
    began: null,
    paths: null,
    ended: Promise.resolve(),
    lanes: first!.lanes,
    alone: aloneKey(group, first!.subject),
  }
}

/** Jobs of one kind, or of one group of kinds, never work on the same thing side by side. */
export function aloneKey(group: string, subject: JobRow['subject']): string | null {
  return subject.kind === 'none' ? null : `${group} ${subject.kind} ${subject.id}`
}

/** True for a path in one of these folders. */
export function isIn(folders: Iterable<string>, path: string): boolean {
  return [...folders].some((folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`))
}

/** The job with its live progress, speed and time left. */
export function withProgress<J extends Job>(job: J, live: Live | undefined, now: number): J {
  if (live === undefined) return job
  const {
    progress: { done, total, unit, at = null },
    began,
  } = live
  const seconds = (now - live.startedAt) / 1000
  const share = total === null || total === 0 ? 0 : Math.min(1, done / total)
  const speed = began === null || seconds <= 0 ? null : (done - began) / seconds
  const secondsLeft =
    speed !== null && speed > 0 && total !== null && share > SHARE_TO_TELL ? Math.max(0, total - done) / speed : null
  return { ...job, done, total, unit, at, progress: share, speed: unit === 'share' ? null : speed, secondsLeft }
}

/** Work outside the queue that uses lanes while it goes on. */
export interface Outside {
  readonly lanes: readonly Lane[]
  readonly alone: null
}

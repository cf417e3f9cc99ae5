/**
 * Jobs: long work of any kind that is kept in the library, goes on after a restart and can be cancelled.
 */
import { z } from 'zod'
import { idSchema, momentSchema } from './primitives.ts'

/**
 * `waiting` is ready to run; `held` waits for something outside, which `heldBy` names: a drive that is away, a tool
 * that is missing.
 */
export const JOB_STATES = ['waiting', 'held', 'running', 'done', 'failed', 'cancelled'] as const
const jobStateSchema = z.enum(JOB_STATES)

/** What a job is about; the id is empty for `none`. */
const jobSubjectSchema = z.object({ kind: z.enum(['content', 'asset', 'offload', 'volume', 'none']), id: z.string() })
export type JobSubject = z.infer<typeof jobSubjectSchema>

export const jobSchema = z.object({
  id: idSchema,
  /** Media work by its recipe: poster, proxy. Else verify, repair, scan, report. */
  kind: z.string(),
  assetId: idSchema.nullable(),
  /** What it works on, in the crew's words: the clip's name, the drive's, a roll. */
  subject: z.string(),
  about: jobSubjectSchema,
  state: jobStateSchema,
  /** Why it is held, in words; of a single job also what a waiting one waits for. */
  heldBy: z.string().nullable(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** How far it is in its unit (bytes, files); `total` is null while that is not known. */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string().nullable(),
  /** What it works on now, a path; null where that is not known. */
  at: z.string().nullable(),
  /** Units a second since it started; null while it does not run. */
  speed: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  attempts: z.number().int(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: momentSchema,
  finishedAt: momentSchema.nullable(),
})
export type Job = z.infer<typeof jobSchema>

/**
 * A job with the command that was run, the end of its log, what it was asked to do, where it stands and what came of it
 * (by its kind).
 */
export const jobDetailSchema = jobSchema.extend({
  command: z.string().nullable(),
  log: z.string().nullable(),
  params: z.unknown(),
  checkpoint: z.unknown(),
  result: z.unknown(),
})
export type JobDetail = z.infer<typeof jobDetailSchema>

/** How many jobs are in each state. */
export const jobCountsSchema = z.object({
  waiting: z.number().int(),
  held: z.number().int(),
  running: z.number().int(),
  failed: z.number().int(),
  done: z.number().int(),
})
export type JobCounts = z.infer<typeof jobCountsSchema>

const WORDS: Readonly<Record<string, string>> = {
  poster: 'Poster',
  filmstrip: 'Filmstrip',
  waveform: 'Waveform',
  proxy: 'Proxy',
  'edit-proxy': 'Edit proxy',
  'adopt-proxy': 'Camera proxy',
  verify: 'Verification',
  repair: 'Repair',
  scan: 'Scan',
  report: 'Report',
  copy: 'Copy',
  'sound-levels': 'Sound levels',
  'sound-sync': 'Sound sync',
}

/** What people call a kind of job: "Proxy"; one that has no word by its own name. */
export function jobWord(kind: string): string {
  const known =
    WORDS[kind] ??
    kind
      .split(/[.:_-]/)
      .map((part) => WORDS[part] ?? part)
      .join(' ')
  return known.slice(0, 1).toUpperCase() + known.slice(1)
}

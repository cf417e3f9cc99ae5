/**
 * What a kind of job is made of. A new kind is one `defineJob` and a line in the list of modules.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { JobSubject } from '../../../shared/model/jobs.ts'
import type { JobRow } from '../db/jobs/jobs.ts'
import type { Lane } from '../domain/jobs/lanes.ts'

/** A job with parameters of its kind. */
export interface JobOf<Params> extends Omit<JobRow, 'params'> {
  readonly params: Params
}

export interface Progress {
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'files' | 'share'
  /** What it works on now: a path. */
  readonly at?: string | null
}

/** What a running job tells the queue. */
export interface JobProgress {
  tell(progress: Progress): void
  /**
   * Everything that it reads or writes: it is stopped before a drive with one of these paths is let go. Until it has
   * told, it is stopped for any drive.
   */
  uses(paths: readonly string[]): void
  /** True for a path on a drive that is about to be let go: nothing may be opened there. */
  isSuspended(path: string): boolean
  /** Keeps where the job goes on after an interruption of any kind. JSON. */
  keep(checkpoint: unknown): void
}

/** How a run of a job ended. A thrown RushesError counts as failed. */
export type JobEnd =
  /** `commit` writes what was made in the transaction that settles the job. */
  | {
      readonly state: 'done'
      readonly result?: unknown
      readonly command?: string | null
      readonly commit?: () => void
    }
  /** It waits for something outside, a drive; `because` says for what. Is tried when a drive comes. */
  | { readonly state: 'held'; readonly because: string }
  /** What it rests on has changed meanwhile: it starts afresh. */
  | { readonly state: 'again' }
  /** `final`: no try by itself can help whoever waits for it. */
  | { readonly state: 'failed'; readonly error: RushesError; readonly final?: boolean }

/** A job that a person may ask for by itself. */
export interface Asked {
  readonly subject: JobSubject
  readonly label: string
  readonly cost?: number
}

interface Common<Params> {
  readonly kind: string
  /** Throws when the parameters are none of this kind. */
  readonly parse: (params: unknown) => Params
  /** What it uses; asked again before it starts, for its files may be elsewhere by then. */
  readonly lanes: (job: Pick<JobOf<Params>, 'params' | 'subject'>) => readonly Lane[]
  readonly priority: (params: Params) => number
  /** It also runs while the queue is paused: it is short, and a person waits for it. */
  readonly evenPaused?: boolean
  /**
   * What a person asks for with these parameters; throws a RushesError that says why it can't be done. A kind without
   * it is asked for by the engine alone.
   */
  readonly ask?: (params: Params) => Asked | Promise<Asked>
}

interface Single<Params> extends Common<Params> {
  readonly run: (job: JobOf<Params>, signal: AbortSignal, progress: JobProgress) => Promise<JobEnd>
}

/** Runs jobs of several kinds on one subject in one go, as one decode feeds several derivatives. */
export interface JobGroup {
  readonly name: string
  run(jobs: readonly JobRow[], signal: AbortSignal, progress: JobProgress): Promise<ReadonlyMap<string, JobEnd>>
}

/** A kind of job as the queue knows it: its parameters are behind it. */
export interface JobHandler {
  readonly kind: string
  /** Jobs of kinds with one group are done in one go where they are about one subject and use the same lanes. */
  readonly group: JobGroup | null
  readonly evenPaused: boolean
  lanes(job: Pick<JobRow, 'params' | 'subject'>): readonly Lane[]
  /** Throws `usage` for parameters that are none of this kind, and for a kind that can't be asked for. */
  ask(params: unknown): Promise<Asked & { readonly params: object; readonly priority: number }>
  run(job: JobRow, signal: AbortSignal, progress: JobProgress): Promise<JobEnd>
}

/** Declares a kind of job. */
export function defineJob<Params extends object>(handler: Single<Params>, group: JobGroup | null = null): JobHandler {
  const typed = (job: JobRow): JobOf<Params> => ({ ...job, params: handler.parse(job.params) })
  return {
    kind: handler.kind,
    group,
    evenPaused: handler.evenPaused ?? false,
    lanes: ({ params, subject }) => handler.lanes({ params: handler.parse(params), subject }),
    async ask(given) {
      if (handler.ask === undefined)
        throw new RushesError('usage', `Work of the kind “${handler.kind}” is not started by itself.`)
      const params = asked(handler, given)
      return { ...(await handler.ask(params)), params, priority: handler.priority(params) }
    },
    run: async (job, signal, progress) => await handler.run(typed(job), signal, progress),
  }
}

function asked<Params>({ kind, parse }: Common<Params>, given: unknown): Params {
  try {
    return parse(given)
  } catch (error) {
    throw new RushesError(
      'usage',
      `These parameters are none of the kind “${kind}”. Update the program that sent them.`,
      {},
      { cause: error },
    )
  }
}

/**
 * Media work of any kind on one recording: one read and one decode feed all that is due on it, whatever kind of job asked
 * for it and wherever it goes.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { primaryContent, readProbe } from '../db/catalogue/contents.ts'
import type { JobRow } from '../db/jobs/jobs.ts'
import type { LoadLook } from '../luts/load-look.ts'
import { firstThere } from '../ingest/first-there.ts'
import { makeDerivatives, type Derivative, type RecipeRequest } from '../media/derive.ts'
import type { MediaContext } from '../media/probe.ts'
import { defineJob, type JobEnd, type JobGroup, type JobHandler, type JobOf, type JobProgress } from './handler.ts'
import { recordingHere } from './recording-here.ts'
import { readShown } from './shown.ts'
import type { Lane } from '../domain/jobs/lanes.ts'

const HELD: JobEnd = { state: 'held', because: 'Waits for a drive that holds this clip' }

/** A recording that can be read now. */
export interface Recording {
  readonly contentId: string
  readonly input: string
  readonly pieces: readonly string[]
  readonly probe: MediaFacts
  /** Its camera's proxy stands for it: nothing here reads the original. */
  readonly isStandIn: boolean
  /** It is the first file of a recording in several, and by itself what is meant. */
  readonly isOneFile: boolean
}

/** What one job takes from the common run. */
export interface Prepared {
  readonly wish: RecipeRequest & { readonly outDir: string }
  /** What it writes to, beside the recording that is read. */
  readonly uses: readonly string[]
  finish(made: Derivative, signal: AbortSignal): Promise<JobEnd> | JobEnd
  /** Why it can't be written now, a sentence; null where that is no reason. Asked when the run failed. */
  stopped?(error: RushesError): Promise<string | null>
  /** Lets go what it holds. Called once, after `finish` or without it. */
  close?(): Promise<void>
}

/** A kind of media work. */
interface MediaKind<Params extends object> {
  readonly kind: string
  readonly parse: (params: unknown) => Params
  readonly lanes: (job: Pick<JobOf<Params>, 'params' | 'subject'>) => readonly Lane[]
  readonly priority: (params: Params) => number
  /** True for work on one file of a recording in several. */
  readonly ofOneFile?: (params: Params) => boolean
  /** Gets ready, or says how the job ends without a run: it waits for its folder, or what it makes is there already. */
  readonly getReady: (
    job: JobOf<Params>,
    recording: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ) => Promise<Prepared | JobEnd>
}

export interface MediaGroup {
  /** Declares a kind of media work. */
  define<Params extends object>(kind: MediaKind<Params>): JobHandler
}

/** A job that is ready for the run. */
interface Ready {
  readonly job: JobRow
  readonly prepared: Prepared
}

interface GroupDeps {
  /** Throws `media.tool_missing`. */
  readonly media: () => Promise<MediaContext>
  /** A path that a program can be given as text. */
  readonly asText: (path: string) => string
  /** The folder that takes tables of looks. */
  readonly tablesDir: string
  readonly loadLook: LoadLook
}

/** The group; kinds are added with `define`. */
export function createMediaGroup(
  context: EngineContext,
  { media, asText, tablesDir, loadLook }: GroupDeps,
): MediaGroup {
  const { writer } = context.library
  const kinds = new Map<
    string,
    (job: JobRow, recording: Recording, signal: AbortSignal, progress: JobProgress) => Promise<Prepared | JobEnd>
  >()
  const oneFile = new Map<string, (job: JobRow) => boolean>()
  const group: JobGroup = { name: 'media', run }

  async function run(
    jobs: readonly JobRow[],
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    const ends = new Map<string, JobEnd>()
    for (const part of Map.groupBy(jobs, (job) => oneFile.get(job.kind)?.(job) === true))
      for (const [id, end] of await runOn(part[1], part[0], signal, progress)) ends.set(id, end)
    return ends
  }

  async function runOn(
    jobs: readonly JobRow[],
    isOneFile: boolean,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    const all = (end: JobEnd): ReadonlyMap<string, JobEnd> => new Map(jobs.map((job) => [job.id, end]))
    const { subject } = jobs[0]!
    const contentId = subject.kind === 'asset' ? primaryContent(writer, subject.id) : subject.id
    const here = contentId === undefined ? undefined : await recordingHere(writer, contentId, progress)
    if (contentId === undefined || here === undefined) return all(HELD)
    const { input } = here
    const pieces = isOneFile ? [] : here.pieces
    const probe = isOneFile ? (readProbe(writer, contentId) ?? here.probe) : here.probe
    if (!probe.ok) return all({ state: 'failed', error: new RushesError('media.unsupported', probe.reason) })
    const isStandIn = readShown(writer, contentId)?.standIn != null
    const recording: Recording = { contentId, input, pieces, probe, isStandIn, isOneFile }
    const ends = new Map<string, JobEnd>()
    const ready: Ready[] = []
    try {
      for (const job of jobs) {
        const found = await prepared(job, recording, signal, progress)
        if ('state' in found) ends.set(job.id, found)
        else ready.push({ job, prepared: found })
      }
      progress.uses([input, ...pieces, ...ready.flatMap((one) => one.prepared.uses)])
      for (const [id, end] of await make(ready, recording, signal, progress)) ends.set(id, end)
      return ends
    } finally {
      await Promise.all(ready.map(async (one) => one.prepared.close?.()))
    }
  }

  /** What a kind throws is the end of its job alone. */
  async function prepared(
    job: JobRow,
    recording: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<Prepared | JobEnd> {
    try {
      return await kinds.get(job.kind)!(job, recording, signal, progress)
    } catch (error) {
      if (!isRushesError(error)) throw error
      return { state: 'failed', error }
    }
  }

  async function make(
    ready: readonly Ready[],
    recording: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    if (ready.length === 0) return new Map()
    const { contentId, input, pieces, isOneFile } = recording
    const results = await attempt(ready, recording, signal, progress)
    const gone = async (paths: readonly string[]): Promise<boolean> =>
      paths.some(progress.isSuspended) ||
      (await Promise.all(paths.map((path) => firstThere([path])))).includes(undefined)
    const sourceGone = await gone([input, ...pieces])
    // Another piece came meanwhile: what was made lacks its end.
    const grown = !isOneFile && readShown(writer, contentId)?.contents.length !== 1 + pieces.length
    const ends = new Map<string, JobEnd>()
    for (const [at, { job, prepared: one }] of ready.entries()) {
      const result = results[at]!
      // A drive that was pulled under the work is no failure of the work.
      if (grown) ends.set(job.id, { state: 'again' })
      else if (!isRushesError(result)) ends.set(job.id, await finished(one, result, signal))
      else if (sourceGone) ends.set(job.id, HELD)
      else if (await gone(one.uses))
        ends.set(job.id, { state: 'held', because: `Waits for ${one.uses[0]}: it is not there` })
      else {
        const because = (await one.stopped?.(result)) ?? null
        ends.set(job.id, because === null ? { state: 'failed', error: result } : { state: 'held', because })
      }
    }
    return ends
  }

  async function finished(one: Prepared, made: Derivative, signal: AbortSignal): Promise<JobEnd> {
    try {
      return await one.finish(made, signal)
    } catch (error) {
      if (!isRushesError(error)) throw error
      return { state: 'failed', error }
    }
  }

  /** What each of them came to, in their order. */
  async function attempt(
    ready: readonly Ready[],
    { input, pieces, probe }: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<readonly (Derivative | RushesError)[]> {
    try {
      const outcomes = await makeDerivatives(
        {
          input: asText(input),
          pieces: pieces.map(asText),
          probe,
          recipes: ready.map((one) => one.prepared.wish),
          outDir: ready[0]!.prepared.wish.outDir,
          tablesDir,
          loadLook,
          signal,
          onProgress: (share) => progress.tell({ done: share, total: 1, unit: 'share' }),
        },
        await media(),
      )
      return outcomes.map((outcome) => (outcome.ok ? outcome.derivative : outcome.error))
    } catch (error) {
      const known = isRushesError(error) ? error : new RushesError('media.failed', String(error))
      return ready.map(() => known)
    }
  }

  return {
    define(kind) {
      const { ofOneFile } = kind
      if (ofOneFile !== undefined) oneFile.set(kind.kind, (job) => ofOneFile(kind.parse(job.params)))
      kinds.set(
        kind.kind,
        async (job, ...rest) => await kind.getReady({ ...job, params: kind.parse(job.params) }, ...rest),
      )
      return defineJob(
        {
          kind: kind.kind,
          parse: kind.parse,
          lanes: kind.lanes,
          priority: kind.priority,
          run: async (job, signal, progress) => (await run([job], signal, progress)).get(job.id)!,
        },
        group,
      )
    },
  }
}

/**
 * Media work of any kind on one recording: one read and one decode feed all that is due on it, whatever kind of job asked
 * for it and wherever it goes.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import type { EngineContext } from '../context.ts'
import { primaryContent, readProbe } from '../db/catalogue/contents.ts'
import type { JobRow } from '../db/jobs/jobs.ts'
import type { LoadLook } from '../luts/load-look.ts'
import { firstThere } from '../ingest/first-there.ts'
import { makeDerivatives, type Derivative, type RecipeRequest } from '../media/derive.ts'
import type { MediaContext } from '../media/probe.ts'
import { defineJob, type JobEnd, type JobGroup, type JobHandler, type JobOf, type JobProgress } from './handler.ts'
import { recordingHere } from './recording-here.ts'
import { framesChanged, notThere, sequenceHere, type SequenceHere, type SequenceWish } from './sequence-here.ts'
import { readShown } from './shown.ts'
import type { Lane } from '../domain/jobs/lanes.ts'

const HELD: JobEnd = { state: 'held', because: 'Waits for a drive that holds this clip' }
const HELD_FRAMES: JobEnd = { state: 'held', because: 'Waits for drives that hold all frames of this clip' }

/** A recording that can be read now. */
export interface Recording {
  readonly contentId: string
  readonly input: string
  readonly pieces: readonly string[]
  /** Files that hold its sound, where that lies in files of its own. */
  readonly sounds: readonly string[]
  readonly probe: MediaFacts
  /** Numbered frames: how they are read, and every file of them. */
  readonly sequence: SequenceHere | null
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

/** What work on a content is about, where it is not the whole recording. */
type About = SequenceWish | 'one-file' | null

/** A kind of media work. */
interface MediaKind<Params extends object> {
  readonly kind: string
  readonly parse: (params: unknown) => Params
  readonly lanes: (job: Pick<JobOf<Params>, 'params' | 'subject'>) => readonly Lane[]
  readonly priority: (params: Params) => number
  /**
   * The numbered frames that it is about, or the one file of a recording in several; null for a whole recording, `gone` for
   * frames that no clip has any more.
   */
  readonly sequenceOf?: (job: Pick<JobOf<Params>, 'params' | 'subject'>) => About | 'gone'
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

/** A kind whose parameters are its own business. */
interface KnownKind {
  readonly getReady: (
    job: JobRow,
    recording: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ) => Promise<Prepared | JobEnd>
  readonly sequenceOf: (job: JobRow) => About | 'gone'
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

/** True where the recording has more files now than it had when it was read. */
function isGrown(now: ReturnType<typeof readShown>, { pieces, sounds }: Recording): boolean {
  return now?.contents.length !== 1 + pieces.length || now.sounds.length !== sounds.length
}

/** The group; kinds are added with `define`. */
export function createMediaGroup(
  context: EngineContext,
  { media, asText, tablesDir, loadLook }: GroupDeps,
): MediaGroup {
  const { writer } = context.library
  const kinds = new Map<string, KnownKind>()
  const group: JobGroup = { name: 'media', run }

  /** What begins with one content may be several clips of numbered frames: each is read by itself. */
  async function run(
    jobs: readonly JobRow[],
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    const ends = new Map<string, JobEnd>()
    const wishes = new Map(jobs.map((job) => [job, kinds.get(job.kind)!.sequenceOf(job)]))
    for (const same of Map.groupBy(jobs, (job) => canonicalJson(wishes.get(job))).values()) {
      const wish = wishes.get(same[0]!) ?? null
      // What was asked for of the frames that the clip has now is a job of its own.
      if (wish === 'gone') for (const { id } of same) ends.set(id, { state: 'done' })
      else for (const [id, end] of await runSame(same, wish, signal, progress)) ends.set(id, end)
    }
    return ends
  }

  /** The recording, or how the jobs on it end. */
  async function recordingOf(contentId: string, wish: About, progress: JobProgress): Promise<Recording | JobEnd> {
    const unsupported = (reason: string): JobEnd => ({
      state: 'failed',
      error: new RushesError('media.unsupported', reason),
    })
    if (wish !== null && wish !== 'one-file') {
      const here = await sequenceHere(writer, wish, asText, progress)
      if (here === undefined) return HELD_FRAMES
      const { probe, files } = here
      if (!probe.ok) return unsupported(probe.reason)
      return {
        contentId,
        input: files[0]!,
        pieces: [],
        sounds: [],
        probe,
        sequence: here,
        isStandIn: false,
        isOneFile: false,
      }
    }
    const here = await recordingHere(writer, contentId, progress)
    if (here === undefined) return HELD
    const isOneFile = wish === 'one-file'
    const { input } = here
    const pieces = isOneFile ? [] : here.pieces
    const probe = isOneFile ? (readProbe(writer, contentId) ?? here.probe) : here.probe
    if (!probe.ok) return unsupported(probe.reason)
    const isStandIn = readShown(writer, contentId)?.standIn != null
    const sounds = isOneFile ? [] : here.sounds
    return { contentId, input, pieces, sounds, probe, sequence: null, isStandIn, isOneFile }
  }

  async function runSame(
    jobs: readonly JobRow[],
    wish: About,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    const all = (end: JobEnd): ReadonlyMap<string, JobEnd> => new Map(jobs.map((job) => [job.id, end]))
    const { subject } = jobs[0]!
    const contentId = subject.kind === 'asset' ? primaryContent(writer, subject.id) : subject.id
    if (contentId === undefined) return all(HELD)
    const recording = await recordingOf(contentId, wish, progress).catch((error: unknown): JobEnd => {
      if (!isRushesError(error)) throw error
      return { state: 'failed', error }
    })
    if ('state' in recording) return all(recording)
    const { input, pieces, sounds } = recording
    const ends = new Map<string, JobEnd>()
    const ready: Ready[] = []
    try {
      for (const job of jobs) {
        const found = await prepared(job, recording, signal, progress)
        if ('state' in found) ends.set(job.id, found)
        else ready.push({ job, prepared: found })
      }
      progress.uses([input, ...pieces, ...sounds, ...ready.flatMap((one) => one.prepared.uses)])
      for (const [id, end] of await make(ready, recording, wish, signal, progress)) ends.set(id, end)
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
      return await kinds.get(job.kind)!.getReady(job, recording, signal, progress)
    } catch (error) {
      if (!isRushesError(error)) throw error
      return { state: 'failed', error }
    }
  }

  async function make(
    ready: readonly Ready[],
    recording: Recording,
    wish: About,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<ReadonlyMap<string, JobEnd>> {
    if (ready.length === 0) return new Map()
    const { contentId, input, pieces, sounds, sequence } = recording
    const results = await attempt(ready, recording, signal, progress)
    const gone = async (paths: readonly string[]): Promise<boolean> =>
      paths.some(progress.isSuspended) ||
      (await Promise.all(paths.map((path) => firstThere([path])))).includes(undefined)
    const sourceGone =
      (await gone([input, ...pieces, ...sounds])) || (sequence !== null && (await notThere(sequence.files)).length > 0)
    // Another piece came meanwhile: what was made lacks its end.
    const grown =
      wish === null
        ? isGrown(readShown(writer, contentId), recording)
        : wish !== 'one-file' && framesChanged(writer, wish)
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
        ends.set(
          job.id,
          because === null
            ? { state: 'failed', error: result, final: result.details['damaged'] === true }
            : { state: 'held', because },
        )
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
    { input, pieces, sounds, probe, sequence }: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<readonly (Derivative | RushesError)[]> {
    try {
      const outcomes = await makeDerivatives(
        {
          input: asText(input),
          pieces: pieces.map(asText),
          sounds: sounds.map(asText),
          sequence: sequence?.source ?? null,
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
      kinds.set(kind.kind, {
        getReady: async (job, ...rest) => await kind.getReady({ ...job, params: kind.parse(job.params) }, ...rest),
        sequenceOf: (job) => kind.sequenceOf?.({ ...job, params: kind.parse(job.params) }) ?? null,
      })
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

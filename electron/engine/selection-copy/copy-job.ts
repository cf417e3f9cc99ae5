/**
 * The copy of a selection as a job: the verified copier, with one folder that is sealed. It goes on without the window,
 * and over a restart: what is there is read back then, and not copied again.
 */
import { join } from 'node:path'
import { copyParamsSchema, type CopyParams, type CopyResult } from '../../../shared/model/selection-copy.ts'
import { ERROR_CODES, RushesError, type ErrorCode } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { EngineContext } from '../context.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { lastMounts, readVolumes } from '../db/volumes/volumes.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { isAtOrBelow } from '../domain/volumes/at-or-below.ts'
import { createMemoryJournal } from '../domain/offload/offload-journal.ts'
import { judgeCopy, leftOutText } from '../domain/selection-copy/outcome.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import { isSealable, type OffloadOutcome, type SealRequest } from '../offload/run/outcome.ts'
import { runOffload, type OffloadWorkers } from '../offload/run/run.ts'
import type { OffloadPlan } from '../domain/offload/offload.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { faultAt, makeCopierPlan, type CopierPlan } from './copy-plan.ts'
import { planCopy, type PlannedCopy } from './plan-copy.ts'
import { writeCopyReport } from './copy-report.ts'

const COPY = 'copy'
/** Problems that are told; the counts are of all. */
const MAX_PROBLEMS = 200

interface CopyJobDeps {
  readonly workers: OffloadWorkers
  readonly identify: IdentifyVolume
  /** Throws where nothing may be written. */
  readonly needTarget: (to: string, folder: string) => Promise<void>
  readonly seal: (plan: OffloadPlan, request: SealRequest) => Promise<void>
  /** Enters the copies of originals in the catalogue. */
  readonly catalogue: (
    plan: OffloadPlan,
    outcome: OffloadOutcome,
    rollOf: (path: string) => string | null,
  ) => Promise<void>
  /** Reads originals again that are not what the catalogue knows, and writes down what they are. Absolute paths. */
  readonly doubt: (paths: readonly string[]) => Promise<void>
}

/** Jobs of the kind `copy`. */
export function copyJob(context: EngineContext, deps: CopyJobDeps): JobHandler {
  const { reader } = context.library
  const { derivatives } = context.library.folder

  async function run(job: JobOf<CopyParams>, signal: AbortSignal, progress: JobProgress): Promise<JobEnd> {
    const { params } = job
    const { to, folder } = params
    progress.uses([to])
    if (progress.isSuspended(to)) return { state: 'held', because: 'Waits for a drive that is being ejected' }
    await deps.needTarget(to, folder)
    const wanted = await planCopy(reader, derivatives, params)
    if (wanted.files.length === 0) return nothing(wanted)
    const copier = await makeCopierPlan(
      wanted.files,
      { to, folder, jobId: job.id, lastMounts: lastMounts(reader) },
      deps.identify,
    )
    if (copier.against !== null) return failed(copier.against.code, copier.against.message)
    if (copier.plan.files.length === 0) return failed('source.missing', copier.lost[0]!.message)
    progress.uses([to, ...copier.plan.sources])
    const outcome = await copy(job, copier, signal, progress)
    const waits = waitsFor(outcome)
    if (waits !== null) return { state: 'held', because: waits }
    signal.throwIfAborted()
    return await ended(params, wanted, copier, outcome)
  }

  async function copy(
    job: JobOf<CopyParams>,
    { plan }: CopierPlan,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<OffloadOutcome> {
    return await runOffload({
      plan,
      // What an earlier run left behind is told by its tag alone: what bears its name is read back.
      journal: createMemoryJournal(job.id, [], true),
      formats: ['xxh64'],
      verification: 'device',
      workers: deps.workers,
      signal,
      seal: (request) => deps.seal(plan, request),
      onProgress: ({ destinations: [one], totalBytes, currentPath }) => {
        progress.tell({ done: one?.bytesVerified ?? 0, total: totalBytes, unit: 'bytes', at: currentPath })
      },
    })
  }

  async function ended(
    params: CopyParams,
    wanted: PlannedCopy,
    copier: CopierPlan,
    outcome: OffloadOutcome,
  ): Promise<JobEnd> {
    const { plan, files, lost } = copier
    const [destination] = outcome.destinations
    if (params.of === 'originals') {
      const rolls = new Map(plan.files.map(({ path }, at) => [path, files[at]!.roll]))
      await deps.catalogue(plan, equalOnly(outcome), (path) => rolls.get(path) ?? null)
      await deps.doubt(files.filter((_, at) => outcome.difference(at) !== null).map(({ source }) => source))
    }
    context.events.publish(['assets', 'volumes'], null)
    const folder = join(params.to, params.folder)
    const renamed = destination?.conflicts ?? 0
    const facts = {
      folder: visible(folder),
      clips: plan.clips,
      files: plan.files.length + lost.length,
      verified: (destination?.verified ?? 0) - renamed,
      renamed,
      differing: destination?.differing ?? 0,
      // A name that no manifest can hold is verified, and not sealed.
      sealed: destination?.sealed === true && plan.files.every(({ path }) => isSealable(path)),
      counts: wanted.counts,
    }
    const { complete, sentence } = judgeCopy(facts)
    const result: CopyResult = {
      folder,
      clips: facts.clips,
      files: facts.files,
      bytes: plan.bytes,
      verified: facts.verified,
      complete,
      sealed: facts.sealed,
      sentence,
      problems: problemsOf(wanted, copier, outcome),
      report: await writeCopyReport(params, wanted, copier, outcome, context.now()).catch((error: unknown) => {
        context.log.warn({ err: error, folder }, 'the list of a copy could not be written')
        return null
      }),
    }
    return { state: 'done', result }
  }

  return defineJob<CopyParams>({
    kind: COPY,
    parse: (params) => copyParamsSchema.parse(params),
    lanes: ({ params }) => copyLanes(reader, params.to),
    // A person asked for it, and stands before the drive.
    priority: () => 70,
    ask: ({ assetIds, to, folder }) => ({
      subject: { kind: 'none', id: '' },
      label: `${assetIds.length} ${assetIds.length === 1 ? 'clip' : 'clips'} to ${visible(join(to, folder))}`,
    }),
    run,
  })
}

/** The drive that is written to; which drives are read is known once it is planned. */
function copyLanes(db: ReadableDb, to: string): readonly Lane[] {
  const [drive] = readVolumes(db)
    .filter(({ online, mountPoint }) => online && mountPoint !== null && isAtOrBelow(to, mountPoint))
    .toSorted((a, b) => b.mountPoint!.length - a.mountPoint!.length)
  return drive === undefined ? [] : [`volume:${drive.id}`]
}

function nothing({ counts, rows }: PlannedCopy): JobEnd {
  if (counts.away > 0 && counts.missing + counts.conflict === 0)
    return { state: 'held', because: rows[0]?.why ?? 'Waits for a drive' }
  return failed(
    'not_found',
    `Nothing of the selection can be copied. ${leftOutText(counts) ?? ''} ${rows[0]?.why ?? ''}`.trim(),
  )
}

function failed(code: string, message: string): JobEnd {
  return {
    state: 'failed',
    error: new RushesError(code in ERROR_CODES ? (code as ErrorCode) : 'usage', message),
    final: true,
  }
}

/** What a run that was cut off waits for; null for one that came to its end. */
function waitsFor({ interrupted, destinations: [one] }: OffloadOutcome): string | null {
  if (interrupted !== null) return 'Waits for a drive with the originals: it was disconnected'
  return one?.fault?.code === 'destination.lost' ? 'Waits for the drive of the copies: it was disconnected' : null
}

/** What differs from the catalogue is no copy of its clip, and no clip of its own. */
function equalOnly(outcome: OffloadOutcome): OffloadOutcome {
  return {
    ...outcome,
    copy: (position, destination) =>
      outcome.difference(position) === null ? outcome.copy(position, destination) : null,
  }
}

function problemsOf(
  { rows }: PlannedCopy,
  { plan, lost }: CopierPlan,
  outcome: OffloadOutcome,
): CopyResult['problems'] {
  const problems = [
    ...rows.flatMap(({ name, why }) => (why === null ? [] : [{ path: name, message: why }])),
    ...lost,
    ...plan.files.flatMap(({ path }, position) => {
      const copied = outcome.copy(position, 0)
      const fault = faultAt(outcome, position)
      if (fault !== null) return [{ path, message: fault.sentence }]
      if (copied?.state === 'conflict')
        return [{ path, message: `A file with other bytes has its name: it stands as ${visible(copied.writtenAs)}.` }]
      return copied?.state === 'verified' ? [] : [{ path, message: 'It was not copied.' }]
    }),
    ...outcome.destinations.flatMap(({ root, fault }) =>
      fault === null ? [] : [{ path: root, message: fault.sentence }],
    ),
  ]
  return problems.slice(0, MAX_PROBLEMS)
}

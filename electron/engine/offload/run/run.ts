/**
 * The run of an offload: copy → verify → seal for all destinations at once, from one read of the card.
 *
 * This is the conductor. The bytes flow in worker threads; here batches are handed out, answers are entered in the
 * books and the journal, and faults end what they concern: a file, a destination, never the rest.
 */
import { changeTimeMoved } from '../../domain/scan/file-state.ts'
import { keptTime } from '../../domain/scan/kept-time.ts'
import { lstat } from 'node:fs/promises'
import type { HashFormat } from '../../../../shared/model/hash.ts'
import type { VerificationLevel } from '../../../../shared/model/offload.ts'
import { isRushesError } from '../../../../shared/model/errors.ts'
import type { Fault, OffloadPlan } from '../../domain/offload/offload.ts'
import { bySpeed } from '../../domain/offload/offload-cascade.ts'
import { temporaryTag } from '../../domain/offload/offload-temp.ts'
import { bestReadBack } from '../../domain/volumes/volume.ts'
import type { VerdictPolicy } from '../../domain/offload/offload-verdict.ts'
import { DEFAULT_POLICY } from '../../domain/offload/offload-verdict.ts'
import { canSyncVolume } from '../../volumes/sync-volume.ts'
import { native } from '../../files/disk-path.ts'
import { below } from '../../files/below.ts'
import { watchCard } from './card-watch.ts'
import { createNotifier } from './notifier.ts'
import { conduct } from './hand-out.ts'
import { volumeLabel } from '../../domain/volumes/volume.ts'
import { errnoOf, writeFault } from '../../files/errno.ts'
import { createCopyTasks } from './copy-tasks.ts'
import type { OffloadJournal } from '../../domain/offload/offload-journal.ts'
import { createFileStatusTable } from './file-status.ts'
import type { CopyJob, CopyResult, SettleJob, SettleResult, SettleWorkerData } from '../workers/messages.ts'
import type { DestinationOutcome, OffloadOutcome, SealRequest } from './outcome.ts'
import { sealEntries, weaker, weigh } from './outcome.ts'
import type { Anchor } from './prepare.ts'
import { keepFolderTimes, makeFolders, removeLeftovers, standsElsewhere } from './prepare.ts'
import type { DestinationStatus, OffloadProgress } from './progress.ts'
import { originsOf, startProgress } from './progress.ts'
import type { Run } from './running.ts'
import type { SharedState } from '../workers/shared-state.ts'
import { createSharedState } from '../workers/shared-state.ts'
import { linkWorker, type WorkerLink } from '../workers/worker-link.ts'

export interface OffloadWorkers {
  /** electron/hosts/copy.worker.ts */
  readonly copy: URL
  /** electron/hosts/settle.worker.ts */
  readonly settle: URL
}

export interface RunRequest {
  /** A plan that `assertPossible` let pass. */
  readonly plan: OffloadPlan
  readonly journal: OffloadJournal
  /** Formats for the manifests; xxh128 is always taken too. */
  readonly formats: readonly HashFormat[]
  /** How far the copies are proven; `full` when left out. */
  readonly level?: VerificationLevel
  /**
   * `page-cache` does what `cp && xxhsum` does: nothing is synced, and copies are read back from memory. Quick, for
   * express wishes and measurements; a power cut may still undo such copies, so the verdict is never "safe to format".
   */
  readonly verification: 'device' | 'page-cache'
  readonly workers: OffloadWorkers
  /** Seals one destination. What it throws is noted at the destination, whose copies stay verified. */
  readonly seal?: (request: SealRequest) => Promise<void>
  readonly onProgress?: (progress: OffloadProgress) => void
  readonly policy?: VerdictPolicy
  /** Parks the run within a second: what is verified stays, no half file bears its name, the same offload resumes. */
  readonly signal?: AbortSignal
  /** True: the fastest destination is copied from the card, the others from its verified copies. */
  readonly cascade?: boolean
  /** Destinations that rest from the beginning. */
  readonly paused?: readonly number[]
  /** Given as soon as the run can be controlled. */
  readonly onControl?: (control: RunControl) => void
}

export interface RunControl {
  /** Lets a destination rest, or go on. The others go ahead; it is filled from their copies afterwards. */
  pause(destination: number, paused: boolean): void
}

/** How long a stopped run waits for its threads, in milliseconds, before it leaves them to end by themselves. */
const GRACE = 800

/**
 * Runs an offload to its end. Faults of files and destinations stand in the outcome, never as exceptions.
 * @throws RushesError `internal` when a worker died
 */
export async function runOffload(request: RunRequest): Promise<OffloadOutcome> {
  const { plan, journal } = request
  const startedAt = Date.now()
  const level = request.level ?? 'full'
  const tag = temporaryTag(journal.offloadId)
  const state = createSharedState(plan.destinations.length)
  const statuses = plan.destinations.map((_, index): DestinationStatus => ({
    state: 'waiting',
    fault: null,
    readBack: null,
    bytesChecked: 0,
    paused: request.paused?.includes(index) === true,
    behind: false,
  }))
  statuses.forEach((status, index) => {
    state.setPaused(index, status.paused)
  })
  const notifier = createNotifier()
  const fail = (destination: number, fault: Fault): void => {
    const status = statuses[destination]
    state.kill(destination)
    if (status === undefined || status.fault !== null) return
    status.state = 'failed'
    status.fault = faultOf(plan, destination, fault)
    notifier.notify()
  }
  // Threads take a while to start; meanwhile the folders are made and the journal is read.
  const { copier, copiers, finalisers } = startWorkers(request, state)
  const anchors = await prepare(plan, journal.resumed ? tag : null, fail)
  const fileStatus = await createFileStatusTable(plan, journal, request.formats, level, async (file, copy) => {
    const there = await lstat(native(below(plan.destinations[copy.destination]?.root ?? '', copy.writtenAs)), {
      bigint: true,
    }).catch(() => null)
    // An edit that keeps size and date moves the time of change. Where that is not kept (FAT, exFAT), only a read can
    // tell.
    return (
      there !== null &&
      there.isFile() &&
      there.size === BigInt(file.size) &&
      copy.ctimeNs !== null &&
      !changeTimeMoved(copy.ctimeNs, Number(keptTime(there.ctimeNs)))
    )
  })
  for (const [index, status] of statuses.entries()) {
    for (let position = 0; position < plan.files.length; position++) {
      status.readBack = weaker(status.readBack, fileStatus.copy(position, index)?.method ?? null)
    }
  }
  // Stopped by whoever asked, or cut off by the run itself: both end in the same way.
  const halt = new AbortController()
  let interrupted: Fault | null = null
  const stop = (): void => {
    state.stop()
    halt.abort()
    notifier.notify()
  }
  const interrupt = (fault: Fault): void => {
    if (!state.stopped()) interrupted = fault
    stop()
  }
  const copyTasks = createCopyTasks({
    sizes: plan.files.map((file) => file.size),
    fileStatus,
    statuses,
    order:
      request.cascade === true
        ? bySpeed(plan.destinations.map((one) => one.volume))
        : plan.destinations.map((_, index) => index),
    cascade: request.cascade === true,
  })
  const run: Run = {
    plan,
    journal,
    tag,
    level,
    fileStatus,
    state,
    statuses,
    anchors,
    copyTasks,
    notifier,
    copier,
    finalisers,
    card: await watchCard(plan),
    doubted: new Set(),
    fail,
    interrupt,
  }
  request.onControl?.({
    pause: (destination, paused) => {
      const status = statuses[destination]
      if (status === undefined) return
      status.paused = paused
      state.setPaused(destination, paused)
      notifier.notify()
    },
  })
  const meter =
    request.onProgress === undefined
      ? null
      : startProgress(plan, fileStatus, state, statuses, level === 'full', request.onProgress)
  // A destination that falls behind notifies nobody: somebody has to look.
  const tick = setInterval(notifier.notify, 500)
  request.signal?.addEventListener('abort', stop)
  if (request.signal?.aborted === true) stop()
  try {
    await orStopped(conduct(run), halt.signal)
  } catch (error) {
    meter?.stop()
    throw error
  } finally {
    clearInterval(tick)
    request.signal?.removeEventListener('abort', stop)
    // A stopped run never waits for a thread that hangs in a dead drive; a finished one has idle threads.
    const ended = Promise.all([...copiers.values(), ...finalisers].map((worker) => worker.end()))
    if (!state.stopped()) await ended
  }
  const sealed = await finish(run, request, startedAt)
  const destinations = outcomes(run, sealed)
  meter?.stop()
  meter?.tell()
  return {
    state: state.stopped() ? 'parked' : destinations.some((d) => d.state === 'done') ? 'done' : 'failed',
    destinations,
    interrupted,
    cardReadErrors: state.read().readErrors(null),
    verdict: weigh(plan, fileStatus, destinations, level, request.policy ?? DEFAULT_POLICY),
    hashes: (position) => fileStatus.hashes(position),
    fault: (position) => fileStatus.fault(position),
    difference: (position) => fileStatus.difference(position),
    copy: (position, destination) => fileStatus.copy(position, destination),
    doubted: [...run.doubted],
  }
}

/** A drive that went away is called by its name: its path says where it was. */
function faultOf(plan: OffloadPlan, destination: number, { code, sentence }: Fault): Fault {
  const place = plan.destinations[destination]
  if (code !== 'destination.lost' || place === undefined || !sentence.startsWith(`${place.root} `))
    return { code, sentence }
  return { code, sentence: `${volumeLabel(place.volume)}${sentence.slice(place.root.length)}` }
}

async function prepare(
  plan: OffloadPlan,
  leftovers: string | null,
  fail: Run['fail'],
): Promise<readonly (Anchor | null)[]> {
  return Promise.all(
    plan.destinations.map(async (destination, index) => {
      try {
        const anchor = await makeFolders(destination.root, plan)
        if (leftovers !== null) await removeLeftovers(destination.root, plan, leftovers)
        return anchor
      } catch (error) {
        fail(
          index,
          errnoOf(error) === 'ENOTDIR'
            ? {
                code: 'destination.conflict',
                sentence: `Something that is no folder is in the way at ${destination.root}. Move it or choose another destination.`,
              }
            : writeFault(error, destination.root, destination.root),
        )
        return null
      }
    }),
  )
}

function startWorkers(request: RunRequest, state: SharedState) {
  const formats = [...new Set<HashFormat>([...request.formats, 'xxh128'])]
  const copiers = new Map<number | null, WorkerLink<CopyJob, CopyResult>>()
  const copier = (lane: number | null): WorkerLink<CopyJob, CopyResult> => {
    const started = copiers.get(lane)
    if (started !== undefined) return started
    // A copy of a copy is compared by the catalogue's hash; the manifest's were taken at the one read of the card.
    const link = linkWorker<CopyJob, CopyResult>(request.workers.copy, {
      formats: lane === null ? formats : ['xxh128'],
      shared: state.buffers,
    })
    copiers.set(lane, link)
    return link
  }
  copier(null)
  const finalisers = request.plan.destinations.map(({ root, volume }, destination) => {
    const method = request.verification === 'page-cache' ? 'page-cache' : bestReadBack(volume)
    const data: SettleWorkerData = {
      destination,
      root,
      method,
      level: request.level ?? 'full',
      durable: request.verification === 'device',
      syncsWhole: canSyncVolume(process.platform, volume.fsType),
      shared: state.buffers,
    }
    return linkWorker<SettleJob, SettleResult>(request.workers.settle, data)
  })
  return { copier, copiers, finalisers }
}

/** Waits for the work; once stopped, no longer than the grace. */
async function orStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let abort = (): void => {}
  const grace = new Promise<void>((resolve) => {
    abort = () => {
      timer = setTimeout(resolve, GRACE)
    }
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
  try {
    await Promise.race([work, grace])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    // Left behind after the grace, it can only end later, and nobody reads its end any more.
    work.catch(() => undefined)
  }
}

/** Folder times and seals, for the destinations that came through. */
async function finish(run: Run, request: RunRequest, startedAt: number): Promise<readonly boolean[]> {
  const { plan, fileStatus, statuses, state } = run
  return Promise.all(
    plan.destinations.map(async ({ root }, destination) => {
      const status = statuses[destination]
      if (status === undefined || status.fault !== null || state.stopped()) return false
      try {
        if (!standsElsewhere(plan, root))
          await keepFolderTimes(root, plan.directories, run.anchors[destination]?.barred)
        const entries = sealEntries(plan, fileStatus, destination)
        status.state = 'sealing'
        const complete = entries.length === plan.files.length && entries.conflicts === 0
        if (request.seal !== undefined && entries.length > 0 && run.level !== 'size') {
          await request.seal({ destination, root, scopes: plan.scopes, entries, complete, startedAt })
        }
        status.state = 'done'
        return request.seal !== undefined && entries.length > 0 && run.level !== 'size'
      } catch (error) {
        status.state = 'done'
        status.fault = faultOf(
          run.plan,
          destination,
          isRushesError(error) ? { code: error.code, sentence: error.message } : writeFault(error, root, root),
        )
        return false
      }
    }),
  )
}

function outcomes(run: Run, sealed: readonly boolean[]): readonly DestinationOutcome[] {
  return run.plan.destinations.map(({ root }, index) => {
    const status = run.statuses[index]
    if (status !== undefined && run.state.stopped() && status.fault === null) status.state = 'parked'
    return {
      root,
      ...run.fileStatus.counts(index),
      state: status?.state ?? 'failed',
      fault: status?.fault ?? null,
      readBack: status?.readBack ?? null,
      sealed: sealed[index] ?? false,
      readErrors: run.state.read().readErrors(index),
      origins: originsOf(run.plan, run.fileStatus, index),
    }
  })
}

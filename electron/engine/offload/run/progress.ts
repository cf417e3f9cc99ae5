/**
 * How far an offload is, sampled from the counters that the workers share; at most ten times a second.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { DestinationState, Fault, OffloadPlan } from '../../domain/offload/offload.ts'
import type { Pace } from '../../domain/offload/offload-pace.ts'
import { nextPace, secondsLeft, startPace } from '../../domain/offload/offload-pace.ts'
import type { FileStatusTable } from './file-status.ts'
import type { SharedState } from '../workers/shared-state.ts'

interface DestinationReading {
  readonly state: DestinationState
  readonly bytesCopied: number
  readonly bytesVerified: number
  readonly filesCopied: number
  readonly filesVerified: number
  readonly conflicts: number
  readonly failures: number
  /** Reads that failed there, counting those that a further try corrected. */
  readonly readErrors: number
  /** Bytes a second, smoothed: what is written and read back together counts once. */
  readonly speed: number
  readonly readBack: ReadBack | null
  readonly fault: Fault | null
  readonly paused: boolean
  /** Files by where they were copied from: the card (null), or the root of another destination. */
  readonly origins: readonly Origin[]
}

export interface Origin {
  readonly path: string | null
  readonly files: number
}

export interface OffloadProgress {
  readonly bytesRead: number
  readonly totalBytes: number
  /** Reads of the card that failed, counting those that a further try corrected. */
  readonly readErrors: number
  readonly currentPath: string | null
  /** Bytes a second of the whole offload. */
  readonly speed: number
  readonly secondsLeft: number | null
  readonly destinations: readonly DestinationReading[]
}

/** What the run knows of a destination beside the file status table. */
export interface DestinationStatus {
  state: DestinationState
  fault: Fault | null
  readBack: ReadBack | null
  /** Bytes that were compared where they stand instead of written. */
  bytesChecked: number
  /** Somebody wants it to rest: nothing is written or read back there. */
  paused: boolean
  /** It held the others up and is filled from their copies since. */
  behind: boolean
}

/** Where the verified files of a destination were copied from; those that stood there already count with the card's. */
export function originsOf(plan: OffloadPlan, fileStatus: FileStatusTable, destination: number): readonly Origin[] {
  return [...fileStatus.origins(destination)]
    .filter(([, files]) => files > 0)
    .map(([from, files]) => ({ path: from === null ? null : (plan.destinations[from]?.root ?? null), files }))
}

/** Milliseconds between two readings. */
const INTERVAL = 100

interface ProgressMeter {
  /** Takes a reading now and tells it. */
  tell(): void
  stop(): void
}

/**
 * Starts telling the progress of a run until it is stopped.
 * @param readsBack false when writing is all the work, as below the level `full`
 */
export function startProgress(
  plan: OffloadPlan,
  fileStatus: FileStatusTable,
  state: SharedState,
  statuses: readonly DestinationStatus[],
  readsBack: boolean,
  onProgress: (progress: OffloadProgress) => void,
): ProgressMeter {
  const begin = performance.now()
  let whole = startPace(begin)
  const paces: Pace[] = statuses.map(() => startPace(begin))
  const tell = (): void => {
    const now = performance.now()
    const counters = state.read()
    const destinations = statuses.map((status, index): DestinationReading => {
      const work = readsBack ? (counters.copied(index) + counters.verified(index)) / 2 : counters.copied(index)
      const pace = nextPace(paces[index] ?? startPace(begin), now, work)
      paces[index] = pace
      const before = fileStatus.bytesBefore(index)
      const counts = fileStatus.counts(index)
      const bytesCopied = Math.min(plan.bytes, before + status.bytesChecked + counters.copied(index))
      return {
        state:
          status.paused && status.fault === null && ['waiting', 'copying', 'verifying'].includes(status.state)
            ? 'paused'
            : status.state === 'copying' && bytesCopied >= plan.bytes
              ? 'verifying'
              : status.state,
        bytesCopied,
        bytesVerified: Math.min(plan.bytes, (readsBack ? before : 0) + counters.verified(index)),
        readErrors: counters.readErrors(index),
        filesCopied: counts.copied,
        filesVerified: counts.verified,
        conflicts: counts.conflicts,
        failures: counts.failures,
        speed: pace.speed ?? 0,
        readBack: status.readBack,
        fault: status.fault,
        paused: status.paused,
        origins: originsOf(plan, fileStatus, index),
      }
    })
    const running = destinations.filter((d) => d.fault === null && d.state !== 'paused')
    const slowest = running.toSorted((a, b) => a.bytesVerified + a.bytesCopied - b.bytesVerified - b.bytesCopied)[0]
    const done =
      slowest === undefined ? 0 : !readsBack ? slowest.bytesCopied : (slowest.bytesCopied + slowest.bytesVerified) / 2
    const earlier = Math.min(...statuses.map((_, index) => fileStatus.bytesBefore(index)))
    whole = nextPace(whole, now, Math.max(0, done - earlier))
    onProgress({
      bytesRead: counters.bytesRead,
      totalBytes: plan.bytes,
      readErrors: counters.readErrors(null),
      currentPath: plan.files[counters.current]?.path ?? null,
      speed: whole.speed ?? 0,
      secondsLeft: secondsLeft(whole, plan.bytes - done),
      destinations,
    })
  }
  const timer = setInterval(tell, INTERVAL)
  timer.unref()
  return {
    tell,
    stop: () => {
      clearInterval(timer)
    },
  }
}

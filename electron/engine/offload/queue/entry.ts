/**
 * What the engine holds of an offload that waits for its turn or runs, and what it needs from outside.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import type { Broadcast } from '../../channel.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import type { EjectDeps } from './eject-after.ts'
import type { DescribedPlan } from '../plan/thread/messages.ts'
import type { Planner } from '../plan/thread/planner.ts'
import type { KeptRequest } from './kept-request.ts'
import type { MovedDeps } from './moved-drives.ts'
import type { OffloadOutcome, SealRequest } from '../run/outcome.ts'
import type { OffloadWorkers, RunControl } from '../run/run.ts'

export type { KeptRequest } from './kept-request.ts'

export interface OffloadDeps {
  readonly workers: OffloadWorkers
  readonly seal: (
    plan: OffloadPlan,
    request: SealRequest,
    asked: Pick<OffloadRequest, 'hashes' | 'mhl1'>,
  ) => Promise<void>
  /**
   * Takes what was verified into the catalogue. Answers how many clips it is there, and with the files that it could
   * not hold, the others being in it.
   */
  readonly catalogue: (
    plan: OffloadPlan,
    outcome: OffloadOutcome,
  ) => Promise<{ readonly clips: number; readonly refused: readonly { readonly path: string }[] }>
  readonly changed: () => void
  readonly planner: Planner
  /** Where drives are now. */
  readonly drives: MovedDeps
  /** An offload came to its end, or stopped: its report can be written. */
  readonly ended?: (offload: Offload) => void
  /** It ended, and the catalogue could not be written: nobody reads it in the log of events. */
  readonly unwritten?: (offload: Offload) => void
  /** Lets go of a drive and ejects it; answers with a sentence for people. */
  readonly eject: EjectDeps['eject']
  /** Told whenever one has begun or ended: the computer must not sleep meanwhile. */
  readonly busy?: (busy: boolean) => void
}

/** Requests of earlier versions that wait to be resumed name no level: they read back. */
export function levelOf(request: OffloadRequest): OffloadRequest['level'] {
  return (request as Partial<OffloadRequest>).level ?? 'full'
}

/** An offload that waits for its turn or runs. */
export interface Running {
  state: Offload
  /** As it was entered; planned anew when it had to wait. */
  plan: DescribedPlan['plan']
  readonly request: KeptRequest
  readonly abort: AbortController
  readonly broadcast: Broadcast<Offload>
  readonly ended: Promise<void>
  readonly end: () => void
  begun: boolean
  /** Files that earlier runs of it wrote, by destination. */
  readonly written: readonly number[]
  /** It was paused, or the engine ends: it keeps its place in the queue. */
  keepsPlace: boolean
  control: RunControl | null
}

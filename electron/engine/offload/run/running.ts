/**
 * What a running offload is made of, for the parts of this folder that share it.
 */
import type { Fault, OffloadPlan } from '../../domain/offload/offload.ts'
import type { VerificationLevel } from '../../../../shared/model/offload.ts'
import type { Notifier } from './notifier.ts'
import type { CardWatch } from './card-watch.ts'
import type { CopyTasks } from './copy-tasks.ts'
import type { OffloadJournal } from '../../domain/offload/offload-journal.ts'
import type { FileStatusTable } from './file-status.ts'
import type { CopyJob, CopyResult, SettleJob, SettleResult } from '../workers/messages.ts'
import type { Anchor } from './prepare.ts'
import type { DestinationStatus } from './progress.ts'
import type { SharedState } from '../workers/shared-state.ts'
import type { WorkerLink } from '../workers/worker-link.ts'

export interface Run {
  readonly plan: OffloadPlan
  readonly journal: OffloadJournal
  readonly tag: string
  readonly level: VerificationLevel
  readonly fileStatus: FileStatusTable
  readonly state: SharedState
  readonly statuses: readonly DestinationStatus[]
  readonly anchors: readonly (Anchor | null)[]
  readonly copyTasks: CopyTasks
  readonly notifier: Notifier
  /**
   * The copying thread of the lane from the card (null), or to a destination from copies; started when it is first
   * asked for.
   */
  copier(lane: number | null): WorkerLink<CopyJob, CopyResult>
  readonly finalisers: readonly WorkerLink<SettleJob, SettleResult>[]
  readonly card: CardWatch
  /** Absolute paths of copies of earlier offloads that turned out to be other than the card's. */
  readonly doubted: Set<string>
  /** Cuts the run off; what is verified stays, and the same offload goes on. */
  interrupt(fault: Fault): void
  /** Stops a destination for the rest of the run. */
  fail(destination: number, fault: Fault): void
}

/**
 * What the engine and the thread that plans offloads say to each other: plain data, a piece at a time, so that no
 * message of a card of a hundred thousand files holds up the engine's loop.
 */
import type { OffloadPlan as PlanDto } from '../../../../../shared/model/offload.ts'
import type {
  Existing,
  OffloadPlan,
  PlannedDirectory,
  PlannedFile,
  SkippedEntry,
} from '../../../domain/offload/offload.ts'
import type { CardManifest, Claim } from '../../../domain/offload/source-manifests.ts'
import type { LibraryFolder } from '../../../library/folder.ts'
import type { ThreadFailure } from '../../thread-failure.ts'
import type { CopyPlace } from '../../../verification/gone-now.ts'
import type { PlanRequest } from '../plan.ts'

/** A request without what a thread has to make for itself. */
export type AskedPlan = Omit<PlanRequest, 'own' | 'forecast' | 'signal'>

/** A plan, and what the window and the command line see of it. `forecast` is in the description alone. */
export interface DescribedPlan {
  readonly plan: Omit<OffloadPlan, 'forecast'>
  readonly description: PlanDto
}

/** A claim whose manifest is named by its place in the list of manifests, which goes ahead. */
type SentClaim = Omit<Claim, 'manifest'> & { readonly manifest: number }

/** Some entries of one of a plan's long lists, in order. */
export type PlanPiece =
  | { readonly of: 'files'; readonly entries: readonly PlannedFile[] }
  | { readonly of: 'directories'; readonly entries: readonly PlannedDirectory[] }
  | { readonly of: 'skipped'; readonly entries: readonly SkippedEntry[] }
  | { readonly of: 'manifests'; readonly entries: readonly CardManifest[] }
  | { readonly of: 'claims'; readonly entries: readonly (readonly [string, readonly SentClaim[]])[] }
  | { readonly of: 'missing'; readonly entries: readonly { readonly path: string; readonly manifest: number }[] }
  | {
      readonly of: 'existing'
      readonly destination: number
      readonly entries: readonly (readonly [string, Existing])[]
    }
  | {
      readonly of: 'standing'
      readonly destination: number
      readonly entries: readonly (readonly [string, string])[]
    }

/** A plan whose long lists went ahead in pieces and are empty here. */
export type PlanHead = DescribedPlan['plan']

export type ToPlanThread =
  | {
      readonly type: 'plan'
      readonly request: AskedPlan
      readonly folder: LibraryFolder
      /** Only the description is wanted: to look at a card, not to copy it. */
      readonly onlyDescribe: boolean
    }
  /** What was sent last has been taken. */
  | { readonly type: 'next' }
  | { readonly type: 'stop' }

/** The thread waits for `next` after each `gone` and `piece`. */
export type FromPlanThread =
  /** Copies that are not as the catalogue has them. The list is whole with `last`. */
  | { readonly type: 'gone'; readonly copies: readonly CopyPlace[]; readonly last: boolean }
  | { readonly type: 'piece'; readonly piece: PlanPiece }
  | {
      readonly type: 'planned'
      /** Null where only the description was wanted. */
      readonly head: PlanHead | null
      readonly description: PlanDto
    }
  | ThreadFailure

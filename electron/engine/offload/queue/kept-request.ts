/**
 * What is kept of a request, so that its offload can be resumed on another day and at another mount point.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'

/** The drive of a destination: what tells it from others wherever it is mounted, and the folder on it. */
export interface KeptDrive {
  readonly identity: string
  readonly label: string
  readonly inside: string
}

/**
 * A request as it is kept: with the folders that its cards became, which a later day or counter must not change, and
 * its drives.
 */
export interface KeptRequest extends OffloadRequest {
  readonly folders?: readonly string[]
  /** The drives of its destinations, in their order. Left out by versions that did not record them. */
  readonly drives?: readonly (KeptDrive | null)[]
}

/**
 * How work tells that it failed.
 */
import type { ErrorCode } from '../../../shared/model/errors.ts'

/** Why something failed: a code of the closed set and the sentence for people. */
export interface Fault {
  readonly code: ErrorCode
  readonly sentence: string
}

import type { SafetyCard, SafetyColumn } from '../../../shared/model/safety.ts'

/** A cell that somebody pressed. */
export interface Asked {
  readonly card: SafetyCard
  readonly column: SafetyColumn
}

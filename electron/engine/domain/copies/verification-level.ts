/**
 * The verification levels next to each other: what was proven, and whether it is as much as was asked for.
 */
import type { VerificationLevel } from '../../../../shared/model/offload.ts'
import { VERIFICATION_LEVELS } from '../../../../shared/model/offload.ts'

/** True when `proven` is as much as `asked` or more; what was never settled proves nothing. */
export function reaches(proven: VerificationLevel | null, asked: VerificationLevel): boolean {
  return proven !== null && VERIFICATION_LEVELS.indexOf(proven) >= VERIFICATION_LEVELS.indexOf(asked)
}

/** What a level proves of a copy, for reports: the words of docs/offload.md. */
export function levelText(level: VerificationLevel): string {
  switch (level) {
    case 'size':
      return 'same size, not hashed for a manifest, not read back'
    case 'source':
      return 'hashed while the card was read, not read back'
    case 'full':
      return 'read back and equal'
  }
}

/** Looking after copies: verified again, bad ones shown and repaired. */
export { BadCopies } from './bad-copies.tsx'
export { VerificationLine } from './verification-line.tsx'
export { createVerification, type Verification } from './verification-store.ts'
export { VerificationProvider, useVerification, useVerificationState } from './context.ts'
export { DriveVerification } from './drive-verification.tsx'
export { RepairSheet } from './repair-sheet.tsx'
export { ScheduleLine } from './schedule-line.tsx'

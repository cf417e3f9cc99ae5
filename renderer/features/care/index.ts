/** Looking after copies: verified again, bad ones shown and healed. */
export { BadCopies } from './bad-copies.tsx'
export { CareLine } from './care-line.tsx'
export { createCare, type Care } from './care-store.ts'
export { CareProvider, useCare, useCareState } from './context.ts'
export { DriveCare } from './drive-care.tsx'
export { HealSheet } from './heal-sheet.tsx'
export { ScheduleLine } from './schedule-line.tsx'

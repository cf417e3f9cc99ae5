/** Offloads. */
export { ResumeButton } from './resume-button.tsx'
export { useResumeOffers } from './use-resume-offers.ts'
export { offloadShare, offloadTimeLeft, offloadWord, partOf } from './progress.ts'
export { createOffloadSheet, isRunning, type OffloadSheet } from './sheet-store.ts'
export { OffloadSheets } from './sheet.tsx'

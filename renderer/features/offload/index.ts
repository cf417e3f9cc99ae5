/** Offloads. */
export { offloadShare, offloadWord } from './progress.ts'
export { createOffloadSheet, isRunning, type OffloadSheet } from './sheet-store.ts'
export { OffloadSheets } from './sheet.tsx'

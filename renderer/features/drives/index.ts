/** Drives, and the folders that are watched on them. */
export { DrivesSheet } from './drives-sheet.tsx'
export { useCardOffers } from './use-card-offers.ts'

/** Drives, and the folders that are watched on them. */
export { DrivesView } from './drives-view.tsx'
export { rootWord } from './root-state.ts'
export { useCardOffers } from './use-card-offers.ts'

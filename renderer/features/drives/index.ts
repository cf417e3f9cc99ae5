/** Drives, and the folders that are watched on them. */
export { drivesPlace } from './place.tsx'
export { rootWord } from './root-state.ts'
export { useCardOffers } from './use-card-offers.ts'

/** Offloads: those of the past, and what became of them. */
export { OffloadsView } from './offloads-view.tsx'

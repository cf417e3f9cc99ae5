/** Offloads: those of the past, and what became of them. */
export { offloadsPlace } from './place.tsx'

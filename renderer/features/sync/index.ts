/** The cloud and its devices: what is where, what waits for what, and what people said differently. */
export { cloudPlace } from './place.tsx'
export { ClipCloud } from './clip-cloud.tsx'
export { SyncLine } from './sync-line.tsx'
export { placeName, placeWord, remoteText } from './loads.ts'
export { ClipConflicts, ConflictMark, conflictLabel, useConflictCount, useConflicts } from './conflicts.tsx'

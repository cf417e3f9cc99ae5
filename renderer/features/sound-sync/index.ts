/** Sound sync: which sound belongs to which clip, and sound that plays with the picture. */
export { soundSyncPlace } from './place.tsx'

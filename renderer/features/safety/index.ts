/** Which cards may be formatted, and where their files are. */
export { safetyPlace } from './place.tsx'

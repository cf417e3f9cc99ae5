/** Which cards may be formatted, and where their files are. */
export { SafetyView } from './safety-view.tsx'

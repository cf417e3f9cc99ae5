/** The inspector. */
export { Inspector } from './inspector.tsx'
export { Notes } from './notes.tsx'

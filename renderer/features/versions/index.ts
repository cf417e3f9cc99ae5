/** The stack of versions of a clip. */
export { Versions } from './versions-section.tsx'

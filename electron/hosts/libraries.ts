/**
 * Where libraries are, for the shell: it asks about folders, the engine alone opens what is in them.
 */
export { isLibrary, libraryFolder, libraryPath } from '../engine/library/folder.ts'

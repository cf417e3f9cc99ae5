/** Clips copied out of the library into a folder, verified and sealed. */
export { createCopyOut, type CopyOut } from './copy-store.ts'
export { CopySheet } from './copy-sheet.tsx'

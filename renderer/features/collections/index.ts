/** Smart collections: a search is kept under a name, and changed. */
export { SmartSheet } from './smart-sheet.tsx'

/** Lost files, found again. */
export { RelinkSheet } from './relink-sheet.tsx'

/** Edit proxies, made from the window, with the verdict of each editing system. */
export { createEditProxies, type EditProxies } from './edit-proxies-store.ts'
export { EditProxiesSheet } from './edit-proxies-sheet.tsx'

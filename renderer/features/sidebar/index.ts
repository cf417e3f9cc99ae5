/** The sidebar. */
export { Sidebar } from './sidebar.tsx'

/** The search box. */
export { SearchBox } from './search-box.tsx'

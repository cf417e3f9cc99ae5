/** The search: its box, its terms as chips, and why it finds nothing. */
export { Chips } from './chips.tsx'
export { SearchBox } from './search-box.tsx'
export { WhyNone } from './why-none.tsx'

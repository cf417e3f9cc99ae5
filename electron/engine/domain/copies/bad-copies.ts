/**
 * Where bad copies lie that were repaired: kept for whoever wants to look at them, and no media of the library any
 * more.
 */
const ENDING = ' (bad copies)'

/** The folder beside a sealed folder that takes its bad copies: `A003 (bad copies)`. */
export function badCopiesFolder(sealed: string): string {
  return `${sealed}${ENDING}`
}

/** True for the name of such a folder. */
export function isBadCopies(name: string): boolean {
  return name.length > ENDING.length && name.endsWith(ENDING)
}

/**
 * When so many files are gone at once that a person has to say whether that is meant. Pure.
 */

/** More than this many at once are asked about. */
const MAX_FILES = 50
/** So is more than this part of a watched folder, from `MIN_OF_PART` files on. */
const MAX_PART = 0.1
const MIN_OF_PART = 5
/** So is everything in it, from two files on: an empty folder is more often a fault than a request. */
const MIN_OF_ALL = 2

/** True when marking `missing` of the `of` known files has to wait for a person's answer. */
export function asksBefore(missing: number, of: number): boolean {
  if (missing > MAX_FILES) return true
  if (missing >= MIN_OF_PART && missing > of * MAX_PART) return true
  return missing >= MIN_OF_ALL && missing >= of
}

/**
 * JSON in one form only: keys in their order, no spaces. Equal values have equal texts, so a hash of the text identifies the value.
 */

/** The text of a value of plain JSON. What JSON has not (undefined, functions) is left out, as `JSON.stringify` does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : part)) ?? 'null'
}

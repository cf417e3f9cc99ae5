/**
 * JSON in one form only: the names of each object in order, no spaces, no fields that are undefined. Equal values have
 * equal texts, so a hash of the text identifies the value. Pure.
 */

/** The text of a value. Throws TypeError for what JSON can't hold. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A parameter must be a finite number.')
    return JSON.stringify(value)
  }
  if (Array.isArray(value))
    return `[${value.map((one: unknown) => canonicalJson(one === undefined ? null : one)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`A parameter can't be a ${typeof value}.`)
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(',')}}`
}

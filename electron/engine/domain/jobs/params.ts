/**
 * Parameters of jobs as text: the same parameters always give the same text, so that the same work is queued once. Pure.
 */

/** JSON with the names of each object in order and without fields that are undefined. Throws TypeError for what JSON can't hold. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A parameter must be a finite number.')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((one: unknown) => canonicalJson(one === undefined ? null : one)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`A parameter can't be a ${typeof value}.`)
  const fields = Object.entries(value).filter(([, one]) => one !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(',')}}`
}

/**
 * Dates as MHL 1.x files hold them: `2026-03-14T09:00:00Z` in 1.1, `2012-11-24 10-32-36` without a zone in 1.0.
 */

/** The moment in milliseconds since 1970, or null when the text is no date. A date without a zone is taken as UTC. */
export function readV1Date(text: string): number | null {
  const [, day, hours, minutes, seconds, zone] =
    /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d)[:-](\d\d)[:-](\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?\s*$/i.exec(text) ?? []
  if (day === undefined) return null
  const at = Date.parse(
    `${day}T${hours ?? '00'}:${minutes ?? '00'}:${seconds ?? '00'}${(zone ?? 'Z').toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`,
  )
  return Number.isNaN(at) ? null : at
}

/** `2026-03-14T09:00:00Z`: a date as MHL 1.1 writes it. */
export function v1Date(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

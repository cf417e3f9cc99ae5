/**
 * By how much a clock is off, in the unit that a person would use: `40 s`, `12 min`, `3 h`, `5 days`. `ms` in either
 * direction.
 */
export function clockText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  if (minutes < 2) return `${Math.round(Math.abs(ms) / 1000)} s`
  if (minutes < 120) return `${minutes} min`
  return minutes < 60 * 48 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}

/**
 * Numbers, sizes, speeds and dates as the crew writes them. Pure; the caller gives "now".
 */

/** A number and its unit apart, so that the unit can be dimmed. */
interface Amount {
  readonly value: string
  readonly unit: string
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in decimal units, as drives state them: 1.2 TB, 48 GB, 512 KB. Three digits at most. */
export function bytesAmount(bytes: number): Amount {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const decimals = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  // "48.0" says no more than "48".
  return { value: unit === 0 ? String(Math.round(value)) : String(Number(value.toFixed(decimals))), unit: UNITS[unit]! }
}

/** Bytes as one piece of text: "1.2 TB", with a space that doesn't break. */
export function bytesText(bytes: number): string {
  const { value, unit } = bytesAmount(bytes)
  return `${value}\u00a0${unit}`
}

/** A speed: "412 MB/s". */
export function speedText(bytesPerSecond: number): string {
  const { value, unit } = bytesAmount(bytesPerSecond)
  return `${value}\u00a0${unit}/s`
}

/** Time left as people say it: "8 s left", "6 min left", "2 h 10 min left". Null stays unknown. */
export function timeLeftText(seconds: number | null): string | null {
  if (seconds === null || !Number.isFinite(seconds)) return null
  return seconds < 1 ? 'almost done' : `${spanText(seconds)} left`
}

/** A length of time that is no more than an estimate: "40 s", "12 min", "2 h 5 min". */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}\u00a0s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes}\u00a0min`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? '' : ` ${rest}\u00a0min`}`
}

/** A count with its noun: "1 clip", "48 clips", "1,204 files". */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${wholeText(count)}\u00a0${count === 1 ? one : many}`
}

/** A whole number with thousands apart: 1,204. */
export function wholeText(count: number): string {
  return count.toLocaleString('en-GB')
}

/** A share in whole percent that says 100 only when all is done. */
export function percentText(share: number): string {
  const percent = Math.max(0, Math.min(100, share * 100))
  return `${percent < 100 ? Math.floor(percent) : 100}\u00a0%`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A shooting day as the slate writes it: "20 Nov", with the year when it isn't this one. */
export function dayText(day: string, now: Date): string {
  const [year, month, date] = day.split('-').map(Number)
  const label = `${date ?? 0} ${MONTHS[(month ?? 1) - 1] ?? ''}`
  return year === now.getFullYear() ? label : `${label} ${year ?? ''}`
}

/** A moment: "14:02" today, "20 Nov 14:02" this year, "20 Nov 2025 14:02" before. Local time. */
export function momentText(moment: number, now: Date): string {
  const date = new Date(moment)
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return day === today ? clock : `${dayText(day, now)} ${clock}`
}

/**
 * How long ago: "just now", "5 min ago", "3 h ago", "yesterday", "2 days ago", "3 weeks ago", "4 months ago", "2 years
 * ago".
 */
export function agoText(moment: number, now: Date): string {
  const minutes = Math.max(0, now.getTime() - moment) / 60_000
  if (minutes < 2) return 'just now'
  if (minutes < 60) return `${Math.floor(minutes)}\u00a0min ago`
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const days = Math.ceil((midnight - moment) / 86_400_000)
  if (days <= 0) return `${Math.floor(minutes / 60)}\u00a0h ago`
  if (days === 1) return 'yesterday'
  const [count, unit] =
    days < 14
      ? [days, 'day']
      : days < 60
        ? [Math.floor(days / 7), 'week']
        : days < 730
          ? [Math.floor(days / 30.4), 'month']
          : [Math.floor(days / 365.25), 'year']
  return `${countText(count, unit)} ago`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** The last part of a path, and what leads to it. */
export function pathParts(path: string): { readonly folder: string; readonly name: string } {
  const clean = path.length > 1 ? path.replace(/[/\\]+$/, '') : path
  const at = Math.max(clean.lastIndexOf('/'), clean.lastIndexOf('\\'))
  return { folder: at <= 0 ? clean.slice(0, at + 1) : clean.slice(0, at), name: clean.slice(at + 1) || clean }
}

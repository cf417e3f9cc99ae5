/**
 * Sizes, lengths and moments as reports write them: the same in PDF, HTML, CSV and mail.
 */

/** Bytes in decimal units, as drives state them: "1.2 TB", "48.3 GB", "512 KB". */
export function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 ? value : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${units[step]!}`
}

/** A length of time from milliseconds: "1 h 12 min", "4 min 10 s", "2 min", "4.0 s". */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
      ? `${minutes} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`
      : ms < 10_000
        ? `${(ms / 1000).toFixed(1)} s`
        : `${seconds} s`
}

/** A moment on this computer's clock: "2026-11-20 14:02". Takes milliseconds since 1970. */
export function momentText(ms: number): string {
  const date = new Date(ms)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A shooting day in words: "Friday 20 November 2026". Takes YYYY-MM-DD. */
export function dayText(day: string): string {
  return new Date(`${day}T12:00:00Z`)
    .toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .replace(',', '')
}

/** A whole number with its noun, thousands apart: "1 clip", "1,204 files". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`
}

/** "A", "A and B", "A, B and C". */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`
}

/** The parts that are there, with a dot between them. */
export function facts(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('  ·  ')
}

/** A sentence as it stands after a colon: it begins small, unless with a name or a number. */
export function afterColon(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/**
 * The order of numbers as a slate has them: 2 before 12, 12 before 12A, 12A before 13. A key is compared character by
 * character, in an index too.
 */

/** More digits than any slate has; a longer run is cut, so that a key stays short. */
const MAX_DIGITS = 24

/** The key of a scene, shot or take; null where there is none. Leading zeros don't count, nor does letter case. */
export function tradeKey(text: string): string | null {
  const parts = text
    .normalize('NFC')
    .toLowerCase()
    .match(/\d+|[^\d\s_./-]+|[\s_./-]+/g)
  if (parts === null) return null
  return parts
    .map((part) => {
      if (!/^\d/.test(part)) return /^[\s_./-]/.test(part) ? ' ' : part
      const digits = part.replace(/^0+(?=\d)/, '').slice(0, MAX_DIGITS)
      // A longer number is the greater one, so its length comes first.
      return `0${String.fromCharCode(96 + digits.length)}${digits}`
    })
    .join('')
    .trim()
}

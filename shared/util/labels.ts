/**
 * Labels of drives as people name several at once.
 */

/** True when a label is the one that is meant; `*` stands for anything. */
export function labelMatches(pattern: string, label: string): boolean {
  // Part by part from the left: no pattern that comes in a file can make it slow.
  const [text, parts] = [label.normalize('NFC').toLowerCase(), pattern.trim().normalize('NFC').toLowerCase().split('*')]
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return text === first
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > text.length - last.length) return false
    at = found + part.length
  }
  return true
}

/**
 * JSON of others, with a bound on how deep it nests: whatever walks it later does so by recursion, and so does SQLite,
 * which takes no more than a thousand levels.
 */

/** What Rushes writes nests less than ten levels deep. */
const MAX_DEEP = 64

/** Parses it. Throws a `SyntaxError` for what is no JSON, a `RangeError` for what nests too deep. */
export function parsePlain(text: string): unknown {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) inText = false
    } else if (code === QUOTE) inText = true
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1
      if (depth > MAX_DEEP) throw new RangeError('nests too deep')
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
  }
  return JSON.parse(text)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

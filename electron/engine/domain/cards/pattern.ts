/**
 * Patterns of names on cards, as data writes them: `contents/video/{clip}.mxf`.
 *
 * `*` any part of one name · `#` one digit · `?` one character · `{word}` the same as `*`, remembered under the word ·
 * `{word####}` so many digits, remembered. Case makes no difference: cards are FAT or exFAT.
 */

/** A pattern of one name, and what to look up first so that it need not be tried on every file. */
export interface NamePattern {
  readonly regex: RegExp
  /** The name itself when the pattern is a plain one, in lower case. */
  readonly exact: string | null
  /** The extension that every match has, in lower case; null when any will do. */
  readonly extension: string | null
}

const WILD: Readonly<Record<string, string>> = { '*': '[^/]*', '#': '\\d', '?': '[^/]' }

function source(pattern: string): string {
  return pattern.replaceAll(
    /\{(\w+?)([#?*_][^{}]*)?\}|[*#?]|[^\w/]/g,
    (found: string, word?: string, inner?: string) => {
      if (word === undefined) return WILD[found] ?? `\\${found}`
      return `(?<${word}>${inner === undefined ? '[^/]+?' : source(inner)})`
    },
  )
}

/** Compiles a pattern of one name. */
export function namePattern(pattern: string): NamePattern {
  const plain = !/[*#?{]/.test(pattern)
  const extension = /\.(\w+)$/.exec(pattern)?.[1] ?? null
  return {
    regex: new RegExp(`^${source(pattern)}$`, 'iu'),
    exact: plain ? pattern.toLowerCase() : null,
    extension: extension?.toLowerCase() ?? null,
  }
}

/** Compiles a pattern of the end of a path: it begins with a whole name. */
export function pathPattern(pattern: string): RegExp {
  return new RegExp(`(?:^|/)${source(pattern)}$`, 'iu')
}

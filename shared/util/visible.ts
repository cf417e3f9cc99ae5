/**
 * Text from elsewhere (names of files, cards, devices, what a manifest or a remote says) made safe to show: what would
 * move a cursor, turn the reading order around, begin a line or show nothing at all is spelled out.
 */

/**
 * C0 and C1 controls with DEL · line and paragraph separators · bidirectional controls · characters without width and
 * tag characters · joiners where nothing is to be joined: emoji and the scripts that write with them keep theirs.
 * (Unicode 16, "Bidi_Control" and "Default_Ignorable_Code_Point"; CVE-2021-42574.)
 */
const HIDDEN = new RegExp(
  [
    '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e007f}]',
    `(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f${[
      'Arabic',
      'Syriac',
      'Devanagari',
      'Bengali',
      'Gurmukhi',
      'Gujarati',
      'Oriya',
      'Tamil',
      'Telugu',
      'Kannada',
      'Malayalam',
      'Sinhala',
      'Khmer',
      'Myanmar',
      'Mongolian',
    ]
      .map((script) => `\\p{Script_Extensions=${script}}`)
      .join('')}])[\\u200c\\u200d]`,
  ].join('|'),
  'gu',
)
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' }

/**
 * The text with each such character spelled out: `\n`, `\e`, `\x9b`, `\u{202e}`. Text without any is given back as it
 * is.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, spelled)
}

/** The same for text of several lines that we laid out ourselves: line breaks stay, all else is spelled out. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

function spelled(character: string): string {
  const named = NAMED[character]
  if (named !== undefined) return named
  const code = character.codePointAt(0)!
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/**
 * A structure in which every text is made visible: for what is about to be laid out. Numbers, bytes and dates stay as
 * they are.
 */
export function visibleAll<T>(value: T): T {
  return mapped(value) as T
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return visible(value)
  if (Array.isArray(value)) return value.map(mapped)
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, mapped(one)]))
  if (value instanceof Set) return new Set([...value].map(mapped))
  if (
    value === null ||
    typeof value !== 'object' ||
    (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
  )
    return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one)]))
}

/**
 * JSON that says the same, in which nothing moves a cursor or turns an order around: such characters are escaped as
 * JSON does.
 */
export function visibleJson(json: string): string {
  return json.replace(HIDDEN, (character) =>
    [...character]
      .flatMap((one) =>
        Array.from({ length: one.length }, (_, at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`),
      )
      .join(''),
  )
}

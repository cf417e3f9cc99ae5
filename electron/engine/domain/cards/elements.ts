/**
 * The elements of an XML text, one after the other, for indices that cameras write. Not a validator: what is broken is
 * passed by, nothing is fetched, no entity of a DOCTYPE is ever put in, and no text makes it run away.
 */

interface XmlElement {
  /** Without its prefix, in lower case; begins with "/" at its end. */
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** Text up to the next tag, trimmed. */
  readonly text: string
}

/** A tag longer than this is none that a camera writes. */
const LONGEST_TAG = 16_384
const MAX_ELEMENTS = 400_000

/** Walks the tags of a text. */
export function* elements(text: string): Generator<XmlElement, void> {
  let at = 0
  for (let count = 0; count < MAX_ELEMENTS; count++) {
    const open = text.indexOf('<', at)
    if (open < 0) return
    const skipped = skipDeclaration(text, open)
    if (skipped !== null) {
      at = skipped
      continue
    }
    const close = endOfTag(text, open + 1)
    if (close === null) {
      at = open + 1
      continue
    }
    at = close + 1
    const tag = text.slice(open + 1, close)
    const name = /^\/?[\w:.-]+/.exec(tag)?.[0]
    if (name === undefined) continue
    const next = text.indexOf('<', at)
    const inner = text.slice(at, Math.min(next < 0 ? text.length : next, at + LONGEST_TAG))
    const local = name
      .slice(name.lastIndexOf(':') + 1)
      .replace('/', '')
      .toLowerCase()
    yield {
      name: name.startsWith('/') ? `/${local}` : local,
      attributes: attributesOf(tag.slice(name.length)),
      text: plain(inner).trim(),
    }
    if (tag.endsWith('/') && !name.startsWith('/')) yield { name: `/${local}`, attributes: new Map(), text: '' }
  }
}

/**
 * Where the text goes on after a comment, a CDATA section, a declaration or a processing instruction; null for a tag.
 */
function skipDeclaration(text: string, open: number): number | null {
  const pairs = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const
  const pair = pairs.find(([begin]) => text.startsWith(begin, open))
  if (pair === undefined) return null
  const end = text.indexOf(pair[1], open + pair[0].length)
  return end < 0 ? text.length : end + pair[1].length
}

/** The `>` that ends a tag: one inside quotes does not. Null for a tag that has no end. */
function endOfTag(text: string, from: number): number | null {
  let quote = ''
  for (let at = from; at < Math.min(text.length, from + LONGEST_TAG); at++) {
    const character = text[at]!
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
    else if (character === '<') return null
  }
  return null
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/([\w:.-]+)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/g)].map((match) => {
      const name = match[1]!
      return [name.slice(name.lastIndexOf(':') + 1).toLowerCase(), plain(match[2] ?? match[3] ?? '')]
    }),
  )
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Puts in the five entities of XML and numbered characters; all others stay as they are written. */
function plain(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (found, named: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      if (named !== undefined) return NAMED[named.toLowerCase()] ?? found
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : found
    },
  )
}

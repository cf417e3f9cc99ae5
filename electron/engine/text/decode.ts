/**
 * Text of unknown encoding, as other tools left it: one ladder for iXML, bext, lists of checksums, XML and card
 * indices.
 *
 * Byte order mark first, then the shape of `<?xml`, then what the document declares, then UTF-8 where the bytes are
 * that, and Windows-1252 where they are not: every byte means something there, so nothing becomes U+FFFD.
 */

/** Why a document is not what it says; `encoding` is what it says. */
export class NotThatEncoding extends Error {
  readonly encoding: string
  constructor(encoding: string, cause: unknown) {
    super(`The bytes are no text in ${encoding}.`, { cause })
    this.encoding = encoding
  }
}

/**
 * The encoding of an XML document: XML 1.0, appendix F: byte order marks first, then the shape of `<?xml`, then the
 * declaration; UTF-8 without any of them.
 */
function xmlEncoding(bytes: Uint8Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const head = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  if (head === 0xfffe0000 || head === 0x3c000000) return 'utf-32le'
  if (head === 0x0000feff || head === 0x0000003c) return 'utf-32be'
  if (head >>> 16 === 0xfffe || head === 0x3c003f00) return 'utf-16le'
  if (head >>> 16 === 0xfeff || head === 0x003c003f) return 'utf-16be'
  if (head >>> 8 === 0xefbbbf) return 'utf-8'
  const declaration = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const [, declared] = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(declaration) ?? []
  // A document that reached us as single bytes can't be UTF-16, whatever it says.
  return declared === undefined || /^utf-?(16|32)/i.test(declared) ? 'utf-8' : declared.toLowerCase()
}

/**
 * The text of an XML document in its encoding, to the letter. Throws NotThatEncoding when its bytes are something else.
 */
export function decodeXmlStrictly(bytes: Uint8Array): string {
  const encoding = xmlEncoding(bytes)
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return decodeUtf32(bytes, encoding === 'utf-32le')
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    throw new NotThatEncoding(encoding, error)
  }
}

/** The text of an XML document whatever it says of itself: names matter more there than form. Never throws. */
export function decodeXmlGently(bytes: Uint8Array): string {
  try {
    return decodeXmlStrictly(bytes)
  } catch {
    return decodeText(bytes)
  }
}

/**
 * Plain text by its byte order mark; without one UTF-8, or Windows-1252 where it is not that. Text of a field that may
 * be cut in the middle of a letter (bext) loses that letter, not its encoding.
 */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const point = view.getUint32(at, littleEndian)
    if (at === 0 && point === 0xfeff) continue
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd')
  }
  return parts.join('')
}

/**
 * Reading other tools' XML: any encoding, any namespace prefix, unknown elements passed over.
 */
import { SaxesParser } from 'saxes'
import { RushesError } from '../../../shared/model/errors.ts'
import { decodeXmlStrictly, NotThatEncoding } from '../text/decode.ts'

/** Called as elements open and close. Names are local ones, without a prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  /** `text`: the element's own text, in full, white space included. */
  close(name: string, text: string): void
}

/**
 * Walks through a document.
 * @param file what to call the document in a sentence
 * @throws RushesError `mhl.broken` when it is no well-formed XML
 */
export function readXml(bytes: Uint8Array, file: string, handler: XmlHandler): void {
  parserFor(file, handler).write(decodeXml(bytes, file)).close()
}

/** Characters that are read in one go: some milliseconds' work. */
const SLICE = 128 << 10

/**
 * The same, giving way in between: the manifest of a hundred thousand frames takes the better part of a second.
 * @throws RushesError `mhl.broken` when it is no well-formed XML
 */
export async function readXmlInSteps(bytes: Uint8Array, file: string, handler: XmlHandler): Promise<void> {
  const text = decodeXml(bytes, file)
  const parser = parserFor(file, handler)
  for (let at = 0; at < text.length; at += SLICE) {
    if (at > 0)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    parser.write(text.slice(at, at + SLICE))
  }
  parser.close()
}

function parserFor(file: string, handler: XmlHandler): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const texts: string[] = []
  parser.on('error', (error) => {
    throw new RushesError(
      'mhl.broken',
      `${file} can't be read as XML (${error.message}). Copy it again from where it came from.`,
      { path: file },
    )
  })
  parser.on('opentag', (tag) => {
    texts.push('')
    handler.open(localName(tag.name), tag.attributes)
  })
  const append = (text: string): void => {
    const top = texts.length - 1
    if (top >= 0) texts[top] += text
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('closetag', (tag) => {
    handler.close(localName(tag.name), texts.pop() ?? '')
  })
  return parser
}

/**
 * The text of a document in the encoding that its first bytes or its declaration name; UTF-8 without either.
 * @throws RushesError `mhl.broken` when the encoding is unknown or the bytes are none of it
 */
function decodeXml(bytes: Uint8Array, file: string): string {
  try {
    return decodeXmlStrictly(bytes)
  } catch (error) {
    if (!(error instanceof NotThatEncoding)) throw error
    const { encoding } = error
    throw new RushesError(
      'mhl.broken',
      `${file} says that it is text in ${encoding}, and it is not. Copy it again from where it came from.`,
      { path: file, encoding },
      { cause: error },
    )
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/**
 * Colour decision lists in files: `.cc` (one), `.ccc` and `.cdl` (several, each with an id), as the ASC defines them
 * (CDL 1.2). A reader that tells what is wrong, and takes no number that the specification forbids.
 */
import { SaxesParser } from 'saxes'
import { cdlSchema, type Cdl } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { parseSop } from '../domain/colour/cdl.ts'

interface NamedCdl {
  /** As the file has it, often the name of a clip; null where it has none. */
  readonly id: string | null
  /** Where it begins, from 1. */
  readonly line: number
  readonly cdl: Cdl
}

/** Bounds of a hostile file. */
const MAX_BYTES = 10 << 20
const MAX_LISTS = 10_000

/** Reads them in the order of the file. Throws RushesError 'usage' with the reason for a file that is none. */
export function readCdlFile(text: string, name: string): NamedCdl[] {
  const wrong = (why: string): RushesError => new RushesError('usage', `${name}: ${why}`, { path: name })
  if (text.length > MAX_BYTES) throw wrong('it is too large for a list of colour decisions.')
  const found: NamedCdl[] = []
  let words = new Map<string, string>()
  let id: string | null = null
  let line = 1
  let content = ''
  let fault: string | null = null
  const parser = new SaxesParser({ fragment: false })
  parser.on('error', (error) => {
    fault ??= error.message
  })
  parser.on('opentag', ({ name: tag, attributes }) => {
    content = ''
    if (local(tag) !== 'ColorCorrection') return
    words = new Map()
    line = parser.line
    const given = (attributes as Record<string, unknown>)['id']
    id = typeof given === 'string' && given.trim() !== '' ? given.trim() : null
  })
  parser.on('text', (more) => {
    content += more
  })
  parser.on('closetag', ({ name: tag }) => {
    if (local(tag) !== 'ColorCorrection') {
      words.set(local(tag), content.trim())
      return
    }
    const cdl = cdlOf(words)
    if (cdl === null)
      throw wrong(
        `the correction ${id ?? found.length + 1} holds no three slopes, offsets and powers that the ASC allows.`,
      )
    if (found.length >= MAX_LISTS) throw wrong(`it holds more than ${MAX_LISTS} corrections.`)
    found.push({ id, line, cdl })
  })
  parser.write(text).close()
  if (found.length === 0)
    throw wrong(fault === null ? 'it holds no ColorCorrection.' : `it is no XML that can be read (${fault}).`)
  return found
}

const local = (tag: string): string => tag.slice(tag.indexOf(':') + 1)

function cdlOf(words: ReadonlyMap<string, string>): Cdl | null {
  const group = (name: string, otherwise: string): string => `(${words.get(name) ?? otherwise})`
  const sop = parseSop(
    `${group('Slope', '1 1 1')}${group('Offset', '0 0 0')}${group('Power', '1 1 1')}`,
    words.get('Saturation') ?? null,
  )
  const checked = cdlSchema.safeParse(sop)
  return checked.success && (words.has('Slope') || words.has('Offset') || words.has('Power') || words.has('Saturation'))
    ? checked.data
    : null
}

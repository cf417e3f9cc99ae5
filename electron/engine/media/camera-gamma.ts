/**
 * Which log curve a camera says it recorded with: Sony's XML inside the file, Apple's word in the sample description, or
 * a tag. Nothing is guessed from pixels: a flat picture may be fog.
 *
 * Sources: Sony, "XAVC S/HS non-real-time metadata" as ExifTool's XMP-like reading of it shows (Item name, value); Apple,
 * "Apple Log Profile White Paper" (LogTransferFunction); ARRI's `com.arri.camera.*` keys in QuickTime.
 */
import { SaxesParser } from 'saxes'
import type { GammaFact } from '../../../shared/model/probe.ts'
import { readStart } from '../files/open-plain.ts'
import { gammaOf } from '../domain/colour/gamma-words.ts'
import { decodeXmlGently } from '../text/decode.ts'
import { boxesIn, readBox } from './boxes.ts'
import type { FfprobeOutput } from './ffprobe-json.ts'

/** Longer is no camera's XML. */
const MAX_XML = 1 << 20
/** How Apple names its curves in the extension LogTransferFunction, longest first. */
const APPLE_WORDS = [
  ['com.apple.log2', 'Apple Log 2'],
  ['com.apple.log', 'Apple Log'],
] as const
/** Tags in which makers write their gamma. */
const TAGS = [
  'com.arri.camera.colorgammasxs',
  'com.arri.camera.colorgamma',
  'com.panasonic.camera.gamma',
  'com.blackmagic-design.camera.gamma',
  'com.atomos.hdr.gamma',
  'gamma',
  'capturegammaequation',
] as const

/**
 * The gamma of a file that ffprobe has described; null where nothing says log. `index` reads the movie's, which others
 * want as well. Throws what the file system throws.
 */
export async function readGamma(
  path: string,
  probe: FfprobeOutput,
  index: () => Promise<Buffer | null>,
): Promise<GammaFact | null> {
  const told = taggedGamma(probe)
  if (told !== null || !probe.format.format_name.startsWith('mov')) return told
  const meta = await readBox(path, 'meta')
  const xml = meta === null ? null : xmlOf(meta)
  const sony = xml === null ? null : sonyGamma(xml)
  if (sony !== null) return sony
  const moov = await index()
  const apple = moov === null ? null : appleGamma(moov)
  return apple ?? (await sonyBeside(path))
}

/** Cameras with a card of their own write the same XML beside the clip, as `C0001M01.XML`. */
async function sonyBeside(path: string): Promise<GammaFact | null> {
  const stem = path.replace(/\.[^./]*$/, '')
  for (const beside of [`${stem}M01.XML`, `${stem}M01.xml`]) {
    const bytes = await readStart(beside, MAX_XML).catch(() => null) // Most clips have none.
    const found = bytes === null ? null : sonyGamma(decodeXmlGently(bytes))
    if (found !== null) return found
  }
  return null
}

function taggedGamma({ format, streams }: FfprobeOutput): GammaFact | null {
  const tags = [format.tags, ...streams.map((stream) => stream.tags)].flatMap((one) => Object.entries(one ?? {}))
  for (const [key, value] of tags) {
    const name = TAGS.find((tag) => key.toLowerCase() === tag)
    const found = name === undefined ? null : factOf(value, null, 'tag')
    if (found !== null) return found
  }
  return null
}

function factOf(said: string, gamut: string | null, source: GammaFact['source']): GammaFact | null {
  const gamma = gammaOf(said)
  return gamma === null ? null : { said: said.slice(0, 100), curve: gamma.curve, gamut, source }
}

/** The text in a `meta` box: a full box, which holds `xml `, another one. */
function xmlOf(meta: Buffer): string | null {
  const xml = [...boxesIn(meta.subarray(4))].find(({ type }) => type === 'xml ')?.body
  return xml === undefined || xml.length < 4 || xml.length > MAX_XML ? null : decodeXmlGently(xml.subarray(4))
}

/** Words by name out of `<Item name="…" value="…"/>`, as Sony's cameras write them. Pure. */
export function sonyGamma(xml: string): GammaFact | null {
  const items = new Map<string, string>()
  const parser = new SaxesParser({ fragment: false })
  parser.on('error', () => {
    // Padding behind the end, an unescaped sign: what came before is good.
  })
  parser.on('opentag', ({ name, attributes }) => {
    const { name: key, value } = attributes as Record<string, unknown>
    if (/(^|:)Item$/.test(name) && typeof key === 'string' && typeof value === 'string' && !items.has(key))
      items.set(key, value)
  })
  parser.write(xml).close()
  const said = items.get('CaptureGammaEquation')
  return said === undefined ? null : factOf(said, items.get('CaptureColorPrimaries') ?? null, 'sony-xml')
}

/** Apple's word, wherever in the descriptions of the tracks it stands. Pure. */
export function appleGamma(index: Buffer): GammaFact | null {
  const word = APPLE_WORDS.find(([id]) => index.includes(id))
  return word === undefined ? null : factOf(word[1], null, 'apple-log')
}

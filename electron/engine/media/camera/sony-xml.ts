/**
 * The XML that Sony's cameras write into the file and beside it (`C0001M01.XML`), "NonRealTimeMeta": camera, lens, date,
 * timecode, gamma. Its elements as Sony's "XDCAM non-real-time metadata" and ExifTool show them.
 */
import { SaxesParser } from 'saxes'
import { gammaFact, isoOf, placeOf, reading, wordOf, type CameraReading } from './reading.ts'

/** Words out of the document: attributes of elements by "Element.attribute", and items of records by their names. */
interface Words {
  readonly attributes: ReadonlyMap<string, string>
  readonly items: ReadonlyMap<string, string>
  /** The label of frame 0: FFSSMMHH, with flags in the frames' byte. */
  readonly first: string | null
}

/** Reads the document; null when it is none of Sony's. Pure. */
export function readSonyXml(xml: string): CameraReading | null {
  const { attributes, items, first } = wordsOf(xml)
  const word = (name: string): string | null => wordOf(attributes.get(name))
  const item = (...names: readonly string[]): string | null =>
    names.map((name) => wordOf(items.get(name))).find((one) => one !== null) ?? null
  const said = item('CaptureGammaEquation')
  if (attributes.size === 0 && said === null) return null
  return reading({
    make: word('Device.manufacturer'),
    model: word('Device.modelName'),
    serial: word('Device.serialNo'),
    lens: word('Lens.modelName'),
    iso: isoOf(Number(item('ISOSensitivity', 'ExposureIndexOfPhotoMeter'))),
    shutter: item('ShutterSpeedTime', 'ShutterSpeedAngle'),
    whiteBalance: item('WhiteBalance', 'AutoWhiteBalanceMode'),
    gamma: said === null ? null : gammaFact(said, item('CaptureColorPrimaries'), 'sony-xml'),
    place: placeIn(items),
    label: labelOf(first, word('LtcChangeTable.tcFps')),
    clock: word('CreationDate.value'),
  })
}

const ELEMENTS = /(?:^|:)(Device|Lens|CreationDate|LtcChangeTable|NonRealTimeMeta)$/

function wordsOf(xml: string): Words {
  const attributes = new Map<string, string>()
  const items = new Map<string, string>()
  let first: string | null = null
  const parser = new SaxesParser({ fragment: false })
  parser.on('error', () => {
    // Padding behind the end, an unescaped sign: what came before is good.
  })
  parser.on('opentag', ({ name, attributes: own }) => {
    const given = Object.entries(own as Record<string, unknown>).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value] as const] : [],
    )
    const { name: key, value, frameCount } = Object.fromEntries(given)
    if (/(?:^|:)Item$/.test(name) && key !== undefined && value !== undefined && !items.has(key)) items.set(key, value)
    if (/(?:^|:)LtcChange$/.test(name) && frameCount === '0') first ??= value ?? null
    const element = ELEMENTS.exec(name)?.[1]
    for (const [attribute, text] of element === undefined ? [] : given)
      if (!attributes.has(`${element}.${attribute}`)) attributes.set(`${element}.${attribute}`, text)
  })
  parser.write(xml).close()
  return { attributes, items, first }
}

/** "16261010" is 10:10:26:16. Bit 6 of the frames says drop-frame (SMPTE ST 12-1); the highest bits are flags. */
function labelOf(first: string | null, rate: string | null): CameraReading['label'] {
  if (first === null || !/^[0-9a-fA-F]{8}$/.test(first)) return null
  const [frames, seconds, minutes, hours] = [0, 2, 4, 6].map((at) => Number.parseInt(first.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
    number,
  ]
  const two = (value: number): string => value.toString(16).padStart(2, '0')
  const text = `${two(hours & 0x3f)}:${two(minutes & 0x7f)}:${two(seconds & 0x7f)}${frames & 0x40 ? ';' : ':'}${two(frames & 0x3f)}`
  const nominal = Number(rate)
  return {
    text,
    nominal: Number.isInteger(nominal) && nominal >= 20 && nominal <= 120 ? nominal : null,
    source: 'sony-xml',
  }
}

/** "35:41:22.2" with its side, as EXIF has it; the status says whether there was a fix. */
function placeIn(items: ReadonlyMap<string, string>): CameraReading['place'] {
  if ((items.get('Status') ?? 'A') !== 'A') return null
  const degrees = (name: string, side: string, negative: string): number => {
    const parts = (items.get(name) ?? '').split(':').map(Number)
    const [whole = Number.NaN, minutes = 0, seconds = 0] = items.has(name) ? parts : []
    const size = whole + minutes / 60 + seconds / 3600
    return items.get(side) === negative ? -size : size
  }
  return placeOf(degrees('Latitude', 'LatitudeRef', 'S'), degrees('Longitude', 'LongitudeRef', 'W'), null)
}

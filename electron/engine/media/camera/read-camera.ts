/**
 * What the camera says of a clip that ffprobe has described, from all places where makers write it. Each reader stands
 * alone: one that can't read its place says nothing, and the others go on.
 */
import { extensionOf } from '../../domain/media/media-kinds.ts'
import { readStart } from '../../files/open-plain.ts'
import { decodeText, decodeXmlGently } from '../../text/decode.ts'
import { boxAt, boxesIn, readBox } from '../boxes.ts'
import type { FfprobeOutput } from '../ffprobe-json.ts'
import { appleGamma, taggedGamma } from './gamma-tags.ts'
import { readDjiSrt } from './dji.ts'
import { readGpmf } from './gpmf.ts'
import { readMakerBoxes } from './maker-boxes.ts'
import { firstOf, reading, type CameraReading } from './reading.ts'
import { readRtmd } from './rtmd.ts'
import { readSonyXml } from './sony-xml.ts'
import { readFirstSample } from './track-samples.ts'

/** Longer is no camera's XML. */
const MAX_XML = 1 << 20
/** The first frames of a subtitle file say what the clip was recorded with. */
const SUBTITLE_HEAD = 16 << 10

/**
 * Reads them, the surest place of each fact first. `index` reads the movie's index, which others want as well. Throws
 * what is a fault of ours alone.
 */
export async function readCamera(
  path: string,
  probe: FfprobeOutput,
  index: () => Promise<Buffer | null>,
): Promise<CameraReading> {
  const tagged = taggedGamma(probe)
  const told = tagged === null ? null : reading({ gamma: tagged })
  const inBoxes = probe.format.format_name.startsWith('mov')
  const moov = inBoxes ? await orNothing(index) : null
  const has = (letters: string): boolean => probe.streams.some((stream) => stream.codec_tag_string === letters)
  return firstOf([
    told,
    inBoxes ? await orNothing(() => sonyInside(path)) : null,
    moov === null ? null : appleReading(moov),
    // Of a track its first frame: what changes later is not what the clip was set to.
    moov !== null && has('rtmd') ? await orNothing(async () => sampled(path, moov, 'rtmd', readRtmd)) : null,
    moov === null ? null : await orNothing(async () => goproSettings(moov)),
    moov !== null && has('gpmd') ? await orNothing(async () => sampled(path, moov, 'gpmd', readGpmf)) : null,
    moov === null ? null : await orNothing(async () => readMakerBoxes(moov)),
    await sonyBeside(path),
    await djiBeside(path),
  ])
}

/** A file that ends too early, or can't be read now, says nothing. */
async function orNothing<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code !== undefined) return null
    throw error
  }
}

async function sampled(
  path: string,
  moov: Buffer,
  letters: string,
  read: (sample: Buffer) => CameraReading | null,
): Promise<CameraReading | null> {
  const sample = await readFirstSample(path, moov, letters)
  return sample === null ? null : read(sample)
}

function goproSettings(moov: Buffer): CameraReading | null {
  const block = boxAt(moov, 'udta', 'GPMF')
  return block === null ? null : readGpmf(block)
}

function appleReading(moov: Buffer): CameraReading | null {
  const gamma = appleGamma(moov)
  return gamma === null ? null : reading({ gamma })
}

async function sonyInside(path: string): Promise<CameraReading | null> {
  const meta = await readBox(path, 'meta')
  // A full box, which holds `xml `, another one.
  const xml = meta === null ? undefined : [...boxesIn(meta.subarray(4))].find(({ type }) => type === 'xml ')?.body
  if (xml === undefined || xml.length < 4 || xml.length > MAX_XML) return null
  return readSonyXml(decodeXmlGently(xml.subarray(4)))
}

const SONY_FILES: ReadonlySet<string> = new Set(['mp4', 'mxf', 'mov'])

/** Cameras with a card of their own write the same XML beside the clip, as `C0001M01.XML`. */
async function sonyBeside(path: string): Promise<CameraReading | null> {
  if (!SONY_FILES.has(extensionOf(path))) return null
  const bytes = await besideOf(path, ['M01.XML', 'M01.xml'], MAX_XML)
  return bytes === null ? null : await orNothing(async () => readSonyXml(decodeXmlGently(bytes)))
}

async function djiBeside(path: string): Promise<CameraReading | null> {
  if (!['mp4', 'mov'].includes(extensionOf(path))) return null
  const bytes = await besideOf(path, ['.SRT', '.srt'], SUBTITLE_HEAD)
  return bytes === null ? null : readDjiSrt(decodeText(bytes))
}

/** The start of a file with the clip's name and another ending; null where there is none, as with most clips. */
async function besideOf(path: string, endings: readonly string[], most: number): Promise<Buffer | null> {
  const stem = path.replace(/\.[^./]*$/, '')
  for (const ending of endings) {
    const bytes = await readStart(`${stem}${ending}`, most).catch(() => null) // Most clips have none.
    if (bytes !== null) return bytes
  }
  return null
}

/**
 * What a camera wrote into a still beside its picture: EXIF, by the library exifreader. Orientation, make, model, lens,
 * date with its zone, size; of XMP the projection of a panorama. Read from memory; nothing in a file can make it open another.
 */
import { readStart } from '../files/open-plain.ts'
import ExifReader, { type ExpandedTags } from 'exifreader'
import { exifBlock } from './exif-blocks.ts'
import { smallTiff } from './exif-tiff.ts'
import { isRawStill, findPreview } from './preview.ts'
import { extensionOf } from '../domain/media/media-kinds.ts'

/** Facts of a still; null where it says nothing. */
export interface StillReading {
  readonly make: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly lens: string | null
  readonly iso: string | null
  readonly shutter: string | null
  readonly software: string | null
  /** "2013:11:26 15:53:55", with the zone after it where one is written. */
  readonly clock: string | null
  /** Which field the clock stands in: `exif` when the picture was taken, `exif-digitised` when it was scanned. */
  readonly clockSource: string | null
  /** The orientation of EXIF, 1 to 8; 1 is upright. */
  readonly orientation: number
  readonly width: number | null
  readonly height: number | null
  readonly artist: string | null
  /** The projection of a panorama (GPano). */
  readonly projection: string | null
}

/** Metadata stands at the head of most stills; of TIFF and HEIF anywhere. */
const HEAD = 1 << 20
/** TIFF and HEIF up to this are read whole; larger ones by their head. */
const WHOLE = 160 << 20

const ANYWHERE: ReadonlySet<string> = new Set([
  'tif',
  'tiff',
  'heic',
  'heif',
  'hif',
  'avif',
  'dng',
  'gpr',
  'webp',
  'png',
  'psd',
  'psb',
])
/** What the library has nothing to say of: no reading is tried. */
const WITHOUT: ReadonlySet<string> = new Set([
  'exr',
  'dpx',
  'cin',
  'bmp',
  'tga',
  'hdr',
  'pfm',
  'sgi',
  'rgb',
  'pnm',
  'ppm',
  'pgm',
  'gif',
])

/**
 * Reads the facts of a still; null when there are none, or the library can't read them. Throws what the file system
 * throws.
 */
export async function readStill(path: string, fileBytes: number): Promise<StillReading | null> {
  const extension = extensionOf(path)
  if (WITHOUT.has(extension)) return null
  const raw = isRawStill(path)
  const bytes = await readStart(
    path,
    (raw || ANYWHERE.has(extension)) && fileBytes <= WHOLE ? fileBytes : Math.min(fileBytes, HEAD),
  )
  const blocks = raw ? [...rawBlocks(bytes)] : [bytes]
  return joined(blocks.flatMap((block) => readExif(block) ?? []))
}

/**
 * Where metadata stands in camera raw: in Canon's boxes CMT1 (camera) and CMT2 (exposure, date, lens), each a TIFF; in
 * the TIFF that most makers use; in the JPEG inside.
 */
function* rawBlocks(bytes: Buffer): Generator<Buffer> {
  for (const name of ['CMT1', 'CMT2']) {
    const at = bytes.subarray(0, HEAD).indexOf(name, 0, 'latin1')
    if (at >= 4) yield bytes.subarray(at + 4, Math.max(at + 4, at - 4 + bytes.readUInt32BE(at - 4)))
  }
  // Olympus and Panasonic changed the number after the byte order; the rest is TIFF.
  if (/^II(?:R[OS]|U\0)/.test(bytes.toString('latin1', 0, 4)))
    yield Buffer.concat([Buffer.from('II*\0', 'latin1'), bytes.subarray(4)])
  yield bytes
  const preview = findPreview(bytes)
  if (preview !== null) yield bytes.subarray(preview.start, preview.end)
}

/** One reading from several blocks: of each fact the first word. */
function joined(readings: readonly StillReading[]): StillReading | null {
  return readings.reduce<StillReading | null>((all, next) => {
    if (all === null) return next
    const clock = all.clock === null ? { clock: next.clock, clockSource: next.clockSource } : {}
    return {
      ...all,
      ...clock,
      make: all.make ?? next.make,
      model: all.model ?? next.model,
      serial: all.serial ?? next.serial,
      lens: all.lens ?? next.lens,
      iso: all.iso ?? next.iso,
      shutter: all.shutter ?? next.shutter,
      software: all.software ?? next.software,
      artist: all.artist ?? next.artist,
      projection: all.projection ?? next.projection,
      width: all.width ?? next.width,
      height: all.height ?? next.height,
    }
  }, null)
}

/** What stands in a still, or in a block of EXIF by itself; null where there is none that can be read. Pure. */
export function readExif(bytes: Buffer): StillReading | null {
  const block = exifBlock(bytes)
  const given = block?.kind === 'tiff' ? smallTiff(block.bytes) : block?.bytes
  if (given == null) return null
  try {
    return readingOf(ExifReader.load(given, { expanded: true }))
  } catch {
    // No metadata, or none that can be read: the picture itself is ffprobe's to judge.
    return null
  }
}

type Tag = { readonly value?: unknown; readonly description?: unknown } | undefined

/** A word of a tag: printable, not blank, of a length that a camera writes. */
function word(tag: Tag): string | null {
  const value = Array.isArray(tag?.value) ? tag.value[0] : tag?.value
  const text = (typeof value === 'string' ? value : '').replace(/\0[\s\S]*$/, '').trim()
  return text === '' || text.length > 200 || /[\p{Cc}\p{Cf}]/u.test(text) ? null : text
}

function whole(tag: Tag): number | null {
  const value = Array.isArray(tag?.value) ? tag.value[0] : tag?.value
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}

/** The facts of EXIF that was read; null where there is none. */
function readingOf(tags: ExpandedTags): StillReading | null {
  const said = tags.exif as Readonly<Record<string, Tag>> | undefined
  const xmp = tags.xmp as Readonly<Record<string, Tag>> | undefined
  const projection = word(xmp?.['ProjectionType'])
  if (said === undefined && projection === null) return null
  const exif = said ?? {}
  const taken = word(exif['DateTimeOriginal'])
  const clock = taken ?? word(exif['DateTimeDigitized'])
  const zone = word(exif[taken === null ? 'OffsetTimeDigitized' : 'OffsetTimeOriginal']) ?? word(exif['OffsetTime'])
  const orientation = whole(exif['Orientation']) ?? 1
  return {
    make: word(exif['Make']),
    model: word(exif['Model']),
    serial: word(exif['BodySerialNumber']),
    lens: word(exif['LensModel']),
    iso: isoOf(exif),
    shutter: shutterOf(exif['ExposureTime']),
    software: word(exif['Software']),
    clock: clock === null ? null : `${clock}${zone !== null && /^[+-]\d\d:\d\d$/.test(zone) ? zone : ''}`,
    clockSource: clock === null ? null : taken === null ? 'exif-digitised' : 'exif',
    orientation: orientation <= 8 ? orientation : 1,
    width: whole(exif['PixelXDimension']) ?? whole(exif['ImageWidth']),
    height: whole(exif['PixelYDimension']) ?? whole(exif['ImageLength']),
    artist: word(exif['Artist']),
    projection,
  }
}

/** ISO as cameras set it; anything above ten million is rubbish in the file. */
function isoOf(exif: Readonly<Record<string, Tag>>): string | null {
  const iso = whole(exif['ISOSpeedRatings']) ?? whole(exif['PhotographicSensitivity'])
  return iso === null || iso > 10_000_000 ? null : String(iso)
}

/** "1/640 s"; null for times that no shutter has. */
function shutterOf(tag: Tag): string | null {
  const value = tag?.value
  if (!Array.isArray(value) || value.length !== 2) return null
  const [num, den] = value.map(Number) as [number, number]
  const seconds = num / den
  if (!(seconds > 1e-6 && seconds < 86_400) || num > 1_000_000 || den > 1_000_000) return null
  return seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${Number(seconds.toFixed(1))} s`
}

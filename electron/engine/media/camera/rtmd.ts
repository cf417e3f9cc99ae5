/**
 * Sony's metadata of each frame in MP4, the track `rtmd`: a header with the timecode, then tags of two bytes with two
 * bytes of length, in groups. The tags are those of camera and lens acquisition metadata (SMPTE RDD 18, EBU Tech 3349);
 * the header is as ffmpeg's mov.c reads it, the groups as ExifTool's Sony.pm does.
 */
import { gammaFact, isoOf, placeOf, reading, shutterOf, wordOf, type CameraReading } from './reading.ts'

const TAGS = {
  gamma: 0x3210,
  primaries: 0x3219,
  lens: 0x8007,
  shutterAngle: 0x8108,
  shutter: 0x8109,
  iso: 0x810b,
  whiteBalance: 0x810e,
  camera: 0x8114,
  exposureIndex: 0x8115,
} as const
/** Groups that hold further tags, and a label of 16 bytes that stands between them without a length. */
const GROUP = 0x8300
const LABEL = 0x060e
const MAX_TAGS = 2000

/** Curves and gamuts by the end of their SMPTE label, as Sony's cameras name them in their XML. */
const GAMMAS: Readonly<Record<string, string>> = {
  '0e06040101010501': 's-log',
  '0e06040101010508': 's-log2',
  '0e06040101010604': 's-log3',
  '0e06040101010605': 's-log3-cine',
}
const GAMUTS: Readonly<Record<string, string>> = {
  '0e06040101030103': 's-gamut',
  '0e06040101030104': 's-gamut3',
  '0e06040101030105': 's-gamut3-cine',
}

/** The words of a label of 16 bytes, by its last eight. */
export function sonyGammaWord(label: Buffer): string | null {
  return GAMMAS[label.toString('hex', 8, 16)] ?? null
}

/** Reads the metadata of one frame; null when it is none. Pure. */
export function readRtmd(sample: Buffer): CameraReading | null {
  if (sample.length < 28) return null
  const tags = tagsOf(sample)
  const camera = wordOf(tags.get(TAGS.camera)?.toString('utf8'))
  // "ILCE-7SM3 5072108": model and serial number.
  const named = camera === null ? null : /^(\S+)(?:\s+(\S+))?$/.exec(camera)
  const gamma = tags.get(TAGS.gamma)
  const said = gamma?.length === 16 ? sonyGammaWord(gamma) : null
  const gamut = tags.get(TAGS.primaries)?.toString('hex', 8, 16)
  return reading({
    make: 'Sony',
    model: named?.[1] ?? camera,
    serial: named?.[2] ?? null,
    lens: wordOf(tags.get(TAGS.lens)?.toString('utf8')),
    iso: isoOf(wholeIn(tags.get(TAGS.iso)) || wholeIn(tags.get(TAGS.exposureIndex))),
    shutter: shutterIn(tags),
    whiteBalance: kelvin(wholeIn(tags.get(TAGS.whiteBalance))),
    gamma: said === null ? null : gammaFact(said, gamut === undefined ? null : (GAMUTS[gamut] ?? null), 'rtmd'),
    place: placeIn(tags),
    label: labelOf(sample),
  })
}

function tagsOf(sample: Buffer): ReadonlyMap<number, Buffer> {
  const tags = new Map<number, Buffer>()
  let at = sample.readUInt16BE(0)
  for (let count = 0; count < MAX_TAGS && at + 4 <= sample.length; count += 1) {
    const tag = sample.readUInt16BE(at)
    if (tag === 0) break
    if (tag === LABEL) {
      at += 16
      continue
    }
    const length = sample.readUInt16BE(at + 2)
    at += 4
    if (tag === GROUP) continue
    if (at + length > sample.length) break
    if (!tags.has(tag)) tags.set(tag, sample.subarray(at, at + length))
    at += length
  }
  return tags
}

/** Hours, minutes, seconds, drop-frame, frames, a byte each. Cameras without timecode write zeros or set all bits. */
function labelOf(sample: Buffer): CameraReading['label'] {
  const [hours, minutes, seconds, drop, frames] = [...sample.subarray(13, 18)] as [
    number,
    number,
    number,
    number,
    number,
  ]
  if (hours > 23 || minutes > 59 || seconds > 59 || frames > 119 || drop > 1) return null
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    text: `${two(hours)}:${two(minutes)}:${two(seconds)}${drop === 1 ? ';' : ':'}${two(frames)}`,
    nominal: null,
    source: 'rtmd',
  }
}

function wholeIn(bytes: Buffer | undefined): number {
  if (bytes === undefined) return 0
  return bytes.length === 2 ? bytes.readUInt16BE(0) : bytes.length === 4 ? bytes.readUInt32BE(0) : 0
}

function ratioIn(bytes: Buffer | undefined, at = 0): number {
  return bytes === undefined || bytes.length < at + 8 ? Number.NaN : bytes.readUInt32BE(at) / bytes.readUInt32BE(at + 4)
}

/** The angle is counted in sixtieths of a degree. */
function shutterIn(tags: ReadonlyMap<number, Buffer>): string | null {
  const time = shutterOf(ratioIn(tags.get(TAGS.shutter)))
  const angle = wholeIn(tags.get(TAGS.shutterAngle)) / 60
  return time ?? (angle > 0 && angle <= 360 ? `${Number(angle.toFixed(1))}°` : null)
}

function kelvin(value: number): string | null {
  return value >= 1000 && value <= 50_000 ? `${value} K` : null
}

/** EXIF's way: hemisphere, and degrees, minutes, seconds as ratios. The status says whether there was a fix. */
function placeIn(tags: ReadonlyMap<number, Buffer>): CameraReading['place'] {
  if (tags.get(0x8509)?.toString('latin1', 0, 1) !== 'A') return null
  const degrees = (side: number, value: number, negative: string): number => {
    const bytes = tags.get(value)
    const size = ratioIn(bytes) + ratioIn(bytes, 8) / 60 + ratioIn(bytes, 16) / 3600
    return tags.get(side)?.toString('latin1', 0, 1) === negative ? -size : size
  }
  return placeOf(degrees(0x8501, 0x8502, 'S'), degrees(0x8503, 0x8504, 'W'), null)
}

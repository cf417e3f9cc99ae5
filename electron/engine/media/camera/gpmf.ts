/**
 * GoPro's metadata, GPMF: entries of four letters, a type, a size and a count, in groups (github.com/gopro/gpmf-parser).
 * Settings of the whole clip stand in the index (`moov/udta/GPMF`), measurements in the track `gpmd`.
 */
import { gammaFact, isoOf, placeOf, reading, shutterOf, wordOf, type CameraReading } from './reading.ts'

interface Entry {
  readonly name: string
  /** One letter; a NUL is a group. */
  readonly type: string
  readonly size: number
  readonly count: number
  readonly body: Buffer
}

const MAX_ENTRIES = 10_000
const MAX_DEPTH = 4

function* entriesIn(bytes: Buffer): Generator<Entry> {
  for (let at = 0, count = 0; at + 8 <= bytes.length && count < MAX_ENTRIES; count += 1) {
    const name = bytes.toString('latin1', at, at + 4)
    const [size, repeat] = [bytes[at + 5]!, bytes.readUInt16BE(at + 6)]
    const length = size * repeat
    if (!/^[A-Z0-9 ]{4}$/i.test(name) || at + 8 + length > bytes.length) return
    yield {
      name,
      type: bytes.toString('latin1', at + 4, at + 5),
      size,
      count: repeat,
      body: bytes.subarray(at + 8, at + 8 + length),
    }
    at += 8 + length + ((4 - (length % 4)) % 4)
  }
}

/** Every entry by its name, the first of each; a scale goes with the entry that it stands before. */
function flat(bytes: Buffer, depth = 0, found = new Map<string, Entry>()): Map<string, Entry> {
  let scale: Entry | null = null
  for (const entry of entriesIn(bytes)) {
    if (entry.type === '\0') {
      if (depth < MAX_DEPTH) flat(entry.body, depth + 1, found)
      continue
    }
    if (entry.name === 'SCAL') scale = entry
    else if (!found.has(entry.name)) {
      found.set(entry.name, entry)
      if (scale !== null) found.set(`${entry.name}.SCAL`, scale)
    }
  }
  return found
}

/** Reads a block of GPMF; null when there is nothing in it. Pure. */
export function readGpmf(bytes: Buffer): CameraReading | null {
  const entries = flat(bytes)
  if (entries.size === 0) return null
  const word = (name: string): string | null => wordOf(entries.get(name)?.body.toString('latin1'))
  const colour = word('PTCL')
  const model = word('MINF')
  return reading({
    make: model === null && !entries.has('CASN') ? null : 'GoPro',
    model,
    serial: word('CASN'),
    iso: isoOf(firstNumber(entries.get('ISOE'))),
    shutter: shutterOf(firstNumber(entries.get('SHUT'))),
    whiteBalance: word('PTWB'),
    software: word('FMWR'),
    // Other words of it (GOPRO, VIBRANT, NATURAL) are graded pictures.
    gamma: colour === null ? null : gammaFact(colour, null, 'gopro'),
    look: colour,
    place: gpsOf(entries),
  })
}

/** The first number of an entry; 0 where it holds none. */
function firstNumber(entry: Entry | undefined, at = 0): number {
  if (entry === undefined) return 0
  const { type, body } = entry
  if (type === 'f' && body.length >= at + 4) return body.readFloatBE(at)
  if (type === 'S' && body.length >= at + 2) return body.readUInt16BE(at)
  if ((type === 'l' || type === 's') && body.length >= at + entry.size) return body.readIntBE(at, type === 'l' ? 4 : 2)
  if (type === 'L' && body.length >= at + 4) return body.readUInt32BE(at)
  return 0
}

/** Latitude, longitude, height as whole numbers over their scales; a fix of 2 or 3 dimensions says that they hold. */
function gpsOf(entries: ReadonlyMap<string, Entry>): CameraReading['place'] {
  const [name, first] = (['GPS5', 'GPS9'] as const).flatMap((one) => {
    const entry = entries.get(one)
    return entry === undefined ? [] : ([[one, entry.body]] as const)
  })[0] ?? [null, null]
  if (name === null || first.length < 12) return null
  const fix = entries.get('GPSF')
  if (fix !== undefined && firstNumber(fix) < 2) return null
  const scales = entries.get(`${name}.SCAL`)
  const value = (at: number): number => {
    const step = scales === undefined ? 1 : firstNumber({ ...scales, type: scales.type, body: scales.body }, at * 4)
    return step === 0 ? Number.NaN : first.readInt32BE(at * 4) / step
  }
  return placeOf(value(0), value(1), value(2))
}

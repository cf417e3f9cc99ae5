/**
 * What Canon, Panasonic and Nikon write into boxes of their own in QuickTime and MP4 files: EXIF as in a still, read by
 * the same library, and of Canon's notes the log curve (ExifTool, Canon.pm: LogInfo). Nikon's tone map and Panasonic's
 * photo style stand in encrypted or undescribed notes of video files: they are not read, and nothing is guessed.
 */
import { readExif } from '../still-facts.ts'
import { boxAt, boxesIn } from '../boxes.ts'
import { gammaFact, reading, wordOf, type CameraReading } from './reading.ts'

/** 85c0b687-820f-11e0-8111-f4ce462b6a48: Canon's box in CR3 and in the MP4 of the same cameras. */
const CANON = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')
/** Cameras' blocks are below this. */
const MAX_EXIF = 4 << 20

/** Reads the boxes of makers in an index; null when there are none. Pure. */
export function readMakerBoxes(index: Buffer): CameraReading | null {
  const user = boxAt(index, 'udta')
  return canonOf(index, user) ?? panasonicOf(user) ?? nikonOf(user)
}

function canonOf(index: Buffer, user: Buffer | null): CameraReading | null {
  const own = [...boxesIn(index)].find(({ type, body }) => type === 'uuid' && body.subarray(0, 16).equals(CANON))
  const inner = own?.body.subarray(16)
  const tiffs = inner === undefined ? [] : ['CMT1', 'CMT2'].flatMap((name) => boxAt(inner, name) ?? [])
  // Older cameras keep a small JPEG with EXIF in the user data.
  const thumb = user === null ? null : boxAt(user, 'CNTH', 'CNDA')
  const found = exifOf([...tiffs, ...(thumb === null ? [] : [thumb])])
  if (found === null) return null
  const notes = inner === undefined ? null : boxAt(inner, 'CMT3')
  const version = notes === null ? null : canonLog(notes)
  const said = version === null ? null : CANON_LOGS[version]
  return { ...found, gamma: said === undefined || said === null ? null : gammaFact(said, null, 'canon') }
}

const CANON_LOGS: Readonly<Record<number, string>> = { 1: 'C-Log', 2: 'C-Log2', 3: 'C-Log3' }

/**
 * The version of Canon Log in the maker's notes, a TIFF of their own: tag 0x4026, numbers of 32 bits, of which the first
 * is its size and the one at place 11 the version; 0 is off. Null when it says nothing.
 */
export function canonLog(tiff: Buffer): number | null {
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const two = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const four = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  if (tiff.length < 8 || two(2) !== 42) return null
  const start = four(4)
  const count = start + 2 <= tiff.length ? two(start) : 0
  for (let entry = 0; entry < count; entry += 1) {
    const at = start + 2 + entry * 12
    if (at + 12 > tiff.length) return null
    if (two(at) !== 0x4026) continue
    const body = four(at + 8)
    return body + 48 <= tiff.length && four(at + 4) >= 12 ? four(body + 11 * 4) : null
  }
  return null
}

/** Panasonic lays a small JPEG with EXIF into its box, after sixteen bytes of its own or at the JPEG's mark. */
function panasonicOf(user: Buffer | null): CameraReading | null {
  const box = user === null ? null : (boxAt(user, 'PANA') ?? boxAt(user, 'LEIC'))
  if (box === null) return null
  const at = box.indexOf(Buffer.from('Exif\0\0', 'latin1'))
  const tiff = at < 0 ? null : box.subarray(at + 6, at + 6 + MAX_EXIF)
  const found = tiff === null ? null : exifOf([tiff])
  const model = wordOf(box.toString('latin1', 4, 20))
  return found ?? (model !== null && /^[\w -]{4,16}$/.test(model) ? reading({ make: 'Panasonic', model }) : null)
}

/** Nikon's NCTG: entries of an id, a type and a count; 1 is the make, 2 the model, 3 the firmware (Nikon.pm). */
function nikonOf(user: Buffer | null): CameraReading | null {
  const tags = user === null ? null : boxAt(user, 'NCDT', 'NCTG')
  if (tags === null) return null
  const words = new Map<number, string | null>()
  for (let at = 0; at + 8 <= tags.length;) {
    const [id, type, count] = [tags.readUInt32BE(at), tags.readUInt16BE(at + 4), tags.readUInt16BE(at + 6)]
    const length = count * (NIKON_SIZES[type] ?? 1)
    if (at + 8 + length > tags.length) break
    if (type === 2) words.set(id, wordOf(tags.toString('latin1', at + 8, at + 8 + length)))
    at += 8 + length
  }
  const [make = null, model = null, software = null] = [1, 2, 3].map((id) => words.get(id))
  return make === null && model === null ? null : reading({ make, model, software })
}

/** Bytes of a value by EXIF's types. */
const NIKON_SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8 }

function exifOf(blocks: readonly Buffer[]): CameraReading | null {
  const found = blocks.filter(({ length }) => length <= MAX_EXIF).flatMap((block) => readExif(block) ?? [])
  if (found.length === 0) return null
  const first = <K extends keyof (typeof found)[number]>(key: K): (typeof found)[number][K] | null =>
    found.find((one) => one[key] !== null)?.[key] ?? null
  return reading({
    make: first('make'),
    model: first('model'),
    serial: first('serial'),
    lens: first('lens'),
    iso: first('iso'),
    shutter: first('shutter'),
    software: first('software'),
    clock: first('clock'),
  })
}

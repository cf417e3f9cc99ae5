/**
 * Where EXIF stands in a still: the TIFF itself, or a TIFF in a box, a chunk or a segment of it. Pure.
 *
 * Sources: ISO/IEC 23008-12 annex A (HEIF), W3C "PNG" §11.3.4.5 (eXIf), Google "WebP container", Adobe Photoshop File
 * Formats (resource 1058), JEITA CP-3451 (APP1 of a JPEG).
 */
import { itemOf } from './heif.ts'

/** What is given to a reader of EXIF: a TIFF, or the head of a JPEG. */
interface Block {
  readonly kind: 'tiff' | 'jpeg'
  readonly bytes: Buffer
}

/** Metadata of a JPEG stands in its first segments. */
const JPEG_HEAD = 1 << 20
/** The mark before a TIFF in JPEG, and in WebP by some writers. */
const MARK = Buffer.from('Exif\0\0', 'latin1')

/** The block of a still that is no camera raw; null where it has none. */
export function exifBlock(bytes: Buffer): Block | null {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\xff\xd8')) return { kind: 'jpeg', bytes: bytes.subarray(0, JPEG_HEAD) }
  if (head.startsWith('II') || head.startsWith('MM')) return { kind: 'tiff', bytes }
  const found = head.startsWith('\x89PNG')
    ? pngChunk(bytes)
    : head.startsWith('RIFF') && head.endsWith('WEBP')
      ? webpChunk(bytes)
      : head.startsWith('8BPS')
        ? layeredBlock(bytes)
        : head.slice(4, 8) === 'ftyp'
          ? heifItem(bytes)
          : null
  if (found === null) return null
  return { kind: 'tiff', bytes: found.subarray(0, MARK.length).equals(MARK) ? found.subarray(MARK.length) : found }
}

function pngChunk(bytes: Buffer): Buffer | null {
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'eXIf') return bytes.subarray(at + 8, at + 8 + length)
    at += 12 + length
  }
  return null
}

function webpChunk(bytes: Buffer): Buffer | null {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4)
    if (bytes.toString('latin1', at, at + 4) === 'EXIF') return bytes.subarray(at + 8, at + 8 + length)
    at += 8 + length + (length % 2)
  }
  return null
}

/** Photoshop keeps EXIF as image resource 1058, a TIFF: after its id a name and its size. */
function layeredBlock(bytes: Buffer): Buffer | null {
  const at = bytes.indexOf(Buffer.from('8BIM\x04\x22', 'latin1'))
  if (at < 0 || at + 12 > bytes.length) return null
  const name = bytes[at + 6]! + 1
  const size = at + 6 + name + (name % 2)
  return size + 4 > bytes.length ? null : bytes.subarray(size + 4, size + 4 + bytes.readUInt32BE(size))
}

/** An item of the type Exif: how far its TIFF stands behind these four bytes, then that. */
function heifItem(bytes: Buffer): Buffer | null {
  const item = itemOf(bytes, 'Exif')
  return item === null || item.length < 8 ? null : item.subarray(4 + item.readUInt32BE(0))
}

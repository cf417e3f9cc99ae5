/**
 * Camera raw stills carry a developed JPEG of themselves (CR3, CR2, NEF, ARW, RAF, DNG …). It is found by its own
 * markers (ITU-T T.81), so no maker's format has to be known: the largest baseline or progressive JPEG in the file.
 */
import { extensionOf } from '../domain/media/media-kinds.ts'
import { readMedia } from '../files/open-plain.ts'

/** A JPEG inside a larger file. */
interface EmbeddedJpeg {
  readonly start: number
  readonly end: number
  readonly width: number
  readonly height: number
}

/** Raw stills are below this; a larger file is something else and is not read into memory. */
const MAX_BYTES = 160 * 1024 * 1024
/** Real files hold a handful of JPEGs; one that is made of beginnings is not followed further. */
const MAX_CANDIDATES = 24

const RAW_STILLS: ReadonlySet<string> = new Set([
  'cr3',
  'cr2',
  'crw',
  'nef',
  'nrw',
  'arw',
  'srf',
  'sr2',
  'raf',
  'orf',
  'rw2',
  'pef',
  'mrw',
  '3fr',
  'iiq',
  'fff',
  'x3f',
  'dng',
])

/** True for the names of camera raw stills. */
export function isRawStill(path: string): boolean {
  return RAW_STILLS.has(extensionOf(path))
}

const SOI = Buffer.from([0xff, 0xd8, 0xff])

/** The end of compressed data: the next marker that is neither a stuffed byte (FF00) nor a restart (FFD0–FFD7). */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]!
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at
  }
  return -1
}

/** Reads the JPEG that begins at `start`; null when it is none that a viewer shows, or has no end. */
function readJpeg(bytes: Buffer, start: number): EmbeddedJpeg | null {
  let size: { readonly width: number; readonly height: number } | null = null
  for (let at = start + 2; at >= 0 && at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xd9) return size === null ? null : { start, end: at + 2, ...size }
    const length = bytes.readUInt16BE(at + 2)
    // Lossless frames (C3) are the raw data of older cameras, not a picture to look at.
    if (marker === 0xc3) return null
    if ((marker === 0xc0 || marker === 0xc1 || marker === 0xc2) && at + 9 <= bytes.length) {
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    }
    at = marker === 0xda ? endOfScan(bytes, at + 2 + length) : at + 2 + length
  }
  return null
}

/** The largest JPEG in the bytes by its width and height; null when there is none. */
export function findPreview(bytes: Buffer): EmbeddedJpeg | null {
  let best: EmbeddedJpeg | null = null
  let at = bytes.indexOf(SOI)
  for (let candidate = 0; at >= 0 && candidate < MAX_CANDIDATES; candidate += 1) {
    const found = readJpeg(bytes, at)
    if (found !== null && (best === null || found.width * found.height > best.width * best.height)) best = found
    at = bytes.indexOf(SOI, found === null ? at + 2 : found.end)
  }
  return best
}

/** The picture that a camera developed, with its bytes. */
export interface DevelopedJpeg extends EmbeddedJpeg {
  readonly jpeg: Buffer
}

/** The preview in a file with its bytes; null when it has none. Throws what the file system throws. */
export async function readPreview(path: string, fileBytes: number): Promise<DevelopedJpeg | null> {
  if (fileBytes > MAX_BYTES) return null
  const bytes = await readMedia(path, MAX_BYTES)
  const found = findPreview(bytes)
  return found === null ? null : { ...found, jpeg: Buffer.from(bytes.subarray(found.start, found.end)) }
}

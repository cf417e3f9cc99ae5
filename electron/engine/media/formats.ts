/**
 * What a file is by its first bytes, where ffmpeg's own answer is not enough: a build that can't read a format calls
 * the file invalid, and a person would look for another copy of a file that is whole.
 */
import { openMedia, readStart } from '../files/open-plain.ts'
import type { Build } from './tool-rank.ts'

/** A format that builds of ffmpeg may lack. */
export interface Format {
  /** As people call it. */
  readonly name: string
  /** Decoders that read it; a build with none of them can't. Empty: no build that is known does. */
  readonly decoders: readonly string[]
  /**
   * Major and minor version of the first libavcodec whose ffmpeg reads it without such a decoder; null for none yet.
   */
  readonly since: readonly [number, number] | null
  /** What can read it, for the sentence. */
  readonly instead: string
}

/** Enough for every signature below. */
export const HEAD_BYTES = 64

const HEIF_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1'])

const HEIF: Format = {
  name: 'HEIF (HEIC)',
  decoders: [],
  since: [61, 19],
  instead: 'ffmpeg 7.1 or newer can; or export it as JPEG',
}
const AVIF: Format = {
  name: 'AVIF',
  decoders: [],
  since: [60, 31],
  instead: 'a newer ffmpeg can; or export it as JPEG',
}
const JXL: Format = {
  name: 'JPEG XL',
  decoders: ['libjxl', 'jpegxl', 'libjxl_anim'],
  since: null,
  instead: 'an ffmpeg with libjxl can',
}
const CINEON: Format = { name: 'Cineon', decoders: [], since: null, instead: 'grading and compositing tools can' }

/** Several samples a pixel, each at its depth: renderers write it for compositing. */
const DEEP_EXR: Format = { name: 'deep OpenEXR', decoders: [], since: null, instead: 'compositing tools can' }
const PSB: Format = {
  name: 'Photoshop’s large format (PSB)',
  decoders: [],
  since: null,
  instead: 'Photoshop can; a copy saved as TIFF or PSD can be shown',
}

/** The format by the first bytes; null for those that every build reads, and for what is not known. */
export function formatOf(head: Uint8Array): Format | null {
  const text = Buffer.from(head).toString('latin1')
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12)
    if (HEIF_BRANDS.has(brand)) return HEIF
    return brand === 'avif' || brand === 'avis' ? AVIF : null
  }
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL \x0d\x0a\x87\x0a')) return JXL
  if (text.startsWith('8BPS\0\x02')) return PSB
  // Flags of the version field: 0x800 says that a part of the file is deep (OpenEXR file layout).
  if (text.startsWith('v/1\x01') && (text.charCodeAt(5) & 0x08) !== 0) return DEEP_EXR
  if (text.startsWith('\x80\x2a\x5f\xd7') || text.startsWith('\xd7\x5f\x2a\x80')) return CINEON
  return null
}

/** A camera's raw video that no build of ffmpeg reads, or only its oldest kind. `signature` over the first bytes. */
interface CameraRaw {
  readonly name: string
  readonly signature: RegExp
  /** Who decodes it. */
  readonly decoder: string
}

const R3D: CameraRaw = {
  name: 'R3D',
  signature: /^[\s\S]{4}RED[12]/,
  decoder: 'REDCINE-X PRO and the editing systems with RED’s SDK',
}
const ARRIRAW: CameraRaw = {
  name: 'ARRIRAW',
  signature: /^(?:ARRI|IRRA|ARRX)/,
  decoder: 'the ARRI Reference Tool and the grading systems with ARRI’s SDK',
}
const CAMERA_RAW: ReadonlyMap<string, CameraRaw> = new Map([
  ['r3d', R3D],
  ['ari', ARRIRAW],
  ['arx', ARRIRAW],
  // These three are boxes (ISO/IEC 14496-12).
  [
    'braw',
    {
      name: 'Blackmagic RAW',
      signature: /^[\s\S]{4}(?:ftyp|wide|mdat|moov|free|skip)/,
      decoder: 'DaVinci Resolve and Blackmagic RAW Player',
    },
  ],
  ['nev', { name: 'N-RAW', signature: /^[\s\S]{4}ftyp/, decoder: 'NX Studio and DaVinci Resolve' }],
  ['crm', { name: 'Canon CRM', signature: /^[\s\S]{4}ftypcrx/, decoder: 'Cinema RAW Development and DaVinci Resolve' }],
])

/**
 * The camera raw that a file is by its ending, or where that says nothing by its first bytes; null for everything else.
 * `fits`: its first bytes are those of that format.
 */
export function cameraRawOf(
  extension: string,
  head: Uint8Array,
): { readonly name: string; readonly decoder: string; readonly fits: boolean } | null {
  const text = Buffer.from(head).toString('latin1')
  const named = CAMERA_RAW.get(extension)
  if (named !== undefined) return { name: named.name, decoder: named.decoder, fits: named.signature.test(text) }
  const raw = [R3D, ARRIRAW].find((one) => one.signature.test(text))
  return raw === undefined ? null : { name: raw.name, decoder: raw.decoder, fits: true }
}

/** True for a head of one value alone, as a copy that failed leaves it: whatever the format, that is damage. */
export function isBlank(head: Uint8Array): boolean {
  return head.length > 0 && head.every((byte) => byte === head[0])
}

/** True for a build that reads the format, so that a file it refuses is at fault itself. */
export function isRead(format: Format, build: Build, decoders: ReadonlySet<string>): boolean {
  const since = format.since
  return (
    format.decoders.some((name) => decoders.has(name)) ||
    (since !== null && (build.rank[0] > since[0] || (build.rank[0] === since[0] && build.rank[1] >= since[1])))
  )
}

/**
 * True when a file of boxes (ISO/IEC 14496-12) ends inside one of them: it was cut, whatever tools can read of it.
 * Throws what the file system throws.
 */
export async function endsInsideABox(path: string, bytes: number): Promise<boolean> {
  const file = await openMedia(path)
  try {
    let at = 0
    for (let boxes = 0; boxes < MAX_BOXES && at < bytes; boxes += 1) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
      if (bytesRead < 8) return true
      const stated = buffer.readUInt32BE(0)
      // 0 means to the end, 1 means that the size follows in 64 bits.
      if (stated === 0) return false
      const size = stated === 1 && bytesRead === 16 ? Number(buffer.readBigUInt64BE(8)) : stated
      if (size < 8) return true
      at += size
    }
    return at > bytes
  } finally {
    await file.close()
  }
}

const MAX_BOXES = 1000

/** Signatures of formats that builds read only in part: 12-bit TIFF, deep EXR, animated WebP. Name by first bytes. */
const IN_PART: readonly (readonly [RegExp, string])[] = [
  [/^(?:II[*+]\0|MM\0[*+])/, 'this kind of TIFF'],
  [/^v\/1/, 'this kind of EXR'],
  [/^RIFF[\s\S]{4}WEBP/, 'this kind of WebP'],
  [/^8BPS/, 'this kind of Photoshop file'],
  [/^(?:XPDS|SDPX)/, 'this kind of DPX'],
  [/^\x89PNG/, 'this kind of PNG'],
  [/^(?:\xff\x4f\xff\x51|[\s\S]{4}jP {2})/, 'this kind of JPEG 2000'],
]

/** What to call a file of a format that a build reads only in part; null when it is none of them. */
export function partlyReadName(head: Uint8Array): string | null {
  const text = Buffer.from(head).toString('latin1')
  return IN_PART.find(([signature]) => signature.test(text))?.[1] ?? null
}

/** ffmpeg's words for what a build does not do, as opposed to what a file does wrong. */
const LACKS: readonly RegExp[] = [
  /is not implemented|not yet implemented|patches? welcome|upload a sample/i,
  /(?:format|codec|compression|colorspace|bit ?depth|version|type|feature)[^\n]{0,40} (?:is |are )?(?:not |un)supported|unsupported (?:codec|pixel|bit|compression|chunk|color|type|feature|format)/i,
  /skipping unsupported chunk|image data not found/i,
  /decoder[^\n]{0,40} not found|no decoder|unknown decoder/i,
]

/** True when the log says that the build can't, rather than that the file is wrong. */
export function saysUnsupported(log: string): boolean {
  return LACKS.some((pattern) => pattern.test(log))
}

/** The first bytes of a file. Throws what the file system throws. */
export async function headOf(path: string): Promise<Buffer> {
  return await readStart(path, HEAD_BYTES)
}

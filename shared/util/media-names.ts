/**
 * What people call what ffmpeg calls otherwise: codecs, containers, colours. A word that is not known comes back as it
 * is.
 */

const CODECS: Readonly<Record<string, string>> = {
  prores: 'ProRes',
  h264: 'H.264',
  hevc: 'H.265',
  dnxhd: 'DNx',
  cfhd: 'CineForm',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  mpeg1video: 'MPEG-1',
  mjpeg: 'JPEG',
  dvvideo: 'DV',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  rawvideo: 'Uncompressed',
  v210: 'Uncompressed 10-bit',
  theora: 'Theora',
  wmv3: 'WMV',
  vc1: 'VC-1',
  rv10: 'RealVideo',
  rv20: 'RealVideo',
  rv30: 'RealVideo',
  rv40: 'RealVideo',
  jpeg2000: 'JPEG 2000',
  jpegxl: 'JPEG XL',
  jpegls: 'JPEG-LS',
  png: 'PNG',
  tiff: 'TIFF',
  bmp: 'BMP',
  targa: 'TGA',
  gif: 'GIF',
  webp: 'WebP',
  exr: 'OpenEXR',
  dpx: 'DPX',
  psd: 'Photoshop',
  hdr: 'Radiance HDR',
  qtrle: 'Animation',
  magicyuv: 'MagicYUV',
  ffv1: 'FFV1',
  hap: 'Hap',
  cinepak: 'Cinepak',
  aac: 'AAC',
  mp3: 'MP3',
  mp2: 'MPEG Layer 2',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  dts: 'DTS',
  truehd: 'TrueHD',
  flac: 'FLAC',
  alac: 'Apple Lossless',
  opus: 'Opus',
  vorbis: 'Vorbis',
  wmav2: 'WMA',
  cook: 'RealAudio',
  amr_nb: 'AMR',
}

/** Names of profiles that stand after the codec's, where ffmpeg's are other words. */
const PRORES: Readonly<Record<string, string>> = {
  Proxy: '422 Proxy',
  LT: '422 LT',
  Standard: '422',
  HQ: '422 HQ',
  '4444': '4444',
  XQ: '4444 XQ',
  '4444XQ': '4444 XQ',
}

function pcm(codec: string): string | null {
  const match = /^pcm_([sfu])(\d+)/.exec(codec)
  if (match === null) return codec === 'pcm_alaw' ? 'A-law' : codec === 'pcm_mulaw' ? 'µ-law' : null
  return match[1] === 'f' ? `PCM ${match[2]}-bit float` : `PCM ${match[2]}-bit`
}

/** "ProRes 422 HQ", "DNxHR LB", "H.264 High", "PCM 24-bit"; empty for none. */
export function codecName(codec: string | null, profile: string | null = null): string {
  if (codec === null) return ''
  const known = CODECS[codec] ?? pcm(codec)
  // A file without a codec that is known goes by its format: cr3, heic.
  if (known === null) return codec.startsWith('mov,') ? containerName(codec) : (CONTAINERS[codec] ?? codec)
  if (codec === 'prores') return `${known} ${profile === null ? '' : (PRORES[profile] ?? profile)}`.trim()
  // The profile of DNxHR is its whole name.
  if (codec === 'dnxhd') return profile !== null && /^DNx/i.test(profile) ? profile : 'DNxHD'
  const tells =
    profile !== null &&
    ['h264', 'hevc', 'vp9', 'av1', 'mpeg2video', 'aac', 'dts'].includes(codec) &&
    !/^(?:unknown|LC|Main)$/.test(profile)
  return tells ? `${known} ${profile}` : known
}

const CONTAINERS: Readonly<Record<string, string>> = {
  mxf: 'MXF',
  mxf_opatom: 'MXF OP-Atom',
  mpegts: 'MPEG-TS',
  mpeg: 'MPEG-PS',
  mpegvideo: 'MPEG video',
  avi: 'AVI',
  wav: 'WAV',
  w64: 'Wave64',
  aiff: 'AIFF',
  caf: 'CAF',
  flac: 'FLAC',
  mp3: 'MP3',
  ogg: 'Ogg',
  asf: 'Windows Media',
  flv: 'Flash',
  dv: 'DV',
  gxf: 'GXF',
  lxf: 'LXF',
  r3d: 'REDCODE',
  rm: 'RealMedia',
  ivf: 'IVF',
  h264: 'H.264',
  hevc: 'H.265',
  aac: 'AAC',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  gif: 'GIF',
  image2: 'Picture',
  cine: 'Phantom Cine',
  cr3: 'Canon CR3',
  cr2: 'Canon CR2',
  crw: 'Canon CRW',
  nef: 'Nikon NEF',
  nrw: 'Nikon NRW',
  arw: 'Sony ARW',
  srf: 'Sony SRF',
  sr2: 'Sony SR2',
  raf: 'Fujifilm RAF',
  orf: 'Olympus ORF',
  rw2: 'Panasonic RW2',
  pef: 'Pentax PEF',
  mrw: 'Minolta MRW',
  dng: 'DNG',
  gpr: 'GoPro GPR',
  '3fr': 'Hasselblad 3FR',
  fff: 'Hasselblad FFF',
  iiq: 'Phase One IIQ',
  x3f: 'Sigma X3F',
  braw: 'Blackmagic RAW',
  crm: 'Canon CRM',
  nev: 'N-RAW',
  ari: 'ARRIRAW',
  arx: 'ARRIRAW',
  heic: 'HEIC',
  heif: 'HEIF',
  hif: 'HEIF',
  avif: 'AVIF',
  psd: 'Photoshop',
  psb: 'Photoshop, large',
  tif: 'TIFF',
}
/** First brands of ISO files (ISO/IEC 14496-12): one of them tells QuickTime from MP4 from a camera's raw. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^crx/, 'Canon CR3'],
  [/^qt/, 'QuickTime'],
  [/^(?:heic|heix|mif1|hevc)/, 'HEIC'],
  [/^avif/, 'AVIF'],
  [/^M4A/, 'M4A'],
  [/^3g2/, '3GPP2'],
  [/^3g[ep]/, '3GPP'],
  [/^XAVC/, 'XAVC MP4'],
  [/^mj[p2]/, 'Motion JPEG 2000'],
]

/** "QuickTime", "MP4", "Canon CR3", "MXF". `brand` is the first brand of an ISO file. */
export function containerName(container: string, brand: string | null = null): string {
  if (container.startsWith('mov,')) return BRANDS.find(([pattern]) => pattern.test(brand ?? 'qt'))?.[1] ?? 'MP4'
  if (container.startsWith('matroska')) return 'Matroska or WebM'
  const single = /^(\w+)_pipe$/.exec(container)?.[1]
  return single === undefined
    ? (CONTAINERS[container] ?? container.toUpperCase())
    : codecName(single) === single
      ? single.toUpperCase()
      : codecName(single)
}

/** What of a file's facts its names rest on (shared/model/probe.ts). */
interface Named {
  readonly container: string
  readonly tags: Readonly<Record<string, string>>
  readonly video: readonly { readonly codec: string | null }[]
}

/**
 * The format of a file: "QuickTime", "Canon CR3", "JPEG". A single picture goes by its codec: ffmpeg's container for it
 * is only a way of reading.
 */
export function formatName({ container, tags, video }: Named): string {
  const single = container === 'image2' ? codecName(video[0]?.codec ?? null) : ''
  return single === '' ? containerName(container, tags['major_brand'] ?? null) : single
}

/** What a picture is coded in: "ProRes 422 HQ"; where no codec is known, as of camera raw, the format of its file. */
export function pictureName(
  { codec, profile }: { readonly codec: string | null; readonly profile: string | null },
  file: Named,
): string {
  return codecName(codec, profile) || formatName(file)
}

interface Sized {
  readonly width: number
  readonly height: number
  readonly displayWidth: number
  readonly displayHeight: number
  readonly rotation: number
  readonly mirrored?: boolean | undefined
}

/** How a picture is turned to be seen upright: "90° clockwise"; null where it is upright. */
export function turnText({ rotation, mirrored }: Pick<Sized, 'rotation' | 'mirrored'>): string | null {
  const parts = [mirrored === true ? 'mirrored' : '', rotation === 0 ? '' : `${rotation}° clockwise`].filter(
    (part) => part !== '',
  )
  return parts.length === 0 ? null : parts.join(', ')
}

const COLOURS: Readonly<Record<string, string>> = {
  bt709: 'Rec.709',
  bt2020: 'Rec.2020',
  bt2020nc: 'Rec.2020',
  bt2020c: 'Rec.2020, constant',
  smpte170m: 'Rec.601 525',
  bt470bg: 'Rec.601 625',
  bt470m: 'NTSC 1953',
  smpte240m: 'SMPTE 240M',
  smpte431: 'DCI-P3',
  smpte432: 'Display P3',
  smpte2084: 'PQ',
  'arib-std-b67': 'HLG',
  'iec61966-2-1': 'sRGB',
  linear: 'Linear',
  gbr: 'RGB',
  fcc: 'FCC',
  'bt2020-10': 'Rec.2020',
  'bt2020-12': 'Rec.2020',
}

/** One name where all three are of one standard ("Rec.709"), else what is known of each; null when nothing is. */
export function colourName(primaries: string | null, transfer: string | null, matrix: string | null): string | null {
  const said = [
    ['primaries', primaries],
    ['transfer', transfer],
    ['matrix', matrix],
  ] as const
  const named = said.flatMap(([what, word]) => (word === null ? [] : [[what, COLOURS[word] ?? word] as const]))
  if (named.length === 0) return null
  const names = new Set(named.map(([, name]) => name))
  if (names.size === 1)
    return [...names][0]! + (named.length === 3 ? '' : ` (${named.map(([what]) => what).join(', ')})`)
  return named.map(([what, name]) => `${name} ${what}`).join(', ')
}

/** "English" for eng, en or en-US with its country; a tag that is none comes back as it is. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag
  } catch {
    // No tag of BCP 47: some writers put a word there.
    return tag
  }
}

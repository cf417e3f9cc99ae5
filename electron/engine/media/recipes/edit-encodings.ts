/**
 * How each format of proxies is encoded. Arguments were read back with three tools.
 */
import type { PictureFormat } from '../../../../shared/model/edit-proxies.ts'
import type { VideoStream } from '../../../../shared/model/probe.ts'
import type { Tags } from './edit-colour.ts'

/** What prores_aw writes into the header of a frame. Of all else, Rec. 601 among it, it would say nothing. */
const TOLD: Readonly<Record<keyof Tags, ReadonlySet<string>>> = {
  primaries: new Set(['bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432']),
  transfer: new Set(['bt709', 'smpte2084', 'arib-std-b67']),
  matrix: new Set(['bt709', 'smpte170m', 'bt2020nc']),
}
const tellsProres = (tags: Tags): boolean =>
  (['primaries', 'transfer', 'matrix'] as const).every((kind) => TOLD[kind].has(tags[kind]))

type FieldOrder = VideoStream['fieldOrder']

export const CODEC_NAMES = { prores: 'ProRes', dnxhd: 'DNxHR', h264: 'H.264', hevc: 'HEVC', av1: 'AV1' } as const

interface Encoder {
  readonly name: string
  /** Whether it writes these tags into the frames; it writes all without it. */
  readonly tells?: (tags: Tags) => boolean
}

export interface Encoding {
  /** ffmpeg's name of what comes out. */
  readonly codec: keyof typeof CODEC_NAMES
  /** Encoders that make it, the better one first. A build may have none of them. */
  readonly encoders: readonly [Encoder, ...Encoder[]]
  readonly pixels: string
  /** More than eight bits. */
  readonly deep: boolean
  readonly muxer: 'mov' | 'mxf' | 'mp4'
  /** By the order of its fields; null for a picture without. */
  readonly options: (order: FieldOrder | null) => readonly string[]
  /** It keeps fields. */
  readonly fields: boolean
  /** The smallest picture that the codec takes. */
  readonly least: { readonly width: number; readonly height: number }
}

const ANY = { width: 16, height: 16 } as const
/** DNxHR's least raster (Avid, "DNxHR codec bandwidth specifications"). */
const DNXHR = {
  codec: 'dnxhd',
  encoders: [{ name: 'dnxhd' }],
  pixels: 'yuv422p',
  deep: false,
  options: () => ['-profile:v', 'dnxhr_lb'],
  fields: false,
  least: { width: 256, height: 120 },
} as const

export const ENCODINGS: Readonly<Record<PictureFormat, Encoding>> = {
  'prores-proxy': {
    codec: 'prores',
    // At the rate of Proxy, prores_aw makes the same or a better picture with a fourth of the time: prores_ks weighs
    // every step of the quantiser for every slice (docs/benchmarks.md).
    encoders: [{ name: 'prores_aw', tells: tellsProres }, { name: 'prores_ks' }],
    pixels: 'yuv422p10le',
    deep: true,
    muxer: 'mov',
    // Profile 0 is Proxy. Only one of the two knows it by name.
    options: (order) => ['-profile:v', '0', '-vendor', 'apl0', ...(order !== null ? ['-flags:v', '+ildct'] : [])],
    fields: true,
    least: ANY,
  },
  'dnxhr-lb': { ...DNXHR, muxer: 'mov' },
  'dnxhr-lb-mxf': { ...DNXHR, muxer: 'mxf' },
  'h264-intra': {
    codec: 'h264',
    encoders: [{ name: 'libx264' }],
    pixels: 'yuv420p',
    deep: false,
    muxer: 'mov',
    options: (order) => [
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-g',
      '1',
      '-bf',
      '0',
      '-profile:v',
      'high',
      // Without its own word for it x264 says that the upper field is first.
      ...(order === null ? [] : ['-flags:v', '+ildct+ilme', '-x264-params', order === 'top-first' ? 'tff=1' : 'bff=1']),
    ],
    fields: true,
    least: ANY,
  },
  // Ten bits at any depth of the source: banding in skies is what gives a small file away.
  'hevc-archive': {
    codec: 'hevc',
    encoders: [{ name: 'libx265' }],
    pixels: 'yuv420p10le',
    deep: true,
    muxer: 'mp4',
    options: () => ['-preset', 'fast', '-crf', '20', '-tag:v', 'hvc1', '-x265-params', 'log-level=warning'],
    fields: false,
    least: ANY,
  },
  'av1-archive': {
    codec: 'av1',
    encoders: [{ name: 'libsvtav1' }],
    pixels: 'yuv420p10le',
    deep: true,
    muxer: 'mp4',
    options: () => ['-preset', '8', '-crf', '28'],
    fields: false,
    least: { width: 64, height: 64 },
  },
}

/**
 * How each format of proxies is encoded. Arguments were read back with three tools.
 */
import type { PictureFormat } from '../../../../shared/model/edit-proxies.ts'
import type { VideoStream } from '../../../../shared/model/probe.ts'

type FieldOrder = VideoStream['fieldOrder']

export const CODEC_NAMES = { prores: 'ProRes', dnxhd: 'DNxHR', h264: 'H.264', hevc: 'HEVC', av1: 'AV1' } as const

export interface Encoding {
  /** ffmpeg's name of what comes out. */
  readonly codec: keyof typeof CODEC_NAMES
  readonly encoder: string
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
  encoder: 'dnxhd',
  pixels: 'yuv422p',
  deep: false,
  options: () => ['-profile:v', 'dnxhr_lb'],
  fields: false,
  least: { width: 256, height: 120 },
} as const

export const ENCODINGS: Readonly<Record<PictureFormat, Encoding>> = {
  'prores-proxy': {
    codec: 'prores',
    encoder: 'prores_ks',
    pixels: 'yuv422p10le',
    deep: true,
    muxer: 'mov',
    options: (order) => ['-profile:v', 'proxy', '-vendor', 'apl0', ...(order !== null ? ['-flags:v', '+ildct'] : [])],
    fields: true,
    least: ANY,
  },
  'dnxhr-lb': { ...DNXHR, muxer: 'mov' },
  'dnxhr-lb-mxf': { ...DNXHR, muxer: 'mxf' },
  'h264-intra': {
    codec: 'h264',
    encoder: 'libx264',
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
    encoder: 'libx265',
    pixels: 'yuv420p10le',
    deep: true,
    muxer: 'mp4',
    options: () => ['-preset', 'fast', '-crf', '20', '-tag:v', 'hvc1', '-x265-params', 'log-level=warning'],
    fields: false,
    least: ANY,
  },
  'av1-archive': {
    codec: 'av1',
    encoder: 'libsvtav1',
    pixels: 'yuv420p10le',
    deep: true,
    muxer: 'mp4',
    options: () => ['-preset', '8', '-crf', '28'],
    fields: false,
    least: { width: 64, height: 64 },
  },
}

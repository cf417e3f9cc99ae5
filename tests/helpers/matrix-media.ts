/**
 * One small clip of every kind that proxies are made of: rates, fields, shapes, depths, sounds, containers, codecs.
 */
import { madeWith } from './media.ts'

/** A clip, and what is true of it. `means`: its mean colour can be compared (no alpha, no HDR). */
export interface MatrixClip {
  readonly name: string
  readonly make: () => Promise<string>
  readonly frames: number
  readonly timecode: string | null
  readonly channels: readonly number[]
  /** Presets that can be made of it; the others say why not. */
  readonly without?: readonly string[]
  readonly uneven?: boolean
  readonly means?: boolean
}

/** Rec. 709 in tags and values, as cameras write it. */
const HD = [
  '-vf',
  'scale=out_color_matrix=bt709:out_range=tv,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-colorspace',
  'bt709',
  '-color_range',
  'tv',
]
const PRORES = ['-c:v', 'prores_ks', '-profile:v', 'hq', '-pix_fmt', 'yuv422p10le']
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const FRAMES = 12

interface Making {
  readonly rate?: string
  readonly size?: string
  readonly frames?: number
  /** Channels of each track. */
  readonly sound?: readonly number[]
  readonly timecode?: string | null
  readonly args?: readonly string[]
}

function making(
  name: string,
  { rate = '25', size = '320x180', frames = FRAMES, sound = [2], timecode = null, args = [...HD, ...PRORES] }: Making,
) {
  return (): Promise<string> => {
    const [num = 25, den = 1] = rate.split('/').map(Number)
    const seconds = ((frames * den) / num).toFixed(6)
    // Half a frame less, so that no rounding makes one more.
    const shown = (((frames - 0.5) * den) / num).toFixed(6)
    const tones = sound.flatMap((channels) => [
      '-f',
      'lavfi',
      '-i',
      // A layout by number: of more than eight channels none has a name.
      `aevalsrc=exprs=${Array.from({ length: channels }, (_, at) => `0.1*sin(${200 + at * 40}*2*PI*t)`).join('|')}:s=48000:d=${seconds}`,
    ])
    return madeWith(name, [
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${size}:rate=${rate}:duration=${shown}`,
      ...tones,
      '-map',
      '0:v',
      ...sound.flatMap((_, at) => ['-map', `${at + 1}:a`]),
      ...args,
      ...(sound.length > 0 && !args.includes('-c:a') ? ['-c:a', 'pcm_s16le'] : []),
      ...(timecode === null ? [] : ['-timecode', timecode]),
    ])
  }
}

function clip(title: string, file: string, how: Making, more: Partial<MatrixClip> = {}): MatrixClip {
  return {
    name: title,
    make: making(file, how),
    frames: how.frames ?? FRAMES,
    timecode: how.timecode ?? null,
    channels: how.sound ?? [2],
    ...more,
  }
}

const NO_DNXHR = ['dnxhr-lb', 'dnxhr-lb-mxf']
const fields = (order: 'tff' | 'bff'): string[] => [
  '-vf',
  `${HD[1]!},setfield=${order}`,
  ...HD.slice(2),
  ...PRORES,
  '-flags:v',
  '+ildct+ilme',
]

export const RATES: readonly MatrixClip[] = [
  clip('23.976', 'r23.mov', { rate: '24000/1001', timecode: '10:20:30:05' }),
  clip('24', 'r24.mov', { rate: '24', timecode: '23:59:59:20' }),
  clip('25', 'r25.mov', { timecode: '01:00:00:00' }),
  clip('29.97 drop-frame', 'r2997.mov', { rate: '30000/1001', timecode: '00:00:59;28' }),
  clip('30', 'r30.mov', { rate: '30', timecode: '01:00:00:00' }),
  clip('50', 'r50.mov', { rate: '50', timecode: '01:00:00:40' }),
  clip('59.94 drop-frame', 'r5994.mov', { rate: '60000/1001', timecode: '00:00:59;58' }),
  clip('12.5', 'r12.mov', { rate: '25/2' }, { without: ['dnxhr-lb-mxf'] }),
  clip('15', 'r15.mp4', { rate: '15', args: [...HD, ...H264, '-c:a', 'aac'] }, { without: ['dnxhr-lb-mxf'] }),
  clip(
    'uneven frames',
    'vfr.mp4',
    {
      rate: '30',
      frames: 18,
      sound: [],
      args: ['-vf', `select=not(eq(mod(n\\,5)\\,2)),${HD[1]!}`, ...HD.slice(2), '-fps_mode', 'vfr', ...H264],
    },
    // One of each five is left out.
    { frames: 14, uneven: true, without: ['dnxhr-lb-mxf'] },
  ),
]

export const SHAPES: readonly MatrixClip[] = [
  clip('fields, top first', 'tff.mov', { args: fields('tff'), timecode: '01:00:00:00' }, { without: NO_DNXHR }),
  clip('fields, bottom first', 'bff.mov', { args: fields('bff') }, { without: NO_DNXHR }),
  clip('turned by 90°', 'turned.mp4', {
    size: '320x256',
    args: [...HD, ...H264, '-metadata:s:v', 'rotate=90', '-c:a', 'aac'],
  }),
  clip(
    'pixels of 64:45',
    'wide.mov',
    {
      size: '720x576',
      frames: 4,
      args: ['-vf', 'scale=out_color_matrix=bt601,setsar=64/45', '-colorspace', 'smpte170m', ...PRORES],
    },
    { without: ['dnxhr-lb-mxf'] },
  ),
  clip(
    'odd sides',
    'odd.mkv',
    { args: ['-vf', 'scale=321:181', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p', '-colorspace', 'smpte170m'] },
    { without: ['prores-proxy', ...NO_DNXHR, 'h264-intra'] },
  ),
  clip('larger than HD', 'uhd.mov', { size: '3840x2160', frames: 2 }),
]

export const DEPTHS: readonly MatrixClip[] = [
  clip('4:4:4 of 12 bits', 'deep.mkv', { args: [...HD, '-c:v', 'ffv1', '-pix_fmt', 'yuv444p12le'] }),
  clip(
    'alpha',
    'alpha.mov',
    { args: ['-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le'] },
    { means: false },
  ),
  clip('RGB', 'rgb.mov', { args: ['-c:v', 'qtrle', '-pix_fmt', 'rgb24'] }),
  clip('full range', 'full.mp4', {
    args: [
      '-vf',
      'scale=out_color_matrix=bt709:out_range=pc',
      '-colorspace',
      'bt709',
      '-color_range',
      'pc',
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuvj420p',
      '-c:a',
      'aac',
    ],
  }),
]

export const SOUNDS: readonly MatrixClip[] = [
  clip('sound that ends before the picture', 'short.mov', { args: [...HD, ...PRORES, '-af', 'atrim=end=0.2'] }),
  clip('no sound', 'mute.mov', { sound: [] }),
  clip('one channel', 'mono.mov', { sound: [1] }),
  clip('six channels', 'six.mov', { sound: [6] }),
  clip('eight tracks', 'eight.mov', { sound: [1, 1, 1, 1, 1, 1, 1, 1], timecode: '01:00:00:00' }),
  clip('24 channels', 'many.mov', { sound: [8, 8, 8] }),
]

export const CONTAINERS: readonly MatrixClip[] = [
  clip('MXF of MPEG-2', 'm2.mxf', {
    sound: [1, 1],
    timecode: '10:00:00:00',
    args: [...HD, '-c:v', 'mpeg2video', '-pix_fmt', 'yuv422p', '-b:v', '5M'],
  }),
  clip('MXF of DNxHR', 'dnx.mxf', {
    sound: [1],
    timecode: '10:00:00:00',
    args: [...HD, '-c:v', 'dnxhd', '-profile:v', 'dnxhr_sq', '-pix_fmt', 'yuv422p'],
  }),
  clip('HEVC of 10 bits', 'hevc.mp4', {
    args: [...HD, '-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le', '-c:a', 'aac'],
  }),
  clip('AV1 or VP9 in WebM', 'vp9.webm', {
    args: [...HD, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-c:a', 'libopus'],
  }),
  clip('Motion JPEG in AVI', 'mj.avi', { args: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p', '-q:v', '2'] }),
  clip('CineForm', 'cf.mov', { args: [...HD, '-c:v', 'cfhd', '-pix_fmt', 'yuv422p10le'] }),
  clip('MPEG-4 in 3GP', 'p.3gp', {
    size: '352x288',
    args: ['-c:v', 'mpeg4', '-q:v', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  }),
  clip(
    'DV',
    'tape.dv',
    { size: '720x576', frames: 5, sound: [2], args: ['-c:v', 'dvvideo', '-pix_fmt', 'yuv420p', '-aspect', '4:3'] },
    { without: NO_DNXHR },
  ),
]

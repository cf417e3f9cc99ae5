/**
 * Facts of media as a probe gives them, for tests that need no file.
 */
import type { AudioStream, MediaFacts, VideoStream } from '../../shared/model/probe.ts'
import type { Capabilities } from '../../electron/engine/media/tools.ts'

/** A build of ffmpeg with everything that recipes ask for. */
export const FULL_TOOLS: Capabilities = {
  filters: new Set(['zscale', 'tonemap', 'bwdif', 'blackframe', 'thumbnail']),
  encoders: new Set(['libx264']),
  decoders: new Set<string>(),
  h264: true,
  toneMapping: true,
  looks: true,
  deinterlacing: true,
}

const PICTURE: VideoStream = {
  index: 0,
  codec: 'prores',
  tag: 'apcn',
  profile: null,
  width: 1920,
  height: 1080,
  sar: { num: 1, den: 1 },
  displayWidth: 1920,
  displayHeight: 1080,
  pixelFormat: 'yuv422p10le',
  bitDepth: 10,
  chroma: '4:2:2',
  alpha: false,
  rate: { num: 24_000, den: 1001 },
  averageRate: { num: 24_000, den: 1001 },
  realRate: { num: 24_000, den: 1001 },
  variableRate: false,
  timeBase: { num: 1, den: 24_000 },
  delay: { num: 0, den: 1 },
  fieldOrder: 'progressive',
  range: 'limited',
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  hdr: 'none',
  dolbyVision: null,
  contentLight: null,
  rotation: 0,
  frames: 240,
  framesExact: true,
  bitRate: null,
  cover: false,
}

const SOUND: AudioStream = {
  index: 1,
  codec: 'pcm_s24le',
  channels: 2,
  layout: 'stereo',
  sampleRate: 48_000,
  bits: 24,
  samples: 480_480,
  bitRate: null,
  language: null,
  title: null,
}

/** Ten seconds of ProRes with stereo sound. */
export const CLIP: MediaFacts = {
  ok: true,
  kind: 'video',
  bytes: 1,
  container: 'mov',
  bitRate: null,
  duration: { num: 1001, den: 100 },
  durationFrames: 240,
  rate: PICTURE.rate,
  video: [PICTURE],
  audio: [SOUND],
  data: [],
  start: null,
  recorded: null,
  reel: null,
  sound: null,
  tags: {},
  camera: {
    make: null,
    model: null,
    serial: null,
    name: null,
    lens: null,
    iso: null,
    shutter: null,
    whiteBalance: null,
    software: null,
  },
}

const start = {
  frames: 864_000,
  rate: { num: 24_000, den: 1001 },
  dropFrame: false,
  text: '10:00:00:00',
  source: 'tmcd' as const,
}
const picture = (changes: Partial<VideoStream>): MediaFacts => ({ ...CLIP, video: [{ ...PICTURE, ...changes }] })

/** Clips of every kind that recipes tell apart. */
export const CLIPS: Readonly<Record<string, MediaFacts>> = {
  film: { ...CLIP, start },
  silent: { ...CLIP, audio: [] },
  fields: picture({
    fieldOrder: 'top-first',
    width: 720,
    height: 576,
    displayWidth: 1024,
    displayHeight: 576,
    matrix: 'smpte170m',
    sar: { num: 64, den: 45 },
  }),
  uneven: picture({ variableRate: true }),
  portrait: picture({ displayWidth: 1080, displayHeight: 1920, rotation: 90 }),
  hdr: picture({ hdr: 'pq', transfer: 'smpte2084', primaries: 'bt2020', matrix: 'bt2020nc' }),
  seeThrough: picture({ alpha: true, pixelFormat: 'yuva444p10le', chroma: '4:4:4' }),
  late: picture({ delay: { num: 1, den: 10 } }),
  tracks: { ...CLIP, audio: [1, 2, 3, 4].map((index) => ({ ...SOUND, index, channels: 1, layout: 'mono' })) },
  still: {
    ...CLIP,
    kind: 'still',
    audio: [],
    duration: null,
    durationFrames: null,
    video: [{ ...PICTURE, codec: 'exr', frames: 1, rate: null, rotation: 270, mirrored: true }],
  },
  sound: { ...CLIP, kind: 'audio', video: [], rate: null, durationFrames: null },
}

/**
 * What was read from a media file: the facts that the catalogue keeps with its content, and the inspector shows.
 *
 * Anything a file does not say is null. Nothing here is guessed: an untagged colour stays unknown, a sound file without
 * a timecode rate has its samples since midnight and no timecode.
 */
import { z } from 'zod'
import { LOG_CURVE_IDS } from './colour.ts'
import { bytesSchema, rateSchema } from './primitives.ts'

const text = z.string().nullable()
const whole = z.number().int().nullable()
const ratio = z.object({ num: z.number().int(), den: z.number().int().positive() })

/** Where a start timecode was read. */
const TIMECODE_SOURCES = [
  'tmcd',
  'rtmd',
  'sony-xml',
  'stream',
  'format',
  'mxf',
  'bext',
  'ixml',
  // A last resort: nothing in the file says it, and no editing system reads it.
  'file-name',
  // Of numbered frames: the header of the first one, else its number counted at the rate.
  'frame-header',
  'frame-number',
] as const

/**
 * The first frame's timecode: the label, and its count of frames at `rate`, which is the rate of the timecode itself.
 */
const startTimecodeSchema = z.object({
  frames: z.number().int().nonnegative(),
  rate: rateSchema,
  dropFrame: z.boolean(),
  text: z.string(),
  source: z.enum(TIMECODE_SOURCES),
})
export type StartTimecode = z.infer<typeof startTimecodeSchema>

const FIELD_ORDERS = ['progressive', 'top-first', 'bottom-first', 'unknown'] as const
const HDR_KINDS = ['none', 'pq', 'hlg'] as const

const dolbyVisionSchema = z.object({
  profile: z.number().int(),
  level: z.number().int(),
  compatibility: z.number().int(),
})

/** How a picture surrounds the viewer, and how the pictures of two eyes lie in it. */
export const immersiveSchema = z.object({
  projection: z.enum([
    'flat',
    'equirectangular',
    'equirectangular-tile',
    'half-equirectangular',
    'cubemap',
    'fisheye',
    'dual-fisheye',
    'gopro-max',
  ]),
  stereo: z.enum(['mono', 'side-by-side', 'top-bottom', 'multiview', 'other']),
})
export type Immersive = z.infer<typeof immersiveSchema>

const videoStreamSchema = z.object({
  index: z.number().int(),
  /** ffmpeg's name of the codec; null when it has none for it (such a picture can't be decoded). */
  codec: text,
  /** The four letters of the container, when they are letters. */
  tag: text,
  profile: text,
  width: z.number().int(),
  height: z.number().int(),
  /** Shape of a pixel, 1/1 for square or unknown. */
  sar: ratio,
  /** What a viewer sees: squared pixels, turned upright. */
  displayWidth: z.number().int(),
  displayHeight: z.number().int(),
  pixelFormat: text,
  bitDepth: whole,
  chroma: text,
  alpha: z.boolean(),
  /** The rate to count frames by, with a file's rounding undone. */
  rate: rateSchema.nullable(),
  averageRate: rateSchema.nullable(),
  realRate: rateSchema.nullable(),
  /** True when frames are not evenly spaced, as phones record. */
  variableRate: z.boolean(),
  timeBase: ratio,
  /** Seconds from the beginning of the file to its first picture; zero in nearly all files. */
  delay: ratio,
  fieldOrder: z.enum(FIELD_ORDERS),
  range: z.enum(['limited', 'full']).nullable(),
  primaries: text,
  transfer: text,
  matrix: text,
  hdr: z.enum(HDR_KINDS),
  dolbyVision: dolbyVisionSchema.nullable(),
  /** MaxCLL and MaxFALL in nits, when the stream says. */
  contentLight: z.object({ max: z.number().int(), average: z.number().int() }).nullable(),
  /** Clockwise turn to view it upright: 0, 90, 180 or 270. */
  rotation: z.number().int(),
  /** Left and right are swapped before it is turned, as some scanners and front cameras write. */
  mirrored: z.boolean().optional(),
  frames: whole,
  /** False when the count was worked out from a duration. */
  framesExact: z.boolean(),
  bitRate: whole,
  /** An edit list chooses among its frames. */
  trimmed: z.boolean().optional(),
  /** A cover picture inside a sound file; no picture of its own. */
  cover: z.boolean(),
  /** It surrounds the viewer, or is made for two eyes. */
  immersive: immersiveSchema
    .nullable()
    // A newer reader on another device may know more forms.
    .catch(null)
    .optional(),
  /** The frames carry HDR10+ (SMPTE ST 2094-40) beside PQ. */
  hdr10Plus: z.boolean().optional(),
  /** x and y of red, green, blue and white, where a file of linear light names them. */
  chromaticities: z.array(z.number()).length(8).nullable().optional(),
  /** The display that it was graded on (SMPTE ST 2086): its primaries where they are known ones, its range in nits. */
  mastering: z.object({ primaries: text, least: z.number(), most: z.number() }).nullable().optional(),
})
export type VideoStream = z.infer<typeof videoStreamSchema>

const audioStreamSchema = z.object({
  index: z.number().int(),
  codec: text,
  channels: z.number().int(),
  layout: text,
  sampleRate: z.number().int(),
  bits: whole,
  samples: whole,
  bitRate: whole,
  language: text,
  title: text,
  /** What is in each channel, in their order, where the file says: L, R, Boom. */
  channelNames: z.array(z.string()).optional(),
  /** What kind of sound it is by its maker's word (MCA): Master, M&E, Dialogue. */
  content: text.optional(),
  /** It is sound from all around as spherical harmonics, of this order (1: four channels). */
  ambisonic: z.number().int().min(1).max(7).nullable().optional(),
})
export type AudioStream = z.infer<typeof audioStreamSchema>

const dataStreamSchema = z.object({ index: z.number().int(), kind: z.string(), tag: text, codec: text })

/**
 * The gamma that the camera says it recorded with, where that is a log curve: its own word, the curve where there is a
 * formula for it, its gamut's word, and where that stands.
 */
const gammaSchema = z.object({
  said: z.string(),
  curve: z.enum(LOG_CURVE_IDS).nullable().catch(null),
  gamut: text,
  source: z
    .enum(['sony-xml', 'rtmd', 'mxf', 'canon', 'gopro', 'dji', 'apple-log', 'dpx', 'tag'])
    // A newer reader on another device may know more places.
    .catch('tag'),
})
export type GammaFact = z.infer<typeof gammaSchema>

/** When it was recorded, by the file: date and time as shown, and minutes east of UTC (null: no zone was said). */
const recordedSchema = z.object({
  local: z.string(),
  offsetMinutes: z.number().int().nullable(),
  source: z.string(),
})

const cameraSchema = z.object({
  make: text,
  model: text,
  serial: text,
  name: text,
  lens: text,
  iso: text,
  shutter: text,
  whiteBalance: text,
  software: text,
  /** The picture profile that it recorded with, in its own word. */
  look: text.optional(),
})

/** Where it was recorded: degrees north and east, metres above the sea. */
const placeSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  altitude: z.number().nullable(),
})

/** What the sound recordist wrote: bext and iXML. */
const soundSchema = z.object({
  project: text,
  scene: text,
  take: text,
  tape: text,
  note: text,
  circled: z.boolean().nullable(),
  /** Samples since midnight of the first sample, and the sample rate they count at. */
  timeReference: whole,
  sampleRate: whole,
  timecodeRate: rateSchema.nullable(),
  dropFrame: z.boolean(),
  userBits: text,
  fileUid: text,
  originator: text,
  tracks: z.array(z.object({ channel: z.number().int(), name: z.string(), function: text })),
})
export type SoundFacts = z.infer<typeof soundSchema>

/** What the header of a numbered frame says of the run that it is part of: DPX, EXR, CinemaDNG. */
const numberedSchema = z.object({
  rate: rateSchema.nullable(),
  /** The field that names the rate, in words: "DPX film header". */
  rateSource: text,
  /** Of this frame, as a label: `;` before the frames where they drop. */
  timecode: text,
  timecodeSource: z.literal('frame-header').nullable(),
  /** The field in words. */
  timecodeField: text,
})
export type NumberedFacts = z.infer<typeof numberedSchema>

/**
 * What the tools on this machine could not do with a file. It says nothing of the file: `reason` is a sentence for
 * people, and `tools` names the builds that were tried, so that others are tried when they come.
 */
const toolLimitSchema = z.object({ reason: z.string(), tools: z.string() })
export type ToolLimit = z.infer<typeof toolLimitSchema>

/** Version of the reader that a probe was made by; absent: 0. Contents that an older one has read are read again. */
const reader = z.number().int().nonnegative().optional()

/** A file that was understood. */
const mediaFactsSchema = z.object({
  ok: z.literal(true),
  kind: z.enum(['video', 'audio', 'still', 'other']),
  bytes: bytesSchema,
  container: z.string(),
  bitRate: whole,
  /** Exact seconds. */
  duration: ratio.nullable(),
  /** Length in frames at `rate`; null when there is no rate. */
  durationFrames: whole,
  rate: rateSchema.nullable(),
  video: z.array(videoStreamSchema),
  audio: z.array(audioStreamSchema),
  data: z.array(dataStreamSchema),
  start: startTimecodeSchema.nullable(),
  recorded: recordedSchema.nullable(),
  reel: text,
  camera: cameraSchema,
  sound: soundSchema.nullable(),
  place: placeSchema.nullable().optional(),
  /** Null where nothing says that it is log. */
  gamma: gammaSchema.nullable().optional(),
  /** Null or absent for what says nothing of a rate and of timecode. */
  numbered: numberedSchema.nullable().optional().catch(null),
  /** The number of the first frame, where frames are files; never kept with one file. */
  firstNumber: whole.optional(),
  /** Every other word the file carries, for search and the inspector. */
  tags: z.record(z.string(), z.string()),
  /** What people should know of it, a sentence: a header that was never finished. */
  remark: text.optional(),
  /** It ends before its own header says, a sentence. */
  cutShort: text.optional(),
  /** Facts are known, but the tools here can't show the picture. */
  limit: toolLimitSchema.nullable().optional(),
  reader,
})
export type MediaFacts = z.infer<typeof mediaFactsSchema>

/**
 * A file that could not be understood, with the reason as a sentence for people. With `limit` it was the tools' fault,
 * and the file is not called broken.
 */
const brokenProbeSchema = z.object({
  ok: z.literal(false),
  bytes: bytesSchema,
  reason: z.string(),
  log: z.string(),
  limit: toolLimitSchema.nullable().optional(),
  reader,
})

export const probeSchema = z.discriminatedUnion('ok', [mediaFactsSchema, brokenProbeSchema])
export type Probe = z.infer<typeof probeSchema>

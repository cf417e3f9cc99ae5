/**
 * ffprobe's JSON to the facts of the catalogue. Pure: the same words give the same facts.
 */
import type { GammaFact, AudioStream, MediaFacts, StartTimecode, ToolLimit } from '../../../shared/model/probe.ts'
import { framesOfSeconds } from '../../../shared/time/duration.ts'
import { multiply, parseRational, rational, type Rational } from '../../../shared/time/rational.ts'
import { parseRate, type Rate } from '../../../shared/time/rate.ts'
import { formatTimecode, readTimecode } from '../../../shared/time/timecode.ts'
import { readClock } from '../domain/shooting-day.ts'
import { countOf, tagOf, type FfprobeOutput, type FfprobeStream } from './ffprobe-json.ts'
import type { AvchdReading } from './avchd.ts'
import type { Played } from './played.ts'
import { readVideo } from './probe-video.ts'
import { soundStart, type SoundReading } from './sound.ts'
import type { StillReading } from './still-facts.ts'

/** What is known beside ffprobe's words. */
interface FactsContext {
  readonly bytes: number
  /** True when the name says that the file is one picture. */
  readonly still: boolean
  readonly sound: SoundReading | null
  /** What stands in the file beside the picture: EXIF of a still. */
  readonly exif?: StillReading | null
  readonly avchd?: AvchdReading | null
  /** What plays of a stream, by its index, where that was counted. */
  readonly played?: ReadonlyMap<number, Played>
  readonly hdr10Plus?: ReadonlySet<number>
  readonly gamma?: GammaFact | null
  readonly remark?: string | null
  readonly limit?: ToolLimit | null
}

/**
 * Version of this reader. Raise it when it reads better: contents that an older one has read are then read again in the
 * background (ingest/rereading.ts).
 * 1: matched tools, EXIF, edit lists, AVCHD, drop-frame by the file's flag, encodings, lengths, sane rates.
 * 2: camera raw without a reader is not called broken; raw pictures go by their format.
 * 3: order of fields as the frames have it; the log curve that the camera names; projections.
 */
export const READER_VERSION = 3

function readAudio(stream: FfprobeStream): AudioStream {
  const sampleRate = Number(stream.sample_rate) || 0
  const timeBase = parseRational(stream.time_base ?? '')
  const units = stream.duration_ts
  const perSample = timeBase !== null && timeBase.num === 1 && timeBase.den === sampleRate
  return {
    index: stream.index,
    codec: stream.codec_name ?? null,
    channels: stream.channels ?? 0,
    layout: stream.channel_layout && stream.channel_layout !== 'unknown' ? stream.channel_layout : null,
    sampleRate,
    bits: countOf(stream.bits_per_raw_sample) ?? (stream.bits_per_sample || null),
    samples: perSample && units !== undefined && units > 0 ? units : null,
    bitRate: countOf(stream.bit_rate),
    language: tagOf(stream.tags, 'language'),
    title: titleOf(stream),
  }
}

/**
 * Names that writers of containers give every track, so that they say nothing of any: SoundHandler, Core Media Audio.
 */
const HANDLERS = /handler?\b|^\W*(?:core media|gopro|mainconcept|iso media|l-smash|bento4)\b|^\W*$/i

function titleOf(stream: FfprobeStream): string | null {
  const handler = tagOf(stream.tags, 'handler_name')
  return tagOf(stream.tags, 'title') ?? (handler === null || HANDLERS.test(handler) ? null : handler)
}

/** Where labels may stand, the surest first, each with the rate that it counts by. */
function* labels(
  probe: FfprobeOutput,
  rate: Rate | null,
): Generator<{ text: string; rate: Rate; source: StartTimecode['source'] }> {
  const mxf = probe.format.format_name.startsWith('mxf')
  for (const stream of probe.streams.filter((candidate) => candidate.codec_tag_string === 'tmcd')) {
    // A timecode track counts at a rate of its own: a 59.94 clip may carry a 29.97 track.
    const own = parseRate(stream.avg_frame_rate ?? '') ?? rate
    const text = tagOf(stream.tags, 'timecode')
    if (text !== null && own !== null) yield { text, rate: own, source: 'tmcd' }
  }
  if (rate === null) return
  const ordered = [...probe.streams].sort((a, b) => Number(b.codec_type === 'video') - Number(a.codec_type === 'video'))
  for (const stream of ordered) {
    const text = tagOf(stream.tags, 'timecode') ?? stream.timecode ?? null
    if (text !== null) yield { text, rate, source: mxf ? 'mxf' : 'stream' }
  }
  const text = tagOf(probe.format.tags, 'timecode')
  if (text !== null) yield { text, rate, source: mxf ? 'mxf' : 'format' }
}

/** The first label that is one at its rate. */
function startOf(probe: FfprobeOutput, rate: Rate | null, sound: SoundReading | null): StartTimecode | null {
  for (const { text, rate: own, source } of labels(probe, rate)) {
    const tc = readTimecode(text, own)
    if (tc !== null) return { ...tc, text: formatTimecode(tc), source }
  }
  return sound === null ? null : soundStart(sound.facts, sound.fromBext)
}

const CLOCKS = ['com.apple.quicktime.creationdate', 'creation_time', 'date', 'modification_date'] as const

function recordedOf(probe: FfprobeOutput, { sound, exif, avchd }: FactsContext): MediaFacts['recorded'] {
  const candidates: (readonly [string, string | null])[] = [
    ['bext', sound?.clock ?? null],
    [exif?.clockSource ?? 'exif', exif?.clock ?? null],
    ['avchd', avchd?.clock ?? null],
    ...CLOCKS.map((name) => [name, tagOf(probe.format.tags, name)] as const),
    ...probe.streams.map((stream) => ['creation_time', tagOf(stream.tags, 'creation_time')] as const),
  ]
  for (const [source, text] of candidates) {
    const clock = text === null ? null : readClock(text)
    if (clock !== null) return { ...clock, source }
  }
  return null
}

/** Words that cameras use for the same thing, by what they mean. */
const CAMERA_WORDS = {
  make: ['com.apple.quicktime.make', 'com.apple.proapps.manufacturer', 'make', 'manufacturer'],
  model: [
    'com.apple.quicktime.model',
    'com.apple.proapps.modelname',
    'model',
    'camera_model',
    'com.arri.camera.cameratype',
  ],
  serial: ['com.apple.proapps.serialno', 'com.arri.camera.cameraserialnumber', 'serial_number', 'camera_serial_number'],
  name: ['com.apple.proapps.cameraname', 'camera_id', 'camera'],
  lens: ['com.apple.quicktime.camera.lens_model', 'com.arri.camera.lens.model', 'lens', 'lens_type', 'lens_model'],
  iso: ['com.apple.proapps.iso', 'com.arri.camera.exposureindexasa', 'iso', 'iso_sensitivity'],
  shutter: ['com.apple.proapps.shutterangle', 'com.arri.camera.shutterangle', 'shutter', 'shutter_angle'],
  whiteBalance: [
    'com.apple.proapps.whitebalance',
    'com.arri.camera.whitebalancekelvin',
    'white_balance',
    'white_balance_kelvin',
  ],
  software: ['com.apple.quicktime.software', 'firmware', 'software'],
} as const

const REEL_WORDS = [
  'reel_name',
  'com.apple.proapps.reel',
  'com.arri.camera.reelname',
  'reel',
  'tape',
  'tape_name',
  'reel_id',
] as const

function cameraOf(tags: Readonly<Record<string, string>>, { exif, avchd }: FactsContext): MediaFacts['camera'] {
  const word = (names: readonly string[]): string | null => tagOf(tags, ...names)
  if (exif != null)
    return {
      make: exif.make,
      model: exif.model,
      serial: exif.serial,
      name: null,
      lens: exif.lens,
      iso: exif.iso,
      shutter: exif.shutter,
      whiteBalance: null,
      software: exif.software,
    }
  const { make, model, ...others } = cameraOfTags(word)
  return { make: make ?? avchd?.make ?? null, model: model ?? avchd?.model ?? null, ...others }
}

function cameraOfTags(word: (names: readonly string[]) => string | null): MediaFacts['camera'] {
  return {
    make: word(CAMERA_WORDS.make),
    model: word(CAMERA_WORDS.model),
    serial: word(CAMERA_WORDS.serial),
    name: word(CAMERA_WORDS.name),
    lens: word(CAMERA_WORDS.lens),
    iso: word(CAMERA_WORDS.iso),
    shutter: word(CAMERA_WORDS.shutter),
    whiteBalance: word(CAMERA_WORDS.whiteBalance),
    software: word(CAMERA_WORDS.software),
  }
}

/** The tags of the file and its streams in one; the file's own word goes before a stream's. */
function allTags(probe: FfprobeOutput): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const tags of [...probe.streams.map((stream) => stream.tags ?? {}).reverse(), probe.format.tags ?? {}]) {
    for (const [key, value] of Object.entries(tags)) merged[key.slice(0, 200)] = value.slice(0, 2000)
  }
  return merged
}

/**
 * The length: of the picture when its frames are counted, else of the sound in samples, else what the container says.
 */
function durationOf(
  probe: FfprobeOutput,
  video: MediaFacts['video'][number] | undefined,
  audio: readonly AudioStream[],
  played: ReadonlyMap<number, Played> | undefined,
): Rational | null {
  if (video?.framesExact && video.frames !== null && video.rate !== null && !video.variableRate) {
    return multiply(rational(video.frames), { num: video.rate.den, den: video.rate.num })
  }
  const counted = audio.find((stream) => stream.samples !== null && stream.sampleRate > 0)
  const sound = video === undefined ? counted : undefined
  if (sound) return rational(sound.samples!, sound.sampleRate)
  const said = parseRational(probe.format.duration ?? '')
  if (said !== null && said.num > 0) return said
  return video === undefined ? null : (played?.get(video.index)?.length ?? null)
}

/** Translates the whole. */
export function factsOf(probe: FfprobeOutput, context: FactsContext): MediaFacts {
  const container = probe.format.format_name
  const stillInContainer = /(?:_pipe|image2)$/.test(container) || context.still
  const times = {
    container,
    duration: parseRational(probe.format.duration ?? ''),
    begin: parseRational(probe.format.start_time ?? ''),
    still: stillInContainer,
    orientation: context.exif?.orientation ?? 1,
    ...(context.played === undefined ? {} : { played: context.played }),
    ...(context.hdr10Plus === undefined ? {} : { hdr10Plus: context.hdr10Plus }),
  }
  const video = probe.streams
    .filter((stream) => stream.codec_type === 'video')
    .map((stream) => readVideo(stream, times))
  const audio = probe.streams.filter((stream) => stream.codec_type === 'audio').map(readAudio)
  const picture = video.find((stream) => !stream.cover)
  const kind = picture === undefined ? (audio.length > 0 ? 'audio' : 'other') : stillInContainer ? 'still' : 'video'
  const rate = picture?.rate ?? (kind === 'audio' ? (context.sound?.facts.timecodeRate ?? null) : null)
  const duration = kind === 'still' ? null : durationOf(probe, picture, audio, context.played)
  const tags = allTags(probe)
  return {
    ok: true,
    kind,
    bytes: context.bytes,
    container,
    bitRate: countOf(probe.format.bit_rate),
    duration,
    durationFrames: picture?.frames ?? (rate === null || duration === null ? null : framesOfSeconds(duration, rate)),
    rate,
    video,
    audio,
    data: probe.streams
      .filter((stream) => stream.codec_type !== 'video' && stream.codec_type !== 'audio')
      .map((stream) => ({
        index: stream.index,
        kind: stream.codec_type ?? 'unknown',
        codec: stream.codec_name ?? null,
        tag: /^[\x20-\x7e]{4}$/.test(stream.codec_tag_string ?? '') ? stream.codec_tag_string! : null,
      })),
    start: kind === 'still' ? null : startOf(probe, rate, context.sound),
    recorded: recordedOf(probe, context),
    reel: tagOf(tags, ...REEL_WORDS) ?? context.sound?.facts.tape ?? null,
    camera: cameraOf(tags, context),
    sound: context.sound?.facts ?? null,
    gamma: context.gamma ?? null,
    tags,
    remark: context.remark ?? null,
    limit: context.limit ?? null,
    reader: READER_VERSION,
  }
}

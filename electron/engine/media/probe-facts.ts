/**
 * ffprobe's JSON to the facts of the catalogue. Pure: the same words give the same facts.
 */
import type { AudioStream, MediaFacts, ToolLimit, VideoStream } from '../../../shared/model/probe.ts'
import { framesOfSeconds } from '../../../shared/time/duration.ts'
import { multiply, parseRational, rational, type Rational } from '../../../shared/time/rational.ts'
import { countOf, tagOf, type FfprobeOutput, type FfprobeStream } from './ffprobe-json.ts'
import type { FrameFacts } from './first-frame.ts'
import { firstOf, wordOf } from './camera/reading.ts'
import type { Steps } from './camera/track-samples.ts'
import type { InfoFacts, InfoSound } from './mediainfo/info-facts.ts'
import type { Played } from './played.ts'
import { allTags, cameraOf, placeIn, recordedOf, type Witnesses } from './probe-camera.ts'
import { outsideEssence } from './refused.ts'
import { startOf } from './probe-start.ts'
import { ambisonicOf, panoramaOf, type Surround } from './surround/read-surround.ts'
import { readVideo } from './probe-video.ts'

/** What is known beside ffprobe's words. */
interface FactsContext extends Witnesses {
  readonly bytes: number
  /** True when the name says that the file is one picture. */
  readonly still: boolean
  readonly name: string
  /** What plays of a stream, by its index, where that was counted. */
  readonly played?: ReadonlyMap<number, Played>
  readonly frames?: ReadonlyMap<number, FrameFacts>
  readonly steps?: Steps | null
  readonly info?: InfoFacts | null
  readonly surround?: Surround
  readonly remark?: string | null
  readonly cutShort?: string | null
  readonly limit?: ToolLimit | null
}

/**
 * Version of this reader. Raise it when it reads better: contents that an older one has read are then read again in the
 * background (ingest/rereading.ts).
 * 1: matched tools, EXIF, edit lists, AVCHD, drop-frame by the file's flag, encodings, lengths, sane rates.
 * 2: camera raw without a reader is not called broken; raw pictures go by their format.
 * 3: order of fields as the frames have it; the log curve that the camera names; projections.
 * 4: what cameras write of each frame and in boxes of their own; MediaInfo; uneven frames by their times; mastering.
 * 5: spatial video of Apple, GoPro Max and Insta360, panoramas, ambisonics; rate, timecode, primaries and film log in the headers of numbered frames.
 * 6: files that end before their header says.
 */
export const READER_VERSION = 6

function readAudio(
  stream: FfprobeStream,
  info: InfoSound | undefined,
  names: readonly string[],
  ambisonic: number | null,
): AudioStream {
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
    language: languageOf(info?.language ?? null) ?? languageOf(tagOf(stream.tags, 'language')),
    title: titleOf(stream) ?? info?.title ?? null,
    channelNames: [...(names.length > 0 ? names : (info?.channelNames ?? []))],
    content: info?.content ?? null,
    ambisonic: ambisonic ?? ambisonicOf(stream.channel_layout, names),
  }
}

/** `und` is how containers write that nobody said. */
function languageOf(said: string | null): string | null {
  const word = wordOf(said)
  return word === null || /^(?:und|mul|zxx|unk|qaa)$/i.test(word) ? null : word
}

/** MediaInfo's sounds in the order of ffprobe's, where they are as many with the same channels. */
function soundsOf(streams: readonly FfprobeStream[], info: InfoFacts | null | undefined): readonly InfoSound[] {
  const sounds = info?.sounds ?? []
  const alike = sounds.length === streams.length && sounds.every((one, at) => one.channels === streams[at]!.channels)
  return alike ? sounds : []
}

/** What the recordist called each channel of a file with one sound track; none where a channel has no name. */
function recordistNames(sound: FactsContext['sound'], streams: readonly FfprobeStream[]): readonly string[] {
  if (sound === null || streams.length !== 1) return []
  const count = streams[0]!.channels ?? 0
  const names = Array.from({ length: Math.min(count, 64) }, (_, at) =>
    wordOf(sound.facts.tracks.find(({ channel }) => channel === at + 1)?.name),
  )
  return names.every((name) => name !== null) ? names : []
}

/**
 * Names that writers of containers give every track, so that they say nothing of any: SoundHandler, Core Media Audio.
 */
const HANDLERS = /handler?\b|^\W*(?:core media|gopro|mainconcept|iso media|l-smash|bento4)\b|^\W*$/i

function titleOf(stream: FfprobeStream): string | null {
  const handler = tagOf(stream.tags, 'handler_name')
  return wordOf(tagOf(stream.tags, 'title')) ?? (handler === null || HANDLERS.test(handler) ? null : wordOf(handler))
}

const REEL_WORDS = [
  'reel_name',
  'com.apple.proapps.reel',
  'com.arri.camera.reelname',
  'reel',
  'tape',
  'tape_name',
  'reel_id',
] as const

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

/** What MediaInfo read of the camera's own metadata stands behind what our readers read. */
function withInfo({ camera, info, ...others }: FactsContext): FactsContext {
  return { ...others, ...(camera === undefined ? {} : { camera: firstOf([camera, info?.camera ?? null]) }) }
}

/** Primaries of linear light stand in the header alone. */
function withHeader(stream: VideoStream, chromaticities: readonly number[] | null): VideoStream {
  return chromaticities === null || stream.codec !== 'exr' ? stream : { ...stream, chromaticities: [...chromaticities] }
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
    ...(context.frames === undefined ? {} : { frames: context.frames }),
    steps: context.steps ?? null,
    info: context.info ?? null,
    surround: context.surround?.picture ?? panoramaOf(context.exif?.projection ?? null),
    firstPicture: probe.streams.find((stream) => stream.codec_type === 'video')?.index,
  }
  const video = probe.streams
    .filter((stream) => stream.codec_type === 'video')
    .map((stream) => readVideo(stream, times))
    .map((stream) => withHeader(stream, context.header?.chromaticities ?? null))
  const heard = probe.streams.filter((stream) => stream.codec_type === 'audio')
  const sounds = soundsOf(heard, context.info)
  const names = recordistNames(context.sound, heard)
  const audio = heard.map((stream, at) => readAudio(stream, sounds[at], names, context.surround?.sounds[at] ?? null))
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
    start: kind === 'still' ? null : startOf(probe, rate, { ...context, kind }),
    recorded: recordedOf(probe, context),
    reel: wordOf(tagOf(tags, ...REEL_WORDS)) ?? context.sound?.facts.tape ?? null,
    camera: cameraOf(tags, withInfo(context)),
    place: placeIn(tags, context.camera),
    sound: context.sound?.facts ?? null,
    gamma: withInfo(context).camera?.gamma ?? context.header?.gamma ?? null,
    ...(context.header?.numbered == null ? {} : { numbered: context.header.numbered }),
    tags,
    remark: context.remark ?? outsideEssence(tagOf(probe.format.tags, 'operational_pattern_ul')),
    ...(context.cutShort == null ? {} : { cutShort: context.cutShort }),
    limit: context.limit ?? null,
    reader: READER_VERSION,
  }
}

/**
 * A picture stream from ffprobe's words to ours: rates, shape, colour, length.
 */
import { immersiveOf } from '../domain/media/immersive.ts'
import type { Immersive, VideoStream } from '../../../shared/model/probe.ts'
import { framesOfSeconds } from '../../../shared/time/duration.ts'
import { add, compare, multiply, parseRational, rational, type Rational } from '../../../shared/time/rational.ts'
import { parseRate, sameRate, snapRate, STANDARD_RATES, type Rate } from '../../../shared/time/rate.ts'
import { countOf, tagOf, type FfprobeStream } from './ffprobe-json.ts'
import type { Steps } from './camera/track-samples.ts'
import type { FrameFacts } from './first-frame.ts'
import type { InfoFacts } from './mediainfo/info-facts.ts'
import type { Played } from './played.ts'
import { contentLightOf, masteringOf, type SideData } from './side-data.ts'

const SQUARE: Rational = { num: 1, den: 1 }

/** A ratio as ffprobe writes it; null for 0/0, 0:1 and N/A. */
function ratioOf(text: string | undefined): Rational | null {
  const ratio = text === undefined ? null : parseRational(text)
  return ratio === null || ratio.num <= 0 ? null : ratio
}

/** "unknown" and "reserved" are ffprobe's words for nothing said. */
function said(text: string | undefined): string | null {
  return text === undefined || ['unknown', 'unspecified', 'reserved', 'N/A', ''].includes(text) ? null : text
}

interface Rates {
  readonly rate: Rate | null
  readonly variable: boolean
}

/**
 * Frames per second between which cameras record, time lapse and high speed included; a stub's header may say 60000.
 */
const RATES = { least: 0.001, most: 50_000 } as const
/** No interlaced picture has more frames a second (ITU-R BT.709 and BT.601). */
const MAX_INTERLACED = 30

/** A rate that a camera can have; null for all else. */
function plausible(rate: Rate | null): Rate | null {
  const value = rate === null ? 0 : rate.num / rate.den
  return value >= RATES.least && value <= RATES.most ? rate : null
}

/** DV counts 25 frames of 576 or 29.97 of 480 lines (IEC 61834-2); short files make readers guess. */
function dvRate(stream: FfprobeStream): Rate | null {
  if (stream.codec_name !== 'dvvideo') return null
  return stream.height === 576 ? { num: 25, den: 1 } : stream.height === 480 ? { num: 30_000, den: 1001 } : null
}

/**
 * The rate to count frames by. ffprobe offers two: the average over the file and the smallest step between frames; with
 * fields apart the second is the field rate, twice the truth, and in MXF the average is often missing or halved, where
 * the time base is the edit rate itself (SMPTE ST 377-1). When average and step differ by something else, the frames
 * are unevenly spaced, and the nearest standard rate within 3 % is what the phone was set to.
 */
export function chooseRate(
  averageSaid: Rate | null,
  realSaid: Rate | null,
  timeBase: Rational,
  container: string,
  interlaced = false,
): Rates {
  const real = plausible(realSaid)
  // Raw MPEG streams have no average but one that the reader makes up: the sequence header tells the rate.
  const average = container === 'mpegvideo' && real !== null ? real : plausible(averageSaid)
  if (container.startsWith('mxf') && timeBase.num > 0) {
    return { rate: snapRate({ num: timeBase.den, den: timeBase.num }), variable: false }
  }
  if (average === null || real === null) {
    const only = average ?? real
    // A step alone, of a picture in fields, is the step of fields.
    const fields = average === null && only !== null && interlaced && only.num / only.den > MAX_INTERLACED
    return { rate: fields ? snapRate(multiply(only, { num: 1, den: 2 })) : only, variable: false }
  }
  if (sameRate(average, real)) return { rate: snapRate(average), variable: false }
  if (sameRate(multiply(average, { num: 2, den: 1 }), real)) return { rate: average, variable: false }
  const value = average.num / average.den
  // Millisecond stamps (Matroska, FLV, ASF) make the average a hair off; that is no variable rate.
  if (timeBase.den === 1000 && Math.abs(real.num / real.den / value - 1) < 2e-3) return { rate: real, variable: false }
  const near = [...STANDARD_RATES].sort((a, b) => Math.abs(a.num / a.den - value) - Math.abs(b.num / b.den - value))
  const standard = Math.abs(real.num / real.den / value - 1) < 0.03 ? real : near[0]!
  const close = Math.abs(standard.num / standard.den / value - 1) < 0.03
  return { rate: close ? standard : average, variable: true }
}

/** The times of the pictures know better than the header's averages, of which one long last picture makes a lie. */
function timed(rates: Rates, steps: Steps | null): Rates {
  if (steps === null) return rates
  if (steps.uneven) return { ...rates, variable: true }
  return rates.variable ? { rate: steps.rate, variable: false } : rates
}

/**
 * [Note: order of fields] ffmpeg's `tb` and `bt` are 9 and 14 of QuickTime's `fiel` and of Matroska's FieldOrder: whole
 * frames whose first line is the earlier or the later one (Apple TN2162; RFC 9559 §5.1.4.1.28.2). Its own words for them
 * ("bottom displayed first") say the opposite; what its decoders say of the frames agrees with Apple.
 */
const FIELDS: Readonly<Record<string, VideoStream['fieldOrder']>> = {
  progressive: 'progressive',
  tt: 'top-first',
  tb: 'top-first',
  bb: 'bottom-first',
  bt: 'bottom-first',
}

/** DV has fields, the lower one first, and no word for it (IEC 61834-2). */
function orderOf({ codec_name: codec, field_order: order }: FfprobeStream): VideoStream['fieldOrder'] {
  return FIELDS[order ?? ''] ?? (codec === 'dvvideo' ? 'bottom-first' : 'unknown')
}

/** Bits of a component, from ffprobe's figure or from the name of the pixel format. */
function depthOf(stream: FfprobeStream): number | null {
  const raw = countOf(stream.bits_per_raw_sample)
  if (raw !== null) return raw
  const format = stream.pix_fmt
  if (format === undefined) return null
  if (/f16/.test(format)) return 16
  if (/f32/.test(format)) return 32
  const named = /(?:p|gray|x2rgb|y2|p0)(9|10|12|14|16)(?:le|be)?$/.exec(format)?.[1]
  if (named) return Number(named)
  return /^(?:rgb|bgr|rgba|bgra)(48|64)/.test(format) ? 16 : 8
}

function chromaOf(format: string | undefined): string | null {
  if (format === undefined) return null
  if (/^(?:gbr|rgb|bgr|argb|abgr|0rgb|pal8|x2rgb)/.test(format)) return 'RGB'
  if (format.startsWith('gray')) return '4:0:0'
  if (format.startsWith('bayer')) return 'raw'
  const digits = /(4[0-4][0-4])/.exec(format)?.[1]
  if (digits) return `${digits[0]}:${digits[1]}:${digits[2]}`
  return /^(?:nv12|p010|p016)/.test(format) ? '4:2:0' : /^(?:uyvy|yuyv|y210)/.test(format) ? '4:2:2' : null
}

function sideData(stream: FfprobeStream, type: string): SideData | undefined {
  return stream.side_data_list?.find((entry) => entry.side_data_type === type)
}

function numberIn(entry: SideData | undefined, key: string): number {
  const value = Number(entry?.[key])
  return Number.isFinite(value) ? Math.round(value) : 0
}

/** Clockwise degrees to turn the picture upright: ffprobe counts the other way, older ones had a tag that did not. */
function rotationOf(stream: FfprobeStream): number {
  const matrix = sideData(stream, 'Display Matrix')
  const clockwise = matrix ? -numberIn(matrix, 'rotation') : Number(tagOf(stream.tags, 'rotate') ?? 0)
  const quarter = Math.round(clockwise / 90) * 90
  return Number.isFinite(quarter) ? ((quarter % 360) + 360) % 360 : 0
}

/** How many frames there are: as the container counts them, by whole edit units, or worked out from the duration. */
function framesOf(
  stream: FfprobeStream,
  rate: Rate | null,
  timeBase: Rational,
  duration: Rational | null,
  played: Played | undefined,
): {
  readonly frames: number | null
  readonly exact: boolean
} {
  if (played !== undefined) return { frames: played.frames, exact: true }
  const counted = countOf(stream.nb_frames)
  if (counted !== null) return { frames: counted, exact: true }
  const written = countOf(tagOf(stream.tags, 'number_of_frames', 'number_of_frames-eng') ?? undefined)
  if (written !== null) return { frames: written, exact: false }
  const units = stream.duration_ts
  if (rate !== null && units !== undefined && units > 0 && compare(multiply(timeBase, rate), SQUARE) === 0) {
    return { frames: units, exact: true }
  }
  const length = ratioOf(stream.duration) ?? duration
  return { frames: rate === null || length === null ? null : framesOfSeconds(length, rate), exact: false }
}

/** Seconds from the file's beginning to the first picture; half a frame and less is rounding. */
function delayOf(stream: FfprobeStream, begin: Rational | null, rate: Rate | null): Rational {
  const first = parseRational(stream.start_time ?? '')
  if (first === null || begin === null || rate === null) return { num: 0, den: 1 }
  const delay = add(first, { num: -begin.num, den: begin.den })
  return compare(multiply(delay, rate), { num: 1, den: 2 }) > 0 ? delay : { num: 0, den: 1 }
}

/** What the file says of itself as a whole. */
interface FileTimes {
  /** ffprobe's name of the format. */
  readonly container: string
  readonly duration: Rational | null
  readonly begin: Rational | null
  /** True for a single picture, which has no rate. */
  readonly still: boolean
  /** What plays of a stream, by its index, where that was counted. */
  readonly played?: ReadonlyMap<number, Played>
  /** The orientation of EXIF, 1 to 8, where the container says nothing of how the picture is turned. */
  readonly orientation?: number
  /** What the first frames say, by the index of their stream. */
  readonly frames?: ReadonlyMap<number, FrameFacts>
  /** How the pictures follow one another by their times; null where that was not looked at. */
  readonly steps?: Steps | null
  /** What MediaInfo says of the file's first picture. */
  readonly info?: InfoFacts | null
  /** How the first picture surrounds the viewer, where ffprobe does not say. */
  readonly surround?: Immersive | null
  /** Index of the first stream with pictures. */
  readonly firstPicture?: number | undefined
}

/** EXIF's orientation as a mirror, then a clockwise turn (JEITA CP-3451, tag 0x0112). */
const ORIENTATIONS: Readonly<Record<number, { readonly mirrored: boolean; readonly rotation: number }>> = {
  1: { mirrored: false, rotation: 0 },
  2: { mirrored: true, rotation: 0 },
  3: { mirrored: false, rotation: 180 },
  4: { mirrored: true, rotation: 180 },
  5: { mirrored: true, rotation: 270 },
  6: { mirrored: false, rotation: 90 },
  7: { mirrored: true, rotation: 90 },
  8: { mirrored: false, rotation: 270 },
}

/** Translates one stream. */
export function readVideo(stream: FfprobeStream, file: FileTimes): VideoStream {
  const { container, duration, begin, still } = file
  const sar = ratioOf(stream.sample_aspect_ratio) ?? SQUARE
  const timeBase = ratioOf(stream.time_base) ?? { num: 1, den: 90_000 }
  const averageRate = parseRate(stream.avg_frame_rate ?? '')
  const realRate = parseRate(stream.r_frame_rate ?? '')
  const fieldOrder = orderOf(stream)
  const tape = dvRate(stream)
  const isFirst = stream.index === file.firstPicture
  const interlaced = fieldOrder === 'top-first' || fieldOrder === 'bottom-first'
  const { rate, variable } = still
    ? { rate: null, variable: false }
    : tape !== null
      ? { rate: tape, variable: false }
      : timed(chooseRate(averageRate, realRate, timeBase, container, interlaced), isFirst ? (file.steps ?? null) : null)
  const { frames, exact } = still
    ? { frames: null, exact: false }
    : framesOf(stream, rate, timeBase, duration, file.played?.get(stream.index))
  const oriented = ORIENTATIONS[file.orientation ?? 1] ?? ORIENTATIONS[1]!
  const inContainer = rotationOf(stream)
  const rotation = inContainer === 0 ? oriented.rotation : inContainer
  const width = stream.width ?? 0
  const height = stream.height ?? 0
  const squared = Math.max(1, Math.round((width * sar.num) / sar.den))
  const turned = rotation === 90 || rotation === 270
  const transfer = said(stream.color_transfer)
  const vision = sideData(stream, 'DOVI configuration record')
  const first = file.frames?.get(stream.index)
  const range = said(stream.color_range)
  return {
    index: stream.index,
    codec: said(stream.codec_name),
    tag: /^[\x20-\x7e]{4}$/.test(stream.codec_tag_string ?? '') ? stream.codec_tag_string! : null,
    profile: said(stream.profile),
    width,
    height,
    sar,
    displayWidth: turned ? height : squared,
    displayHeight: turned ? squared : height,
    pixelFormat: said(stream.pix_fmt),
    bitDepth: depthOf(stream),
    chroma: chromaOf(stream.pix_fmt),
    alpha: /^(?:yuva|gbrap|rgba|bgra|argb|abgr|ya\d)/.test(stream.pix_fmt ?? ''),
    rate,
    averageRate,
    realRate,
    variableRate: variable,
    timeBase: rational(timeBase.num, timeBase.den),
    delay: delayOf(stream, begin, rate),
    fieldOrder,
    range: range === 'pc' ? 'full' : range === 'tv' ? 'limited' : null,
    primaries: said(stream.color_primaries),
    transfer,
    matrix: said(stream.color_space),
    hdr: transfer === 'smpte2084' ? 'pq' : transfer === 'arib-std-b67' ? 'hlg' : 'none',
    dolbyVision:
      vision === undefined
        ? isFirst
          ? (file.info?.dolbyVision ?? null)
          : null
        : {
            profile: numberIn(vision, 'dv_profile'),
            level: numberIn(vision, 'dv_level'),
            compatibility: numberIn(vision, 'dv_bl_signal_compatibility_id'),
          },
    contentLight:
      contentLightOf(stream.side_data_list) ??
      first?.contentLight ??
      (isFirst ? (file.info?.contentLight ?? null) : null),
    mastering:
      masteringOf(stream.side_data_list) ?? first?.mastering ?? (isFirst ? (file.info?.mastering ?? null) : null),
    rotation,
    mirrored: inContainer === 0 && oriented.mirrored,
    frames,
    framesExact: exact,
    bitRate: countOf(stream.bit_rate),
    trimmed: countOf(stream.nb_frames) !== null && countOf(stream.nb_frames) !== frames,
    cover: stream.disposition?.['attached_pic'] === 1,
    immersive:
      immersiveOf(sideData(stream, 'Spherical Mapping'), sideData(stream, 'Stereo 3D')) ??
      (isFirst ? (file.surround ?? null) : null),
    hdr10Plus: (first?.hdr10Plus ?? false) || (isFirst && (file.info?.hdr10Plus ?? false)),
  }
}

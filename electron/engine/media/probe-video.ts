/**
 * A picture stream from ffprobe's words to ours: rates, shape, colour, length.
 */
import type { VideoStream } from '../../../shared/model/probe.ts'
import { framesOfSeconds } from '../../../shared/time/duration.ts'
import { add, compare, multiply, parseRational, rational, type Rational } from '../../../shared/time/rational.ts'
import { parseRate, sameRate, snapRate, STANDARD_RATES, type Rate } from '../../../shared/time/rate.ts'
import { countOf, tagOf, type FfprobeStream } from './ffprobe-json.ts'

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
 * The rate to count frames by. ffprobe offers two: the average over the file and the smallest step between frames; with
 * fields apart the second is the field rate, twice the truth, and in MXF the average is often missing or halved, where
 * the time base is the edit rate itself (SMPTE ST 377-1). When average and step differ by something else, the frames
 * are unevenly spaced, and the nearest standard rate within 3 % is what the phone was set to.
 */
export function chooseRate(average: Rate | null, real: Rate | null, timeBase: Rational, container: string): Rates {
  if (container.startsWith('mxf') && timeBase.num > 0) {
    return { rate: snapRate({ num: timeBase.den, den: timeBase.num }), variable: false }
  }
  if (average === null || real === null) return { rate: average ?? real, variable: false }
  if (sameRate(average, real)) return { rate: snapRate(average), variable: false }
  if (sameRate(multiply(average, { num: 2, den: 1 }), real)) return { rate: average, variable: false }
  const value = average.num / average.den
  // Millisecond stamps (Matroska, FLV, ASF) make the average a hair off; that is no variable rate.
  if (timeBase.den === 1000 && Math.abs(real.num / real.den / value - 1) < 2e-3) return { rate: real, variable: false }
  const near = [...STANDARD_RATES].sort((a, b) => Math.abs(a.num / a.den - value) - Math.abs(b.num / b.den - value))
  const standard = Math.abs((real.num / real.den) / value - 1) < 0.03 ? real : near[0]!
  const close = Math.abs(standard.num / standard.den / value - 1) < 0.03
  return { rate: close ? standard : average, variable: true }
}

const FIELDS: Readonly<Record<string, VideoStream['fieldOrder']>> = {
  progressive: 'progressive', tt: 'top-first', bt: 'top-first', bb: 'bottom-first', tb: 'bottom-first',
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

type SideData = NonNullable<FfprobeStream['side_data_list']>[number]

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
function framesOf(stream: FfprobeStream, rate: Rate | null, timeBase: Rational, duration: Rational | null): {
  readonly frames: number | null; readonly exact: boolean
} {
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
export interface FileTimes {
  /** ffprobe's name of the format. */
  readonly container: string
  readonly duration: Rational | null
  readonly begin: Rational | null
  /** True for a single picture, which has no rate. */
  readonly still: boolean
}

/** Translates one stream. */
export function readVideo(stream: FfprobeStream, { container, duration, begin, still }: FileTimes): VideoStream {
  const sar = ratioOf(stream.sample_aspect_ratio) ?? SQUARE
  const timeBase = ratioOf(stream.time_base) ?? { num: 1, den: 90_000 }
  const averageRate = parseRate(stream.avg_frame_rate ?? '')
  const realRate = parseRate(stream.r_frame_rate ?? '')
  const { rate, variable } = still ? { rate: null, variable: false } : chooseRate(
    averageRate, realRate, timeBase, container,
  )
  const { frames, exact } = still ? { frames: null, exact: false } : framesOf(stream, rate, timeBase, duration)
  const rotation = rotationOf(stream)
  const width = stream.width ?? 0
  const height = stream.height ?? 0
  const squared = Math.max(1, Math.round((width * sar.num) / sar.den))
  const turned = rotation === 90 || rotation === 270
  const transfer = said(stream.color_transfer)
  const vision = sideData(stream, 'DOVI configuration record')
  const light = sideData(stream, 'Content light level metadata')
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
    fieldOrder: FIELDS[stream.field_order ?? ''] ?? 'unknown',
    range: range === 'pc' ? 'full' : range === 'tv' ? 'limited' : null,
    primaries: said(stream.color_primaries),
    transfer,
    matrix: said(stream.color_space),
    hdr: transfer === 'smpte2084' ? 'pq' : transfer === 'arib-std-b67' ? 'hlg' : 'none',
    dolbyVision: vision === undefined ? null : {
      profile: numberIn(vision, 'dv_profile'),
      level: numberIn(vision, 'dv_level'),
      compatibility: numberIn(vision, 'dv_bl_signal_compatibility_id'),
    },
    contentLight: light === undefined ? null : {
      max: numberIn(light, 'max_content'), average: numberIn(light, 'max_average'),
    },
    rotation,
    frames,
    framesExact: exact,
    bitRate: countOf(stream.bit_rate),
    cover: stream.disposition?.['attached_pic'] === 1,
  }
}

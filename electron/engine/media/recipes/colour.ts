/**
 * Colour for viewing: everything that is made is Rec.709 (BT.709) and says so. What had to be done is said too, in one
 * word:
 *
 * `as-is` it was Rec.709 · `assumed` it carries no tags and is taken for what its size suggests · `converted` another
 * SDR matrix or gamut · `tone-mapped` PQ or HLG brought down · `not-converted` this ffmpeg can't, or nobody can:
 * colours are off. Log is not detected from pixels and never guessed: it is shown as it is.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { isWide } from '../../domain/colour/linear.ts'
import { linearFilters } from '../linear-light.ts'
import { hdrOf, isHd, isRgb } from '../../domain/media/picture.ts'
import type { Capabilities } from '../tools.ts'
import { throughTables, type LookTables } from './colour-lut.ts'
import { toneMap } from './tone-map-filters.ts'
import type { Size } from './shape.ts'

export type ColourHandling = 'as-is' | 'assumed' | 'converted' | 'tone-mapped' | 'not-converted'

interface ColourPlan {
  /** Filters that scale to the size and leave limited-range BT.709 in yuv420p. */
  readonly filters: string
  readonly handling: ColourHandling
}

/** swscale's names of the matrices. */
const SCALE_MATRIX: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  smpte170m: 'smpte170m',
  bt470bg: 'smpte170m',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
}
/** Primaries wider than BT.709 that cameras and phones record without HDR. */
const WIDE_PRIMARIES: ReadonlySet<string> = new Set(['bt2020', 'smpte432', 'smpte431'])

function assumedMatrix(video: VideoStream): string {
  return isHd(video) ? 'bt709' : 'smpte170m'
}

/** zimg refuses odd sides with halved chroma: the last odd line or column goes. */
function evened(video: VideoStream): string {
  return video.width % 2 === 0 && video.height % 2 === 0 ? '' : 'crop=trunc(iw/2)*2:trunc(ih/2)*2,'
}

/**
 * Puts the file's own tags on every frame: decoders drop what stands only in the container, and zimg refuses frames
 * that say nothing. Where a tag of an HDR file is missing, the one that always goes with it is used (ITU-R BT.2100).
 */
function tagged(video: VideoStream, transfer: string): string {
  const matrix = video.matrix ?? 'bt2020nc'
  const primaries = video.primaries ?? 'bt2020'
  const range = video.range === 'full' ? 'pc' : 'tv'
  return `setparams=color_primaries=${primaries}:color_trc=${transfer}:colorspace=${matrix}:range=${range}`
}

function toneMapped(video: VideoStream, size: Size): string {
  const tags = tagged(video, video.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67')
  return `${evened(video)}${tags},${toneMap(video.contentLight?.max ?? null, `w=${size.width}:h=${size.height}:`)}`
}

function gamutMapped(video: VideoStream, size: Size): string {
  const source = tagged({ ...video, matrix: video.matrix ?? assumedMatrix(video) }, 'bt709')
  return `${evened(video)}${source},zscale=w=${size.width}:h=${size.height}:p=709:t=709:m=709:r=limited,format=yuv420p`
}

function scaled(video: VideoStream, size: Size, matrix: string | null): string {
  const input = matrix === null ? '' : `:in_color_matrix=${matrix}`
  const range = video.range === null || isRgb(video) ? '' : `:in_range=${video.range === 'full' ? 'pc' : 'tv'}`
  const output = 'out_color_matrix=bt709:out_range=tv,format=yuv420p'
  return `scale=w=${size.width}:h=${size.height}:flags=bicubic${input}${range}:${output}`
}

/**
 * Plans the way of one picture stream to viewable Rec.709 at a size. `tables` are those of the look that a person chose
 * for the clip; HDR has none, for its curve is known.
 */
export function planColour(
  video: VideoStream,
  size: Size,
  capabilities: Capabilities,
  tables: LookTables | null = null,
): ColourPlan {
  if (tables !== null && hdrOf(video) === null) return looked(video, size, capabilities, tables)
  const base = video.dolbyVision
  // Dolby Vision profile 5 has no layer that a plain decoder shows in right colours (compatibility 0).
  const noBase = base !== null && base.compatibility === 0
  if (video.hdr !== 'none' && !noBase) {
    return capabilities.toneMapping
      ? { filters: `${toneMapped(video, size)},setsar=1`, handling: 'tone-mapped' }
      : { filters: `${scaled(video, size, 'bt2020')},setsar=1`, handling: 'not-converted' }
  }
  const wide = WIDE_PRIMARIES.has(video.primaries ?? '')
  if (wide && !noBase && !isRgb(video) && capabilities.filters.has('zscale')) {
    return { filters: `${gamutMapped(video, size)},setsar=1`, handling: 'converted' }
  }
  if (isWide(video)) {
    const handling = linearFilters(video, capabilities) === null ? 'not-converted' : 'converted'
    return { filters: `${scaled(video, size, null)},setsar=1`, handling }
  }
  const known = isRgb(video) ? null : (SCALE_MATRIX[video.matrix ?? ''] ?? null)
  const matrix = isRgb(video) ? null : (known ?? assumedMatrix(video))
  const handling =
    noBase || wide
      ? 'not-converted'
      : !isRgb(video) && known === null
        ? 'assumed'
        : matrix === 'bt709'
          ? 'as-is'
          : 'converted'
  return { filters: `${scaled(video, size, matrix)},setsar=1`, handling }
}

/** Through the tables of a look. A build without the filters shows the picture as it is, and says so. */
function looked(video: VideoStream, size: Size, capabilities: Capabilities, tables: LookTables): ColourPlan {
  const wide = tables.domain !== undefined && (tables.domain[0] < 0 || tables.domain[1] > 1)
  if (!capabilities.looks || (wide && !capabilities.filters.has('exposure')))
    return { ...planColour(video, size, capabilities), handling: 'not-converted' }
  const rgb = isRgb(video)
  // RGB becomes YUV of its own range first: the tables are told how to read that.
  const scale = `${evened(video)}scale=w=${size.width}:h=${size.height}:flags=bicubic${rgb ? ':out_color_matrix=bt709:out_range=pc,format=yuv444p10le' : ''}`
  const stored = {
    matrix: rgb ? 'bt709' : (video.matrix ?? assumedMatrix(video)),
    full: rgb || video.range === 'full',
  }
  return { filters: `${scale},${throughTables(tables, 'yuv420p', stored)},setsar=1`, handling: 'converted' }
}

/** From viewable video to what a JPEG is: BT.601 matrix at full range (JFIF), which every viewer takes it for. */
export const TO_JPEG = 'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=smpte170m:out_range=pc,format=yuvj420p'

/** Tags of the output, for the encoder and the container. */
export const REC709_TAGS: readonly string[] = [
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-colorspace',
  'bt709',
  '-color_range',
  'tv',
]

/**
 * What is drawn into a proxy's picture for people who look at it away from its metadata: timecode, name, frame, a text, a
 * watermark. Pure.
 */
import type { Burn } from '../../../../shared/model/edit-proxies.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Rate } from '../../../../shared/time/rate.ts'
import { visible } from '../../../../shared/util/visible.ts'
import { fileUrl } from '../input.ts'
import type { Capabilities } from '../tools.ts'
import { boxBorder, fontPixels, layBottom, wrapped } from './burn-layout.ts'
import { filterValue } from './filter-value.ts'
import type { Size } from './shape.ts'

interface BurnSource {
  readonly burn: Burn
  readonly size: Size
  /** Of the clip's frames; null where they are not evenly spaced. */
  readonly rate: Rate | null
  /** Start timecode as its label; null where there is none. */
  readonly timecode: string | null
  /** The number of the first frame. */
  readonly firstNumber: number
  /** The clip's name, as people know it. */
  readonly name: string
  /** A font file that ffmpeg reads. */
  readonly font: string
  /** The proxy's pixels, as ffmpeg names them. */
  readonly pixels: string
}

/** A watermark takes this part of the picture's width. */
const MARK = 1 / 8
/** What the filter that lays it over calls the pixels of proxies. */
const OVERLAYS: Readonly<Record<string, string>> = {
  yuv420p: 'yuv420',
  yuv420p10le: 'yuv420p10',
  yuv422p: 'yuv422',
  yuv422p10le: 'yuv422p10',
}

const markPixels = ({ width }: Size): number => Math.max(16, Math.round(width * MARK))

const anything = ({ timecode, name, frame, text, watermark }: Burn): boolean =>
  timecode || name || frame || text !== null || watermark !== null

/**
 * Filters that draw it all, to be joined with commas; empty for nothing. Throws RushesError 'media.tool_missing' for an
 * ffmpeg that can't draw text, 'media.unsupported' for a timecode on frames that are not evenly spaced.
 */
export function burnFilters(source: BurnSource | null, { filters }: Pick<Capabilities, 'filters'>): string[] {
  if (source === null || !anything(source.burn)) return []
  if (!filters.has('drawtext') || !filters.has('overlay'))
    throw new RushesError(
      'media.tool_missing',
      'Nothing can be drawn into proxies: this ffmpeg draws no text. Install a full build of ffmpeg, or run "npm run setup".',
    )
  const { burn, rate, timecode, name, size } = source
  if (burn.timecode && rate === null)
    throw new RushesError(
      'media.unsupported',
      'No timecode can be drawn: the frames of this clip are not evenly spaced. Choose a preset without it.',
    )
  const draw = (what: readonly string[], place: string): string => drawText(source, [...what, place])
  const pixels = fontPixels(size)
  const [left, right, middle] = [`x=${pixels}`, `x=w-tw-${pixels}`, 'x=(w-tw)/2']
  const row = (at: number): string => `y=h-th-${pixels + at * 2 * pixels}`
  const words = (text: string): string[] => [`text=${filterValue(text)}`, 'expansion=none']
  const bottom = layBottom(size, { ...burn, name: burn.name ? visible(name) : null })
  const beside = burn.watermark === null ? 0 : markPixels(size) + pixels
  const lines = wrapped(visible(burn.text ?? ''), pixels, size.width - 2 * pixels - beside)
  return [
    ...(burn.watermark === null ? [] : [watermark(burn.watermark, source)]),
    ...(burn.timecode && rate !== null
      ? [
          draw(
            [`timecode=${filterValue(timecode ?? '00:00:00:00')}`, `rate=${rate.num}/${rate.den}`],
            `${middle}:${row(0)}`,
          ),
        ]
      : []),
    ...(bottom.name === null ? [] : [draw(words(bottom.name.text), `${left}:${row(bottom.name.row)}`)]),
    ...(burn.frame
      ? [draw([`text=${filterValue(`%{eif:n+${source.firstNumber}:d}`)}`], `${right}:${row(bottom.frameRow)}`)]
      : []),
    ...lines.map((line, at) => draw(words(line), `${left}:y=${pixels + at * 2 * pixels}`)),
  ]
}

/** White on half black is read on any picture. */
function drawText({ font, size }: BurnSource, options: readonly string[]): string {
  const pixels = fontPixels(size)
  return `drawtext=${[
    `fontfile=${filterValue(font)}`,
    `fontsize=${pixels}`,
    'fontcolor=white',
    `box=1:boxcolor=black@0.5:boxborderw=${boxBorder(pixels)}`,
    ...options,
  ].join(':')}`
}

/**
 * A picture at half strength, top right. It is opened as a file of this computer, whatever its path says. The picture
 * below keeps its format: left to choose, ffmpeg takes one with more chroma than the encoder is meant to get.
 */
function watermark(path: string, { size, pixels }: BurnSource): string {
  const width = markPixels(size)
  const margin = fontPixels(size)
  return [
    `null[burn-under];movie=filename=${filterValue(fileUrl(path))}:format_opts=protocol_whitelist=file`,
    `scale=w=${width}:h=-1`,
    'format=rgba',
    'colorchannelmixer=aa=0.5[burn-mark];[burn-under][burn-mark]overlay',
  ]
    .join(',')
    .concat(`=x=W-w-${margin}:y=${margin}:format=${OVERLAYS[pixels] ?? 'auto'}`)
}

/**
 * Numbered frames as inputs of ffmpeg, and the graphs that lay them together. Pure.
 *
 * Each run of files is one input of the image reader with a pattern of its own, bounded to its own number of frames; a
 * hole is a card of the frames' size for as many frames as are missing, so that numbers stay true. Nothing is linked and
 * no list is written: a list could name files of its own.
 */
import type { VideoStream } from '../../../shared/model/probe.ts'
import type { Rate } from '../../../shared/time/rate.ts'
import { isMosaic } from '../domain/colour/linear.ts'
import { rangeText, type FrameHole, type FramePiece, type FrameRun } from '../domain/media/frame-runs.ts'
import { fileUrl, inputOptions } from './input.ts'
import { filterValue } from './recipes/filter-value.ts'
import type { Capabilities } from './tools.ts'

/** The frames of one sequence, as they are read. */
export interface SequenceSource {
  readonly pieces: readonly FramePiece[]
  readonly rate: Rate
  /** The font that holes are marked with; without one they are plain grey. */
  readonly font?: string | null
}

/** Name of the filter that reports a frame of a run: `sequence-log.ts` reads it. */
export const RUN_REPORT = 'showinfo@run'

/** What is reported of a frame: its place in its run times this, and the count of those that were decoded before. */
export const REPORT_BASE = 2 ** 20

export const runsOf = ({ pieces }: Pick<SequenceSource, 'pieces'>): FrameRun[] =>
  pieces.filter((piece) => piece.kind === 'run')

/** The path of a run as the image reader takes it: what is a per cent sign stays one. */
function patternOf({ folder, before, after, padding }: FrameRun): string {
  const plain = (text: string): string => text.replaceAll('%', '%%')
  return `${plain(`${folder}/${before}`)}${padding === 0 ? '%d' : `%0${padding}d`}${plain(after)}`
}

/**
 * The options and the input of each run. The length is a quarter of a frame short: ffmpeg rounds it to the next whole
 * one, and a file behind a run that is read would be a frame too many.
 */
export function sequenceInputs(source: SequenceSource, options: readonly string[]): string[] {
  const { num, den } = source.rate
  const runs = runsOf(source)
  return runs.flatMap((run) => [
    ...inputOptions(`${run.before}${run.after}`).map((word, at, words) =>
      words[at - 1] === '-pattern_type' ? 'sequence' : word,
    ),
    '-start_number',
    String(run.start),
    // Without it the reader looks for a first file among the next five, and all frames would be others.
    '-start_number_range',
    '1',
    // All inputs are open at once: decoders that each hold several frames would take the memory of all of them.
    ...(runs.length > 1 ? ['-thread_type', 'slice'] : []),
    '-framerate',
    `${num}/${den}`,
    '-t',
    (((run.count - 0.25) * den) / num).toFixed(6),
    ...options,
    '-i',
    fileUrl(patternOf(run)),
  ])
}

/** True where holes are marked with words. */
export const drawsHoles = ({ pieces }: SequenceSource, { filters }: Pick<Capabilities, 'filters'>): boolean =>
  filters.has('drawtext') && pieces.some(({ kind }) => kind === 'hole')

/** An end of the first input, as the recipes name it. */
const INPUT = /\[0:(\d+)\]/g

/** The graphs with every use of the picture led to the whole sequence. */
export function inSequence(graphs: readonly string[], source: SequenceSource, video: VideoStream): string[] {
  let uses = 0
  const led = graphs.map((graph) => graph.replaceAll(INPUT, () => `[frames${uses++}]`))
  if (uses === 0) return led
  const ends = Array.from({ length: uses }, (_, use) => `[frames${use}]`).join('')
  let input = 0
  const parts = source.pieces.map((piece, at) =>
    piece.kind === 'hole' ? card(piece, at, source, video) : run(piece, at, input++, video),
  )
  const names = source.pieces.map((_, at) => `[piece${at}]`).join('')
  const joined = source.pieces.length === 1 ? `${names}null` : `${names}concat=n=${source.pieces.length}:v=1:a=0`
  return [...parts, `${joined}${uses === 1 ? '' : `,split=${uses}`}${ends}`, ...led]
}

/** Frames of other formats in a run become what the first one is; one that is alike goes through as it is. */
const ONE_FORMAT = 'scale'

const squared = ({ sar }: VideoStream): string => `setsar=${sar.num}/${sar.den}`

/**
 * A run. Beside the way of the picture a few frames are reported with their place and how many were decoded before: the
 * last one, and each that follows one that was not decoded. ffmpeg leaves such a one out, and says no number.
 */
function run({ count }: FrameRun, at: number, input: number, video: VideoStream): string {
  const place = (pts: string): string => `floor(${pts}/${REPORT_BASE})`
  const lost = (pts: string): string => `(${place(pts)}-mod(${pts}\\,${REPORT_BASE}))`
  const gap = `gt(${lost('pts')}\\,if(isnan(prev_pts)\\,0\\,${lost('prev_pts')}))`
  return (
    `[${input}:${video.index}]split[piece-in${at}][piece-seen${at}];` +
    `[piece-seen${at}]setpts=PTS*${REPORT_BASE}+N,select=eq(${place('pts')}\\,${count - 1})+${gap},${RUN_REPORT}${at}=checksum=0,nullsink;` +
    `[piece-in${at}]${[`trim=end_frame=${count}`, ONE_FORMAT, ...developed(video), squared(video)].join(',')}[piece${at}]`
  )
}

/** A mosaic is made a picture before a hole can lie beside it. */
const developed = (video: VideoStream): string[] => (isMosaic(video) ? ['format=rgb48le'] : [])

/** Grey as of no picture, and what is missing on it. */
function card(hole: FrameHole, at: number, { rate, font = null }: SequenceSource, video: VideoStream): string {
  const { width, height, pixelFormat } = video
  const words = hole.count === 1 ? `Frame ${hole.first} is not there` : `Frames ${rangeText(hole)} are not there`
  const pixels = Math.max(8, Math.min(Math.round(height / 14), Math.floor((width * 1.6) / words.length)))
  const drawn =
    font === null
      ? []
      : [
          `drawtext=fontfile=${filterValue(font)}:fontsize=${pixels}:fontcolor=white:x=(w-text_w)/2:y=(h-text_h)/2:expansion=none:text=${filterValue(words)}`,
        ]
  return `${[
    `color=c=0x606060:size=${width}x${height}:rate=${rate.num}/${rate.den}`,
    `trim=end_frame=${hole.count}`,
    // Text is drawn into few formats, and the frames may be of none of them.
    'format=rgb24',
    ...drawn,
    ...(isMosaic(video) ? developed(video) : pixelFormat === null ? [] : [`format=${pixelFormat}`]),
    squared(video),
  ].join(',')}[piece${at}]`
}

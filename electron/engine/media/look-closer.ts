/**
 * Second looks, where the first answer can't be right or can't be whole: frames that an edit list hides, a length that
 * no header tells, HDR10+ that stands in the frames alone, colour that stands in the container alone.
 */
import { z } from 'zod'
import { isRushesError } from '../../../shared/model/errors.ts'
import { parseRational } from '../../../shared/time/rational.ts'
import { parseRate } from '../../../shared/time/rate.ts'
import type { GammaFact } from '../../../shared/model/probe.ts'
import { readGamma } from './camera-gamma.ts'
import { coloursOf, readIndex, type ContainerColour } from './boxes.ts'
import { countOf, type FfprobeOutput, type FfprobeStream } from './ffprobe-json.ts'
import { fileUrl, inputOptions } from './input.ts'
import { countPlayed, type Played } from './played.ts'
import type { Runner } from './runner.ts'

interface CloserDeps {
  readonly runner: Runner
  /** The ffprobe that described the file. */
  readonly exe: string
  readonly bytes: number
  readonly signal: AbortSignal | undefined
}

interface Closer {
  /** The description with what the container says of colour where the frames say nothing. */
  readonly probe: FfprobeOutput
  readonly played: ReadonlyMap<number, Played>
  readonly hdr10Plus: ReadonlySet<number>
  readonly gamma: GammaFact | null
}

/** Looks where it is due. Throws RushesError 'cancelled'; a look that fails tells nothing, and nothing is made up. */
export async function lookCloser(path: string, probe: FfprobeOutput, deps: CloserDeps): Promise<Closer> {
  const played = new Map<number, Played>()
  const hdr10Plus = new Set<number>()
  const index = readOnce(() => readIndex(path))
  const single = /(?:_pipe|image2)$/.test(probe.format.format_name)
  for (const stream of probe.streams) {
    if (stream.codec_type !== 'video' || single || stream.disposition?.['attached_pic'] === 1) continue
    if (hidesFrames(stream) || hasNoLength(stream, probe)) {
      const count = await orNothing(countPlayed(deps.runner, deps.exe, path, stream.index, deps))
      if (count !== null) played.set(stream.index, count)
    }
    if (mayBeHdr10Plus(stream) && (await orNothing(firstFrameIsHdr10Plus(path, stream.index, deps))))
      hdr10Plus.add(stream.index)
  }
  // What can't be read for its gamma has none that anybody could tell.
  const gamma = single ? null : await readGamma(path, probe, index).catch(() => null)
  return { probe: await withContainerColour(probe, index), played, hdr10Plus, gamma }
}

/** Asks the first time, and gives that answer ever after. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => (answer ??= read())
}

/**
 * ffmpeg's ProRes decoder takes the colour from the frames, and "unknown" where they have none, although the container
 * has it: PQ would be shown as standard range. ProRes is limited range by its definition (SMPTE RDD 36), RGB aside.
 */
async function withContainerColour(probe: FfprobeOutput, index: () => Promise<Buffer | null>): Promise<FfprobeOutput> {
  const untold = (stream: FfprobeStream): boolean =>
    stream.codec_type === 'video' && [stream.color_primaries, stream.color_transfer, stream.color_space].some(isUnsaid)
  if (!probe.format.format_name.startsWith('mov') || !probe.streams.some(untold)) return probe
  const moov = await index().catch(() => null) // Unreadable now: what the frames say has to do.
  const colours = moov === null ? new Map<number, ContainerColour>() : coloursOf(moov)
  return {
    ...probe,
    streams: probe.streams.map((stream) => (untold(stream) ? filled(stream, colours.get(stream.index)) : stream)),
  }
}

function isUnsaid(word: string | undefined): boolean {
  return word === undefined || word === 'unknown' || word === 'unspecified' || word === 'reserved'
}

function filled(stream: FfprobeStream, colour: ContainerColour | undefined): FfprobeStream {
  const range =
    colour?.range ?? (stream.codec_name === 'prores' && stream.pix_fmt?.startsWith('yuv') ? 'tv' : undefined)
  const known = {
    color_primaries: colour?.primaries,
    color_transfer: colour?.transfer,
    color_space: colour?.matrix,
    color_range: range,
  }
  const words = Object.entries(known).filter(
    ([key, word]) => word != null && isUnsaid(stream[key as keyof typeof known]),
  )
  return { ...stream, ...Object.fromEntries(words) }
}

/**
 * True when the frames in the container last longer or shorter than the stream plays: an edit list chooses among them.
 */
function hidesFrames(stream: FfprobeStream): boolean {
  const frames = countOf(stream.nb_frames)
  const length = parseRational(stream.duration ?? '')
  const rate = parseRate(stream.avg_frame_rate ?? '')
  if (frames === null || length === null || length.num <= 0 || rate === null) return false
  return Math.abs(frames - (length.num / length.den) * (rate.num / rate.den)) > 0.5
}

function hasNoLength(stream: FfprobeStream, probe: FfprobeOutput): boolean {
  const says = (text: string | undefined): boolean => (parseRational(text ?? '')?.num ?? 0) > 0
  return countOf(stream.nb_frames) === null && !says(stream.duration) && !says(probe.format.duration)
}

const HDR10_PLUS_CODECS: ReadonlySet<string> = new Set(['hevc', 'av1', 'vp9'])

function mayBeHdr10Plus(stream: FfprobeStream): boolean {
  return stream.color_transfer === 'smpte2084' && HDR10_PLUS_CODECS.has(stream.codec_name ?? '')
}

const framesSchema = z.object({
  frames: z
    .array(z.object({ side_data_list: z.array(z.looseObject({ side_data_type: z.string().optional() })).default([]) }))
    .default([]),
})

async function firstFrameIsHdr10Plus(
  path: string,
  stream: number,
  { runner, exe, signal }: CloserDeps,
): Promise<boolean> {
  const { output } = await runner.run({
    exe,
    timeLimitMs: 30_000,
    signal,
    args: [
      '-hide_banner',
      '-v',
      'error',
      ...inputOptions(path),
      '-select_streams',
      String(stream),
      '-read_intervals',
      '%+#1',
      '-show_frames',
      '-show_entries',
      'frame=side_data_list',
      '-print_format',
      'json',
      fileUrl(path),
    ],
  })
  const parsed = framesSchema.safeParse(JSON.parse(output.toString('utf8')))
  return (
    parsed.success &&
    parsed.data.frames.some((frame) =>
      frame.side_data_list.some(({ side_data_type: type }) => /HDR10\+|2094-40/.test(type ?? '')),
    )
  )
}

async function orNothing<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look
  } catch (error) {
    if (error instanceof SyntaxError || (isRushesError(error) && error.code !== 'cancelled')) return null
    throw error
  }
}

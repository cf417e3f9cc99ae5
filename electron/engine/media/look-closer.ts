/**
 * Second looks, where the first answer can't be right or can't be whole: frames that an edit list hides, a length that
 * no header tells, HDR10+ that stands in the frames alone, colour that stands in the container alone, what the camera
 * says in places of its own, what MediaInfo knows of MXF and HDR.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import { parseRational } from '../../../shared/time/rational.ts'
import { parseRate } from '../../../shared/time/rate.ts'
import type { ContainerColour } from './boxes.ts'
import { countOf, type FfprobeOutput, type FfprobeStream } from './ffprobe-json.ts'
import type { IndexFacts } from './inside/index-facts.ts'
import { readFirstFrame, type FrameFacts } from './first-frame.ts'
import { infoFacts, type InfoFacts } from './mediainfo/info-facts.ts'
import type { MediaInfoReader } from './mediainfo/media-info.ts'
import { countPlayed, type Played } from './played.ts'
import type { Runner } from './runner.ts'
import { masteringOf } from './side-data.ts'

interface CloserDeps {
  readonly runner: Runner
  /** The ffprobe that described the file. */
  readonly exe: string
  readonly bytes: number
  readonly signal: AbortSignal | undefined
  readonly info: MediaInfoReader | null
  /** What stands in the index and in places of the camera's own. */
  readonly inside: IndexFacts
}

interface Closer extends Pick<IndexFacts, 'steps' | 'camera' | 'surround'> {
  /** The description with what the container says of colour where the frames say nothing. */
  readonly probe: FfprobeOutput
  readonly played: ReadonlyMap<number, Played>
  /** What the first frames say, by the index of their stream. */
  readonly frames: ReadonlyMap<number, FrameFacts>
  readonly info: InfoFacts | null
}

/** Looks where it is due. Throws RushesError 'cancelled'; a look that fails tells nothing, and nothing is made up. */
export async function lookCloser(path: string, probe: FfprobeOutput, deps: CloserDeps): Promise<Closer> {
  const played = new Map<number, Played>()
  const frames = new Map<number, FrameFacts>()
  const { steps, camera, surround, colours } = deps.inside
  const single = /(?:_pipe|image2)$/.test(probe.format.format_name)
  for (const stream of probe.streams) {
    if (stream.codec_type !== 'video' || single || stream.disposition?.['attached_pic'] === 1) continue
    if (hidesFrames(stream) || hasNoLength(stream, probe)) {
      const count = await orNothing(countPlayed(deps.runner, deps.exe, path, stream.index, deps))
      if (count !== null) played.set(stream.index, count)
    }
    if (mayTellLight(stream)) {
      const first = await orNothing(readFirstFrame(path, stream.index, deps))
      if (first !== null) frames.set(stream.index, first)
    }
  }
  const tracks = !single && askInfo(probe) ? await (deps.info?.read(path) ?? null) : null
  return {
    probe: withContainerColour(probe, colours),
    played,
    frames,
    steps,
    camera,
    info: tracks === null ? null : infoFacts(tracks),
    surround,
  }
}

/**
 * ffmpeg's ProRes decoder takes the colour from the frames, and "unknown" where they have none, although the container
 * has it: PQ would be shown as standard range. ProRes is limited range by its definition (SMPTE RDD 36), RGB aside.
 */
function withContainerColour(probe: FfprobeOutput, colours: ReadonlyMap<number, ContainerColour>): FfprobeOutput {
  const untold = (stream: FfprobeStream): boolean =>
    stream.codec_type === 'video' && [stream.color_primaries, stream.color_transfer, stream.color_space].some(isUnsaid)
  if (!probe.format.format_name.startsWith('mov') || !probe.streams.some(untold)) return probe
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

/** Codecs that carry such in their frames. */
const LIGHT_IN_FRAMES: ReadonlySet<string> = new Set(['hevc', 'av1', 'vp9'])

function mayTellLight(stream: FfprobeStream): boolean {
  return stream.color_transfer === 'smpte2084' && LIGHT_IN_FRAMES.has(stream.codec_name ?? '')
}

/** MXF, whose descriptors ffprobe reads in part, and HDR that does not say what it was graded for. */
function askInfo(probe: FfprobeOutput): boolean {
  if (probe.format.format_name.startsWith('mxf')) return true
  return probe.streams.some(
    ({ codec_type: type, color_transfer: transfer, side_data_list: sides }) =>
      type === 'video' && transfer === 'smpte2084' && masteringOf(sides) === null,
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

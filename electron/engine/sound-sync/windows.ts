/**
 * Reads short windows of a recording as mono samples at 48 kHz, from those channels that carry something. Only their
 * seconds are decoded.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { AudioStream, MediaFacts } from '../../../shared/model/probe.ts'
import { FINE_RATE } from '../domain/sound-sync/fine.ts'
import { MAX_METERED } from '../domain/sound-sync/levels.ts'
import { ledToFiles } from '../domain/media/sound-files.ts'
import { fileUrl, inputOptions } from '../media/input.ts'
import { failure } from '../media/ffmpeg-errors.ts'
import type { MediaContext } from '../media/probe.ts'
import { sideBySide } from '../media/recipes/side-by-side.ts'
import { secondsToPicture } from '../media/sound-head.ts'

/** A file of a recording, and how long it is. */
interface Piece {
  readonly path: string
  readonly seconds: number
}

export interface Listened {
  /** In order: one, or those that the camera cut. */
  readonly pieces: readonly Piece[]
  /** Files that hold the sound of the one piece, where it lies in files of its own. */
  readonly sounds: readonly string[]
  readonly facts: MediaFacts
  /** Channels to mix, counted over all tracks. */
  readonly lively: readonly number[]
}

/** Seconds from the first picture, and how many. What lies before or behind the recording is silence. */
interface Span {
  readonly from: number
  readonly seconds: number
}

/** Reads the windows, each exactly as long as it was asked for. Throws what media work throws. */
export async function readWindows(
  { pieces, sounds, facts, lively }: Listened,
  spans: readonly Span[],
  { tools, runner }: MediaContext,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const mix = mixOf(facts.audio, lively)
  const head = Number(secondsToPicture(facts) ?? 0)
  const inputs: string[] = []
  const graphs: string[] = []
  const lengths = spans.map(({ seconds }) => Math.round(seconds * FINE_RATE))
  spans.forEach(({ from, seconds }, at) => {
    const { piece, start } = pieceAt(pieces, from + head)
    const skipped = Math.max(0, -start)
    for (const path of [piece.path, ...sounds])
      inputs.push(
        ...inputOptions(path),
        '-ss',
        Math.max(0, start).toFixed(6),
        '-t',
        Math.max(0.001, seconds - skipped + 0.05).toFixed(6),
        '-vn',
        '-i',
        fileUrl(path),
      )
    const pad = skipped > 0 ? `adelay=${Math.round(skipped * FINE_RATE)}S,` : ''
    graphs.push(
      ...mix(at, at * (1 + sounds.length)),
      `[m${at}]${pad}apad=whole_len=${lengths[at]},atrim=end_sample=${lengths[at]}[w${at}]`,
    )
  })
  graphs.push(`${spans.map((_, at) => `[w${at}]`).join('')}concat=n=${spans.length}:v=0:a=1[windows]`)
  const args = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', ...inputs]
  const result = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      ...args,
      '-filter_complex',
      graphs.join(';'),
      '-map',
      '[windows]',
      '-c:a',
      'pcm_f32le',
      '-f',
      'f32le',
      'pipe:1',
    ],
    signal,
  })
  if (result.code !== 0) throw failure(pieces[0]!.path, tools.ffmpeg.version, result)
  const all = new Float32Array(new Uint8Array(result.output).buffer, 0, result.output.length >> 2)
  let at = 0
  return lengths.map((length) => all.slice(at, (at += length)))
}

/** The graph that mixes the lively channels of an input to one. */
function mixOf(
  streams: readonly AudioStream[],
  lively: readonly number[],
): (window: number, input: number) => string[] {
  const found = sideBySide(streams, MAX_METERED, {
    filters: () => `aresample=${FINE_RATE}:async=1:first_pts=0`,
    end: 'side',
  })
  if (found === null) throw new RushesError('media.unsupported', 'The file has no sound.')
  const used = lively.length === 0 ? [0] : lively
  const gain = (1 / used.length).toFixed(6)
  const sum = used.map((channel) => `${gain}*c${channel}`).join('+')
  return (window, input) => [
    ledToFiles(found.graph, input, input + 1).replaceAll(
      /\[(?:side|s(\d+))\]/g,
      (_, n: string | undefined) => `[s${window}x${n ?? ''}]`,
    ),
    `[s${window}x]pan=mono|c0=${sum}[m${window}]`,
  ]
}

/** The piece in which a window begins; one that would run over its end is read from there as far as it goes. */
function pieceAt(pieces: readonly Piece[], from: number): { readonly piece: Piece; readonly start: number } {
  let start = from
  for (const [at, piece] of pieces.entries()) {
    if (start < piece.seconds || at === pieces.length - 1) return { piece, start }
    start -= piece.seconds
  }
  throw new RushesError('internal', 'A recording without a file was to be read.')
}

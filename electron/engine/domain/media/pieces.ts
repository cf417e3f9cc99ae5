/**
 * A recording that the camera cut into files, seen as one: its pieces butt without a frame between them.
 */
import type { AudioStream, MediaFacts, Probe, VideoStream } from '../../../../shared/model/probe.ts'

interface Ratio {
  readonly num: number
  readonly den: number
}

/**
 * What is known of a recording from what was found in its pieces, in order. The first tells what it is and when it
 * began; lengths add up. A piece that can't be read makes the whole broken, since the recording has a hole there.
 * Pieces that differ in picture or sound are no one recording: then the first speaks for itself.
 */
export function joinPieces(first: Probe, further: readonly Probe[]): Probe {
  if (!first.ok || further.length === 0) return first
  const bytes = further.reduce((sum, piece) => sum + piece.bytes, first.bytes)
  const broken = further.findIndex((piece) => !piece.ok)
  const bad = further[broken]
  if (bad !== undefined && !bad.ok) {
    return {
      ok: false,
      bytes,
      reason: `Piece ${broken + 2} of ${further.length + 1} of this recording can’t be used. ${bad.reason}`,
      log: bad.log,
      limit: bad.limit ?? null,
      reader: first.reader ?? 0,
    }
  }
  const pieces = [first, ...further.filter((piece): piece is MediaFacts => piece.ok)]
  if (!pieces.every((piece) => isAlike(first, piece))) return first
  return {
    ...first,
    bytes,
    durationFrames: sum(pieces.map((piece) => piece.durationFrames)),
    duration: pieces.map((piece) => piece.duration).reduce(addRatios),
    video: first.video.map((stream, at) => ({
      ...stream,
      frames: sum(pieces.map((piece) => piece.video[at]!.frames)),
      framesExact: pieces.every((piece) => piece.video[at]!.framesExact),
    })),
    audio: first.audio.map((stream, at) => ({
      ...stream,
      samples: sum(pieces.map((piece) => piece.audio[at]!.samples)),
    })),
  }
}

/** What a first piece tells of a recording whose other pieces nobody has seen yet: all but how long it is. */
export function withoutLength(first: Probe): Probe {
  if (!first.ok) return first
  return {
    ...first,
    durationFrames: null,
    duration: null,
    video: first.video.map((stream) => ({ ...stream, frames: null })),
    audio: first.audio.map((stream) => ({ ...stream, samples: null })),
  }
}

/** True when the streams of the pieces can be laid one after the other. */
function isAlike(one: MediaFacts, other: MediaFacts): boolean {
  const picture = ({ index, codec, tag, width, height, pixelFormat, rate }: VideoStream): unknown => [
    index,
    codec,
    tag,
    width,
    height,
    pixelFormat,
    rate?.num,
    rate?.den,
  ]
  const sound = ({ index, codec, channels, sampleRate }: AudioStream): unknown => [index, codec, channels, sampleRate]
  const streams = (facts: MediaFacts): string => JSON.stringify([facts.video.map(picture), facts.audio.map(sound)])
  return one.kind === other.kind && streams(one) === streams(other)
}

/** Null as soon as one is not known: a length that leaves a piece out would be wrong. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (total === null || value === null ? null : total + value), 0)
}

function addRatios(one: Ratio | null, other: Ratio | null): Ratio | null {
  if (one === null || other === null) return null
  const num = one.num * other.den + other.num * one.den
  const den = one.den * other.den
  const divisor = greatestCommon(Math.abs(num), den)
  return { num: num / divisor, den: den / divisor }
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? Math.max(1, a) : greatestCommon(b, a % b)
}

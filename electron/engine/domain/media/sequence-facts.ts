/**
 * Numbered frames as a clip: what was found in the first of them, with the length, rate and timecode of all. Pure.
 *
 * No file says how fast its frames run unless its header does; what the settings say in its place is called assumed.
 */
import type { MediaFacts, NumberedFacts, StartTimecode } from '../../../../shared/model/probe.ts'
import { secondsOfFrames } from '../../../../shared/time/duration.ts'
import type { Rate } from '../../../../shared/time/rate.ts'
import { formatTimecode, readTimecode, timecode } from '../../../../shared/time/timecode.ts'
import type { Frames } from './frames.ts'

/** Where the rate was taken from. `asked`: somebody named it for one run. */
interface SequenceRate {
  readonly rate: Rate
  readonly from: 'header' | 'assumed' | 'asked'
}

/** The rate to count by: the one that is asked for, the header's, the settings'. */
export function sequenceRate(header: Rate | null, assumed: Rate, asked: Rate | null = null): SequenceRate {
  if (asked !== null) return { rate: asked, from: 'asked' }
  return header === null ? { rate: assumed, from: 'assumed' } : { rate: header, from: 'header' }
}

/** How many frames a sequence runs over, holes included. */
export const lengthOf = ({ first, last }: Pick<Frames, 'first' | 'last'>): number => last - first + 1

/**
 * The start of a sequence: the timecode in the header of its first frame, where that is a label of this rate, else the
 * number of the frame, counted at the rate, as compositing and editing systems do.
 */
export function sequenceStart(
  numbered: Pick<NumberedFacts, 'timecode' | 'timecodeSource'> | null,
  first: number,
  rate: Rate,
): StartTimecode {
  const label = numbered?.timecode ?? null
  const read = label === null ? null : readTimecode(label, rate)
  if (read !== null) return { ...read, text: formatTimecode(read), source: numbered?.timecodeSource ?? 'frame-header' }
  const counted = timecode(first, rate)
  return { ...counted, text: formatTimecode(counted), source: 'frame-number' }
}

/** The facts of a sequence, from those of its first frame. What is no picture stays as it is. */
export function sequenceFacts(first: MediaFacts, frames: Pick<Frames, 'first' | 'last'>, rate: Rate): MediaFacts {
  if (first.kind !== 'still') return first
  const length = lengthOf(frames)
  return {
    ...first,
    kind: 'video',
    duration: secondsOfFrames(length, rate),
    durationFrames: length,
    rate,
    start: sequenceStart(first.numbered ?? null, frames.first, rate),
    firstNumber: frames.first,
    video: first.video.map((stream) => ({
      ...stream,
      rate,
      averageRate: rate,
      realRate: rate,
      variableRate: false,
      timeBase: { num: rate.den, den: rate.num },
      delay: { num: 0, den: 1 },
      fieldOrder: 'progressive',
      frames: length,
      framesExact: true,
    })),
  }
}

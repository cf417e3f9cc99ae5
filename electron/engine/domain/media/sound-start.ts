/**
 * The start of a sound recording whose recorder wrote samples since midnight and no frame rate. Only how it is shown: a
 * rate that the pictures have is never written into what is known of the sound.
 */
import { rateLabel, sameRate, type Rate } from '../../../../shared/time/rate.ts'
import { clockOfSamples, timecodeOfSamples } from '../../../../shared/time/samples.ts'
import { formatTimecode } from '../../../../shared/time/timecode.ts'

/** How pictures count their timecode. */
export interface Counting {
  readonly rate: Rate
  readonly dropFrame: boolean
}

/** The pictures whose timecode the sound runs beside: those of its roll, and those of its day. */
export interface PicturesBeside {
  readonly roll: readonly Counting[]
  readonly day: readonly Counting[]
  /** How the project counts sound, where a person said so. */
  readonly project?: Counting | null
}

/**
 * `samples` since midnight in frames, where the pictures of the same roll, or else of the same day, all count alike, or
 * else where the project names a rate; as time of day in every other case. Says which it is.
 */
export function soundStart(samples: number, sampleRate: number, pictures: PicturesBeside): string {
  for (const [of, countings] of [
    ['roll', pictures.roll],
    ['day', pictures.day],
  ] as const) {
    const [first, ...others] = countings
    if (first === undefined) continue
    if (others.some((one) => !sameRate(one.rate, first.rate) || one.dropFrame !== first.dropFrame)) break
    const tc = timecodeOfSamples(samples, sampleRate, first.rate, first.dropFrame)
    return `${formatTimecode(tc)} (bext, at the ${rateLabel(first.rate)} fps of the ${of}’s pictures; the file names no rate)`
  }
  if (pictures.project != null) {
    const { rate, dropFrame } = pictures.project
    return `${formatTimecode(timecodeOfSamples(samples, sampleRate, rate, dropFrame))} (bext, at the project’s ${rateLabel(rate)} fps; the file names no rate)`
  }
  return `${clockOfSamples(samples, sampleRate)} (time of day, by bext; no frame rate is written)`
}

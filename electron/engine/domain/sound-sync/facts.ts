/**
 * What a file says of its place in time, as pairing takes it.
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import type { PictureClock, SoundClock } from './clock.ts'

/** Seconds of a recording; 0 where that is not known. */
export function secondsOf({ duration }: Pick<MediaFacts, 'duration'>): number {
  return duration === null ? 0 : duration.num / duration.den
}

/** The clock of a clip. Null without timecode, and at zero, which is what a camera without a clock begins with. */
export function pictureClock({ start }: Pick<MediaFacts, 'start'>): PictureClock | null {
  return start === null || start.frames === 0
    ? null
    : { frames: start.frames, rate: start.rate, dropFrame: start.dropFrame }
}

/** The clock of a sound: what its recorder wrote, else its timecode. Null without, and at zero. */
export function soundClock({ sound, start }: Pick<MediaFacts, 'sound' | 'start'>): SoundClock | null {
  const counting = sound?.timecodeRate == null ? null : { rate: sound.timecodeRate, dropFrame: sound.dropFrame }
  if (sound?.timeReference != null && sound.timeReference > 0 && sound.sampleRate)
    return { samples: sound.timeReference, sampleRate: sound.sampleRate, counting }
  if (start === null || start.frames === 0) return null
  // Counted at a rate that holds any frame rate's seconds exactly.
  const { rate, dropFrame, frames } = start
  return { samples: frames * rate.den, sampleRate: rate.num, counting: { rate, dropFrame } }
}

/** Samples a second that a sound's place is counted in: those of its first track. */
export function sampleRateOf({ audio }: Pick<MediaFacts, 'audio'>): number {
  // What no recorder writes is a damaged header, and places are counted as video does.
  return (
    audio.find(({ codec, sampleRate }) => codec !== null && sampleRate >= 1000 && sampleRate <= 768_000)?.sampleRate ??
    48_000
  )
}

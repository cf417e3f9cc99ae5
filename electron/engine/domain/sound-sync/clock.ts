/**
 * Picture and sound on the clock of their timecode.
 *
 * A timecode of 23.976 or 29.97 counts 24 or 30 frames as a second and so runs 0.1 % slow against the wall; the samples
 * since midnight of a recorder are its timecode turned to samples with the real rate (FIELD 2.6). So frames divided by
 * the real rate and samples divided by the sample rate are seconds of the same clock, where both timecodes run alike.
 * Where they do not (sound at 24 beside picture at 23.976, or drop frame beside non-drop), labels are compared, and only
 * about: they ran apart since somebody set them equal.
 */
import type { Rate } from '../../../../shared/time/rate.ts'
import { framesPerDay } from '../../../../shared/time/timecode.ts'

/** How a timecode counts. */
export interface Counting {
  readonly rate: Rate
  readonly dropFrame: boolean
}

/** The start of a clip. `frames` since midnight, as its timecode counts. */
export interface PictureClock extends Counting {
  readonly frames: number
}

/** The start of a sound. `counting`: how its recorder says that its timecode counts; null where it says nothing. */
export interface SoundClock {
  /** Samples since midnight. */
  readonly samples: number
  readonly sampleRate: number
  readonly counting: Counting | null
}

/** What the timecodes say of two recordings. */
export interface ClockOffset {
  /** Seconds of sound before the clip's first frame; negative when the clip begins first. */
  readonly offset: number
  /** The timecodes run at different speeds: the offset is only about right. */
  readonly loose: boolean
}

/** Seconds that labels move on in a real second: .999 for 23.976, 1 for 25, 1 for 29.97 drop-frame. */
function speed({ rate, dropFrame }: Counting): number {
  const real = framesPerDay(rate, dropFrame) / (rate.num / rate.den)
  return 86_400 / real
}

/** Drop-frame is off by 3.6 frames a day: less than that is one speed. */
const ALIKE = 5e-6

/** Where the sound stands for the clip, by timecode. Seconds may be off by a day's wrap of both, which is undone. */
export function clockOffset(picture: PictureClock, sound: SoundClock): ClockOffset {
  const real = (picture.frames * picture.rate.den) / picture.rate.num
  const day = (framesPerDay(picture.rate, picture.dropFrame) * picture.rate.den) / picture.rate.num
  const heard = sound.samples / sound.sampleRate
  const counting = sound.counting ?? picture
  if (Math.abs(speed(counting) - speed(picture)) < ALIKE) return { offset: wrapped(real - heard, day), loose: false }
  // Labels of both as seconds of a day; they are compared as they stand.
  return { offset: wrapped(real * speed(picture) - heard * speed(counting), 86_400), loose: true }
}

function wrapped(seconds: number, day: number): number {
  const rest = ((seconds % day) + day) % day
  return rest > day / 2 ? rest - day : rest
}

/** A frame of a rate, in seconds. */
export function frameSeconds(rate: Rate): number {
  return rate.den / rate.num
}

/**
 * Which sounds are tried for a clip, cheapest first: those that the timecode puts beside it; those that were recorded
 * about then; and, where neither proves anything, every other of the shooting day.
 */
import { clockOffset, type ClockOffset, type PictureClock, type SoundClock } from './clock.ts'

/** A clip to find sound for. Times in seconds, `recordedAt` in seconds since 1970. */
export interface PictureFacts {
  readonly id: string
  readonly day: string | null
  readonly seconds: number
  readonly clock: PictureClock | null
  readonly recordedAt: number | null
}

/** A sound to find clips for. */
export interface SoundFacts {
  readonly id: string
  readonly day: string | null
  readonly seconds: number
  readonly clock: SoundClock | null
  readonly recordedAt: number | null
}

/** A sound that may be the clip's, and what the timecode says of the two. */
export interface Candidate {
  readonly soundId: string
  readonly clock: ClockOffset | null
  /** By the timecode they were recorded at the same time. */
  readonly beside: boolean
}

/** The rounds in which sounds are tried: a later one only where those before prove nothing. */
export interface Rounds {
  readonly timecode: readonly Candidate[]
  readonly time: readonly Candidate[]
  readonly rest: readonly Candidate[]
}

/** Clocks of cameras and recorders are set by hand: so many seconds apart is usual. */
const CLOCK_SLACK = 120
/** Labels that run apart are trusted no further than this, in seconds. */
const LOOSE_SLACK = 90
/** Less in common than this, in seconds, is a touch and no overlap. */
const LEAST_COMMON = 1

/** Sorts the sounds of a day for one clip. */
export function roundsFor(picture: PictureFacts, sounds: readonly SoundFacts[]): Rounds {
  const rounds: { timecode: Candidate[]; time: Candidate[]; rest: Candidate[] } = { timecode: [], time: [], rest: [] }
  for (const sound of sounds) {
    if (picture.day !== null && sound.day !== null && picture.day !== sound.day) continue
    const clock = picture.clock === null || sound.clock === null ? null : clockOffset(picture.clock, sound.clock)
    const overlaps =
      clock !== null && common(clock.offset, picture.seconds, sound.seconds, clock.loose ? LOOSE_SLACK : 0)
    const candidate = { soundId: sound.id, clock, beside: overlaps }
    if (overlaps) rounds.timecode.push(candidate)
    else if (recordedTogether(picture, sound)) rounds.time.push(candidate)
    else rounds.rest.push(candidate)
  }
  return rounds
}

function common(offset: number, picture: number, sound: number, slack: number): boolean {
  const from = Math.max(0, offset - slack)
  const to = Math.min(sound, offset + picture + slack)
  return to - from >= Math.min(LEAST_COMMON, picture / 2, sound / 2)
}

function recordedTogether(picture: PictureFacts, sound: SoundFacts): boolean {
  return (
    picture.recordedAt !== null &&
    sound.recordedAt !== null &&
    common(picture.recordedAt - sound.recordedAt, picture.seconds, sound.seconds, CLOCK_SLACK)
  )
}

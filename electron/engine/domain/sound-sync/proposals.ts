/**
 * What is proposed for a clip, from what its candidates came to.
 */
import type { SoundEvidence, SoundPlace, NotSure } from '../../../../shared/model/sound-sync.ts'
import { frameSeconds, type ClockOffset } from './clock.ts'
import type { Place } from './coarse.ts'
import { LEAST_RATIO, UNRELATED_Z } from './judge.ts'
import type { SoundLine } from './line.ts'
import type { Rate } from '../../../../shared/time/rate.ts'

/** One candidate after it was compared. `line`: proven. `notSure`: why not; both null where nothing was compared. */
export interface Compared {
  readonly soundId: string
  readonly sampleRate: number
  readonly clock: ClockOffset | null
  readonly beside: boolean
  readonly place: Place | null
  readonly line: SoundLine | null
  readonly notSure: NotSure | null
  readonly clapMs: number | null
}

/** A pair that is put before a person. */
export interface Proposal {
  readonly soundId: string
  readonly place: SoundPlace
  readonly evidence: SoundEvidence
}

/** Timecode agrees when it is within two frames, and 100 ms in any case: free clocks differ by that within a day. */
const AGREES_FRAMES = 2
const AGREES_SECONDS = 0.1

/**
 * The pairs of one clip. Proven ones first; where the correlation proves none, those that the timecode alone says, so
 * that a camera without a microphone has its sound. Where another recording fits nearly as well, one that no timecode
 * ties to the clip is held for playback of one song in several takes, and is not sure.
 */
export function proposalsFor(compared: readonly Compared[], rate: Rate | null): Proposal[] {
  const proven = compared.filter((one) => one.line !== null)
  if (proven.length === 0)
    return compared.flatMap((one) =>
      one.beside && one.clock !== null && !one.clock.loose ? [byTimecode(one, one.clock)] : [],
    )
  return proven.map((one) => {
    const tied = timecodeOf(one, rate) === 'agrees'
    return byCorrelation(one, rate, !tied && compared.some((other) => rivals(one, other)) ? 'several-sounds' : null)
  })
}

/**
 * True for another recording that may hold the same sound. What stands out nearly as far as the proven one and just missed
 * the limit counts: the best recording must beat the next one as its best place beats the next.
 */
function rivals(one: Compared, other: Compared): boolean {
  if (other === one) return false
  if (other.line !== null) return true
  const [best, next] = [one.place?.z ?? 0, other.place?.z ?? 0]
  return next > UNRELATED_Z && next * LEAST_RATIO > best
}

function byTimecode(one: Compared, clock: ClockOffset): Proposal {
  return {
    soundId: one.soundId,
    place: placeAt(clock.offset, one.sampleRate, '1', null),
    evidence: {
      timecode: 'alone',
      timecodeOff: 0,
      correlation: one.notSure === null ? 'none' : 'not-sure',
      notSure: one.notSure,
      ...numbers(one),
      clapMs: null,
      byHand: false,
    },
  }
}

function byCorrelation(one: Compared, rate: Rate | null, doubt: NotSure | null): Proposal {
  const line = one.line!
  const off =
    one.clock === null || one.clock.loose ? null : Math.round((line.offset - one.clock.offset) * one.sampleRate)
  return {
    soundId: one.soundId,
    place: placeAt(line.offset, one.sampleRate, line.pull, line.driftPpb),
    evidence: {
      timecode: timecodeOf(one, rate),
      timecodeOff: off,
      correlation: doubt === null ? 'proven' : 'not-sure',
      notSure: doubt,
      ...numbers(one),
      clapMs: one.clapMs,
      byHand: false,
    },
  }
}

function timecodeOf({ clock, line }: Compared, rate: Rate | null): SoundEvidence['timecode'] {
  if (clock === null || clock.loose || line === null) return 'none'
  const near = Math.max(AGREES_SECONDS, rate === null ? 0 : AGREES_FRAMES * frameSeconds(rate))
  return Math.abs(line.offset - clock.offset) <= near ? 'agrees' : 'differs'
}

function placeAt(seconds: number, sampleRate: number, pull: SoundPlace['pull'], driftPpb: number | null): SoundPlace {
  return { offset: Math.round(seconds * sampleRate), sampleRate, pull, driftPpb }
}

function numbers({ place }: Compared): Pick<SoundEvidence, 'z10' | 'ratio10'> {
  return place === null
    ? { z10: null, ratio10: null }
    : { z10: Math.round(place.z * 10), ratio10: Math.round(place.ratio * 10) }
}

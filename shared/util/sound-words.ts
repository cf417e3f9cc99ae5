/**
 * Sound sync in words: how sure a pair is, what agreed, where the sound begins. The window, the command line and
 * conflicts all say it so.
 */
import type { NotSure, SoundEvidence, SoundPlace } from '../model/sound-sync.ts'
import type { RateValue } from '../model/primitives.ts'

/** How far a pair is proven: by its sound, by a person, by timecode alone, or not. */
export type Certainty = 'proven' | 'by-hand' | 'timecode' | 'not-sure'

export function certaintyOf({ byHand, correlation, timecode }: SoundEvidence): Certainty {
  if (byHand) return 'by-hand'
  if (correlation === 'proven') return 'proven'
  return timecode === 'alone' ? 'timecode' : 'not-sure'
}

const CERTAINTY_WORDS: Readonly<Record<Certainty, string>> = {
  proven: 'Proven by sound',
  'by-hand': 'Set by hand',
  timecode: 'By timecode only',
  'not-sure': 'Not sure',
}

/** It in words. */
export function certaintyText(evidence: SoundEvidence): string {
  return CERTAINTY_WORDS[certaintyOf(evidence)]
}

const NOT_SURE_WORDS: Readonly<Record<NotSure, string>> = {
  short: 'The clip is too short to compare (under 3 s).',
  silent: 'One of the two is silent.',
  'no-sound': 'The clip has no sound to compare.',
  unrelated: 'The sounds have nothing in common.',
  weak: 'The sounds match too weakly.',
  clipped: 'The sound is clipped too much to compare.',
  'several-places': 'Several places fit alike, as in looped music.',
  'several-sounds': 'Several recordings fit alike, and no timecode says which.',
  'no-line': 'Beginning, middle and end do not fit together: the sound was cut.',
  away: 'A drive is not connected, so the place could not be checked exactly.',
  unreadable: 'The sound could not be decoded.',
}

/** Why the sound alone proves nothing. Where the timecode names a place, sound that proves none does not speak against it. */
function notSureText(why: NotSure, timecode: SoundEvidence['timecode']): string {
  return why === 'unrelated' && timecode !== 'none'
    ? 'It could not be proven by sound: too short, too noisy, or not the same.'
    : NOT_SURE_WORDS[why]
}

/** What agreed and what did not, a short phrase each. */
export function evidenceTexts(evidence: SoundEvidence, place: SoundPlace, rate: RateValue | null): string[] {
  const { timecode, timecodeOff, clapMs, notSure, z10, ratio10, correlation } = evidence
  const off = timecodeOff === null ? null : amountText(Math.abs(timecodeOff) / place.sampleRate, rate)
  const side = (timecodeOff ?? 0) < 0 ? 'ahead' : 'behind'
  return [
    ...(timecode === 'agrees' ? ['Timecode agrees'] : []),
    ...(timecode === 'differs' ? [`Timecode differs: the clip’s is ${off} ${side}`] : []),
    ...(correlation === 'proven' && z10 !== null && ratio10 !== null
      ? [`Sound matches (z ${(z10 / 10).toFixed(1)}, ${(ratio10 / 10).toFixed(1)} times the next place)`]
      : []),
    ...(correlation === 'proven' && z10 === null ? ['Sound matches at the place that the timecode names'] : []),
    ...(clapMs === null ? [] : [`Clap at ${secondsText(clapMs / 1000)} in both`]),
    ...(notSure === null ? [] : [notSureText(notSure, timecode)]),
  ]
}

/** A time in frames where there is a rate, else in seconds. */
function amountText(seconds: number, rate: RateValue | null): string {
  if (rate === null) return secondsText(seconds)
  const frames = (seconds * rate.num) / rate.den
  return frames >= 1000 ? secondsText(seconds) : `${frames.toFixed(frames < 10 ? 1 : 0)} frames`
}

/** Where the sound begins for the clip: "begins 10.123 s into the sound". */
export function placeText({ offset, sampleRate }: SoundPlace): string {
  return offset < 0
    ? `the sound begins ${secondsText(-offset / sampleRate)} after the clip`
    : `the clip begins ${secondsText(offset / sampleRate)} into the sound`
}

/** How the clocks differ; null where nothing is known of it. */
export function driftText({ driftPpb, pull }: SoundPlace): string | null {
  const drift = driftPpb === null ? null : `${driftPpb < 0 ? '−' : '+'}${(Math.abs(driftPpb) / 1000).toFixed(1)} ppm`
  if (pull === '1') return drift
  return `pulled ${pull}${drift === null ? '' : `, ${drift}`}`
}

/** Seconds to the thousandth, with hours and minutes where there are any: "2.572 s", "-1:02.500". */
export function secondsText(seconds: number): string {
  const ms = Math.round(Math.abs(seconds) * 1000)
  const sign = seconds < 0 && ms > 0 ? '-' : ''
  const rest = (ms % 60_000) / 1000
  const minutes = Math.floor(ms / 60_000)
  if (minutes === 0) return `${sign}${rest.toFixed(3)} s`
  const clock = minutes >= 60 ? [Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0')] : [minutes]
  return `${sign}${clock.join(':')}:${rest.toFixed(3).padStart(6, '0')}`
}

/**
 * The beginning of the sound of a clip: its first picture. What a file has before that, no editing system plays.
 */
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { pictureOf } from '../domain/media/picture.ts'

/** Seconds from the file's beginning to its first picture, as text; null for none. */
export function secondsToPicture(facts: Pick<MediaFacts, 'video' | 'kind'>): string | null {
  const delay = pictureOf(facts)?.delay
  return delay === undefined || delay.num <= 0 ? null : (delay.num / delay.den).toFixed(6)
}

/** The filters that leave out the sound before the first picture. */
export function fromFirstPicture(facts: Pick<MediaFacts, 'video' | 'kind'>): string[] {
  const seconds = secondsToPicture(facts)
  return seconds === null ? [] : [`atrim=start=${seconds}`, `asetpts=PTS-${seconds}/TB`]
}

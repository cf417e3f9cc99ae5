/**
 * Claps as evidence beside the correlation: a clap that both recordings have at the same moment.
 */
import { pullRate, type SoundLine } from './line.ts'

/** Milliseconds by which claps of one slate may differ: their onsets are found to within three on each side. */
const SAME = 8

/** Milliseconds into the clip of the first clap that both have; null for none. */
export function commonClap(clip: readonly number[], sound: readonly number[], line: SoundLine): number | null {
  const rate = pullRate(line.pull)
  for (const ms of clip) {
    const wanted = line.offset * 1000 + ms * rate
    if (sound.some((other) => Math.abs(other - wanted) <= SAME)) return ms
  }
  return null
}

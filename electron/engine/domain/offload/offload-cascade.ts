/**
 * Which destination of a cascade is copied from the card: the fastest, so that the card is free as soon as can be.
 */
import type { VolumeIdentity } from '../volumes/volume.ts'

/** How a kind of drive is ranked; the lowest is the fastest that can be told without measuring. */
function rank(volume: Pick<VolumeIdentity, 'kind' | 'rotational'>): number {
  // In memory nothing is kept: the others would be copied from a copy that does not count.
  if (volume.kind === 'memory') return 4
  if (volume.kind === 'network') return 3
  return volume.rotational === false ? 0 : volume.rotational === null ? 1 : 2
}

/**
 * The destinations by speed: solid state, then those of which it is not known, spinning disks, networks, memory. Among
 * equals the one that was named first.
 * @returns indices into `volumes`
 */
export function bySpeed(volumes: readonly Pick<VolumeIdentity, 'kind' | 'rotational'>[]): readonly number[] {
  return volumes
    .map((volume, index) => ({ index, rank: rank(volume) }))
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .map((one) => one.index)
}

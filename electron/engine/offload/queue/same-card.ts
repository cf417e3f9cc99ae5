/**
 * Before an offload is resumed: is this still its card, and are these still its drives? A mount point may hold another
 * drive by now, or nothing but the folder of the system's own disk, and a reader another card.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Offload } from '../../../../shared/model/offload.ts'

/**
 * @param planned what a plan finds now
 * @param isSameDrive whether a destination is on its drive, by what tells drives apart; null where nothing does
 * @throws RushesError `volume.mismatch` when a destination is on another drive, `source.changed` when the card of an offload that came
 * to its end is another one
 */
export function assertSameCardAndDrives(
  before: Offload,
  planned: Offload,
  isSameDrive: (index: number) => boolean | null = () => null,
): void {
  for (const [index, one] of before.destinations.entries()) {
    const now = planned.destinations[index]
    // A drive without a name of its own goes by its mount point, which may be another one by now.
    if (now === undefined || (isSameDrive(index) ?? now.volumeLabel === one.volumeLabel)) continue
    throw new RushesError(
      'volume.mismatch',
      `${one.volumeLabel} is not connected: ${one.path} is on ${now.volumeLabel} now. Reconnect ${one.volumeLabel} to resume.`,
      { path: one.path, expected: one.volumeLabel, found: now.volumeLabel },
    )
  }
  if (before.state === 'done' && !sameCard(before, planned)) {
    throw new RushesError(
      'source.changed',
      `${before.sources.join(', ')} holds another card than the one that was copied as ${before.name}. Put that card in to resume, or start a new offload.`,
      { offload: before.id },
    )
  }
}

/** By its rolls, and the number and bytes of its files. */
export function sameCard(a: Offload, b: Offload): boolean {
  const rolls = (offload: Offload): string =>
    offload.rolls
      .map((roll) => roll.name)
      .toSorted()
      .join('\n')
  return a.files === b.files && a.bytes === b.bytes && rolls(a) === rolls(b)
}

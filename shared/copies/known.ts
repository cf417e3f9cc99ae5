/**
 * What is known of a card before it is read: drive by drive, how many of its files have a verified copy there.
 */

/** A drive with verified copies of some of a card's files, by name, size and time. */
export interface KnownDrive {
  readonly volumeId: string
  readonly label: string
  /** The drive is connected. */
  readonly here: boolean
  /** Files of the card that are verified there, of all that it holds. */
  readonly files: number
  readonly of: number
}

/** Remarks of a plan that say what a run is going to meet. Once it has begun, what it met is said instead. */
const FORECASTS: ReadonlySet<string> = new Set(['source.known', 'source.duplicates'])

/** True for a remark that only holds before the run. */
export function isForecast({ code }: { readonly code: string }): boolean {
  return FORECASTS.has(code)
}

/** "RAID_A 53 of 53 · SHUTTLE_02 14 of 53 (not connected)". */
export function knownDrivesText(drives: readonly KnownDrive[]): string {
  return drives
    .map(
      ({ label, here, files, of }) =>
        `${label} ${files.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')}${here ? '' : ' (not connected)'}`,
    )
    .join(' · ')
}

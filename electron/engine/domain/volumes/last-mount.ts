/**
 * The folders in which known drives were mounted last. Pure.
 */
import { isAtOrBelow } from './at-or-below.ts'

/** A known drive, and where it was mounted last: it may be there still. */
export interface LastMount {
  readonly label: string
  readonly mountPoint: string
}

/**
 * The drive in whose empty mount point a path lies, or null.
 * @param path an absolute path
 * @param mountedAt the mount point that the path is on now. Where something is mounted in the drive's place, or below it, the
 * path is on that, and nothing is hidden.
 */
export function driveThatWent(path: string, mountedAt: string, lastMounts: readonly LastMount[]): LastMount | null {
  return (
    lastMounts.find(
      ({ mountPoint }) =>
        isAtOrBelow(path, mountPoint) && isAtOrBelow(mountPoint, mountedAt) && !isAtOrBelow(mountedAt, mountPoint),
    ) ?? null
  )
}

/** What is said of it. `what` would be written (“the report”), to `instead`. */
export function wentAwayText({ label, mountPoint }: LastMount, what: string, instead: string): string {
  return `${label} was mounted at ${mountPoint} and is not connected: ${what} would be written to ${instead} instead. Reconnect ${label}, or choose another folder.`
}

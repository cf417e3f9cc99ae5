/**
 * The sums of an offload's progress. Percent are of bytes: read and read back count alike. Pure.
 */
import { RENAMED_WORD, destinationName, goingOn, stoppedText } from '../../../shared/copies/offload.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { timeLeftText } from '../../ui/words.ts'

/** How much is done of all that is to be written and, where that was asked for, read back; 0 to 1. */
export function offloadShare(offload: Pick<Offload, 'bytes' | 'state' | 'destinations' | 'level'>): number {
  if (offload.state === 'done') return 1
  const live = goingOn(offload.destinations)
  const whole = offload.bytes * (offload.level === 'full' ? 2 : 1) * live.length
  if (whole === 0) return 0
  return (
    live.reduce((sum, one) => sum + one.bytesCopied + (offload.level === 'full' ? one.bytesVerified : 0), 0) / whole
  )
}

/**
 * Files that are not yet done on every destination that still goes: verified, or copied where no more was asked for.
 */
export function filesLeft(offload: Pick<Offload, 'files' | 'destinations' | 'level'>): number {
  const live = goingOn(offload.destinations)
  if (live.length === 0) return 0
  return Math.max(
    0,
    offload.files -
      Math.min(
        ...live.map((one) =>
          offload.level === 'full' ? one.filesVerified : Math.max(one.filesVerified, one.filesCopied),
        ),
      ),
  )
}

/**
 * Whose progress it is, where a destination has stopped: "on RAIDA" beside the figures, and what became of the others.
 * Null while all go on: then the figures are of all.
 */
export function partOf(
  offload: Pick<Offload, 'files' | 'level' | 'destinations'>,
): { readonly on: string; readonly stopped: string } | null {
  const stopped = stoppedText(offload)
  if (stopped === null) return null
  const names = goingOn(offload.destinations).map(destinationName)
  return { on: names.length === 0 ? 'on no destination' : `on ${names.join(', ')}`, stopped }
}

/** The time left, in words; none once everything that still goes on is done. */
export function offloadTimeLeft(
  offload: Pick<Offload, 'secondsLeft' | 'bytes' | 'state' | 'destinations' | 'level'>,
): string | null {
  return offloadShare(offload) >= 1 || goingOn(offload.destinations).length === 0
    ? null
    : timeLeftText(offload.secondsLeft)
}

/** What the whole does now, for one line in the status bar. */
export function offloadWord(offload: Pick<Offload, 'state' | 'verdict'>): string {
  switch (offload.state) {
    case 'planned':
      return 'Starting'
    case 'queued':
      return 'Queued'
    case 'copying':
      return 'Offloading'
    case 'verifying':
      return 'Reading back'
    case 'sealing':
      return 'Sealing'
    case 'done':
      return offload.verdict === null
        ? 'Finished'
        : offload.verdict.safeToFormat
          ? 'Safe to format'
          : offload.verdict.verified
            ? 'Verified, not safe to format'
            : offload.verdict.sentence.startsWith(RENAMED_WORD)
              ? RENAMED_WORD
              : 'Not verified'
    case 'parked':
      return 'Stopped'
    case 'failed':
      return 'Stopped'
  }
}

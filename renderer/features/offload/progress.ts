/**
 * The sums of an offload's progress. Percent are of bytes: read and read back count alike. Pure.
 */
import type { DestinationProgress, Offload } from '../../../shared/model/offload.ts'

/** How much is done of all that is to be written and read back, 0 to 1. */
export function offloadShare(offload: Pick<Offload, 'bytes' | 'state' | 'destinations'>): number {
  if (offload.state === 'done') return 1
  const live = offload.destinations.filter((one) => one.state !== 'failed')
  const whole = offload.bytes * 2 * live.length
  if (whole === 0) return 0
  return live.reduce((sum, one) => sum + one.bytesCopied + one.bytesVerified, 0) / whole
}

/** Files that are not yet verified on every destination that still goes. */
export function filesLeft(offload: Pick<Offload, 'files' | 'destinations'>): number {
  const live = offload.destinations.filter((one) => one.state !== 'failed')
  if (live.length === 0) return 0
  return Math.max(0, offload.files - Math.min(...live.map((one) => one.filesVerified)))
}

/** What a destination does now, in a word. */
export function destinationWord(destination: Pick<DestinationProgress, 'state' | 'filesCopied' | 'filesVerified' | 'failures'>): string {
  switch (destination.state) {
    case 'waiting': return 'Waiting'
    case 'copying': return 'Copying and reading back'
    case 'verifying': return 'Reading back'
    case 'sealing': return 'Sealing'
    case 'done': return destination.failures === 0 ? 'Verified and sealed' : 'Done, with failures'
    case 'failed': return 'Stopped'
    case 'parked': return 'Parked'
  }
}

/** What the whole does now, for one line in the status bar. */
export function offloadWord(offload: Pick<Offload, 'state' | 'verdict'>): string {
  switch (offload.state) {
    case 'planned': return 'Starting'
    case 'copying': return 'Offloading'
    case 'verifying': return 'Reading back'
    case 'sealing': return 'Sealing'
    case 'done': return offload.verdict === null ? 'Finished' : offload.verdict.safeToFormat ? 'Safe to format' : offload.verdict.verified ? 'Verified, not safe to format' : 'Not verified'
    case 'parked': return 'Parked'
    case 'failed': return 'Stopped'
  }
}
